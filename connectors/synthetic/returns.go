package synthetic

import (
	"strconv"
)

// rowsOf makes the rows of a return as the centre sends them, in the column order of the
// contract, and says what was planted in them.
func (r *Republic) rowsOf(s sending) (out [][]string, planted []Planted) {
	for _, n := range r.numbers(s) {
		l := r.life(int(n))
		if s.source == persons {
			out = append(out, r.personRows(&l, s)...)
		} else {
			out = append(out, r.documentRows(&l, s)...)
		}
	}
	if s.form == short {
		out = out[:len(out)-max(1, len(out)/3)]
	}
	return r.spoil(s, out)
}

func (r *Republic) numbers(s sending) []int32 {
	k := returnKey{s.centre, s.month}
	if s.source == persons {
		return r.plan().persons[k]
	}
	return r.plan().documents[k]
}

// personRows are the outcomes of an application that fell into the month: one an attempt.
func (r *Republic) personRows(l *life, s sending) (out [][]string) {
	for i := range l.sittings {
		if x := &l.sittings[i]; x.deciding && r.month(x.scheduled) == s.month {
			out = append(out, r.personRow(l, x))
		}
	}
	return out
}

func (r *Republic) personRow(l *life, x *sitting) []string {
	c, o, p := &r.centres[l.centre], r.offers[l.offer], r.person(l.person)
	protocol := ""
	if x.result != "no_show" {
		protocol = protocolNo(l, x)
	}
	return []string{l.no, strconv.Itoa(x.attempt), p.iin, p.name(l, c), text(p.born), p.sex(), p.phone, p.email,
		p.kato(c.region), c.bin, r.professions[o.profession].code, strconv.Itoa(o.level), c.region,
		text(x.scheduled), x.result, x.reason, protocol, text(x.protocol), l.language()}
}

// name is the spelling a centre uses: cp1251 has no Kazakh letters.
func (p *person) name(l *life, c *centre) string {
	if l.kazakh && c.role != cyrillic {
		return p.kk
	}
	return p.ru
}

func (l *life) language() string {
	if l.kazakh {
		return "kk"
	}
	return "ru"
}

// documentRows are the issue and the annulment that the return reports.
func (r *Republic) documentRows(l *life, s sending) (out [][]string) {
	issue := r.month(l.issued)
	if m, held := r.plan().heldBack[int32(l.n)]; held {
		issue = m
	}
	if issue == s.month {
		out = append(out, r.documentRow(l, "issued", text(l.issued)))
	}
	if !l.annulled.IsZero() && r.month(l.annulled) == s.month {
		out = append(out, r.documentRow(l, "annulled", text(l.annulled)))
	}
	return out
}

func (r *Republic) documentRow(l *life, action, on string) []string {
	c, o, p := &r.centres[l.centre], r.offers[l.offer], r.person(l.person)
	return []string{r.serial(l), action, on, l.no, p.iin, p.name(l, c), c.bin, r.professions[o.profession].code,
		strconv.Itoa(o.level), text(l.expires(r))}
}

// spoil plants the fault of a return: in every fifth row, three rows at least.
func (r *Republic) spoil(s sending, rows [][]string) ([][]string, []Planted) {
	if s.fault == sound {
		return rows, nil
	}
	step := max(1, min(5, len(rows)/3))
	var planted []Planted
	for i := 0; i < len(rows); i += step {
		key := rows[i][0] + "/" + rows[i][1]
		planted = append(planted, r.planted(s, kindOf[s.fault], key))
		if s.fault == rowsTwice {
			continue
		}
		s.fault.into(rows[i])
	}
	if s.fault == rowsTwice {
		for i, n := 0, len(rows); i < n; i += step {
			rows = append(rows, rows[i])
		}
	}
	return rows, planted
}

var kindOf = map[fault]string{wrongCheckDigit: IINCheckDigit, binInstead: BINInsteadOfIIN,
	unknownProfession: UnknownProfession, unknownResult: UnknownResult, rowsTwice: DuplicateRow}

// into spoils a row of recognition-persons.
func (f fault) into(row []string) {
	const iin, centre, profession, result = 2, 9, 10, 14
	switch f {
	case wrongCheckDigit:
		last := row[iin][11]
		row[iin] = row[iin][:11] + string('0'+(last-'0'+1)%10)
	case binInstead:
		row[iin] = row[centre]
	case unknownProfession:
		row[profession] = "9999-9-" + row[profession][7:]
	case unknownResult:
		row[result] = "зачёт"
	}
}
