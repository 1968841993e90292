package synthetic

import (
	"fmt"

	"nsk/schedules/calendar"
)

// certificate is an accreditation certificate, valid for three years.
type certificate struct {
	no                       string
	issued, validTo          calendar.Day
	reissued                 bool
	withdrawn, resumed, ends calendar.Day // zero: never; ends = terminated
}

// scope is what a centre may examine in, and when.
type scope struct {
	offer    int
	from, to calendar.Day // to is inclusive, zero: open
}

// centre is a recognition centre.
type centre struct {
	bin, ru, kk, region string
	role                role
	weight              int
	certificates        []certificate // oldest first
	scope               []scope
	beyond              int // the offer it examines in without having it in scope, or -1
	founders            []founder
}

type founder struct {
	bin, name string
	since     calendar.Day
}

func (r *Republic) newCentres() []centre {
	var weights []int
	for _, g := range r.regions {
		weights = append(weights, g.centres)
	}
	out := make([]centre, r.opt.Scale.Centres)
	names := words("centre")
	for i := range out {
		d := r.dice(tagCentre, i)
		c := &out[i]
		c.region = r.regions[d.pick(weights)].code
		if i < 6 { // the five places where centres concentrate, whatever the dice say
			c.region = []string{"75", "71", "79", "35", "61", "75"}[i]
		}
		c.role, c.beyond = roleOf(i), -1
		c.bin = bin(fmt.Sprintf("%02d%02d", (r.year-12+d.below(8))%100, 1+d.below(12)), i)
		r.nameCentre(c, names[i%len(names)], i)
		c.weight = d.between(4, 20)
		r.certify(c, &d, i)
		r.cover(c, &d, i)
		r.found(c, &d, i)
		c.apply(r)
	}
	return out
}

// nameCentre makes a name in quotes, different for every centre.
func (r *Republic) nameCentre(c *centre, w word, i int) {
	suffix := ""
	if n := i / 15; n > 0 {
		suffix = fmt.Sprintf("-%d", n+1)
	}
	c.ru = "ТОО «" + w.ru + suffix + "»"
	c.kk = "«" + w.kk + suffix + "» ЖШС"
}

// certify gives a certificate of the year before the republic's year, or of the first half
// of that year for one centre in ten. Most had an earlier one, so that the history is not
// empty. All outlive October of the next year: whatever runs out sooner was planted.
func (r *Republic) certify(c *centre, d *dice, i int) {
	issued := r.date(1, 1) - calendar.Day(d.between(1, 400))
	if i >= 30 && i%10 == 0 {
		issued = r.date(1, 13) + calendar.Day(d.between(0, 150))
	}
	c.certificates = []certificate{newCertificate(i, 1, issued)}
	if i%10 != 0 && i%10 != 8 {
		again := newCertificate(i, 2, issued)
		again.reissued = true
		c.certificates = []certificate{newCertificate(i, 1, years(issued, -3)), again}
	}
}

func newCertificate(i, edition int, issued calendar.Day) certificate {
	return certificate{no: fmt.Sprintf("KZ.A.%04d.%d", i+1, edition), issued: issued, validTo: years(issued, 3) - 1}
}

// cover draws 3 to 12 professions with one level each, near the popular ones.
func (r *Republic) cover(c *centre, d *dice, i int) {
	weights := make([]int, len(r.offers))
	for n, o := range r.offers {
		weights[n] = r.professions[o.profession].weight
	}
	from := c.certificates[0].issued
	for range d.between(3, 12) {
		n := d.pick(weights)
		weights[n] = 0
		s := scope{offer: n, from: from}
		if len(c.scope) > 2 && d.permille(60) { // added later
			s.from = max(c.last().issued, r.date(3, 3))
		} else if len(c.scope) > 2 && d.permille(40) {
			s.to = max(c.last().issued+30, r.date(8, 29))
		}
		c.scope = append(c.scope, s)
	}
}

// found gives one or two founders; every ninth centre shares one with its neighbour.
func (r *Republic) found(c *centre, d *dice, i int) {
	names := words("founder")
	for n := range 1 + i%2 {
		who := i*2 + n
		if n == 0 && i%9 == 1 {
			who = (i - 1) * 2
		}
		c.founders = append(c.founders, founder{
			bin:  bin("0903", 2000+who),
			name: fmt.Sprintf("ТОО «%s-%d»", names[who%len(names)].ru, who+1), since: c.certificates[0].issued - calendar.Day(d.between(100, 900)),
		})
	}
}

// last is the newest certificate.
func (c *centre) last() *certificate { return &c.certificates[len(c.certificates)-1] }

// active reports whether a certificate of the centre is in force on a day.
func (c *centre) active(day calendar.Day) bool {
	for _, k := range c.certificates {
		away := !k.withdrawn.IsZero() && day >= k.withdrawn && (k.resumed.IsZero() || day < k.resumed)
		over := !k.ends.IsZero() && day >= k.ends
		if day >= k.issued && day <= k.validTo && !away && !over {
			return true
		}
	}
	return false
}

// covers reports whether the centre may examine in an offer on a day.
func (c *centre) covers(n int, day calendar.Day) bool {
	for _, s := range c.scope {
		if s.offer == n && day >= s.from && (s.to.IsZero() || day <= s.to) {
			return c.active(day)
		}
	}
	return false
}

// works reports whether the centre was active on any day of a reporting month, so that a
// return is expected of it.
func (r *Republic) works(c *centre, m int) bool {
	for day := r.date(1, 1) - 366; r.month(day) <= m; day++ {
		if r.month(day) == m && c.active(day) {
			return true
		}
	}
	return false
}
