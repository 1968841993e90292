package portal

import (
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strconv"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/site/page"
)

// compared is what the page of a comparison shows.
type compared struct {
	Now, Old row
	Others   []row // versions to compare with
	Counts   ingest.Comparison
	Changes  []change
	More     bool
}

// A change is a difference as the page shows it.
type change struct {
	ingest.Change
	What, Label, State string
}

var errEnough = errors.New("as many as a page shows")

// changes compares a version with another one of the same return, by default the one before.
func (o own) changes(w http.ResponseWriter, r *http.Request) error {
	v, err := o.named(r)
	if err != nil {
		return err
	}
	all, err := o.versions(r.Context(), asked{source: v.Source, period: v.Period})
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(x version) bool { return x.Landing != v.Landing && !x.comparable() })
	d := compared{Now: o.rows(r, []version{v})[0]}
	for _, x := range all {
		if x.Landing != v.Landing {
			d.Others = append(d.Others, o.rows(r, []version{x})[0])
		}
	}
	i := slices.IndexFunc(d.Others, func(x row) bool {
		if from := r.URL.Query().Get("from"); from != "" {
			return strconv.FormatInt(x.Landing, 10) == from
		}
		return x.Landing < v.Landing
	})
	if i < 0 || !v.comparable() {
		return fs.ErrNotExist
	}
	d.Old = d.Others[i]
	if err := o.compare(r, &d); err != nil {
		return err
	}
	o.Show(w, r, page.View{Template: "changes.gohtml", Title: o.Say(r, "changes"), Data: d})
	return nil
}

// comparable reports whether a version has rows, or says that there are none.
func (v version) comparable() bool {
	return v.Number > 0 && v.Verdict != "act" && (v.Received > 0 || v.Content != "")
}

func (o own) compare(r *http.Request, d *compared) error {
	c := contract.Find(o.Desk.Contracts, d.Now.Source)
	count := func(n ingest.Comparison) error { d.Counts = n; return nil }
	err := o.House.Ingester.Compare(r.Context(), d.Now.Source, [2]int64{d.Old.Landing, d.Now.Landing}, count, func(one ingest.Change) error {
		if len(d.Changes) == mostShown {
			d.More = true
			return errEnough
		}
		d.Changes = append(d.Changes, o.change(r, c, one))
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func (o own) change(r *http.Request, c *contract.Contract, one ingest.Change) change {
	d := change{Change: one, What: o.Say(r, "change-"+one.Kind), Label: one.Field}
	for _, s := range c.Stored() {
		if s.Name == one.Field {
			d.Label = s.From.RU
			if page.Lang(r) == page.KK {
				d.Label = s.From.KK
			}
		}
	}
	if one.Field == contract.KeepPersonKey {
		d.Old, d.New = "", o.Say(r, "another-person")
	}
	for _, state := range []string{one.OldState, one.NewState} {
		if state == "" || one.OldState == one.NewState && d.State != "" {
			continue
		}
		if d.State != "" {
			d.State += " → "
		}
		d.State += o.Say(r, "row-"+state)
	}
	return d
}
