// Package pdf prints the HTML of a document as PDF with Chromium: tagged, with an outline,
// page numbers and its fonts inside. The same HTML and the same Chromium give equal bytes.
package pdf

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ErrNoChromium means that there is no Chromium to print with.
var ErrNoChromium = errors.New("no Chromium: install it (apt-get install chromium) or name the program in NSK_CHROMIUM")

// Variable is the environment variable that names the program.
const Variable = "NSK_CHROMIUM"

// Find returns the Chromium to print with: the one that NSK_CHROMIUM names, else the first on
// PATH. It returns ErrNoChromium if there is none.
func Find() (string, error) {
	if named := os.Getenv(Variable); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("%s=%s: %w", Variable, named, ErrNoChromium)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNoChromium
}

// Properties go into the file; they come from the release and never from a clock.
type Properties struct {
	Date time.Time // the day on which knowledge was frozen
}

// patience is how long Chromium may take for one document.
const patience = 3 * time.Minute

// Print prints one self-contained page of HTML. The program is one that Find returned.
func Print(ctx context.Context, program string, html []byte, p Properties) ([]byte, error) {
	dir, err := os.MkdirTemp("", "nsk-pdf-")
	if err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "document.html")
	if err := os.WriteFile(file, html, 0o600); err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	address := (&url.URL{Scheme: "file", Path: file}).String()
	// Chromium has no sandbox for root, nor in most containers. The page is our own, has no
	// script and no network, so that it may be printed without.
	var faults []error
	for _, sandbox := range []bool{true, false} {
		if sandbox && os.Geteuid() == 0 {
			continue
		}
		data, err := printWith(ctx, browser{program, dir, sandbox}, address)
		if err == nil {
			return normal(data, p), nil
		}
		faults = append(faults, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, fmt.Errorf("print with %s: %w", program, errors.Join(faults...))
}

// A browser is a Chromium to be started, with a folder of its own.
type browser struct {
	program, dir string
	sandbox      bool
}

func printWith(ctx context.Context, b browser, address string) ([]byte, error) {
	ctx, stop := b.start(ctx)
	defer stop()
	return print(ctx, address)
}

// start starts Chromium, shut off from the network, with nothing of the user's in it.
func (b browser) start(ctx context.Context) (context.Context, context.CancelFunc) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(b.program), chromedp.UserDataDir(filepath.Join(b.dir, fmt.Sprint("profile-", b.sandbox))), chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), // the document is whole without the network
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("lang", "ru"),
		chromedp.Env("TZ=UTC", "LC_ALL=C.UTF-8"))
	if !b.sandbox {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, stopTime := context.WithTimeout(ctx, patience)
	ctx, stopProgram := chromedp.NewExecAllocator(ctx, options...)
	ctx, stopTab := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	return ctx, func() { stopTab(); stopProgram(); stopTime() }
}

// number writes the pages of the first printing into the lines of the contents.
const number = `(pages) => {
	for (const a of document.querySelectorAll('nav.toc a')) {
		const n = pages[decodeURIComponent(a.hash.slice(1))]
		if (!n) continue
		const span = document.createElement('span')
		span.className = 'page'
		span.textContent = n
		a.append(span)
	}
	return true
}`

// print prints twice: the contents name the pages that the first printing came to.
func print(ctx context.Context, address string) ([]byte, error) {
	ready := chromedp.Evaluate[bool]("document.fonts.ready.then(() => true)", chromedp.EvalAwaitPromise)
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(ctx, ready); err != nil {
		return nil, err
	}
	first, err := printed(ctx)
	if err != nil {
		return nil, err
	}
	pages := pagesOf(first)
	if len(pages) == 0 {
		return first, nil
	}
	list, err := json.Marshal(pages)
	if err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("("+number+")("+string(list)+")")); err != nil {
		return nil, err
	}
	return printed(ctx)
}

func printed(ctx context.Context) ([]byte, error) {
	yes := true
	r, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{
		PreferCSSPageSize: &yes, PrintBackground: &yes, GenerateTaggedPDF: &yes, GenerateDocumentOutline: &yes})
	return r.Data, err
}
