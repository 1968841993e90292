package portal_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"nsk/site/sitetest"
)

// looked reports what a browser finds wrong with the page that is open.
func looked(t *testing.T, b *sitetest.Browser, name string) {
	t.Helper()
	for _, wrong := range [][]string{b.Heard(), b.Overflow(), b.Axe()} {
		for _, what := range wrong {
			t.Errorf("%s: %s", name, what)
		}
	}
	b.Keep("portal-" + name)
}

// pick chooses a file on the page of sending and sends it in pieces, by the script.
func pick(b *sitetest.Browser, file string) {
	b.Do(chromedp.SetUploadFiles("#file", []string{file}), chromedp.Click("form.upload button"), chromedp.WaitVisible(".judged"))
}

// A centre goes the whole way in a browser: from the calendar to the signature.
func TestTheWholeWay(t *testing.T) {
	w := newWorld(t)
	b := w.Browser(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	const month = "2025-10"
	wrong, right, fewer := write("wrong.csv", file(month, good, bad, good)), write("right.csv", file(month, good, good, good)), write("fewer.csv", file(month, good))

	b.SignIn("centre")
	b.Open("/portal?lang=kk", sitetest.Widths["desktop"])
	b.Do(chromedp.Click(`a[href="/portal/send/recognition-persons/`+month+`"]`), chromedp.WaitVisible("form.upload"))
	looked(t, b, "send")
	pick(b, wrong)
	b.Until(`document.querySelector(".judged .partly")`)
	looked(t, b, "partly")
	b.Open(sitetest.Eval[string](b, `location.pathname`)+"?lang=kk", sitetest.Widths["phone"])
	looked(t, b, "partly-phone")

	b.Open("/portal/send/recognition-persons/"+month+"?lang=ru", sitetest.Widths["desktop"])
	pick(b, right)
	b.Until(`document.querySelector(".judged .accepted")`)
	b.Open("/portal/send/recognition-persons/"+month, sitetest.Widths["desktop"])
	pick(b, fewer)
	b.Until(`document.querySelector(".judged .held")`)
	looked(t, b, "held")
	b.Do(chromedp.SetValue("#confirm-role", "директор"), chromedp.SetValue("#confirm-reason", "экзаменов было меньше"), chromedp.Click(`form[action$="/confirm"] button`), chromedp.WaitVisible("#sign-name"))
	b.Do(chromedp.SetValue("#sign-name", "Серікова Мадина"), chromedp.SetValue("#sign-role", "директор"), chromedp.Click(`form[action$="/sign"] button`))
	b.Until(`document.body && document.body.textContent.includes("Серікова Мадина, директор")`)
	looked(t, b, "signed")
	b.Do(chromedp.Click(`a[href$="/changes"]`), chromedp.WaitVisible("table.stack"))
	looked(t, b, "changes")
	b.Open("/portal/returns", sitetest.Widths["phone"])
	looked(t, b, "history-phone")
	if n := sitetest.Eval[int](b, `document.querySelectorAll("table.stack tbody tr").length`); n != 4 { // three files and a confirmation
		t.Error(n, "lines of history")
	}
}

// The script goes on where a broken connection left off, and tells the sender so.
func TestTheScriptGoesOn(t *testing.T) {
	w := newWorld(t)
	b := w.Browser(t)
	file := filepath.Join(t.TempDir(), "large.csv")
	if err := os.WriteFile(file, bytes.Repeat([]byte("no header of ours\n"), 9<<20/18), 0o600); err != nil {
		t.Fatal(err)
	}
	b.SignIn("centre")
	b.Open("/portal/send/recognition-persons/2025-10?lang=ru", sitetest.Widths["desktop"])
	sitetest.Eval[int](b, `(() => {
		const send = window.fetch, said = document.querySelector("form.upload output");
		let pieces = 0;
		new MutationObserver(() => { if (said.textContent) sessionStorage.setItem("said", (sessionStorage.getItem("said") || "") + said.textContent) }).observe(said, {childList: true});
		window.fetch = (to, how) => how && how.method === "PUT" && ++pieces === 2 ? Promise.reject(new TypeError("broken")) : send(to, how);
		return 0;
	})()`)
	pick(b, file)
	b.Until(`document.querySelector(".judged .refused")`)
	w.has(sitetest.Eval[string](b, `sessionStorage.getItem("said")`), "Связь прервалась", "Файл получен целиком")
	w.has(sitetest.Eval[string](b, `document.body.textContent`), fmt.Sprintf("%x", hash(t, file)))
	w.nothingLeft()
}

func hash(t *testing.T, file string) [sha256.Size]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(text)
}
