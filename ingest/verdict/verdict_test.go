package verdict_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/ingest/verdict"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// What a person reads in each language; the machine forms have ids instead.
var (
	titles   = map[verdict.Language]string{verdict.KK: "Ішінара қабылданды", verdict.RU: "Принято частично", verdict.EN: "Accepted with rejected rows"}
	severity = map[verdict.Language]map[string]string{
		verdict.KK: {"row": "жол қатесі", "warning": "ескерту"},
		verdict.RU: {"row": "ошибка строки", "warning": "предупреждение"},
		verdict.EN: {"row": "row error", "warning": "warning"},
	}
	ids    = map[string]string{"row": "row", "warning": "warning"}
	inText = map[verdict.Language]textLabels{
		verdict.KK: {summary: "Тексеру қағидалары бойынша жиынтық", rows: "Барлық қателер мен ескертулер", severity: "Маңыздылығы", message: "Хабарлама", remedy: "Не істеу керек", rule: "Қағида", value: "Мәні", stage: "Тексеру кезеңі", basis: "Негіздеме"},
		verdict.RU: {summary: "Сводка по правилам проверки", rows: "Все ошибки и замечания", severity: "Важность", message: "Сообщение", remedy: "Что сделать", rule: "Правило", value: "Значение", stage: "Этап проверки", basis: "Основание"},
		verdict.EN: {summary: "Summary by rule", rows: "Every error and remark", severity: "Severity", message: "Message", remedy: "Remedy", rule: "Rule", value: "Value", stage: "Stage", basis: "Basis"},
	}
)

// Every form carries the same verdict, counts, summary and occurrences, in every
// language, whatever the values are.
func TestEveryFormTellsTheSame(t *testing.T) {
	for _, lang := range languages {
		for form, read := range map[verdict.Form]func([]byte) told{
			verdict.JSON: func(b []byte) told { return readJSON(t, b) },
			verdict.CSV:  func(b []byte) told { return readCSV(t, b) },
			verdict.XLSX: func(b []byte) told { return readXLSX(t, b) },
			verdict.HTML: func(b []byte) told { return readHTML(t, b) },
			verdict.Text: func(b []byte) told { return readText(t, b, inText[lang]) },
		} {
			title, levels := titles[lang], severity[lang]
			switch form {
			case verdict.JSON:
				levels = ids
			case verdict.CSV:
				title, levels = "partly", ids
			case verdict.Text:
				title = strings.ToUpper(title)
			}
			w := want(sample(), lang, title, levels)
			if form == verdict.XLSX {
				w = asXML(w)
			}
			if diff := cmp.Diff(w, read(write(t, sample(), form, lang))); diff != "" {
				t.Errorf("%s %s:\n%s", form, lang, diff)
			}
		}
	}
}

// asXML replaces the control character that XML cannot hold.
func asXML(w told) told {
	for i := range w.Rows {
		for _, s := range []*string{&w.Rows[i].Value, &w.Rows[i].Message} {
			*s = strings.ReplaceAll(*s, "\x1b", "\ufffd")
		}
	}
	return w
}

// The same report gives the same bytes.
func TestSameBytes(t *testing.T) {
	for _, form := range forms {
		for _, lang := range languages {
			if !bytes.Equal(write(t, sample(), form, lang), write(t, sample(), form, lang)) {
				t.Errorf("%s %s: two renderings differ", form, lang)
			}
		}
	}
}

// The golden files show how the report looks; read them when they change.
func TestGolden(t *testing.T) {
	r := sample()
	r.Occurrences = occurrences(r, []string{"••••••••••••", "=1+1", "<script>", "первая\nвторая"})
	r.Summary[0].Count = 4
	for name, form := range map[string]verdict.Form{"report.txt": verdict.Text, "report.html": verdict.HTML} {
		for _, lang := range []verdict.Language{verdict.KK, verdict.RU} {
			file := filepath.Join("testdata", string(lang)+"-"+name)
			got := write(t, r, form, lang)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			golden, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(golden), string(got)); diff != "" {
				t.Errorf("%s:\n%s", file, diff)
			}
		}
	}
}

// A report on a very broken file needs no more memory than one on a small file.
func TestManyOccurrencesInBoundedMemory(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("writes 200,000 occurrences in five forms")
	}
	const many = 200_000
	for _, form := range forms {
		r := sample()
		r.Summary[0].Count = many
		g := &gauge{}
		r.Occurrences = g.over(occurrences(r, make([]string, many)))
		g.start()
		if err := r.Write(g, form, verdict.RU); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes, %d KiB of memory above the start", form, g.written, g.most>>10)
		if g.most > 48<<20 {
			t.Errorf("%s: %d MiB of memory above the start", form, g.most>>20)
		}
	}
}

// A gauge looks at live memory while occurrences are read and bytes written.
type gauge struct {
	seen           int
	from, most     int64
	written, after int64
}

func (g *gauge) live() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func (g *gauge) start() { g.from = g.live() }

func (g *gauge) look() { g.most = max(g.most, g.live()-g.from) }

func (g *gauge) over(all iter.Seq2[verdict.Occurrence, error]) iter.Seq2[verdict.Occurrence, error] {
	return func(yield func(verdict.Occurrence, error) bool) {
		for o, err := range all {
			if g.seen++; g.seen%20_000 == 0 {
				g.look()
			}
			if !yield(o, err) {
				return
			}
		}
	}
}

