package sitetest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"nsk/reports/pdf"
)

// A Browser is a tab of a real Chromium that notes everything a console would show.
type Browser struct {
	t       testing.TB
	ctx     context.Context
	address string

	mu    sync.Mutex
	heard []string
}

// Widths are those at which pages are looked at: a desktop and a phone.
var Widths = map[string]int64{"desktop": 1280, "phone": 390}

// Browser opens a tab. Where there is no Chromium the test is skipped, and says so.
func (s *Stand) Browser(t testing.TB) *Browser {
	t.Helper()
	program, err := pdf.Find()
	if err != nil {
		t.Skip("NOT LOOKED AT in a browser: ", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU)
	all, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, shut := chromedp.NewContext(all)
	t.Cleanup(func() { shut(); end() })
	b := &Browser{t: t, ctx: ctx, address: s.Address}
	if err := chromedp.Do(ctx); err != nil { // starts it, without a limit of time
		t.Fatal(err)
	}
	go b.listen()
	return b
}

func (b *Browser) listen() {
	for m, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		if m.IsException() || m.Type == "error" || m.Type == "warning" {
			b.mu.Lock()
			b.heard = append(b.heard, m.String())
			b.mu.Unlock()
		}
	}
}

// Heard are the errors and warnings of the console since it was asked last.
func (b *Browser) Heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	heard := b.heard
	b.heard = nil
	return heard
}

// patience is how long an action may take on a busy machine.
const patience = 60 * time.Second

// Do carries actions out.
func (b *Browser) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, done := context.WithTimeout(b.ctx, patience)
	defer done()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// Eval is the value of an expression of JavaScript, awaited if it is a promise.
func Eval[T any](b *Browser, expression string) T {
	b.t.Helper()
	ctx, done := context.WithTimeout(b.ctx, patience)
	defer done()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("browser: %.80s: %v", expression, err)
	}
	return v
}

// Open goes to a path of the site in a width and waits until the charts are drawn.
func (b *Browser) Open(path string, width int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(b.address+path), chromedp.WaitReady("main"))
	b.Until(`[...document.querySelectorAll('.chart')].every(e => e.dataset.drawn)`)
}

// Until waits until an expression is true.
func (b *Browser) Until(expression string) {
	b.t.Helper()
	for end := time.Now().Add(patience); !Eval[bool](b, "Boolean("+expression+")"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("browser: never so: %s", expression)
		}
	}
}

// SignIn signs an account in.
func (b *Browser) SignIn(name string) {
	b.t.Helper()
	b.Open("/sign-in", Widths["desktop"])
	b.Do(chromedp.SetValue("#name", name), chromedp.SetValue("#password", Password), chromedp.Click(".sign button"), chromedp.WaitVisible(".who"))
}

// SignOut ends the session.
func (b *Browser) SignOut() {
	b.t.Helper()
	b.Do(chromedp.Click(".who button"), chromedp.WaitVisible(".sign"))
}

// Overflow names the elements that stick out of the page to the right; those inside a
// region that scrolls by itself are right.
func (b *Browser) Overflow() []string {
	b.t.Helper()
	return Eval[[]string](b, `(() => {
		const wide = document.documentElement.clientWidth + 1;
		if (document.documentElement.scrollWidth <= wide) return [];
		const scrolls = e => { for (; e && e !== document.body; e = e.parentElement) { const o = getComputedStyle(e).overflowX; if (o === 'auto' || o === 'scroll' || o === 'hidden') return true } return false };
		return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide && !scrolls(e)).map(e => 'sticks out: ' + e.tagName + '.' + e.className + ' ' + (e.textContent || '').slice(0, 40));
	})()`)
}

// Axe are the breaches of WCAG 2.2 A and AA that axe-core finds on the page.
func (b *Browser) Axe() (list []string) {
	b.t.Helper()
	script, err := os.ReadFile(filepath.Join(Root(b.t), "site", "sitetest", "axe", "axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	Eval[int](b, string(script)+";0")
	found := Eval[string](b, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r =>
		JSON.stringify(r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + (n.failureSummary || '')))))`)
	if err := json.Unmarshal([]byte(found), &list); err != nil {
		b.t.Fatal(err)
	}
	return list
}

// Picture is what the window shows, as PNG.
func (b *Browser) Picture() []byte {
	b.t.Helper()
	ctx, done := context.WithTimeout(b.ctx, patience)
	defer done()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	return png
}

// Keep writes a picture of the whole page into the folder that NSK_PICTURES names, if it
// names one.
func (b *Browser) Keep(name string) {
	b.t.Helper()
	dir := os.Getenv("NSK_PICTURES")
	if dir == "" {
		return
	}
	ctx, done := context.WithTimeout(b.ctx, patience)
	defer done()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(strings.Trim(name, "/"), "/", "-")+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
