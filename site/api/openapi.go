package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"nsk/site/page"
)

// A document is what this package needs of openapi.yaml: it is the one list of addresses and
// of their parameters, which requests are held against.
type document struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Parameters map[string]parameter `json:"parameters"`
	} `json:"components"`
}

type operation struct {
	ID         string      `json:"operationId"`
	Summary    string      `json:"summary"`
	Said       page.Text   `json:"x-summary"`
	Filters    string      `json:"x-filters"` // parameters that no list can name
	Parameters []parameter `json:"parameters"`
}

type parameter struct {
	Ref         string    `json:"$ref"`
	Name        string    `json:"name"`
	In          string    `json:"in"`
	Description string    `json:"description"`
	Said        page.Text `json:"x-description"`
	Schema      struct {
		Enum    []string `json:"enum"`
		Maximum int      `json:"maximum"`
		Default int      `json:"default"`
	} `json:"schema"`
}

// spec is the document as it is served, and as it is used. It is read when the site stands,
// not when a command starts.
var spec = sync.OnceValues(func() (text []byte, d document) {
	source, err := files.ReadFile("openapi.yaml")
	if err == nil {
		text, err = yaml.YAMLToJSON(source)
	}
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil {
		panic("api: openapi.yaml: " + err.Error()) // embedded
	}
	for _, methods := range d.Paths {
		for method, o := range methods {
			for i, p := range o.Parameters {
				if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
					o.Parameters[i] = d.Components.Parameters[name]
				}
			}
			methods[method] = o
		}
	}
	return text, d
})

// known is the document as it is used.
func known() document {
	_, d := spec()
	return d
}

func (a *API) openapi(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	text, _ := spec()
	_, _ = w.Write(text) // whoever asked is gone
}
