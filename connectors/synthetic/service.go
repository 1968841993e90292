package synthetic

import (
	"fmt"
	"strconv"
	"time"

	"nsk/schedules/calendar"
)

// request is a request to the support service.
type request struct {
	no, topic           string
	person, class       int
	opened, set, closed calendar.Day
	late                bool
}

// requests are those opened on a day: on working days only.
func (r *Republic) requests(day calendar.Day) (out []request) {
	if !r.open(day) {
		return nil
	}
	d := r.dice(tagSupport, int(day))
	topics := []string{"access", "application", "signature", "documents", "reports", "other"}
	for n := range d.between(3, 9) {
		q := request{no: fmt.Sprintf("SR-%02d%03d%03d", day.Year()%100, day.Time().YearDay(), n), person: 5_000_000 + int(day)*10 + n,
			topic: topics[d.below(len(topics))], class: []int{3, 10, 20}[d.pick([]int{70, 22, 8})], opened: day, set: day}
		if q.class > 3 {
			q.set = r.wd(day, d.below(3))
		}
		switch {
		case d.permille(r.par.supportOpen):
		case d.permille(r.par.supportLate):
			q.late = true
			q.closed = r.wd(q.set, q.class+d.between(2, 6))
		default:
			q.closed = r.wd(q.set, d.below(q.class-2))
		}
		out = append(out, q)
	}
	return out
}

// support are the requests that were opened, classed or closed on a day, as known then.
func (r *Republic) support(day calendar.Day) (out [][]string) {
	for d := max(day-60, r.volume.first); d <= day; d++ {
		for _, q := range r.requests(d) {
			if q.opened != day && q.closed != day {
				continue
			}
			closed := ""
			if !q.closed.IsZero() && q.closed <= day {
				closed = text(q.closed)
			}
			p := r.person(q.person)
			out = append(out, []string{q.no, p.ru, p.iin, "u" + strconv.Itoa(q.person), p.phone, p.email, q.topic,
				"Прошу помочь с работой на платформе.", strconv.Itoa(q.class), text(q.set), text(q.opened), closed})
		}
	}
	return out
}

// incidents are the failures that began or ended on a day, as known then.
func (r *Republic) incidents(day calendar.Day) (out [][]string) {
	for d := max(day-1, r.volume.first); d <= day; d++ {
		g := r.dice(tagIncident, int(d))
		if !g.permille(90) {
			continue
		}
		by := []string{"user_message", "staff", "tools", "logs", "security_centre"}[g.pick([]int{30, 15, 35, 15, 5})]
		from, planned := instant(d, g.below(86400)), g.permille(150)
		if planned && by == "user_message" { // users do not report what was announced
			by = "staff"
		}
		until := from.Add(time.Duration(g.between(600, 30000)) * time.Second)
		ended := until.Format(time.RFC3339)
		switch over := calendar.LocalDay(until); {
		case d != day && over != day:
			continue
		case over > day:
			ended = ""
		}
		out = append(out, []string{fmt.Sprintf("IN-%s", text(d)), by, from.Format(time.RFC3339), ended, strconv.FormatBool(planned)})
	}
	return out
}
