package dictionary

import (
	"html/template"
	"slices"
	"strings"
)

// How many indicators a picture names one by one; more are one box with their number.
const namedOnes = 14

// route draws everything between the sources and a thing, and what stands behind it. Tables
// that no source leads to, the books and the lists, are left out: they would stand everywhere.
func (p *page) route(focus string, upstream []string) *picture {
	out := &picture{heads: []string{p.T("layer-source"), "staging", "core", "mart", p.T("indicators"), p.T("report")}}
	b := p.book
	for _, name := range upstream {
		if t := b.byName[name]; t != nil && b.shown(t) {
			p.table(out, t, focus)
		}
	}
	for _, name := range upstream {
		if t := b.byName[name]; t != nil && b.shown(t) {
			for _, r := range t.Reads {
				out.line(r, name)
			}
		}
	}
	return out
}

// shown reports whether some source leads to a table.
func (b *Book) shown(t *Table) bool {
	if t.Layer == "raw" {
		return b.sourceOfTable(t.Name) != nil
	}
	return slices.ContainsFunc(t.Reads, func(r string) bool { return b.byName[r] != nil && b.shown(b.byName[r]) })
}

func (p *page) table(out *picture, t *Table, focus string) {
	if s := p.book.sourceOfTable(t.Name); s != nil {
		out.add(0, &box{id: t.Name, text: s.ID, href: p.href("source", s.ID), title: s.Title.In(p.lang), focus: t.Name == focus})
		return
	}
	layer := slices.Index(layers, t.Layer)
	_, short, _ := strings.Cut(t.Name, ".")
	out.add(layer, &box{id: t.Name, text: short, href: p.href("table", t.Name), title: t.Says.In(p.lang), focus: t.Name == focus})
}

// around draws a table or the accepted rows of a source: all that leads to it, what reads it,
// and the indicators at the end.
func (p *page) around(t *Table) template.HTML {
	down := p.book.downstream(t.Name)
	out := p.route(t.Name, append(p.book.upstream([]string{t.Name}), down...))
	out.alt = p.T("picture-of") + " " + t.Name
	p.ends(out, append(down, t.Name))
	return out.svg()
}

// ends puts the indicators and findings that read some of the tables at the right.
func (p *page) ends(out *picture, tables []string) {
	readers := map[string][]string{}
	var ids []string
	for _, q := range p.book.queries() {
		for _, r := range q.reads {
			if out.at[r] != nil && slices.Contains(tables, r) {
				readers[r] = append(readers[r], q.name)
				ids = append(ids, q.name)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) <= namedOnes {
		for _, id := range ids {
			p.end(out, id)
		}
		for from, to := range readers {
			for _, id := range to {
				out.line(from, id)
			}
		}
		sortLines(out)
		return
	}
	for _, kind := range []string{"indicator", "finding"} {
		p.many(out, readers, kind)
	}
	sortLines(out)
}

func (p *page) end(out *picture, id string) {
	for _, i := range p.book.Indicators {
		if i.ID == id {
			out.add(4, &box{id: id, text: id, href: p.href("indicator", id), title: i.Names.In(p.lang)})
		}
	}
	for _, f := range p.book.Findings {
		if f.ID == id {
			out.add(4, &box{id: id, text: id, href: p.href("finding", id), title: f.Question.In(p.lang)})
		}
	}
}

// many is one box for all indicators, or all findings, that are drawn.
func (p *page) many(out *picture, readers map[string][]string, kind string) {
	seen := map[string]bool{}
	for _, list := range readers {
		for _, id := range list {
			if p.book.kindOf(id) == kind {
				seen[id] = true
			}
		}
	}
	if len(seen) == 0 {
		return
	}
	out.add(4, &box{id: kind, text: p.T(kind+"s") + ": " + itoa(len(seen)), href: "#goes", focus: false})
	for from, list := range readers {
		if slices.ContainsFunc(list, func(id string) bool { return p.book.kindOf(id) == kind }) {
			out.line(from, kind)
		}
	}
}

// sortLines makes the order of the lines that of the drawing, which must not change from run
// to run.
func sortLines(out *picture) {
	slices.SortFunc(out.lines, func(a, b [2]string) int {
		return strings.Compare(a[0]+" "+a[1], b[0]+" "+b[1])
	})
}

// leading draws all that leads to an indicator or a finding, and the sections that show it.
func (p *page) leading(id string, q *Query, sections []string) template.HTML {
	out := p.route("", p.book.upstream(q.Reads))
	out.alt = p.T("picture-of") + " " + id
	out.add(4, &box{id: id, text: id, focus: true})
	for _, r := range q.Reads {
		out.line(r, id)
	}
	for _, s := range sections {
		for _, place := range p.book.Report {
			if place.ID == s {
				out.add(5, &box{id: s, text: clip(strings.TrimSpace(place.Number+" "+place.Title.In(p.lang)), 26), href: p.root + "report.html#" + s, title: place.Title.In(p.lang)})
				out.line(id, s)
			}
		}
	}
	sortLines(out)
	return out.svg()
}

// clip cuts a text that is too long for a box.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// downstream are the tables that are built on one, in the order in which they are built.
func (b *Book) downstream(table string) (names []string) {
	reached := map[string]bool{table: true}
	built := b.built(reached, nil)
	for _, t := range built.Tables {
		if t != table {
			names = append(names, t)
		}
	}
	return names
}

// queries are the indicators and findings.
func (b *Book) queries() (all []node) {
	for _, n := range b.nodes {
		if n.kind != "table" {
			all = append(all, n)
		}
	}
	return all
}

func (b *Book) kindOf(name string) string {
	for _, n := range b.nodes {
		if n.name == name {
			return n.kind
		}
	}
	return ""
}
