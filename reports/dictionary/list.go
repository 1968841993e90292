package dictionary

import (
	"slices"

	"nsk/reports"
)

// A layer is one schema of the warehouse.
type layer struct {
	Name   string
	Tables []*Table
}

// Layers are the tables by schema.
func (p *page) Layers() (all []layer) {
	for _, name := range layers {
		l := layer{Name: name}
		for _, t := range p.book.Tables {
			if t.Layer == name {
				l.Tables = append(l.Tables, t)
			}
		}
		all = append(all, l)
	}
	return all
}

// An area is a section on problem issues.
type area struct {
	ID, Title string
	Findings  []*Finding
}

// Areas are the findings by the section in which they are told.
func (p *page) Areas() (all []area) {
	at := map[string]int{}
	for _, f := range p.book.Findings {
		if _, ok := at[f.Area]; !ok {
			at[f.Area] = len(all)
			all = append(all, area{ID: f.Area, Title: reports.AreaTitle(f.Area).In(p.lang)})
		}
		a := &all[at[f.Area]]
		a.Findings = append(a.Findings, f)
	}
	return all
}

// Ends are what is computed with the data of a table in the end.
type Ends struct {
	Indicators []*Indicator
	Findings   []*Finding
}

// Numbers is what is computed with the data of the table, or of the accepted rows, shown.
func (p *page) Numbers() (e Ends) {
	name := ""
	if p.Table != nil {
		name = p.Table.Name
	} else {
		name = p.Source.Table
	}
	built := p.book.built(map[string]bool{name: true}, nil)
	for _, i := range p.book.Indicators {
		if slices.Contains(built.Indicators, i.ID) {
			e.Indicators = append(e.Indicators, i)
		}
	}
	for _, f := range p.book.Findings {
		if slices.Contains(built.Findings, f.ID) {
			e.Findings = append(e.Findings, f)
		}
	}
	return e
}

// In are the indicators that a section shows.
func (p *page) In(s reports.Place) (all []*Indicator) {
	for _, i := range p.book.Indicators {
		if slices.Contains(i.Sections, s.ID) {
			all = append(all, i)
		}
	}
	return all
}

// Kinds are the names of what the search finds.
func (p *page) Kinds() map[string]string {
	out := map[string]string{}
	for _, k := range []string{"source", "table", "column", "indicator", "finding"} {
		out[k] = p.T(k)
	}
	out["section"] = p.T("report")
	return out
}

// index is what the search looks through: kind, name, meaning, address.
func (p *page) index() (all [][4]string) {
	for _, i := range p.book.Indicators {
		all = append(all, [4]string{"indicator", i.ID, i.Names.In(p.lang), p.href("indicator", i.ID)})
	}
	for _, s := range p.book.Sources {
		all = append(all, [4]string{"source", s.ID, s.Title.In(p.lang), p.href("source", s.ID)})
		for _, c := range s.Columns {
			all = append(all, [4]string{"column", c.Name, s.ID + " · " + c.Means.In(p.lang), p.href("source", s.ID) + "#" + c.Name})
		}
	}
	for _, s := range p.book.Report {
		all = append(all, [4]string{"section", s.Title.In(p.lang), "", "report.html#" + s.ID})
	}
	for _, f := range p.book.Findings {
		all = append(all, [4]string{"finding", f.ID, f.Question.In(p.lang), p.href("finding", f.ID)})
	}
	for _, t := range p.book.Tables {
		all = append(all, [4]string{"table", t.Name, t.Says.In(p.lang), p.href("table", t.Name)})
		if t.Layer == "raw" {
			continue
		}
		for _, c := range t.Columns {
			all = append(all, [4]string{"column", c.Name, t.Name + dot(c.Means.In(p.lang)), p.href("table", t.Name) + "#" + c.Name})
		}
	}
	return all
}

func dot(s string) string {
	if s == "" {
		return ""
	}
	return " · " + s
}
