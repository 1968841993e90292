package synthetic

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// Quick makes returns of recognition-persons for one centre and month without living whole
// applications: benchmarks measure the reader, not the writer. Its rows break no rule as
// long as the registers of the republic are known up to that month.
type Quick struct {
	Provider string          // BIN of the centre
	Period   contract.Period // the month

	r      *Republic
	centre *centre
	offers []offer // what the centre may examine in all through the month
	from   calendar.Day
	line   []byte
}

// Quick returns the n-th of the centres that worked all through a month of the republic's
// year, 1 to 12; the first has nothing but clean returns all year. It panics if there are
// not so many.
func (r *Republic) Quick(n, month int) *Quick {
	from := r.date(time.Month(month), 1)
	for i := range r.centres {
		c := &r.centres[i]
		offers := c.throughout(r, from)
		if !clean(c.role) || len(offers) == 0 {
			continue
		}
		if n--; n < 0 {
			return &Quick{Provider: c.bin, Period: contract.PeriodOf(contract.Monthly, from.Time()), r: r, centre: c, offers: offers, from: from, line: make([]byte, 0, 512)}
		}
	}
	panic(fmt.Sprintf("the republic has no such centre in month %d", month))
}

// throughout lists what the centre may examine in from a day on for four weeks.
func (c *centre) throughout(r *Republic, from calendar.Day) (offers []offer) {
	for _, s := range c.scope {
		if c.covers(s.offer, from) && c.covers(s.offer, from+28) {
			offers = append(offers, r.offers[s.offer])
		}
	}
	return offers
}

// Write writes so many rows in the columns and order of the contract, in constant memory.
// Rows are numbered, beginning with first: returns that share no number share no person and
// no application. The error is that of w.
func (q *Quick) Write(w io.Writer, first, rows int) error {
	b := bufio.NewWriterSize(w, 1<<16)
	_, err := b.WriteString(strings.Join(header(q.r.contract(persons), technical), ",") + "\n")
	for i := 0; i < rows && err == nil; i++ {
		_, err = b.Write(q.row(first, i))
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// WriteReturns writes a return of so many rows, as Quick makes it for its first centre and
// the month of July.
func (r *Republic) WriteReturns(w io.Writer, rows int) error { return r.Quick(0, 7).Write(w, 0, rows) }

// WritePage writes what a source that is asked over HTTP publishes for a period, as one
// JSON document. It panics if the republic has none for the period; the error is that of w.
func (r *Republic) WritePage(w io.Writer, source string, p contract.Period) error {
	c := r.contract(source)
	page, ok := r.pageOf(source, p)
	if !ok {
		panic(fmt.Sprintf("the republic has no %s of %s", source, p))
	}
	list := make([]map[string]any, 0, len(page.rows))
	for _, row := range page.rows {
		list = append(list, object(c, row))
	}
	if c.JSON == nil || c.JSON.Rows == "" {
		return json.NewEncoder(w).Encode(list)
	}
	return json.NewEncoder(w).Encode(map[string]any{c.JSON.Rows: list})
}

// every is how many rows hold one pair of attempts of one application: its first row is a
// failed attempt, the second the next one.
const every = 20

// row returns the i-th line after the first; it is overwritten by the next.
func (q *Quick) row(first, i int) []byte {
	r, n, attempt := q.r, first+i, 1
	base := n // number of the application's first row
	if i%every == 1 {
		base, attempt = n-1, 2
	}
	d := r.dice(tagStream, -1-base)
	o, p := q.offers[d.below(len(q.offers))], r.person(base)
	held := q.from + calendar.Day(d.below(14)+14*(attempt-1))
	q.line = q.line[:0]
	q.add("CE-").digits(r.year-base/10_000_000, 4).add("-").digits(base%10_000_000, 7).next().digits(attempt, 1).next()
	q.add(p.iin).next().add(p.ru).next().date(p.born).next().add(p.sex()).next().add(p.phone).next().add(p.email).next()
	q.add(p.kato(q.centre.region)).next().add(q.centre.bin).next().add(r.professions[o.profession].code).next().digits(o.level, 1).next()
	q.add(q.centre.region).next().date(held).next()
	q.result(&d, n, held, i%every == 0)
	return q.line
}

// result adds what came of the examination; another attempt follows on a failed one only.
func (q *Quick) result(d *dice, n int, held calendar.Day, failed bool) {
	switch {
	case failed || d.permille(150):
		q.add("failed,,").digits(n, 7).next().date(held)
	case d.permille(70):
		q.add("no_show,own_wish,,")
	default:
		q.add("passed,,").digits(n, 7).next().date(held)
	}
	q.next().add([]string{"kk", "ru"}[d.below(2)]).add("\n")
}

func (q *Quick) add(s string) *Quick {
	q.line = append(q.line, s...)
	return q
}

func (q *Quick) next() *Quick { return q.add(",") }

func (q *Quick) date(d calendar.Day) *Quick {
	q.line = d.Time().AppendFormat(q.line, time.DateOnly)
	return q
}

// digits adds a number with leading zeros.
func (q *Quick) digits(n, width int) *Quick {
	s := strconv.Itoa(n)
	for range width - len(s) {
		q.line = append(q.line, '0')
	}
	return q.add(s)
}
