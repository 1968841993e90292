package dictionary

import (
	"html/template"
	"slices"
	"strings"

	"nsk/reports"
	"nsk/transform/lineage"
)

// A pair hands a page and a list to a template of its own.
type pair struct {
	Page   *page
	List   any
	Column *Column
}

func (p *page) All(list []Link) pair { return pair{Page: p, List: list} }

func (p *page) IDs(list []string) pair { return pair{Page: p, List: list} }

func (p *page) With(c *Column) pair { return pair{Page: p, Column: c} }

// href is the address of the page of a thing.
func (p *page) href(kind, id string) string { return p.root + kind + "/" + id + ".html" }

func anchor(href, text, title string) template.HTML {
	if title != "" {
		title = ` title="` + template.HTMLEscapeString(title) + `"`
	}
	return template.HTML(`<a class="mono" href="` + template.HTMLEscapeString(href) + `"` + title + `>` + template.HTMLEscapeString(text) + `</a>`)
}

// Name is a link to a table, an indicator or a finding.
func (p *page) Name(name string) template.HTML {
	for _, i := range p.book.Indicators {
		if i.ID == name {
			return anchor(p.href("indicator", name), name, i.Names.In(p.lang))
		}
	}
	for _, f := range p.book.Findings {
		if f.ID == name {
			return anchor(p.href("finding", name), name, f.Question.In(p.lang))
		}
	}
	if t := p.book.byName[name]; t != nil {
		return anchor(p.href("table", name), name, t.Says.In(p.lang))
	}
	return template.HTML("<code>" + template.HTMLEscapeString(name) + "</code>")
}

// Link is a link to a column: of accepted rows, to the page of the source.
func (p *page) Link(l Link) template.HTML {
	if l.Column == "" {
		return p.Name(l.Table) + template.HTML(" "+template.HTMLEscapeString(p.T("whole-table")))
	}
	return anchor(p.columnAt(l), l.Table+"."+l.Column, p.meaning(l))
}

// Short is a link to a column by its name alone.
func (p *page) Short(l Link) template.HTML { return anchor(p.columnAt(l), l.Column, p.meaning(l)) }

func (p *page) columnAt(l Link) string {
	if s := p.book.sourceOfTable(l.Table); s != nil {
		for _, c := range s.Columns {
			if slices.Contains(c.Kept, l.Column) {
				return p.href("source", s.ID) + "#" + c.Name
			}
		}
	}
	return p.href("table", l.Table) + "#" + l.Column
}

func (p *page) meaning(l Link) string {
	if t := p.book.byName[l.Table]; t != nil {
		if c := t.column(l.Column); c != nil {
			return c.Means.In(p.lang)
		}
	}
	return ""
}

// How says in which way a column goes in.
func (p *page) How(h lineage.How) string { return p.T("how-" + strings.ToLower(string(h))) }

// Section is a link to a section of the report.
func (p *page) Section(id string) template.HTML {
	for _, s := range p.book.Report {
		if s.ID == id {
			return template.HTML(`<a href="` + p.root + `report.html#` + template.HTMLEscapeString(id) + `">` + template.HTMLEscapeString(strings.TrimSpace(s.Number+" "+s.Title.In(p.lang))) + `</a>`)
		}
	}
	return ""
}

// where says in which blocks of which sections an indicator stands.
func (p *page) where(id string) (list []template.HTML) {
	for _, s := range p.book.Report {
		var in []string
		for _, b := range s.Blocks {
			if slices.Contains(b.Indicators, id) {
				in = append(in, strings.TrimSpace(p.T("block-"+b.Kind)+" "+quoted(b.Caption.In(p.lang))))
			}
		}
		if len(in) > 0 {
			list = append(list, p.Section(s.ID)+template.HTML(": "+template.HTMLEscapeString(strings.Join(in, "; "))))
		}
	}
	return list
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "«" + s + "»"
}

