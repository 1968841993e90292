package document

import (
	"errors"
	"fmt"
)

// check returns every fault that would make a renderer write a broken document.
func check(d Document) error {
	if d.Labels.Table == nil || d.Labels.Figure == nil {
		return errors.New("Labels.Table and Labels.Figure are not set")
	}
	faults, ids := []error(nil), map[string]bool{}
	for _, b := range d.Blocks {
		if id := anchor(b); id != "" {
			if ids[id] {
				faults = append(faults, fmt.Errorf("id %q stands twice", id))
			}
			ids[id] = true
		}
		if f, ok := b.(Figure); ok {
			if err := checkSVG(f.SVG); err != nil {
				faults = append(faults, fmt.Errorf("figure %s: %w", f.ID, err))
			}
		}
		if t, ok := b.(Table); ok {
			faults = append(faults, t.check()...)
		}
	}
	for _, r := range runs(d) {
		if r.Ref != "" && !ids[r.Ref] {
			faults = append(faults, fmt.Errorf("reference to %q leads nowhere", r.Ref))
		}
	}
	return errors.Join(faults...)
}

// check returns the rows whose cells do not match the columns.
func (t Table) check() []error {
	var faults []error
	for i, r := range t.Rows {
		if r.Kind != Group && len(r.Cells) != len(t.Columns) {
			faults = append(faults, fmt.Errorf("table %s: row %d has %d cells for %d columns", t.ID, i+1, len(r.Cells), len(t.Columns)))
		}
	}
	return faults
}

// anchor returns the id of a block that can be referred to.
func anchor(b Block) string {
	switch b := b.(type) {
	case Section:
		return b.ID
	case Table:
		return b.ID
	case Figure:
		return b.ID
	case Callout:
		return b.ID
	}
	return ""
}

// captions returns the caption numbers in words by id.
func captions(d Document) map[string]string {
	out := map[string]string{}
	for _, b := range d.Blocks {
		if text := d.Labels.caption(b); text != "" {
			out[anchor(b)] = text
		}
	}
	return out
}

// runs returns all runs of d.
func runs(d Document) []Run {
	var out []Run
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Paragraph:
			out = append(out, b.Runs...)
		case List:
			out = join(out, b.Items...)
		case Table:
			out = append(out, b.Note...)
		case Figure:
			out = append(out, b.Note...)
		case Callout:
			out = append(join(out, b.Body...), b.Recommendation...)
		case Definitions:
			for _, d := range b.Items {
				out = append(out, d.Text...)
			}
		}
	}
	return out
}

// join appends lists of runs.
func join(out []Run, lists ...[]Run) []Run {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
