package verdict_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"nsk/ingest/verdict"
)

// A told report is what a reader of any form can find in it again.
type told struct {
	Verdict string // as people read it
	Counts  [5]int64
	Summary []said
	Rows    []said
}

// said is a line of the summary, with its count, or an occurrence, with its row.
type said struct {
	Number                                                    int64
	Key, Field, Label, Value, Rule, Severity, Message, Remedy string
}

// want is what a report must tell, taken from the report itself.
func want(r *verdict.Report, lang verdict.Language, title string, severity map[string]string) told {
	n := r.Counts
	w := told{Verdict: title, Counts: [5]int64{n.Received, n.Accepted, n.Rejected, n.Duplicate, n.OutOfScope}}
	pick := func(kk, ru string) string {
		if lang == verdict.KK {
			return kk
		}
		return ru
	}
	for _, s := range r.Summary {
		w.Summary = append(w.Summary, said{Number: s.Count, Rule: s.ID, Severity: severity[string(s.Severity)], Message: pick(s.Message.KK, s.Message.RU), Remedy: pick(s.Remedy.KK, s.Remedy.RU)})
	}
	for o := range r.Occurrences {
		w.Rows = append(w.Rows, said{o.Row, o.Key, o.Field, pick(o.Label.KK, o.Label.RU), o.Value, o.Rule, severity[string(o.Severity)], pick(o.Message.KK, o.Message.RU), pick(o.Remedy.KK, o.Remedy.RU)})
	}
	return w
}

