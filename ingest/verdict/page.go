package verdict

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
)

// Parts are a report for a page that somebody else frames, without head and style.
type Parts struct {
	Head template.HTML // the verdict, what it means and what happens next
	Rows template.HTML // the questions, and the occurrences one by one
	Rest template.HTML // the summary, and what the verdict rests on
	More bool          // there are more occurrences than were asked for
}

// Parts writes the report with no more than most occurrences.
func (r *Report) Parts(lang Language, most int) (p Parts, err error) {
	if err := r.check(); err != nil {
		return p, fmt.Errorf("report on %s: %w", r.File.Name, err)
	}
	v := newView(r, lang)
	v.most = most
	page := v.page()
	for name, into := range map[string]*template.HTML{"verdict": &p.Head, "rows": &p.Rows, "rest": &p.Rest} {
		var b bytes.Buffer
		if err := cmp.Or(page.ExecuteTemplate(&b, name, v), v.failed); err != nil {
			return p, fmt.Errorf("report on %s: %w", r.File.Name, err)
		}
		*into = template.HTML(b.String()) // made by html/template
	}
	p.More = v.more
	return p, nil
}
