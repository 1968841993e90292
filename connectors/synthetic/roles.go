package synthetic

import "nsk/schedules/calendar"

// role is what a centre is there to show. Each centre has one role at most, so that no two
// planted defects meet.
type role int

const (
	ordinary      role = iota
	flagship           // long certificate, always clean: takes what no other centre may
	tardy              // returns late in every month of the year
	withdrawn          // certificate withdrawn, exams go on for a while
	beyond             // examines in a profession outside its scope
	weak               // pass rate far below the others
	strong             // pass rate far above
	unable             // cannot provide its register of documents in two months
	dormant            // active, but nobody applies: nil returns
	silent             // three months never returned
	cyrillic           // windows-1251, semicolons, Russian labels
	kazakhLabels       // Kazakh labels
	russianLabels      // Russian labels
	broken             // one file with an unclosed quote, sent again correctly
	twice              // the same file sent again
	corrected          // a file short of a third of its rows, then a corrected one
	badIIN             // wrong check digits
	binForIIN          // BIN in the column of the IIN
	badProfession      // profession codes outside the register
	badResult          // result codes outside the contract
	doubled            // rows twice in one file
	contradicted       // accredited and discontinued at once
	terminated         // withdrawn, then terminated
	resumed            // withdrawn, then resumed
	expiring3          // certificate ends within 3 months after 31 October
	expiring6          // within 6 months
	expiring12         // within 12 months
	reissued           // certificate ran out in the year and was issued again
	forDefects         // sends what the book of defects says, and nothing else
)

// cast is the role of the first centres, in order; after them roles that may repeat.
var cast = [30]role{
	flagship, tardy, withdrawn, beyond, weak, strong, unable, dormant, silent, cyrillic,
	kazakhLabels, russianLabels, broken, twice, corrected, badIIN, binForIIN, badProfession,
	badResult, doubled, contradicted, terminated, resumed, expiring3, expiring6, expiring12,
	reissued, cyrillic, ordinary, ordinary,
}

func roleOf(i int) role {
	switch {
	case i < len(cast):
		return cast[i]
	case i%10 == 1, i%10 == 4:
		return cyrillic
	case i%10 == 2:
		return russianLabels
	case i%10 == 3:
		return kazakhLabels
	case i%30 == 5:
		return expiring12
	case i%30 == 6:
		return reissued
	}
	return ordinary
}

// apply gives the centre what its role needs.
func (c *centre) apply(r *Republic) {
	k := c.last()
	switch c.role {
	case flagship:
		c.start(r.date(1, 1) - 396)
		c.always()
	case dormant:
		c.weight = 0
	case weak, strong, badIIN, binForIIN, badProfession, badResult, doubled, corrected, broken, twice:
		c.weight = 24
	case beyond:
		c.weight = 24
		c.beyond = c.foreign(r)
	case withdrawn:
		c.weight = 24
		k.withdrawn = r.date(5, 15)
	case terminated:
		k.withdrawn, k.ends = r.date(6, 2), r.date(7, 10)
	case resumed:
		k.withdrawn, k.resumed = r.date(3, 11), r.date(5, 20)
	case expiring3:
		c.start(years(r.date(1, 16), -2))
	case expiring6:
		c.start(years(r.date(3, 20), -2))
	case expiring12:
		c.start(years(r.date(8, 25), -2))
	case reissued:
		c.start(years(r.date(6, 18), -3))
		c.certificates = append(c.certificates, c.certificates[0].again(r.date(6, 18)))
	}
}

// start leaves the centre one certificate, and the scope begins with it.
func (c *centre) start(issued calendar.Day) {
	first := c.certificates[0]
	c.certificates = []certificate{{no: first.no, issued: issued, validTo: years(issued, 3) - 1}}
	for i := range c.scope {
		if c.scope[i].from == first.issued || c.scope[i].from < issued {
			c.scope[i].from = issued
		}
	}
}

// always makes the scope last as long as the certificate.
func (c *centre) always() {
	for i := range c.scope {
		c.scope[i].from, c.scope[i].to = c.certificates[0].issued, 0
	}
}

// again is the certificate that follows this one.
func (k certificate) again(issued calendar.Day) certificate {
	return certificate{no: k.no[:len(k.no)-1] + "2", issued: issued, validTo: years(issued, 3) - 1, reissued: true}
}

// foreign is a popular offer that the centre does not have.
func (c *centre) foreign(r *Republic) int {
	for n := range r.offers {
		owned := false
		for _, s := range c.scope {
			owned = owned || r.offers[s.offer].profession == r.offers[n].profession
		}
		if !owned {
			return n
		}
	}
	panic("a centre of twelve professions has all of them")
}
