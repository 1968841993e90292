package synthetic

import (
	"strconv"
	"time"

	"nsk/schedules/calendar"
)

// quick makes clean rows of recognition-persons without living whole applications: the
// benchmarks measure the reader, not the writer.
type quick struct {
	r       *Republic
	centres []*centre
	line    []byte
}

func newQuick(r *Republic) *quick {
	q := &quick{r: r, line: make([]byte, 0, 512)}
	for i := range r.centres {
		if k := r.centres[i].role; k == ordinary || k == flagship {
			q.centres = append(q.centres, &r.centres[i])
		}
	}
	return q
}

// row returns line n; it is overwritten by the next.
func (q *quick) row(n int) []byte {
	r, d := q.r, q.r.dice(tagStream, -1-n)
	c := q.centres[n%len(q.centres)]
	o := r.offers[c.scope[d.below(len(c.scope))].offer]
	held := r.date(7, 2) + calendar.Day(n%50) // all of them are active then
	p := r.person(n)
	q.line = q.line[:0]
	q.add("CE-").digits(r.year, 4).add("-").digits(n%10_000_000, 7).next()
	q.digits(1+n/10_000_000, 1).next()
	q.add(p.iin).next().add(p.ru).next()
	q.line = p.born.Time().AppendFormat(q.line, time.DateOnly)
	q.next().add(p.sex()).next().add(p.phone).next().add(p.email).next().add(p.kato(c.region)).next()
	q.add(c.bin).next().add(r.professions[o.profession].code).next().digits(o.level, 1).next().add(c.region).next()
	q.line = held.Time().AppendFormat(q.line, time.DateOnly)
	q.next()
	q.result(&d, n, text(held))
	return q.line
}

func (q *quick) result(d *dice, n int, held string) {
	switch {
	case d.permille(70):
		q.add("no_show,own_wish,,,")
	case d.permille(200):
		q.add("failed,,").digits(n, 7).add(",").add(held).next()
	default:
		q.add("passed,,").digits(n, 7).add(",").add(held).next()
	}
	q.add([]string{"kk", "ru"}[d.below(2)]).add("\n")
}

func (q *quick) add(s string) *quick {
	q.line = append(q.line, s...)
	return q
}

func (q *quick) next() *quick { return q.add(",") }

// digits adds a number with leading zeros.
func (q *quick) digits(n, width int) *quick {
	s := strconv.Itoa(n)
	for range width - len(s) {
		q.line = append(q.line, '0')
	}
	return q.add(s)
}