func number(t *testing.T, s string) int64 {
	t.Helper()
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func readJSON(t *testing.T, data []byte) told {
	var j struct {
		Title   string
		Counts  struct{ Received, Accepted, Rejected, Duplicate, Out_of_scope int64 }
		Summary []struct {
			Count                           int64
			Rule, Severity, Message, Remedy string
		}
		Occurrences []struct {
			Row                                                       *int64
			Key, Field, Label, Value, Rule, Severity, Message, Remedy string
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&j); err != nil {
		t.Fatal(err)
	}
	g := told{Verdict: j.Title, Counts: [5]int64{j.Counts.Received, j.Counts.Accepted, j.Counts.Rejected, j.Counts.Duplicate, j.Counts.Out_of_scope}}
	for _, s := range j.Summary {
		g.Summary = append(g.Summary, said{Number: s.Count, Rule: s.Rule, Severity: s.Severity, Message: s.Message, Remedy: s.Remedy})
	}
	for _, o := range j.Occurrences {
		row := int64(0)
		if o.Row != nil {
			row = *o.Row
		}
		g.Rows = append(g.Rows, said{row, o.Key, o.Field, o.Label, o.Value, o.Rule, o.Severity, o.Message, o.Remedy})
	}
	return g
}

// readCSV takes off the mark of a text that is no formula, as the form is documented.
func readCSV(t *testing.T, data []byte) told {
	body, ok := bytes.CutPrefix(data, []byte("\ufeff"))
	if !ok {
		t.Fatal("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(body))
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var g told
	counts := make(map[string]int64)
	for _, line := range lines[1:] {
		c := make(map[string]string)
		for i, cell := range line {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%q would be a formula", cell)
			}
			c[lines[0][i]] = strings.TrimPrefix(cell, "'")
		}
		s := said{Key: c["key"], Field: c["field"], Label: c["label"], Value: c["value"], Rule: c["rule"], Severity: c["severity"], Message: c["message"], Remedy: c["remedy"]}
		switch c["kind"] {
		case "verdict":
			g.Verdict = c["value"]
		case "count":
			counts[c["name"]] = number(t, c["count"])
		case "summary":
			s.Number = number(t, c["count"])
			g.Summary = append(g.Summary, s)
		case "row":
			s.Number = number(t, c["row"])
			g.Rows = append(g.Rows, s)
		}
	}
	g.Counts = [5]int64{counts["received"], counts["accepted"], counts["rejected"], counts["duplicate"], counts["out_of_scope"]}
	return g
}

// readXLSX reads the three sheets by their order, so that it reads every language.
func readXLSX(t *testing.T, data []byte) told {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := make([][][]string, 3)
	for i, name := range f.GetSheetList() {
		if sheets[i], err = f.GetRows(name, excelize.Options{RawCellValue: true}); err != nil {
			t.Fatal(err)
		}
	}
	g := told{Verdict: sheets[0][0][0]}
	for i := range g.Counts {
		g.Counts[i] = number(t, sheets[0][6+i][1])
	}
	for _, r := range sheets[1][1:] {
		g.Summary = append(g.Summary, said{Number: number(t, r[0]), Rule: r[1], Severity: r[3], Message: r[4], Remedy: r[5]})
	}
	for _, r := range sheets[2][1:] {
		g.Rows = append(g.Rows, said{number(t, r[1]), r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9]})
	}
	return g
}

// readText reads the lines by their depth: a record at two blanks, its parts at four.
func readText(t *testing.T, data []byte, labels textLabels) told {
	lines := strings.Split(string(data), "\n")
	g := told{Verdict: lines[0]}
	for i, part := range strings.SplitN(strings.NewReplacer("=", "+").Replace(lines[4]), "+", 5) {
		g.Counts[i] = number(t, part)
	}
	part := ""
	for _, line := range lines[5:] {
		depth := len(line) - len(strings.TrimLeft(line, " "))
		label, value, _ := strings.Cut(strings.TrimLeft(line, " "), ": ")
		switch {
		case depth == 0 && line != "":
			part = line
		case depth == 2 && part == labels.summary:
			count, rule, _ := strings.Cut(line, " × ")
			g.Summary = append(g.Summary, said{Number: number(t, count), Rule: rule})
		case depth == 2 && part == labels.rows:
			g.Rows = append(g.Rows, labels.place(t, strings.TrimLeft(line, " ")))
		case depth == 4 && part == labels.summary:
			labels.set(t, &g.Summary[len(g.Summary)-1], label, value)
		case depth == 4 && part == labels.rows:
			labels.set(t, &g.Rows[len(g.Rows)-1], label, value)
		}
	}
	return g
}

// textLabels are the words by which a person finds things in the text.
type textLabels struct {
	summary, rows, severity, message, remedy, rule, value, stage, basis string
}

// place takes "sheet and row, field, key" apart.
func (l textLabels) place(t *testing.T, s string) said {
	parts := strings.Split(s, ", ")
	if len(parts) == 1 {
		return said{}
	}
	open, shut := strings.Index(parts[2], "«"), strings.Index(parts[2], "»")
	field := parts[2][strings.Index(parts[2], "(")+1:]
	return said{Number: number(t, parts[1]), Label: parts[2][open+len("«") : shut], Field: strings.TrimSuffix(field, ")"), Key: parts[3]}
}

func (l textLabels) set(t *testing.T, s *said, label, value string) {
	switch label {
	case l.value:
		v, err := strconv.Unquote(value)
		if err != nil {
			t.Fatalf("%s: %v", value, err)
		}
		s.Value = v
	case l.severity:
		s.Severity = value
	case l.message:
		s.Message = unescaped(t, value)
	case l.remedy:
		s.Remedy = value
	case l.rule:
		s.Rule = value
	case l.stage, l.basis:
	default: // an occurrence: its severity, then what it says
		s.Severity, s.Message = label, unescaped(t, value)
	}
}

func unescaped(t *testing.T, s string) string {
	v, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return v
}

// readHTML reads the page by its classes. The page begins sentences with a capital.
func readHTML(t *testing.T, data []byte) told {
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var g told
	g.Verdict = textOf(find(doc, "h1", "")[0])
	for i, class := range []string{"received", "accepted", "rejected", "duplicate", "out_of_scope"} {
		for _, div := range find(doc, "div", class) {
			g.Counts[i] = number(t, textOf(find(div, "dd", "")[0]))
		}
	}
	for _, section := range find(doc, "section", "") {
		for _, tr := range find(section, "tr", "") {
			switch attr(section, "aria-labelledby") + tr.Parent.Data {
			case "summarytbody":
				td := find(tr, "td", "")
				g.Summary = append(g.Summary, said{Number: number(t, textOf(td[0])), Message: lowerFirst(one(tr, "message")), Remedy: lowerFirst(textOf(td[2])),
					Rule: textOf(find(tr, "code", "")[0]), Severity: one(tr, "severity")})
			case "occurrencestbody":
				place := strings.Split(one(tr, "place"), ", ")
				row := int64(0)
				if len(place) > 1 {
					row = number(t, place[1])
				}
				g.Rows = append(g.Rows, said{row, one(tr, "key"), one(tr, "field"), one(tr, "label"), one(tr, "value"), one(tr, "rule"),
					one(tr, "severity"), lowerFirst(one(tr, "message")), lowerFirst(one(tr, "remedy"))})
			}
		}
	}
	return g
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

func one(n *html.Node, class string) string {
	for _, tag := range []string{"span", "small", "b", "code"} {
		for _, m := range find(n, tag, class) {
			return textOf(m)
		}
	}
	return ""
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func find(n *html.Node, tag, class string) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag && (class == "" || attr(d, "class") == class) {
			all = append(all, d)
		}
	}
	return all
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
