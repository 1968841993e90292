package picture

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The drawings of the document are painted whole, twice the same.
func TestDrawings(t *testing.T) {
	files, err := filepath.Glob("../*/testdata/*.svg")
	if err != nil || len(files) < 2 {
		t.Fatalf("%d drawings, %v", len(files), err)
	}
	for _, file := range files {
		svg, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Paint(string(svg), 1)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		b, err := Paint(string(svg), 1)
		if err != nil || !bytes.Equal(a.PNG, b.PNG) {
			t.Errorf("%s: two paintings differ (%v)", file, err)
		}
		if dir := os.Getenv("NSK_SHOW"); dir != "" { // for a look at them
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)+".png"), a.PNG, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

const frame = `<svg width="20" height="10" xmlns="http://www.w3.org/2000/svg">%</svg>`

// What is drawn lands where it belongs, in its colour.
func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		inside string
		dark   [][2]int // pixels with ink
		light  [][2]int // pixels of paper
	}{
		"a filled path":        {`<path d="M0 0L10 0L10 10L0 10Z" fill="#000000"></path>`, [][2]int{{5, 5}, {1, 9}}, [][2]int{{12, 5}}},
		"a moved path":         {`<path d="M0 0l4 0l0 10l-4 0Z" transform="translate(10 0)" fill="#000"></path>`, [][2]int{{12, 5}}, [][2]int{{5, 5}, {16, 5}}},
		"a circle of two arcs": {`<path d="M15 5A5 5 0 1 1 5 5A5 5 0 1 1 15 5Z" fill="#000"></path>`, [][2]int{{10, 5}, {6, 5}, {14, 5}, {10, 1}}, [][2]int{{5, 0}, {15, 0}, {5, 9}}},
		"a clipped group": {`<defs><clipPath id="c"><path d="M0 0l5 0l0 10l-5 0Z"></path></clipPath></defs><g clip-path="url(#c)"><rect width="20" height="10" fill="#000"></rect></g>`,
			[][2]int{{2, 5}}, [][2]int{{8, 5}}},
		"a line":           {`<path d="M0 5L20 5" fill="none" stroke="#000" stroke-width="2"></path>`, [][2]int{{10, 5}}, [][2]int{{10, 1}, {10, 8}}},
		"text at the left": {`<text dominant-baseline="central" text-anchor="start" style="font-size:20px;" y="5" fill="#000">І</text>`, [][2]int{{2, 5}}, [][2]int{{15, 5}}},
	} {
		p, err := Paint(strings.Replace(frame, "%", c.inside, 1), 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img, err := png.Decode(bytes.NewReader(p.PNG))
		if err != nil {
			t.Fatal(err)
		}
		for i, list := range [][][2]int{c.dark, c.light} {
			for _, at := range list {
				r, _, _, _ := img.At(at[0], at[1]).RGBA()
				if dark := r < 0x8000; dark != (i == 0) {
					t.Errorf("%s: pixel %v is %x", name, at, r)
				}
			}
		}
	}
}

// What cannot be painted is an error, not a hole.
func TestUnknownIsRefused(t *testing.T) {
	for _, inside := range []string{
		`<circle r="4"></circle>`, `<path d="M0 0T4 4"></path>`, `<path d="M0 0L4" fill="#000"></path>`, `<g transform="skewX(3)"></g>`,
		`<path d="M0 0L4 4" fill="red"></path>`, `<path d="M0 0L4 4" fill="url(#none)"></path>`, `<text style="font-size:9px" fill="#000">漢</text>`,
	} {
		if _, err := Paint(strings.Replace(frame, "%", inside, 1), 1); err == nil {
			t.Errorf("painted %s", inside)
		}
	}
}
