package dictionary

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"nsk/connectors/contract"
)

// sources puts in the contracts with the rules that look at their columns.
func (b *builder) sources(ctx context.Context, contracts []*contract.Contract) error {
	for _, c := range contracts {
		s := &Source{ID: c.Source, Title: Says{c.Title.KK, c.Title.RU, c.Title.EN}, Table: "raw." + c.Table(), Provider: c.Provider, contract: c}
		for i := range c.Columns {
			s.Columns = append(s.Columns, sourceColumn(c, &c.Columns[i]))
		}
		b.book.Sources = append(b.book.Sources, s)
		b.inherit(s)
	}
	slices.SortFunc(b.book.Sources, func(x, y *Source) int { return strings.Compare(x.ID, y.ID) })
	for _, c := range contracts {
		for i := range c.Rules {
			if err := b.rule(ctx, contracts, c, &c.Rules[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func sourceColumn(c *contract.Contract, col *contract.Column) *SourceColumn {
	out := &SourceColumn{Name: col.Name, Type: string(col.Type), Means: Says{KK: col.KK, RU: col.RU}, Required: col.Required,
		Key: slices.Contains(c.Key, col.Name), Personal: col.Personal(), Kept: []string{}, Rules: []Rule{}, column: col}
	for _, s := range c.Stored() {
		if s.From == col {
			out.Kept = append(out.Kept, s.Name)
		}
	}
	return out
}

// inherit gives the columns of the accepted rows, and those that hand one on unchanged, the
// meaning that the contract gives them.
func (b *builder) inherit(s *Source) {
	raw := b.book.byName[s.Table]
	raw.Says = s.Title
	means := map[Link]Says{}
	for _, c := range s.Columns {
		for _, kept := range c.Kept {
			if col := raw.column(kept); col != nil && kept == c.Name {
				col.Means = c.Means
			}
			means[Link{Table: s.Table, Column: kept}] = raw.column(kept).Means
		}
	}
	for _, t := range b.book.Tables {
		for _, c := range t.Columns {
			if t.Layer == "staging" && len(c.From) == 1 && c.Means == (Says{}) {
				c.Means = means[Link{Table: c.From[0].Table, Column: c.From[0].Column}]
			}
		}
	}
}

// rule puts a rule to every column it looks at, of its own source and of the registers.
func (b *builder) rule(ctx context.Context, all []*contract.Contract, c *contract.Contract, r *contract.Rule) error {
	text := r.Rows
	if text == "" {
		text = "SELECT * FROM arrived WHERE " + r.Where
	}
	seen, known := b.reader.With(func(table string) []string { return readable(all, c, table) }), map[string]bool{}
	q, err := seen.Read(ctx, text)
	if err != nil {
		return fmt.Errorf("rule %s: %w", r.ID, err)
	}
	looked := q.Rows
	if r.Rows != "" {
		looked = q.Mentions()
	}
	for _, m := range looked {
		source, _ := sourceOf(all, c, m.Table)
		name := strings.TrimSuffix(m.Column, "~")
		if source == nil || known[source.Source+"."+name] {
			continue
		}
		known[source.Source+"."+name] = true
		b.book.lookedAt(source, name, Rule{ID: r.ID, Source: c.Source, Own: source == c && r.Field() == name, rule: r})
	}
	if own := c.Source + "." + r.Field(); r.Field() != "file" && !known[own] {
		b.book.lookedAt(c, r.Field(), Rule{ID: r.ID, Source: c.Source, Own: true, rule: r})
	}
	return nil
}

// lookedAt notes a rule at the column of a source that keeps something under the name.
func (b *Book) lookedAt(c *contract.Contract, name string, r Rule) {
	for _, s := range b.Sources {
		if s.contract != c {
			continue
		}
		for _, col := range s.Columns {
			if col.Name == name || slices.Contains(col.Kept, name) {
				col.Rules = append(col.Rules, r)
				slices.SortStableFunc(col.Rules, func(x, y Rule) int {
					return cmp.Or(cmp.Compare(len(col.Rules)*btoi(!x.Own), len(col.Rules)*btoi(!y.Own)), strings.Compare(x.ID, y.ID))
				})
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sourceOf is the contract whose rows a rule reads under the name of a table.
func sourceOf(all []*contract.Contract, c *contract.Contract, table string) (*contract.Contract, bool) {
	switch table {
	case "arrived":
		return c, true
	case "earlier", "related":
		return c, false
	}
	for _, prefix := range []string{"known_", "ever_"} {
		if name, ok := strings.CutPrefix(table, prefix); ok {
			for _, o := range all {
				if o.Table() == name {
					return o, false
				}
			}
		}
	}
	return nil, false
}

// readable are the columns that a rule may read of a table (contract.Rule).
func readable(all []*contract.Contract, c *contract.Contract, table string) []string {
	from, arriving := sourceOf(all, c, table)
	if from == nil {
		return nil
	}
	names := []string{"_row", "_provider", "_period_from", "_period_to"}
	if arriving {
		names = []string{"_row", "provider", "period_from", "period_to", "landed_on"}
		for i := range from.Columns { // personal ones too: they are at hand while a row is judged by itself
			names = append(names, from.Columns[i].Name, from.Columns[i].Name+"~")
		}
	}
	for _, s := range from.Stored() {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}
