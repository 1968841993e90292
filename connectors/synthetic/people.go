package synthetic

import (
	"fmt"
	"strconv"

	"nsk/schedules/calendar"
)

// person is somebody who applies. Digit 7 of the IIN is that of the nineteenth century, so
// that no number belongs to anybody alive.
type person struct {
	iin, ru, kk, phone, email string
	born                      calendar.Day
	male                      bool
	home                      string // region if not the centre's, else empty
	district                  int
}

// birthDays is the number of birthdays in use: from 19 to 63 years of age.
const birthDays = 16000

// person returns the n-th person. Persons never share an IIN: a birthday comes round again
// only with the next serial.
func (r *Republic) person(n int) person {
	d := r.dice(tagPerson, n)
	p := person{male: d.permille(470), district: 1 + d.below(2)}
	slot := (n*7919 + int(r.opt.Seed%birthDays)) % birthDays
	if p.born = r.birthday(slot); p.born == leapDay {
		p.born = r.birthday(birthDays)
	}
	p.iin = personNumber(p.born, p.male, n/birthDays)
	p.ru, p.kk = r.names.full(&d, p.male)
	p.phone = fmt.Sprintf("+7700%07d", d.below(1e7))
	p.email = "p" + strconv.Itoa(n) + "@example.kz"
	if d.permille(r.par.elsewhere) {
		p.home = r.regions[d.below(len(r.regions))].code
	}
	return p
}

// leapDay has no counterpart two centuries earlier: 1800 had no 29 February, so an IIN
// that begins with it and has the digit of the nineteenth century would be impossible.
var leapDay = calendar.Date(2000, 2, 29)

// birthday is the day of a slot; slot birthDays is kept for those it cannot be given to.
func (r *Republic) birthday(slot int) calendar.Day {
	born := r.date(1, 1) - calendar.Day(19*366+slot)
	if born <= 0 { // the zero Day stands for none: nobody is born on it
		born--
	}
	return born
}

func personNumber(born calendar.Day, male bool, turn int) string {
	century := byte('2')
	if male {
		century = '1'
	}
	for serial := turn * 3; ; serial++ {
		b := append(make([]byte, 0, 12), born.Time().Format("060102")...)
		b = append(b, century, byte('0'+serial/1000%10), byte('0'+serial/100%10), byte('0'+serial/10%10), byte('0'+serial%10))
		if c, ok := check(string(b)); ok {
			return string(append(b, c))
		}
	}
}

func (p *person) sex() string {
	if p.male {
		return "m"
	}
	return "f"
}

// kato is the person's place in the republic's own districts; where is the centre's region.
func (p *person) kato(where string) string {
	if p.home != "" {
		where = p.home
	}
	return district(where, p.district)
}

// district is the code of a synthetic district: its prefix is the region, as in КАТО.
func district(region string, n int) string {
	if region >= "70" { // districts of cities stand one step lower
		return fmt.Sprintf("%s91%d0000", region, n)
	}
	return fmt.Sprintf("%s9%d00000", region, n)
}

// names are the words persons are called with.
type names struct{ male, female, surname []word }

func newNames() names {
	return names{words("male"), words("female"), words("surname")}
}

// full returns surname, given name and patronymic in both spellings.
func (n *names) full(d *dice, male bool) (ru, kk string) {
	given, father := n.female, n.male[d.below(len(n.male))]
	ending, child, ruChild := "а", " қызы", "овна"
	if male {
		given, ending, child, ruChild = n.male, "", " ұлы", "ович"
	}
	s, g := n.surname[d.below(len(n.surname))], given[d.below(len(given))]
	ru = s.ru + ending + " " + g.ru + " " + patronymic(father.ru, ruChild)
	return ru, s.kk + ending + " " + g.kk + " " + father.kk + child
}

func patronymic(father, ending string) string {
	if last := []rune(father); last[len(last)-1] == 'й' {
		return string(last[:len(last)-1]) + "е" + ending[2:]
	}
	return father + ending
}