func (g *gauge) Write(p []byte) (int, error) {
	if g.written += int64(len(p)); g.written > g.after {
		g.look()
		g.after = g.written + 8<<20
	}
	return len(p), nil
}

// A report that contradicts itself is not written, and neither is one whose occurrences
// cannot be read.
func TestNoFalseReport(t *testing.T) {
	broken := errors.New("disk")
	for what, change := range map[string]func(*verdict.Report){
		"but 1233 are accounted for":      func(r *verdict.Report) { r.Counts.Rejected-- },
		"the summary counts 1 more":       func(r *verdict.Report) { r.Summary[0].Count++ },
		"the summary counts -1 more":      func(r *verdict.Report) { r.Summary[1].Count-- },
		"file.110: the summary counts -1": func(r *verdict.Report) { r.Summary = nil },
		`verdict "perhaps" is unknown`:    func(r *verdict.Report) { r.Verdict = "perhaps" },
		"report on 940140000385_2025-03.xlsx: disk": func(r *verdict.Report) {
			r.Occurrences = func(yield func(verdict.Occurrence, error) bool) { yield(verdict.Occurrence{}, broken) }
		},
	} {
		for _, form := range forms {
			r := sample()
			change(r)
			if err := r.Write(io.Discard, form, verdict.RU); err == nil || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: got %v, want %s", form, err, what)
			}
		}
	}
}

func TestUnknownFormAndLanguage(t *testing.T) {
	if err := sample().Write(io.Discard, "pdf", verdict.RU); err == nil || !strings.Contains(err.Error(), `form "pdf"`) {
		t.Error(err)
	}
	if err := sample().Write(io.Discard, verdict.Text, "fr"); err == nil || !strings.Contains(err.Error(), `language "fr"`) {
		t.Error(err)
	}
}

// Each verdict says in each language what it means and what happens next.
func TestEveryVerdict(t *testing.T) {
	for _, tt := range []struct {
		report verdict.Report
		exit   int
		ru, kk string
	}{
		{verdict.Report{Verdict: verdict.Accepted}, 0, "без замечаний", "ескертусіз қабылданды"},
		{verdict.Report{Verdict: verdict.Accepted, Return: verdict.Return{Content: "nil"}}, 0, "нулевые сведения", "Нөлдік мәліметтер"},
		{verdict.Report{Verdict: verdict.Accepted, Return: verdict.Return{Content: "cannot_provide", Reason: "пожар"}}, 0, "представить сведения невозможно", "мүмкін еместігі"},
		{verdict.Report{Verdict: verdict.Accepted, Summary: []verdict.Rule{{Severity: contract.SeverityWarning}}}, 1, "есть замечания", "ескертулер бар"},
		{verdict.Report{Verdict: verdict.Accepted, Summary: []verdict.Rule{{Severity: contract.SeverityInformation}}}, 0, "есть замечания", "ескертулер бар"},
		{verdict.Report{Verdict: verdict.Partly}, 1, "отправьте весь файл повторно", "толық күйінде қайта жіберіңіз"},
		{verdict.Report{Verdict: verdict.Held}, 1, "подтвердите их", "растаңыз"},
		{verdict.Report{Verdict: verdict.Refused}, 1, "Ни одна строка файла не принята", "Файлдың бірде-бір жолы қабылданған жоқ"},
		{verdict.Report{Verdict: verdict.Already}, 0, "ничего не изменила", "ештеңені өзгерткен жоқ"},
		{verdict.Report{Verdict: verdict.Accepted, Trial: true}, 0, "предварительная проверка", "алдын ала тексеру"},
	} {
		if got := tt.report.Exit(); got != tt.exit {
			t.Errorf("%s: exit %d, want %d", tt.ru, got, tt.exit)
		}
		for _, form := range []verdict.Form{verdict.Text, verdict.JSON, verdict.CSV, verdict.HTML} {
			if form == verdict.JSON && tt.report.Trial {
				continue // it has true instead of the sentence
			}
			if got := string(write(t, &tt.report, form, verdict.RU)); !strings.Contains(got, tt.ru) {
				t.Errorf("%s: no %q in\n%s", form, tt.ru, got)
			}
			if got := string(write(t, &tt.report, form, verdict.KK)); !strings.Contains(got, tt.kk) {
				t.Errorf("%s: no %q in\n%s", form, tt.kk, got)
			}
		}
	}
}

// Where the file lay is nobody's business, and differs from machine to machine.
func TestNoFolders(t *testing.T) {
	r := sample()
	for _, name := range []string{"/home/a/940140000385_2025-03.xlsx", `C:\Users\a\940140000385_2025-03.xlsx`} {
		r.File.Name = name
		for _, form := range forms {
			if !bytes.Equal(write(t, r, form, verdict.KK), write(t, sample(), form, verdict.KK)) {
				t.Errorf("%s: the folder of %s shows", form, name)
			}
		}
	}
}

// The page asks nothing of the network and runs nothing.
func TestPageIsSelfContained(t *testing.T) {
	page := string(write(t, sample(), verdict.HTML, verdict.KK))
	for _, bad := range []string{"<script", "http:", "https:", "src=", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	if !strings.Contains(page, `<html lang="kk">`) {
		t.Error("the page does not say its language")
	}
}
