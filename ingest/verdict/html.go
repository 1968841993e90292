package verdict

import (
	"bufio"
	"cmp"
	"embed"
	"html/template"
	"io"
	"iter"
	"strings"
)

//go:embed report.gohtml style.css
var htmlFiles embed.FS

// html writes one self-contained page: no script, no outside address.
func (v *view) html(w io.Writer) error {
	if err := v.nothing(); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	if err := v.page().ExecuteTemplate(b, "report.gohtml", v); err != nil {
		return cmp.Or(v.failed, err)
	}
	return b.Flush()
}

// page is the template of the page, with the words of the language.
func (v *view) page() *template.Template {
	css, err := htmlFiles.ReadFile("style.css")
	if err != nil {
		panic("verdict: " + err.Error()) // embedded, covered by every test
	}
	t := template.New("html").Funcs(template.FuncMap{
		"word":  func(key string) string { return v.Lang.word(key) },
		"style": func() template.CSS { return template.CSS(css) },
		"first": firstUpper,
	})
	return template.Must(t.ParseFS(htmlFiles, "report.gohtml")) // embedded, covered by every test
}

func firstUpper(s string) string {
	for i := range s {
		if i > 0 {
			return strings.ToUpper(s[:i]) + s[i:]
		}
	}
	return strings.ToUpper(s)
}

// A line is an occurrence as the page shows it.
type line struct {
	Place, Key, Field, Label, Value, Rule, Severity, Message, Remedy string
	Level                                                            string // id of the severity
}

// A rule is a line of the summary as the page shows it.
type rule struct{ ID, Count, Stage, Severity, Level, Message, Remedy, Basis string }

// Rules lists the summary.
func (v *view) Rules() []rule {
	var all []rule
	for _, s := range v.report.Summary {
		all = append(all, rule{ID: s.ID, Count: v.Lang.count(s.Count), Stage: v.code("stage", string(s.Stage)).Shown,
			Severity: v.code("severity", string(s.Severity)).Shown, Level: string(s.Severity),
			Message: v.Lang.text(s.Message), Remedy: v.Lang.text(s.Remedy), Basis: v.Lang.text(s.Basis)})
	}
	return all
}

// ID is the verdict's id.
func (v *view) ID() string { return string(v.report.Verdict) }

// Name is the name of the file; a folder is nobody's business.
func (v *view) Name() string {
	name := v.report.File.Name
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// Any reports whether there are occurrences, as the summary says.
func (v *view) Any() bool { return len(v.report.Summary) > 0 }

// nothing makes sure that nothing occurred where the summary says so.
func (v *view) nothing() error {
	if v.Any() {
		return nil
	}
	for _, err := range v.report.told() {
		if err != nil {
			return err
		}
	}
	return nil
}

// Lines yields the occurrences one by one.
func (v *view) Lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		n := 0
		for o, err := range v.report.told() {
			if n++; v.most > 0 && n > v.most {
				v.more = true
				return
			}
			v.failed = err
			if !yield(v.line(o)) || err != nil {
				return
			}
		}
	}
}

// Fail ends the page where the occurrences could not be read.
func (v *view) Fail() (string, error) { return "", v.failed }

func (v *view) line(o Occurrence) line {
	l := v.Lang
	return line{Place: l.place(o), Key: o.Key, Field: o.Field, Label: l.text(o.Label), Value: o.Value, Rule: o.Rule,
		Severity: v.code("severity", string(o.Severity)).Shown, Level: string(o.Severity),
		Message: l.text(o.Message), Remedy: l.text(o.Remedy)}
}
