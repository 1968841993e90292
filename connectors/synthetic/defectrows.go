package synthetic

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// row makes a sound row of the sheet's source with some fields set.
func (d *draft) row(set fields, i int) []string {
	d.made++
	sound, ok := d.r.defects.Sound[d.s.Source]
	if !ok {
		panic("data/defects.yaml: no sound row of " + d.s.Source)
	}
	m := making{d: d, fields: merged(sound, set), known: d.known(i)}
	var out []string
	for _, c := range d.contract().Columns {
		out = append(out, m.value(c.Name))
	}
	if set[extra] != "" { // a field more than there are columns
		out = append(out, set[extra])
	}
	return out
}

func (d *draft) contract() *contract.Contract { return d.r.contract(d.s.Source) }

// change sets some fields of a row that is published.
func (d *draft) change(row []string, set fields) {
	m := making{d: d, fields: merged(d.named(row), set), known: d.known(1)}
	for i, c := range d.contract().Columns {
		if _, ok := set[c.Name]; ok {
			row[i] = m.value(c.Name)
		}
	}
}

func (d *draft) named(row []string) fields {
	out := fields{}
	for i, c := range d.contract().Columns {
		out[c.Name] = row[i]
	}
	return out
}

func (d *draft) matches(row []string, want fields) bool {
	have := d.named(row)
	for k, v := range want {
		if have[k] != d.r.defectProviderOf(k, v) {
			return false
		}
	}
	return true
}

// defectProviderOf reads the letter of a centre where a BIN stands.
func (r *Republic) defectProviderOf(column, value string) string {
	if column == "bin" {
		return r.defectProvider(value)
	}
	return value
}

// known is what a row may refer to besides its own fields.
func (d *draft) known(i int) fields {
	p, err := contract.ParsePeriod(d.s.Period)
	if err != nil {
		panic(fmt.Sprintf("data/defects.yaml: %s %q: %v", d.s.Source, d.s.Period, err))
	}
	from, end := p.Bounds()
	k := fields{"year": d.s.Period[:4], "n": fmt.Sprintf("%03d%03d", d.at%1000, d.made%1000), "i": fmt.Sprintf("%03d", i), "clock": fmt.Sprintf("%02d:%02d:07", 2+d.made/60%5, d.made%60), "provider": d.provider, "on": d.s.On,
		"from": text(calendar.DayOf(from)), "to": text(calendar.DayOf(end) - 1), "stranger": bin("1505", 99), "region": "75"}
	if len(d.s.Provider) == 1 {
		k["region"] = d.r.defectCentre(d.s.Provider).region
	}
	for n := range centresForDefects {
		letter := string(rune('a' + n))
		k["centre_"+letter], k["certificate_"+letter] = d.r.defectCentre(letter).bin, d.r.defectCentre(letter).last().no
	}
	return k
}

// making is a row under way: a field is computed when it is asked for.
type making struct {
	d      *draft
	fields fields
	known  fields
	who    *person
}

var reference = regexp.MustCompile(`\{([a-z_]+)([+-]\d+d)?\}`)

// value is a field with what it refers to filled in.
func (m *making) value(name string) string {
	return reference.ReplaceAllStringFunc(m.fields[name], func(s string) string {
		part := reference.FindStringSubmatch(s)
		v := m.refer(part[1])
		if part[2] == "" {
			return v
		}
		day, err := calendar.ParseDay(v)
		if err != nil {
			panic(fmt.Sprintf("data/defects.yaml: %s: %q is no day", s, v))
		}
		n, _ := strconv.Atoi(strings.TrimSuffix(part[2], "d")) // the pattern lets nothing else through
		return text(day + calendar.Day(n))
	})
}

// refer is the value of a name: a field of the row, something known, or something about
// the candidate.
func (m *making) refer(name string) string {
	if _, ok := m.fields[name]; ok {
		return m.value(name)
	}
	if v, ok := m.known[name]; ok {
		return v
	}
	return m.about(name)
}

// about is something about the candidate, or a number made for the row.
func (m *making) about(name string) string {
	p, n := m.person(), number(m.known["n"])
	switch name {
	case "new_iin":
		return p.iin
	case "born":
		return text(p.born)
	case "gender":
		return p.sex()
	case "other_gender":
		return map[string]string{"m": "f", "f": "m"}[p.sex()]
	case "name":
		return p.ru
	case "number_ahead":
		return numberOf("8505155", n)
	case "number_child":
		return numberOf("1505151", n)
	case "number_no_day":
		return numberOf("9913321", n)
	case "number_wrong":
		return wrongDigit(p.iin)
	case "new_bin":
		return bin("1503", n%33000)
	case "old_bin":
		return bin("1504", number(m.value(whoIs))%20000)
	}
	panic("data/defects.yaml: {" + name + "} is unknown")
}

// person is the candidate of the row: one nobody else is, or the one named.
func (m *making) person() *person {
	if m.who == nil {
		n := 3_000_000 + number(m.known["n"])
		if m.fields[whoIs] != "" {
			n = 4_500_000 + number(m.value(whoIs))
		}
		p := m.d.r.person(n)
		m.who = &p
	}
	return m.who
}

// numberOf is an IIN that begins so. The numbers of the book belong to nobody: their digit
// 7 is that of the nineteenth century, or of a man who is to be born in 2085.
func numberOf(first string, n int) string {
	for serial := n % 1000; ; serial++ {
		eleven := fmt.Sprintf("%s%04d", first, serial)
		if c, ok := check(eleven); ok {
			return eleven + string(c)
		}
	}
}

// wrongDigit is a number with a check digit that is off by one.
func wrongDigit(iin string) string {
	return iin[:11] + string('0'+(iin[11]-'0'+1)%10)
}

// key is the sender's key of a row as a finding shows it: as typed, or before typing the
// text as it came.
func (d *draft) key(rule string, row []string) string {
	c := d.contract()
	typed := d.r.typed(c, rule)
	values := d.named(row)
	var parts []string
	for _, k := range c.Key {
		v := values[k]
		if col := c.Column(k); typed && v != "" {
			v = asTyped(col, v)
		}
		if v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " / ")
}

// typed reports whether a rule is asked of rows that have been typed.
func (r *Republic) typed(c *contract.Contract, rule string) bool {
	for _, x := range c.Rules {
		if x.ID == rule {
			return x.Stage != contract.StageRow
		}
	}
	no := rule[strings.LastIndexByte(rule, '.')+1:]
	return no == "006" || no >= "010"
}

func asTyped(col *contract.Column, v string) string {
	if len(col.Map) > 0 {
		return col.Map[v]
	}
	if col.Type == contract.TypeDate && len(v) == 10 && v[2] == '.' {
		return v[6:] + "-" + v[3:5] + "-" + v[:2]
	}
	return v
}
