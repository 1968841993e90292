package verdict

import (
	"iter"
	"strconv"
	"strings"

	"nsk/connectors/contract"
)

// A cell is one thing told: as people read it, and as machines do (string, int64, bool, or
// nil for nothing).
type cell struct {
	Shown   string
	machine any
}

// A fact is a labelled cell. ID is the same in every language.
type fact struct {
	ID, Label string
	cell
}

// A column is the head of a column.
type column struct{ ID, Label string }

// A table is one part of a report. Kind names its lines in CSV.
type table struct {
	ID, Kind, Title, None string
	Columns               []column
	Rows                  [][]cell
}

// A view is a report in one language, the same for every form.
type view struct {
	report               *Report
	Lang                 Language
	Title                string
	Trial, Meaning, Next string
	File, Counts         []fact
	Tables               []table
	Confirm              string
	Columns              []column // of the occurrences
	failed               error    // what ended the page
	most                 int      // occurrences that a page has; 0 for all
	more                 bool     // there are others
}

func newView(r *Report, l Language) *view {
	outcome := r.outcome()
	v := &view{report: r, Lang: l, Title: l.word(string(r.Verdict)), Meaning: l.word("meaning." + outcome), Next: l.word("next." + outcome)}
	if r.Trial {
		v.Trial = l.word("trial")
	}
	if r.Confirm != "" && len(r.Questions) > 0 {
		v.Confirm = l.word("confirm", "{how}", r.Confirm)
	}
	v.facts()
	v.Tables = []table{v.registers(), v.settings(), v.tolerances(), v.questions(), v.summary()}
	v.Columns = v.columns("sheet", "row", "key", "field", "label", "value", "rule", "severity", "message", "remedy")
	return v
}

// outcome names the sentences that fit the verdict.
func (r *Report) outcome() string {
	switch {
	case r.Verdict != Accepted:
		return string(r.Verdict)
	case r.Return.Content == "nil" || r.Return.Content == "cannot_provide":
		return r.Return.Content
	case len(r.Summary) > 0:
		return "remarks"
	}
	return "clean"
}

func (v *view) facts() {
	r, l := v.report, v.Lang
	v.File = []fact{
		v.fact("name", plain(v.Name())), v.fact("sha256", plain(r.File.SHA256)), v.fact("form", plain(r.File.Form)), v.fact("sheet", plain(r.File.Sheet)),
		v.fact("source", plain(r.Return.Source)), v.fact("title", plain(l.title(r.Return.Title))),
		v.fact("provider", plain(r.Return.Provider)), v.fact("provider_name", plain(l.text(r.Return.ProviderName))),
		v.fact("period", plain(periodOf(r.Return.Period))), v.fact("version", v.version()),
		v.fact("content", v.code("content", r.Return.Content)), v.fact("reason", plain(r.Return.Reason)),
		v.fact("ruleset", plain(r.RuleSet)),
	}
	n := r.Counts
	v.Counts = []fact{v.fact("received", v.number(n.Received)),
		{"accepted", l.word("count.accepted"), v.number(n.Accepted)}, v.fact("rejected", v.number(n.Rejected)),
		v.fact("duplicate", v.number(n.Duplicate)), v.fact("out_of_scope", v.number(n.OutOfScope)),
		{"held", l.word("count.held"), v.number(n.Held)}}
}

func periodOf(p contract.Period) string {
	if p == (contract.Period{}) {
		return ""
	}
	return p.String()
}

func (v *view) version() cell {
	if v.report.Return.Version == 0 {
		return cell{}
	}
	return v.number(int64(v.report.Return.Version))
}

// Known lists the facts about the file that there are.
func (v *view) Known() []fact {
	var known []fact
	for _, f := range v.File {
		if f.Shown != "" {
			known = append(known, f)
		}
	}
	return known
}

// Disposed lists the counts, without that of held rows where none is held.
func (v *view) Disposed() []fact {
	last := len(v.Counts)
	if v.report.Counts.Held == 0 {
		last--
	}
	return v.Counts[:last]
}

