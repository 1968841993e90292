package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"nsk/reports/chart"
	"nsk/reports/document"
)

func sortedKeys(keys []string) []string {
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(numeric(a), numeric(b)), cmp.Compare(a, b))
	})
	return keys
}

// Point is a fact on a chart: its number, or a gap with the symbol.
func (f Facts) Point(fact Fact) chart.Value {
	if !fact.Known() {
		return chart.Gap(string(fact.Status))
	}
	x, err := strconv.ParseFloat(fact.Value, 64)
	if err != nil {
		return chart.Gap("")
	}
	return chart.Of(x, f.number(fact).String())
}

// draw puts a chart on the page with its title and text alternative.
func (p *page) draw(c chart.Chart, ids ...string) { p.drawn(c, nil, ids...) }

// drawn is draw with a note.
func (p *page) drawn(c chart.Chart, note []document.Run, ids ...string) {
	svg, err := p.pen.SVG(c)
	if err != nil {
		if p.err == nil {
			p.err = err
		}
		return
	}
	p.add(document.Figure{ID: c.ID, Caption: c.Title, SVG: svg, Alt: c.Alt, Source: p.sourcesOf(ids...), Note: note, Shows: ids})
}

// series is an indicator over the keys of a breakdown.
func (p *page) series(indicator, by string, keys []string) chart.Series {
	s := chart.Series{Name: p.columnName(indicator, by)}
	for _, key := range keys {
		s.Values = append(s.Values, p.keyPoint(indicator, FactID(indicator, by, key, Now)))
	}
	return s
}

func (p *page) keyPoint(indicator, id string) chart.Value { return p.facts.keyPoint(indicator, id) }

// keyPoint is a fact of a breakdown; a count for which there is no fact is zero.
func (f Facts) keyPoint(indicator, id string) chart.Value {
	if _, ok := f.at[id]; !ok && f.book[indicator].Unit == Count {
		return chart.Of(0, "0")
	}
	return f.Point(f.Get(id))
}

