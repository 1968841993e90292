package edition_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nsk/reports/edition"
)

// Every number of a finished document is bound to a fact. Unbound stand only dates, numbers of
// pages, parts, tables and paragraphs, codes, and terms: numbers that the catalogues and
// sentences themselves hold, such as «60 working days» in the name of an indicator.
func TestEveryNumeralIsBound(t *testing.T) {
	dir, _ := written(t, edition.HTML, edition.DOCX)
	terms := catalogues(t)
	for _, l := range []string{"kk", "ru"} {
		for name, unbound := range map[string][]string{
			"report." + l + ".html": unboundHTML(t, contents(t, dir, "report."+l+".html")),
			"report." + l + ".docx": unboundDOCX(t, contents(t, dir, "report."+l+".docx")),
		} {
			if len(unbound) < 300 {
				t.Errorf("%s: only %d texts were read", name, len(unbound))
			}
			for _, text := range unbound {
				for _, n := range loose(text, terms) {
					t.Errorf("%s: %q is bound to nothing in %q", name, n, text)
				}
			}
		}
	}
}

// The test can fail: a number that no catalogue has is noticed, dates and codes are not.
func TestLooseNumerals(t *testing.T) {
	terms := catalogues(t)
	for text, want := range map[string]int{
		"Подано заявлений: 4 217.": 1, "охват – 90,7%": 1, "15.12.2025 (рабочая договорённость)": 0, "2025 жылғы 15 желтоқсан": 0,
		"Доля признанных за 60 рабочих дней": 0, "№ r21": 0, "«ТОО „Қанат-2“» ": 0, "A.01": 0, "37 күн": 1,
	} {
		if got := loose(text, terms); len(got) != want {
			t.Errorf("%q: loose are %q, want %d", text, got, want)
		}
	}
}

// allowed are the numbers that are no facts, by what they look like.
var allowed = regexp.MustCompile(strings.Join([]string{
	`«[^»]*»`,                                 // names
	`\b\d{2}\.\d{2}\.\d{4}`, `\b\d{2}\.\d{4}`, // dates, months
	`\d{1,2} \p{Cyrillic}+ \d{4} года`, `\p{Cyrillic}+ \d{4} год\p{Cyrillic}*`, `\d{1,2} \p{Cyrillic}+ 20\d\d`,
	`20\d\d[\x{a0} ]жыл\p{Cyrillic}* \d{1,2} \p{Cyrillic}+`, `20\d\d[\x{a0} ]жыл\p{Cyrillic}*`, `(?:\d{1,2} )?\d{1,2} \p{Cyrillic}*желтоқсан\p{Cyrillic}*`,
	`20\d\d ?г\.`, `20___`,
	`\b\d{4}-\d{2}-\d{2}-[0-9a-f]{8}\b`, `\b[0-9a-f]{16}\b`, // releases, checksums
	`\b[A-L]\.\d{2}\b`, `\br\d{2}\b`, `SHA-256`, // codes of indicators and rules
	`^\d+(?:\.\d+)*\x{2002}`,                                                   // numbers of parts
	`[\d–]+-деңгей\p{Cyrillic}*`, `уров\p{Cyrillic}+ [\d–]+`, `× 100\b`, `^0$`, // levels, formulas, the sign of zero
	`от 1 до \d+ человек`, `кемінде \d+ бірлікке`, `не менее чем на \d+`, // parameters of protection, from its settings
	`^\d{4} $`,                                                                                                                                   // codes of occupations
	`\d{4} «`,                                                                                                                                    // the same before their names
	`\d+\(\d+\)`, `(?:пункт\p{Cyrillic}*(?: Правил:)?|тармақ\p{Cyrillic}*:?|[Пп]равил\p{Cyrillic}*:?) [\d–, ()/]+`, `[\d–]+-тармақ\p{Cyrillic}*`, // paragraphs
	`\d+-(?:кесте|сурет|қосымша)`, `(?:Таблица|Рисунок|Приложение)[\x{a0} ]\d+`,
}, "|"))

var numerals = regexp.MustCompile(`[0-9]+(?:[\x{a0}\x{202f} ][0-9]{3})*(?:,[0-9]+)?`)

// loose are the numbers of a text that are neither allowed nor part of a term.
func loose(text, terms string) []string {
	text = strings.ReplaceAll(allowed.ReplaceAllString(text, "\u2007"), "\u00a0", " ")
	var out []string
	for _, at := range numerals.FindAllStringIndex(text, -1) {
		before, after := lastWord(text[:at[0]]), firstWord(text[at[1]:])
		n := text[at[0]:at[1]]
		term := strings.ToLower(strings.TrimSpace(n + after))
		if len(strings.TrimSpace(after)) < 2 {
			term = strings.ToLower(strings.TrimSpace(before + n + after))
		}
		if term == n && before == "" || !strings.Contains(terms, term) {
			out = append(out, n)
		}
	}
	return out
}

var (
	first = regexp.MustCompile(`^[^0-9\x{2007}]{0,3}?[%)]?[ -]?\p{L}*`)
	last  = regexp.MustCompile(`\p{L}+[^\p{L}0-9\x{2007}]{0,3}$`)
)

func firstWord(s string) string { return first.FindString(s) }

func lastWord(s string) string { return last.FindString(s) }

// catalogues are the texts that the program is made with, in small letters.
func catalogues(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		ext := filepath.Ext(path)
		if err != nil || d.IsDir() || ext != ".yaml" && ext != ".go" && ext != ".tsv" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		b.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.ToLower(strings.NewReplacer("\u00a0", " ", "~", " ", `\u00a0`, " ").Replace(b.String()))
}

// unboundHTML are the texts of a page outside bound numbers, drawings and numbers of captions.
func unboundHTML(t *testing.T, data []byte) []string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "data" || n.Data == "svg" || n.Data == "style" || n.Data == "title" || class(n) == "number") {
			return
		}
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			list = append(list, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return list
}

func class(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key == "class" {
			return a.Val
		}
	}
	return ""
}

// unboundDOCX are the runs of a Word document outside content controls and fields.
func unboundDOCX(t *testing.T, data []byte) []string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []string
	d, controls, fields, text := xml.NewDecoder(f), 0, 0, false
	whole := "" // runs that follow one another are one text
	end := func() {
		if whole != "" {
			list, whole = append(list, whole), ""
		}
	}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			text = tok.Name.Local == "t"
			if tok.Name.Local == "sdt" {
				controls++
				end()
			}
			if tok.Name.Local == "fldChar" {
				fields += map[string]int{"begin": 1, "end": -1}[tok.Attr[0].Value]
			}
		case xml.EndElement:
			text = false
			if tok.Name.Local == "sdt" {
				controls--
			}
			if tok.Name.Local == "p" {
				end()
			}
		case xml.CharData:
			if text && controls == 0 && fields == 0 {
				whole += string(tok)
			}
		}
	}
}