// Sum writes the counts as the equation they must fulfil.
func (v *view) Sum() string {
	var parts []string
	for _, f := range v.Disposed()[1:] {
		parts = append(parts, strings.ToLower(f.Label)+" "+f.Shown)
	}
	return v.Counts[0].Label + " " + v.Counts[0].Shown + " = " + strings.Join(parts, " + ")
}

func (v *view) fact(id string, c cell) fact { return fact{id, v.Lang.word(id), c} }

func (v *view) columns(ids ...string) []column {
	all := make([]column, len(ids))
	for i, id := range ids {
		all[i] = column{id, v.Lang.word(id)}
	}
	return all
}

func plain(s string) cell { return cell{s, s} }

func (v *view) number(n int64) cell { return cell{v.Lang.count(n), n} }

// code is a word of ours that machines know by its id.
func (v *view) code(group, id string) cell {
	if id == "" {
		return plain("")
	}
	return cell{v.Lang.word(group + "." + id), id}
}

func (v *view) table(id, kind string, columns ...string) table {
	return table{ID: id, Kind: kind, Title: v.Lang.word(id), None: v.Lang.word("none." + id), Columns: v.columns(columns...)}
}

func (v *view) registers() table {
	t := v.table("registers", "register", "source", "title", "state", "editions", "hash")
	for _, r := range v.report.Registers {
		state := "consulted"
		if r.Hash == "" {
			state = "not_consulted"
		}
		t.Rows = append(t.Rows, []cell{plain(r.Source), plain(v.Lang.title(r.Title)), v.code("state", state), plain(strings.Join(r.Editions, ", ")), plain(r.Hash)})
	}
	return t
}

func (v *view) settings() table {
	t := v.table("settings", "setting", "rule", "severity", "set_by", "why", "since")
	for _, s := range v.report.Settings {
		t.Rows = append(t.Rows, []cell{plain(s.Rule), v.code("severity", string(s.Severity)), plain(s.By), plain(s.Why), plain(s.Since)})
	}
	return t
}

func (v *view) tolerances() table {
	t := v.table("tolerances", "tolerance", "rule", "limit", "why", "approved_by", "until")
	for _, o := range v.report.Tolerances {
		t.Rows = append(t.Rows, []cell{plain(o.Rule), plain(o.Value), plain(o.Why), plain(o.By), plain(o.Until)})
	}
	return t
}

func (v *view) questions() table {
	t := v.table("questions", "question", "rule", "message")
	for _, q := range v.report.Questions {
		t.Rows = append(t.Rows, []cell{plain(q.Rule), plain(v.Lang.text(q.Text))})
	}
	return t
}

func (v *view) summary() table {
	t := v.table("summary", "summary", "count", "rule", "stage", "severity", "message", "remedy", "basis")
	for _, s := range v.report.Summary {
		t.Rows = append(t.Rows, []cell{v.number(s.Count), plain(s.ID), v.code("stage", string(s.Stage)), v.code("severity", string(s.Severity)),
			plain(v.Lang.text(s.Message)), plain(v.Lang.text(s.Remedy)), plain(v.Lang.text(s.Basis))})
	}
	return t
}

// rows yields the cells of each occurrence, in the order of Columns.
func (v *view) rows() iter.Seq2[[]cell, error] {
	return func(yield func([]cell, error) bool) {
		for o, err := range v.report.told() {
			if !yield(v.cells(o), err) || err != nil {
				return
			}
		}
	}
}

func (v *view) cells(o Occurrence) []cell {
	l, row := v.Lang, cell{}
	if o.Row > 0 {
		row = cell{strconv.FormatInt(o.Row, 10), o.Row} // a place is no amount: it has no groups
	}
	return []cell{plain(o.Sheet), row, plain(o.Key), plain(o.Field), plain(l.text(o.Label)), plain(o.Value),
		plain(o.Rule), v.code("severity", string(o.Severity)), plain(l.text(o.Message)), plain(l.text(o.Remedy))}
}