// Provider is who provides a source.
func (p *page) Provider(s *Source) string {
	if b, ok := p.book.bodies[s.Provider]; ok {
		return Says{KK: b.KK, RU: b.RU}.In(p.lang)
	}
	if _, ok := texts()[s.Provider]; ok {
		return p.T(s.Provider)
	}
	return s.Provider
}

// Shape are the bounds of a column as its contract says them, each with its name.
func (p *page) Shape(c *SourceColumn) (list [][2]string) {
	add := func(key, text string) {
		if text != "" {
			list = append(list, [2]string{p.T(key), text})
		}
	}
	col := c.column
	add("path", col.Path)
	add("pattern", col.Pattern)
	add("values", strings.Join(col.Values, ", "))
	var codes []string
	for from, to := range col.Map {
		codes = append(codes, from+" → "+to)
	}
	slices.Sort(codes)
	add("map", strings.Join(codes, "; "))
	add("bounds", p.bounds(col.Min, col.Max))
	if col.Ref != nil {
		add("register", col.Ref.Source+"."+col.Ref.Column+" ("+p.T("severity-"+string(col.Ref.Severity))+")")
	}
	return list
}

func (p *page) bounds(low, high string) string {
	var parts []string
	if low != "" {
		parts = append(parts, p.T("from")+" "+low)
	}
	if high != "" {
		parts = append(parts, p.T("to")+" "+high)
	}
	return strings.Join(parts, ", ")
}

// Stored says what is kept of a column and where.
func (p *page) Stored(c *SourceColumn) (list []template.HTML) {
	if len(c.Kept) == 0 {
		return []template.HTML{template.HTML(template.HTMLEscapeString(p.T("stored-not")))}
	}
	for _, k := range c.Kept {
		says := p.T("stored-as")
		if c.Personal {
			says = p.T("keep-"+k) + ": " + says
		}
		list = append(list, template.HTML(template.HTMLEscapeString(says))+" "+anchor(p.href("table", p.Source.Table)+"#"+k, p.Source.Table+"."+k, ""))
	}
	return list
}

// Rule is what a rule says, without the value it would name.
func (p *page) Rule(r Rule) template.HTML {
	text := Says{KK: r.rule.KK, RU: r.rule.RU}.In(p.lang)
	text = strings.NewReplacer("«{v}»", "…", "{v}", "…").Replace(text)
	id := template.HTML(`<code>` + template.HTMLEscapeString(r.ID) + `</code>`)
	out := template.HTML(template.HTMLEscapeString(text+" ("+p.T("severity-"+string(r.rule.Severity))+") ")) + id
	if !r.Own {
		out = `<span class="quiet">` + out + `</span>`
	}
	return out
}

// Counted is how much is built on a column.
func (p *page) Counted(b Built) string {
	return strings.ToLower(p.T("tables")) + " " + itoa(len(b.Tables)) + ", " + strings.ToLower(p.T("indicators")) + " " + itoa(len(b.Indicators)) + ", " +
		strings.ToLower(p.T("findings")) + " " + itoa(len(b.Findings))
}

// Everything is all of what is built on a column.
func (p *page) Everything(b Built) []string {
	return slices.Concat(b.Tables, b.Indicators, b.Findings)
}

// Many reports whether a list is better folded away.
func (p *page) Many(list []Link) bool { return len(list) > 20 }

// A grouped list are columns of one table.
type grouped struct {
	Table string
	Links []Link
}

// ByTable groups columns by their table, in the order in which the tables are built.
func (p *page) ByTable(list []Link) (all []grouped) {
	for _, l := range list {
		if n := len(all); n > 0 && all[n-1].Table == l.Table {
			all[n-1].Links = append(all[n-1].Links, l)
			continue
		}
		all = append(all, grouped{l.Table, []Link{l}})
	}
	return all
}

