package synthetic

import (
	"fmt"
	"strconv"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// halfYear are the files of a half year: 0 is the second half of the year before.
func (r *Republic) halfYear(half int) []file {
	period := []string{fmt.Sprintf("%d-H2", r.year-1), fmt.Sprintf("%d-H1", r.year)}[half]
	c := r.contract("programmes-tvet")
	return []file{
		r.register("national-council", "authorised-body", period, r.nationalCouncil(half)),
		{"programmes-tvet", "education-tvet_" + period + ".xlsx", sheetOf(c, r.spoiled("programmes-tvet", "education-tvet", period, r.tvet(half)))},
	}
}

func (r *Republic) nationalCouncil(half int) (out [][]string) {
	for i, f := range rows("council") {
		if f[0] == "H"+strconv.Itoa(half) {
			out = append(out, []string{fmt.Sprintf("NC-%03d", i+1), f[1], text(r.dated(f[2])), f[5], f[6], text(r.dated(f[3])), text(r.dated(f[4]))})
		}
	}
	return out
}

// quarter are the files of a quarter: 0 is the last of the year before.
func (r *Republic) quarter(q int) []file {
	period := r.quarterName(q)
	out := []file{r.register("standard-reviews", "national-body", period, r.reviews(q))}
	for i, b := range r.contract("sector-councils").Providers(r.bodies) {
		if !mute(b.ID, q) {
			out = append(out, r.register("sector-councils", b.ID, period, r.council(i, b, q)))
		}
	}
	return out
}

func (r *Republic) quarterName(q int) string {
	return contract.PeriodOf("quarterly", r.quarterEnd(q).Time()).String()
}

func (r *Republic) quarterEnd(q int) calendar.Day { return r.date(time.Month(1+3*q), 1) - 1 }

// mute councils say nothing, which is not the same as nil.
func mute(body string, q int) bool {
	return body == "sb-foreign" || body == "sb-trade" && q >= 2
}

// council is what a sectoral council did in a quarter; that of defence has nothing to
// report and says so.
func (r *Republic) council(i int, b contract.Body, q int) (out [][]string) {
	if b.ID == "sb-defence" {
		return nil
	}
	d := r.dice(tagCouncil, i*10+q)
	day := r.quarterEnd(q) - calendar.Day(d.between(20, 80))
	for n, kind := range []string{"meeting", "recommendation", "decision"}[:d.between(1, 3)] {
		out = append(out, []string{fmt.Sprintf("SC-%02d-%d%d", i+1, q, n+1), "Отраслевой совет: " + b.RU, "Салалық кеңес: " + b.KK,
			kind, text(r.wd(day, n)), strconv.Itoa(d.between(7, 19))})
	}
	return out
}

// reviews are four reviews of standards and two trainings a quarter; every second
// quarter one training is put off.
func (r *Republic) reviews(q int) (out [][]string) {
	d := r.dice(tagCouncil, 1000+q)
	all, topics := r.standards(), rows("training")
	start := r.quarterEnd(q) - 85
	for n := range 4 {
		on := r.wd(start, n*5)
		result := []string{"positive", "positive", "returned", "negative"}[d.pick([]int{5, 3, 2, 1})]
		out = append(out, []string{fmt.Sprintf("RV-%d%d", q, n+1), "review", all[(q*4+n)%len(all)].code, "", "", text(on), text(r.wd(on, d.between(10, 30))), result})
	}
	for n := range 2 {
		on, held := r.wd(start, 20+n*15), ""
		if n == 0 || q%2 == 0 {
			held = text(on)
		}
		topic := topics[(q+n)%len(topics)]
		out = append(out, []string{fmt.Sprintf("TR-%d%d", q, n+1), "training", "", topic[0], topic[1], text(on), held, ""})
	}
	return out
}
