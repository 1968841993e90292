package pdf

import (
	"bytes"
	"context"
	"errors"
	"os"
	"regexp"
	"testing"
	"time"
)

const html = `<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8"><title>Есеп</title>
<style>@page { size: A4 } h2 { break-before: page }</style></head><body><h1>Есеп</h1>
<nav class="toc"><a href="#one">Бірінші</a> <a href="#two">Екінші</a></nav>
<h2 id="one">Бірінші</h2><table><tr><th scope="col">Ә</th><th scope="col">Ғ</th></tr><tr><td>1</td><td>2</td></tr></table>
<h2 id="two">Екінші</h2><p>Соңы</p></body></html>`

var properties = Properties{Date: time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)}

func chromium(t *testing.T) string {
	t.Helper()
	program, err := Find()
	if err != nil {
		t.Skip("printing is not tested:", err)
	}
	return program
}

// The same HTML is printed as the same bytes, with outline, tags, language and the day of the
// release; the contents name the pages.
func TestPrint(t *testing.T) {
	program := chromium(t)
	var files [2][]byte
	for i := range files {
		var err error
		if files[i], err = Print(context.Background(), program, []byte(html), properties); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two printings differ")
	}
	for what, want := range map[string]string{
		"outline": `/Type /Outlines`, "tags": `/Marked true`, "language": `/Lang \(kk\)`, "the day of the release": `/CreationDate \(D:20251120000000`,
		"headings of cells counted from one": `\(node00000001\)`,
	} {
		if !regexp.MustCompile(want).Match(files[0]) {
			t.Errorf("no %s", what)
		}
	}
	if pages := pagesOf(files[0]); pages["one"] != 2 || pages["two"] != 3 {
		t.Errorf("pages of the sections: %v", pages)
	}
}

// Without Chromium there is one plain error; a program that is named wins over PATH.
func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv(Variable, "")
	if _, err := Find(); !errors.Is(err, ErrNoChromium) {
		t.Errorf("got %v", err)
	}
	t.Setenv(Variable, "/nowhere/chromium")
	if _, err := Find(); !errors.Is(err, ErrNoChromium) {
		t.Errorf("got %v", err)
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(Variable, own)
	if path, err := Find(); err != nil || path != own {
		t.Errorf("got %s, %v", path, err)
	}
}

// Numbers of the program's life are counted anew in their order, the hour gives way to the day.
func TestNormal(t *testing.T) {
	in := "/CreationDate (D:20261128101250+00'00') (node00000357) (node00000364) (node00000357)"
	want := "/CreationDate (D:20251120000000+00'00') (node00000001) (node00000002) (node00000001)"
	if got := string(normal([]byte(in), properties)); got != want {
		t.Errorf("got %s", got)
	}
}
