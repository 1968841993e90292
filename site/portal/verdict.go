package portal

import (
	"bytes"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nsk/ingest"
	"nsk/ingest/verdict"
	"nsk/site/page"
)

// mostShown is how many remarks the page shows; the files have all.
const mostShown = 500

// judged is what the page of a version shows.
type judged struct {
	row
	Already bool
	Parts   *verdict.Parts // nil: it was not judged
	Fault   string
	Held    bool
	Earlier bool // there is a version to compare with

	Signable bool

	Confirmed *confirmation
}

// verdict is the page of one version: what became of it and why.
func (o own) verdict(w http.ResponseWriter, r *http.Request) error {
	return o.judged(w, r, judged{})
}

func (o own) judged(w http.ResponseWriter, r *http.Request, j judged) error {
	v, err := o.named(r)
	if err != nil {
		return err
	}
	rows, err := o.signedRows(r, []version{v})
	if err != nil {
		return err
	}
	j.row, j.Already, j.Held, j.Signable = rows[0], r.URL.Query().Has("already"), v.Verdict == string(ingest.Held), v.signable()
	if j.Earlier, err = o.earlier(r, v); err != nil {
		return err
	}
	if j.Confirmed, err = o.confirmed(r, v); err != nil {
		return err
	}
	if v.Number > 0 && v.Verdict != "act" {
		report, err := o.report(r, v)
		if err != nil {
			return err
		}
		report.Confirm = "" // by a form of the page
		parts, err := report.Parts(verdict.Language(page.Lang(r)), mostShown)
		if err != nil {
			return err
		}
		j.Parts = &parts
	}
	code := http.StatusOK
	if j.Fault != "" {
		code = http.StatusBadRequest
	}
	o.Show(w, r, page.View{Template: "verdict.gohtml", Title: j.Title, Data: j, Code: code})
	return nil
}

// earlier reports whether there is a version before this one to compare it with.
func (o own) earlier(r *http.Request, v version) (bool, error) {
	all, err := o.versions(r.Context(), asked{source: v.Source, period: v.Period})
	return v.comparable() && slices.ContainsFunc(all, func(x version) bool { return x.Landing < v.Landing && x.comparable() }), err
}

// named is the version that an address names.
func (o own) named(r *http.Request) (version, error) {
	n, _ := strconv.ParseInt(r.PathValue("landing"), 10, 64) // 0 is nobody's
	return o.version(r.Context(), n)
}

func (o own) report(r *http.Request, v version) (*verdict.Report, error) {
	out, err := ingest.OutcomeOf(r.Context(), o.House.Engine, v.Landing)
	if err != nil {
		return nil, err
	}
	return o.House.Ingester.Tell(r.Context(), out)
}

// forms are those in which a verdict is kept.
var forms = map[string]string{"xlsx": workbook, "csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "html": "text/html; charset=utf-8"}

// keep sends the verdict as a file, in the language of the reader.
func (o own) keep(w http.ResponseWriter, r *http.Request) error {
	form := r.URL.Query().Get("form")
	if form == "" {
		form = "json"
	}
	v, err := o.named(r)
	if err != nil {
		return err
	}
	if forms[form] == "" || v.Number == 0 || v.Verdict == "act" {
		return fs.ErrNotExist
	}
	report, err := o.report(r, v)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := report.Write(&file, verdict.Form(form), verdict.Language(page.Lang(r))); err != nil {
		return err
	}
	name := strings.Join([]string{v.Source, v.Period, "v" + strconv.FormatInt(v.Number, 10)}, "_") + "." + form
	send(w, forms[form], name)
	_, _ = file.WriteTo(w) // whoever asked is gone
	return nil
}