// alt tells a chart in words: every series with its values in order.
func (p *page) alt(title string, categories []string, series []chart.Series) string {
	var b strings.Builder
	b.WriteString(title + ". ")
	for _, s := range series {
		b.WriteString(s.Name + ": ")
		for i, v := range s.Values {
			if i > 0 {
				b.WriteString("; ")
			}
			b.WriteString(categories[i] + " – " + v.Text)
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

// A drawing is one bar or line chart of indicators over one breakdown.
type drawing struct {
	id, title, by, axis string
	indicators          []string
	direction           chart.Direction
	lines               bool
	stacked             bool
}

func (p *page) drawing(d drawing) {
	keys := p.keys(d.by, d.indicators...)
	if len(keys) == 0 {
		return
	}
	var categories []string
	var series []chart.Series
	for _, k := range keys {
		name := p.label(d.by, k)
		if d.by == "month" {
			name = monthMark(k)
		}
		categories = append(categories, name)
	}
	for _, i := range d.indicators {
		series = append(series, p.series(i, d.by, keys))
	}
	frame := chart.Frame{ID: d.id, Title: d.title, Alt: p.alt(d.title, categories, series)}
	axis := chart.Axis{Name: d.axis}
	if d.lines {
		p.draw(chart.Lines{Frame: frame, Value: axis, Categories: categories, Series: series, FromZero: true}.Chart(), d.indicators...)
		return
	}
	p.draw(chart.Bars{Frame: frame, Value: axis, Categories: categories, Series: series,
		Direction: d.direction, Stacked: d.stacked}.Chart(), d.indicators...)
}

// sectorHeat shows for which sectors and levels a framework is present.
func (p *page) sectorHeat() {
	title := p.in("Салалық біліктілік шеңберінің болуы: сала және деңгей", "Наличие отраслевой рамки: отрасль и уровень")
	sectors := p.keys("sector", "A.04")
	if len(sectors) == 0 {
		return
	}
	h := chart.Heat{Frame: chart.Frame{ID: "sector-level", Title: title}, States: []chart.State{
		{Name: p.in("барлық кәсіп бойынша бар", "есть по всем профессиям"), Shade: chart.Deep},
		{Name: p.in("кәсіптердің бір бөлігі бойынша", "есть по части профессий"), Shade: chart.Pale, Hatched: true},
		{Name: p.in("жоқ", "нет"), Shade: chart.Palest, Symbol: "–"},
	}}
	var said []string
	for level := 1; level <= 8; level++ {
		h.Columns = append(h.Columns, strconv.Itoa(level))
	}
	for _, s := range sectors {
		h.Rows = append(h.Rows, p.label("sector", s))
		cells := make([]chart.Cell, 8)
		for level := range cells {
			f := p.facts.Get(FactID("A.04", "sector_level", s+"/"+strconv.Itoa(level+1), Now))
			cells[level].State = f.Presence()
			if cells[level].State > 0 {
				said = append(said, p.label("sector", s)+", "+strconv.Itoa(level+1)+": "+h.States[cells[level].State-1].Name)
			}
		}
		h.Cells = append(h.Cells, cells)
	}
	h.Alt = title + ". " + strings.Join(said, "; ") + "."
	p.draw(h.Chart(), "A.04")
}

// Presence is how far a share of things is there: 1 all, 2 some, 3 none, 0 where nothing is known.
func (f Fact) Presence() int {
	switch {
	case f.Numerator == nil || f.Denominator == nil || *f.Denominator == 0:
		return 0
	case *f.Numerator == *f.Denominator:
		return 1
	case *f.Numerator > 0:
		return 2
	}
	return 3
}

// regionTiles is the map of active centres; hatched where a mandatory
// profession in demand has no centre.
func (p *page) regionTiles() {
	title := p.in("Өңірлердегі жұмыс істейтін тану орталықтары", "Действующие центры признания по регионам")
	t := chart.Tiles{
		Frame:       chart.Frame{ID: "centres-map", Title: title},
		Classes:     centreClasses(),
		FlagName:    p.in("міндетті кәсіп бойынша орталығы жоқ", "нет центра по профессии обязательного признания"),
		MissingName: p.in("деректер жоқ", "нет данных"),
	}
	var said []string
	for _, r := range p.regions() {
		f := p.facts.Get(FactID("C.01", "region", string(r), Now))
		n := int64(0)
		if f.Numerator != nil {
			n = *f.Numerator
		}
		gap := p.facts.Get(FactID("C.03", "region", string(r), Now))
		name := p.label("region", string(r))
		tile := chart.Tile{Region: string(r), Label: p.label("tile", string(r)), Text: strconv.FormatInt(n, 10), Class: class(n),
			Flagged: gap.Numerator != nil && *gap.Numerator > 0}
		t.Tiles = append(t.Tiles, tile)
		said = append(said, name+" – "+tile.Text)
	}
	flagged := 0
	for _, tile := range t.Tiles {
		if tile.Flagged {
			flagged++
		}
	}
	if flagged == len(t.Tiles) { // hatching that tells no region from another only hides the numbers
		for i := range t.Tiles {
			t.Tiles[i].Flagged = false
		}
		t.FlagName = ""
	}
	t.Alt = title + ": " + strings.Join(said, "; ") + "."
	p.draw(t.Chart(), "C.01", "C.03")
	if flagged == len(t.Tiles) {
		p.para(document.Text(p.in("Әрбір өңірде кемінде бір міндетті кәсіп бойынша жұмыс істейтін тану орталығы жоқ.", "В каждом регионе нет действующего центра признания хотя бы по одной профессии обязательного признания.")))
	}
}

func class(n int64) int {
	switch {
	case n == 0:
		return 1
	case n <= 2:
		return 2
	case n <= 5:
		return 3
	}
	return 4
}

// returnHeat shows when each source came, month by month.
func (p *page) returnHeat() {
	title := p.in("Мәліметтердің уақтылылығы: дереккөз және ай", "Своевременность сведений: источник и месяц")
	h := chart.Heat{Frame: chart.Frame{ID: "returns-month", Title: title}, States: []chart.State{
		{Name: p.in("мерзімінде", "в срок"), Shade: chart.Deep},
		{Name: p.in("кешіктіріліп", "с опозданием"), Shade: chart.Middle, Hatched: true, Symbol: "!"},
		{Name: p.in("ұсынылмағаны бар", "есть непредставленные"), Shade: chart.Palest, Symbol: "×"},
	}}
	months, sources := p.keys("month", "I.01"), p.keys("source", "I.01")
	var said []string
	for _, m := range months {
		h.Columns = append(h.Columns, narrowMark(m))
	}
	for _, s := range sources {
		h.Rows = append(h.Rows, p.label("source", s))
		cells := make([]chart.Cell, len(months))
		for i, m := range months {
			cells[i].State = p.arrival(s + "/" + m)
			if cells[i].State > 1 {
				said = append(said, p.label("source", s)+", "+monthMark(m)+": "+h.States[cells[i].State-1].Name)
			}
		}
		h.Cells = append(h.Cells, cells)
	}
	if len(sources) == 0 {
		return
	}
	h.Alt = title + ". " + strings.Join(said, "; ") + "."
	p.draw(h.Chart(), "I.02", "I.04")
}

func (p *page) arrival(key string) int {
	on := p.facts.Get(FactID("I.02", "source_month", key, Now))
	missing := p.facts.Get(FactID("I.04", "source_month", key, Now))
	switch {
	case on.Denominator == nil || missing.Numerator == nil:
		return 0
	case *missing.Numerator > 0:
		return 3
	case *on.Numerator < *on.Denominator:
		return 2
	}
	return 1
}
