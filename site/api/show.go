package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"nsk/site/page"
)

// shown is one address on the page.
type shown struct {
	Path, Summary string
	Parameters    []explained
	Try           string // an address that answers
}

type explained struct{ Name, In, About, Values string }

// page shows the document for people.
func (a *API) page(w http.ResponseWriter, r *http.Request) {
	lang := page.Lang(r)
	var all []shown
	for _, path := range slices.Sorted(maps.Keys(known().Paths)) {
		o := known().Paths[path]["get"]
		s := shown{Path: path, Summary: in(lang, o.Summary, o.Said)}
		for _, p := range o.Parameters {
			s.Parameters = append(s.Parameters, explained{p.Name, p.In, in(lang, p.Description, p.Said), strings.Join(p.Schema.Enum, ", ")})
		}
		if !strings.Contains(path, "{") {
			s.Try = path
		}
		all = append(all, s)
	}
	a.Show(w, r, page.View{Template: "api.gohtml", Title: a.Say(r, "api"), Data: all})
}

// in is a text of the document, which is English and has the official languages beside.
func in(lang, english string, said page.Text) string {
	said.EN = english
	return said.In(lang)
}
