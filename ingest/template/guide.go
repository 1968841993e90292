package template

import (
	"maps"
	"slices"
	"strconv"

	"nsk/connectors/contract"
)

// guide writes the sheet that says how to fill the template in and send it: Kazakh on the
// left, Russian on the right, then every field.
func (b *book) guide() error {
	for i, width := range []float64{60, 60, 20, 14, 34, 34, 20} {
		if err := b.file.SetColWidth(guideSheet, letter(i+1), letter(i+1), width); err != nil {
			return err
		}
	}
	p := &page{book: b}
	p.add(b.style.title, b.Contract.Title.KK, b.Contract.Title.RU)
	p.add(b.style.title, b.Provider.Name.KK+", "+b.Provider.BIN, b.Provider.Name.RU+", "+b.Provider.BIN)
	per := word(words().Words, "period")
	p.add(b.style.title, per.KK+": "+b.Period.String(), per.RU+": "+b.Period.String())
	p.add(b.style.wrapped)
	for i, t := range b.sentences() {
		no := strconv.Itoa(i+1) + ". "
		p.add(b.style.wrapped, no+t.KK, no+t.RU)
	}
	p.add(b.style.wrapped)
	p.fields()
	if p.err != nil {
		return p.err
	}
	return b.protect(guideSheet)
}

// A page adds rows and keeps the first error.
type page struct {
	*book
	row int
	err error
}

func (p *page) add(style int, values ...string) {
	p.row++
	for i, v := range values {
		if p.err == nil {
			p.err = p.file.SetCellStr(guideSheet, cell(i+1, p.row), v)
		}
	}
	if p.err == nil && len(values) > 0 {
		p.err = p.file.SetCellStyle(guideSheet, cell(1, p.row), cell(len(values), p.row), style)
	}
}

func (p *page) fields() {
	w := words().Words
	heads := []string{p.one(word(w, "field_kk")), p.one(word(w, "field_ru"))}
	for _, key := range []string{"technical", "is_required"} {
		heads = append(heads, p.one(word(w, key)))
	}
	expected := word(w, "expected")
	p.add(p.style.head, append(heads, expected.KK, expected.RU, p.one(word(w, "example")))...)
	for i := range p.Contract.Columns {
		col := &p.Contract.Columns[i]
		need := "no"
		if col.Required {
			need = "yes"
		}
		e := p.expected(col)
		p.add(p.style.wrapped, col.KK, col.RU, col.Name, p.one(word(w, need)), e.KK, e.RU, p.example(col))
	}
}

// example is a value that may stand in the column.
func (b *book) example(col *contract.Column) string {
	if l, ok := b.list(col.Name); ok {
		if n, ok := l.lines[0].code.(int); ok {
			return strconv.Itoa(n)
		}
		return l.lines[0].code.(string)
	}
	start, _ := b.Period.Bounds()
	if col.Type == contract.TypeDate && !col.Personal() {
		return start.Format("02.01.2006")
	}
	return words().Examples[col.Name]
}

// sentences are those of the guide that concern this contract.
func (b *book) sentences() []contract.Text {
	name := b.Provider.BIN + "_" + b.Period.String()
	var all []contract.Text
	for _, key := range slices.Sorted(maps.Keys(words().Guide)) {
		if key == "06.bin" && b.ownColumn() == 0 || key == "10.personal" && !b.Contract.HasPersonal() {
			continue
		}
		all = append(all, word(words().Guide, key,
			"{sheet}", b.Contract.XLSX.Sheet, "{lists}", listSheet, "{n}", strconv.Itoa(lastDefault),
			"{file}", name+".xlsx", "{check}", "nsk check "+name+".xlsx --source "+b.Contract.Source,
			"{declaration}", name+".declaration.json", "{nil}", `{"declaration":"nil"}`,
			"{cannot}", `{"declaration":"cannot_provide","reason":"..."}`))
	}
	return all
}
