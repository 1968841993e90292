package reports

import (
	"slices"
	"strings"

	"nsk/reports/document"
	"nsk/reports/words"
)

// placesOf reads the places off the two documents of one result.
func placesOf(kk, ru document.Document) (all []Place) {
	kk, ru = kk.Numbered(), ru.Numbered()
	var here *Place
	for i, b := range ru.Blocks {
		if s, ok := b.(document.Section); ok {
			if s.Level > 1 && !strings.HasPrefix(s.ID, "current-") {
				s.Number = "" // which number a section on problems has depends on what is found
			}
			all = append(all, Place{ID: s.ID, Number: s.Number, Title: words.Text{KK: kk.Blocks[i].(document.Section).Title, RU: s.Title}})
			here = &all[len(all)-1]
			here.told()
			continue
		}
		block := PlaceBlock{Indicators: shownIn(b)}
		if here == nil || len(block.Indicators) == 0 {
			continue
		}
		switch b := b.(type) {
		case document.Table:
			block.Kind, block.ID, block.Caption = "table", b.ID, words.Text{KK: kk.Blocks[i].(document.Table).Caption, RU: b.Caption}
		case document.Figure:
			block.Kind, block.ID, block.Caption = "figure", b.ID, words.Text{KK: kk.Blocks[i].(document.Figure).Caption, RU: b.Caption}
		case document.Tiles:
			block.Kind = "tiles"
		case document.Callout:
			continue // its numbers are those of a finding
		default:
			block.Kind = "text"
		}
		here.put(block)
	}
	return slices.DeleteFunc(all, func(p Place) bool { return len(p.Blocks) == 0 })
}

// told puts in what the prose of a part tells, also where it is said that there is no value.
func (p *Place) told() {
	for _, s := range parts() {
		if p.ID == "current-"+s.id {
			p.put(PlaceBlock{Kind: "text", Indicators: slices.Sorted(slices.Values(s.told))})
		}
	}
}

// put adds a block; paragraphs of one section are one text.
func (p *Place) put(b PlaceBlock) {
	for i := range p.Blocks {
		if o := &p.Blocks[i]; o.Kind == "text" && b.Kind == "text" {
			o.Indicators = slices.Compact(slices.Sorted(slices.Values(append(o.Indicators, b.Indicators...))))
			return
		}
	}
	p.Blocks = append(p.Blocks, b)
}

// shownIn are the indicators that a block shows, sorted.
func shownIn(b document.Block) (ids []string) {
	facts := (document.Document{Blocks: []document.Block{b}}).FactIDs()
	if f, ok := b.(document.Figure); ok {
		facts = append(facts, f.Shows...)
	}
	for _, id := range facts {
		id, _, _ = strings.Cut(id, "/")
		id, _, _ = strings.Cut(id, "@")
		if _, err := IndicatorOf(id); err == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
