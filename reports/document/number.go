package document

import (
	"fmt"
	"strings"
)

// Numbered returns a copy of d with sections, tables and figures numbered in reading
// order. An unnumbered section has no number and gives none to the sections inside it.
func (d Document) Numbered() Document {
	blocks := make([]Block, len(d.Blocks))
	var c counter
	for i, b := range d.Blocks {
		blocks[i] = c.number(b)
	}
	d.Blocks = blocks
	return d
}

// counter counts sections, tables and figures.
type counter struct {
	levels          [6]int
	unnumbered      int // level of the unnumbered section we are in; 0 = none
	tables, figures int
}

// number returns the block with its number.
func (c *counter) number(b Block) Block {
	switch b := b.(type) {
	case Section:
		b.Number = c.section(b)
		return b
	case Table:
		c.tables++
		b.Number = c.tables
		return b
	case Figure:
		c.figures++
		b.Number = c.figures
		return b
	}
	return b
}

// section returns the number of a section: "2" or "2.1".
func (c *counter) section(s Section) string {
	level := min(max(s.Level, 1), len(c.levels))
	if c.unnumbered > 0 && level > c.unnumbered {
		return ""
	}
	c.unnumbered = 0
	if s.Unnumbered {
		c.unnumbered = level
		return ""
	}
	c.levels[level-1]++
	clear(c.levels[level:])
	parts := make([]string, level)
	for i := range parts {
		parts[i] = fmt.Sprint(c.levels[i])
	}
	return strings.Join(parts, ".")
}

// caption returns the number of a table or figure in words ("1-кесте"), for a numbered block.
func (l Labels) caption(b Block) string {
	switch b := b.(type) {
	case Table:
		return l.Table(b.Number)
	case Figure:
		return l.Figure(b.Number)
	}
	return ""
}

// FactIDs returns the ids of all facts that d shows, in reading order, each once.
func (d Document) FactIDs() []string {
	var out []string
	seen := map[string]bool{}
	add := func(id string) {
		if id != "" && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, b := range d.Blocks {
		for _, id := range facts(b) {
			add(id)
		}
	}
	return out
}

// facts returns the fact ids of one block, also empty ones.
func facts(b Block) []string {
	switch b := b.(type) {
	case Paragraph:
		return runFacts(b.Runs)
	case List:
		return runFacts(b.Items...)
	case Table:
		return append(cellFacts(b.Rows), runFacts(b.Note)...)
	case Figure:
		return runFacts(b.Note)
	case Tiles:
		var out []string
		for _, t := range b.Items {
			out = append(out, t.FactID, t.ChangeFactID)
		}
		return out
	case Callout:
		return append(runFacts(b.Body...), runFacts(b.Recommendation)...)
	case Definitions:
		var out []string
		for _, d := range b.Items {
			out = append(out, runFacts(d.Text)...)
		}
		return out
	}
	return nil
}

// runFacts returns the fact ids of runs.
func runFacts(list ...[]Run) []string {
	var out []string
	for _, runs := range list {
		for _, r := range runs {
			out = append(out, r.FactID)
		}
	}
	return out
}

// cellFacts returns the fact ids of rows.
func cellFacts(rows []Row) []string {
	var out []string
	for _, r := range rows {
		for _, c := range r.Cells {
			out = append(out, c.FactID)
		}
	}
	return out
}
