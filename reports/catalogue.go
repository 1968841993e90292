package reports

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"nsk/reports/words"
)

// A CatalogueEntry is one indicator as a person reads it, in one language.
type CatalogueEntry struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Area        string   `json:"area"`
	Formula     string   `json:"formula"`
	Numerator   string   `json:"numerator"`
	Denominator string   `json:"denominator,omitempty"`
	Unit        string   `json:"unit"`
	Direction   string   `json:"direction"`
	Period      string   `json:"period"`
	Breakdowns  []string `json:"breakdowns"`
	Sources     []string `json:"sources"`
	Paragraphs  []string `json:"paragraphs"` // of the rules of Order 391
	Class       string   `json:"class"`      // what disclosure control does with it
	Least       int64    `json:"min_n"`      // smallest denominator of a value
	Limits      string   `json:"limits"`
	Headline    bool     `json:"headline"`
	SQLName     string   `json:"sql,omitempty"`
	SQL         string   `json:"query,omitempty"`
}

// Catalogue describes every indicator in one language, in the order of ids.
func Catalogue(l words.Lang) ([]CatalogueEntry, error) {
	book, err := Indicators()
	if err != nil {
		return nil, err
	}
	labels, err := readLabels()
	if err != nil {
		return nil, err
	}
	var list []CatalogueEntry
	for _, i := range book {
		list = append(list, i.entry(l, labels))
	}
	return list, nil
}

func (i Indicator) entry(l words.Lang, labels map[string]words.Text) CatalogueEntry {
	e := CatalogueEntry{
		ID: i.ID, Name: i.Name.In(l), Area: catalogueAreas[i.Area()].In(l), Formula: i.Formula.In(l), Numerator: i.Numerator.In(l), Denominator: i.Denominator.In(l),
		Unit: i.unitName().In(l), Direction: directionNames[i.Direction].In(l), Period: periodNames[i.Period].In(l), Paragraphs: i.Paragraphs,
		Class: classNames[i.Disclosure].In(l), Least: i.MinN, Limits: i.Caveat.In(l), Headline: i.Headline, SQLName: i.SQL, SQL: strings.TrimSpace(i.Query),
	}
	for _, by := range i.Breakdowns {
		e.Breakdowns = append(e.Breakdowns, strings.ToLower(cmp.Or(breakdownNames[by].In(l), keyTitles[by].In(l), by)))
	}
	for _, s := range i.Sources {
		name, ok := labels["source="+s]
		if !ok {
			name = sourceTitle(s)
		}
		e.Sources = append(e.Sources, name.In(l))
	}
	return e
}

// unitName says what a value counts; of a rate, per how many.
func (i Indicator) unitName() words.Text {
	t := unitNames[i.Unit]
	if i.Unit == Rate {
		n := words.Int(i.Scale).String()
		t = words.Text{KK: n + " бірлікке шаққанда", RU: "на " + n + " единиц"}
	}
	return t
}

//go:embed catalogue/page.gohtml
var cataloguePage string

var catalogueTemplate = template.Must(template.New("catalogue").Parse(cataloguePage))

// catalogueArea is one part of the page.
type catalogueArea struct {
	ID, Name string
	Entries  []CatalogueEntry
}

// WriteCatalogue writes the page that describes every indicator: one file without links to
// anywhere but its sister in the other language, with an anchor for each indicator and a search.
func WriteCatalogue(w io.Writer, l words.Lang) error {
	list, err := Catalogue(l)
	if err != nil {
		return err
	}
	var areas []catalogueArea
	for _, e := range list {
		id := e.ID[:1]
		if at := len(areas) - 1; at >= 0 && areas[at].ID == id {
			areas[at].Entries = append(areas[at].Entries, e)
			continue
		}
		areas = append(areas, catalogueArea{ID: id, Name: e.Area, Entries: []CatalogueEntry{e}})
	}
	labels := map[string]string{}
	for key, t := range catalogueLabels {
		labels[key] = t.In(l)
	}
	other := words.KK
	if l == words.KK {
		other = words.RU
	}
	page := map[string]any{"Lang": string(l), "Other": string(other), "Areas": areas, "Count": len(list), "T": labels}
	if err := catalogueTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("catalogue of indicators (%s): %w", l, err)
	}
	return nil
}

// CatalogueFile is the name of the page beside a report.
func CatalogueFile(l words.Lang) string { return "indicators." + string(l) + ".html" }