// Grouped lists columns of sources, a line a source.
func (p *page) Grouped(list []Link) template.HTML {
	out := template.HTML("<ul>")
	for _, g := range p.ByTable(list) {
		name := p.Name(g.Table)
		if s := p.book.sourceOfTable(g.Table); s != nil {
			name = anchor(p.href("source", s.ID), s.ID, s.Title.In(p.lang))
		}
		out += "<li>" + name + ": " + p.row(g.Links) + "</li>"
	}
	return out + "</ul>"
}

// Row are links to columns of one table, with commas between.
func (p *page) row(list []Link) (out template.HTML) {
	for n, l := range list {
		if n > 0 {
			out += ", "
		}
		if l.Column == "" {
			out += template.HTML(template.HTMLEscapeString(p.T("whole-table")))
			continue
		}
		out += p.Short(l)
	}
	return out
}

// Origins are the columns of sources at the beginning, a table a line.
func (p *page) Origins(list []Link) (out template.HTML) {
	for _, g := range p.ByTable(list) {
		out += template.HTML("<div>") + p.Name(g.Table) + ": " + p.row(g.Links) + "</div>"
	}
	return out
}

// Deeper are the origins of a column of a model, where its own line does not say them.
func (p *page) Deeper(c *Column) template.HTML {
	if len(c.Origins) == 0 || len(c.Origins) == len(c.From) && slices.EqualFunc(c.Origins, c.From, func(a, b Link) bool { return a.Table == b.Table && a.Column == b.Column }) {
		return ""
	}
	return `<details><summary>` + template.HTML(template.HTMLEscapeString(p.T("origins"))) + `</summary>` + p.Origins(c.Origins) + `</details>`
}

// Given says where a column of accepted rows, of the books or of a list comes from.
func (p *page) Given(c *Column) template.HTML {
	if p.Source == nil || strings.HasPrefix(c.Name, "_") {
		return template.HTML(template.HTMLEscapeString(p.T("given-list")))
	}
	for _, s := range p.Source.Columns {
		if slices.Contains(s.Kept, c.Name) {
			return anchor(p.href("source", p.Source.ID)+"#"+s.Name, p.Source.ID+"."+s.Name, s.Means.In(p.lang))
		}
	}
	return ""
}

// users are the columns that are made from each column of a table.
func (b *Book) users(table string) map[string][]Link {
	out := map[string][]Link{}
	for _, n := range b.nodes {
		for _, c := range n.columns {
			for _, l := range c.From {
				if l.Table == table && l.Column != "" && l.How.Value() {
					out[l.Column] = append(out[l.Column], Link{Table: n.name, Column: c.Name})
				}
			}
		}
	}
	return out
}

// Users is what is made from a column of the table shown.
func (p *page) Users(column string) (out template.HTML) {
	tables := 0
	for n, g := range p.ByTable(p.mentions[column]) {
		if n > 0 {
			out += " · "
		}
		tables++
		out += p.Name(g.Table)
	}
	if tables > 8 {
		return `<details><summary>` + template.HTML(itoa(tables)) + `</summary>` + out + `</details>`
	}
	return out
}

// Check is a promise about the data.
func (p *page) Check(id string) template.HTML {
	return template.HTML(template.HTMLEscapeString(checkText()[id].In(p.lang))) + ` <code>` + template.HTML(template.HTMLEscapeString(id)) + `</code>`
}

// Area is the section on problem issues of an area.
func (p *page) Area(area string) string { return reports.AreaTitle(area).In(p.lang) }

func (p *page) Action() string { return p.Finding.rule.Action.In(p.lang) }

// Metric is the indicator by which the outcome of a recommendation is judged.
func (p *page) Metric() template.HTML {
	for _, i := range p.book.Indicators {
		if i.ID == p.Finding.rule.Metric {
			return p.Name(i.ID) + template.HTML(" "+template.HTMLEscapeString(i.Names.In(p.lang)))
		}
	}
	return ""
}

// QueryTitle is the key of the heading over the columns of a query.
func (p *page) QueryTitle() string {
	if p.Finding != nil {
		return "evidence"
	}
	return "number-columns"
}
