package workbench_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"nsk/site/sitetest"
)

// Every example runs on the release and answers with a row at least.
func testExamples(t *testing.T, d desk) {
	list := examples(t, d)
	for name, sql := range list {
		if at := d.analyst.ask(sql); at.State != "done" || at.Rows == 0 {
			t.Errorf("%s: %s, %d rows: %+v", name, at.State, at.Rows, at.Fault)
		}
	}
}

// The page is used as a person uses it: names are offered, a query runs, its rows are seen
// from the first to the last of a hundred thousand, a chart is drawn, a fault is marked.
func testBrowser(t *testing.T, d desk) {
	b := d.Browser(t)
	b.SignIn("analyst")
	b.Open("/sql?lang=ru", sitetest.Widths["desktop"])
	write := func(sql string) {
		sitetest.Eval[int](b, fmt.Sprintf(`document.getElementById('sql').value = %q, document.getElementById('purpose').value = 'проверка', 0`, sql))
	}
	write("")
	b.Do(chromedp.SendKeys("#sql", "SELECT * FROM core.appl"))
	b.Until(`!document.getElementById('offers').hidden`)
	b.Do(chromedp.SendKeys("#sql", "\t"))
	if got := sitetest.Eval[string](b, `document.getElementById('sql').value`); got != "SELECT * FROM core.application" {
		t.Errorf("completed to %q", got)
	}
	write("")
	b.Do(chromedp.SendKeys("#sql", "SELECT * FROM core.ap"))
	b.Until(`!document.getElementById('offers').hidden`)
	if got := sitetest.Eval[string](b, `[...document.querySelectorAll('#offers li')].map(e => e.textContent).join(' ')`); got != "core.application core.application_event" {
		t.Errorf("a column is offered as a table: %s", got)
	}
	write("SELECT i AS n, CAST(i AS DECIMAL(9,2)) AS d, CASE WHEN i % 2 = 0 THEN 'қатар ' || i END AS text, '' AS empty FROM range(100000) AS r(i)")
	b.Do(chromedp.Click("#run"))
	b.Until(`document.querySelector('#grid tbody td.null')`)
	if got := sitetest.Eval[string](b, `document.getElementById('state').textContent`); got == "" {
		t.Error("nothing is said of the result")
	}
	for at, want := range map[string]string{"0": "1", "1": "100000"} {
		b.Until(fmt.Sprintf(`(() => { const g = document.getElementById('grid'); g.scrollTop = %s * g.scrollHeight; return [...g.querySelectorAll('tbody tr')].some(r => r.cells[0].textContent === '%s' && r.cells[2].textContent !== '…') })()`, at, want))
	}
	if n := sitetest.Eval[int](b, `document.querySelectorAll('#grid tbody tr').length`); n > 60 {
		t.Errorf("%d rows are in the page", n)
	}
	slow := sitetest.Eval[float64](b, `(async () => { const g = document.getElementById('grid'); let worst = 0, last = performance.now();
		for (let i = 0; i < 60; i++) { g.scrollTop = i * 37000; await new Promise(requestAnimationFrame); const now = performance.now(); worst = Math.max(worst, now - last); last = now } return worst })()`)
	t.Logf("slowest of 60 frames: %.0f ms", slow)
	if slow > 500 {
		t.Errorf("a frame took %.0f ms while scrolling", slow)
	}
	look(t, b, "result")
	write("SELECT region, count(*) AS n FROM core.centre GROUP BY region ORDER BY n")
	b.Do(chromedp.Click("#run"))
	b.Until(`document.querySelectorAll('#y option').length === 1`)
	b.Do(chromedp.Click("#plot button"))
	b.Until(`document.querySelector('#drawn .chart svg')`)
	look(t, b, "chart")
	write("SELECT region,\n  naem_ru\nFROM core.centre")
	b.Do(chromedp.Click("#run"))
	b.Until(`document.querySelector('#fault mark')`)
	if got := sitetest.Eval[string](b, `document.querySelector('#fault mark').textContent`); got != "naem_ru" {
		t.Errorf("%q is marked", got)
	}
	if n := sitetest.Eval[int](b, `[...document.querySelectorAll('#fault button')].filter(e => e.offsetWidth).length`); n != 1 {
		t.Errorf("%d buttons stand beside the fault", n)
	}
	b.Do(chromedp.Click("#fault pre + button"))
	if got := sitetest.Eval[string](b, `(e => e.value.slice(e.selectionStart, e.selectionEnd))(document.getElementById('sql'))`); got != "naem_ru" {
		t.Errorf("%q is selected", got)
	}
	look(t, b, "fault")
}

// look looks for what is wrong with the page as it is.
func look(t *testing.T, b *sitetest.Browser, name string) {
	t.Helper()
	for where, width := range sitetest.Widths {
		b.Do(chromedp.EmulateViewport(width, 900))
		b.Until(`[...document.querySelectorAll('.chart')].every(c => c.scrollWidth <= c.clientWidth || c.tabIndex === 0)`) // drawn for this width
		for _, what := range append(append(b.Heard(), b.Overflow()...), b.Axe()...) {
			t.Errorf("%s, %s: %s", name, where, what)
		}
		b.Keep("sql-" + name + "-" + where)
	}
	b.Do(chromedp.EmulateViewport(sitetest.Widths["desktop"], 900))
}
