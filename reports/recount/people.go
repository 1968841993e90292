package recount

import (
	"fmt"
	"math/big"
)

// people is G.01 to G.04, G.09 and H.09.
func (r *Republic) people(c Count) {
	submitted := filter(r.apps, func(a *app) bool { return within(a.submitted, r.From, r.To) })
	age := func(a *app) int { return number(a.submitted[:4]) - a.birth }
	persons := func(id string, of, so func(*app) bool) {
		list := filter(submitted, of)
		c.cell(id, distinct(filter(list, so), person), distinct(list, person))
		for sector, part := range r.bySector().split(list) {
			c.cell(id+"/sector="+sector, distinct(filter(part, so), person), distinct(part, person))
		}
	}
	sexed := func(a *app) bool { return a.sex == "f" || a.sex == "m" }
	aged := func(a *app) bool { return a.birth > 0 }
	persons("G.01", sexed, func(a *app) bool { return a.sex == "f" })
	persons("G.02", aged, func(a *app) bool { return age(a) < 25 })
	persons("G.03", aged, func(a *app) bool { return age(a) >= 45 })
	spoken := filter(submitted, func(a *app) bool { return a.lang == "kk" || a.lang == "ru" })
	share(c, "G.04", spoken, func(a *app) bool { return a.lang == "kk" }, r.bySector())

	applied := filter(r.apps, func(a *app) bool { return within(a.submitted, r.Roll, r.To) })
	recognised := filter(r.apps, func(a *app) bool { return within(a.recognised, r.Roll, r.To) })
	employed, all := r.employed()
	for id, list := range map[string][]*app{"G.09": applied, "H.09": recognised} {
		c.cell(id, distinct(list, person), all)
		for region, n := range employed {
			c.cell(id+"/region="+region, distinct(filter(list, func(a *app) bool { return a.home == region }), person), n)
		}
	}
}

// employed are the employed of every region at the end of the last quarter known of the last
// year up to the cut-off, and of all.
func (r *Republic) employed() (map[string]int, int) {
	last := map[string]Row{}
	year := ""
	for _, w := range r.rows["labour-statistics"] {
		if w["quarter_end"][:4] > r.To[:4] {
			continue
		}
		year = max(year, w["quarter_end"][:4])
		key := w["region"] + w["quarter_end"][:4]
		old := last[key]
		if old == nil || w["quarter_end"] > old["quarter_end"] || w["quarter_end"] == old["quarter_end"] && number(w["_landing"]) > number(old["_landing"]) {
			last[key] = w
		}
	}
	list, all := map[string]int{}, 0
	for _, w := range last {
		if w["region"] != "00" && w["quarter_end"][:4] == year {
			list[w["region"]] = number(w["employed"])
			all += list[w["region"]]
		}
	}
	return list, all
}

// gaps is G.06 to G.08: the difference of pass rates of two groups at equal composition by
// profession and level, of the first outcome of a person in each.
func (r *Republic) gaps(c Count) {
	c["G.06"] = r.gap(func(a *app) (bool, bool) { return a.sex == "f", a.sex == "m" })
	c["G.07"] = r.gap(func(a *app) (bool, bool) { return a.lang == "kk", a.lang == "ru" })
	c["G.08"] = r.gap(func(a *app) (bool, bool) {
		old := number(a.outcomeOn[:4])-a.birth >= 45
		return a.birth > 0 && old, a.birth > 0 && !old
	})
}

func (r *Republic) gap(of func(*app) (bool, bool)) Cell {
	first := map[string]*app{}
	for _, a := range r.apps {
		if !a.sat() || !within(a.outcomeOn, r.Roll, r.To) {
			continue
		}
		if one, two := of(a); !one && !two {
			continue
		}
		key := fmt.Sprint(a.person, "|", a.profession, "|", a.level)
		if old := first[key]; old == nil || a.outcomeOn < old.outcomeOn || a.outcomeOn == old.outcomeOn && a.no < old.no {
			first[key] = a
		}
	}
	strata := map[string]*[4]int64{} // passed and all of the one, passed and all of the other
	for _, a := range first {
		key := fmt.Sprint(a.profession, "/", a.level)
		if strata[key] == nil {
			strata[key] = new([4]int64)
		}
		at := 2
		if one, _ := of(a); one {
			at = 0
		}
		strata[key][at+1]++
		if a.outcome == "passed" {
			strata[key][at]++
		}
	}
	sum, weight, n1, n0 := new(big.Rat), new(big.Rat), int64(0), int64(0)
	for _, s := range strata {
		if s[1] < 5 || s[3] < 5 {
			continue
		}
		n1, n0 = n1+s[1], n0+s[3]
		sum.Add(sum, big.NewRat(s[0]*s[3]-s[2]*s[1], s[1]+s[3]))
		weight.Add(weight, big.NewRat(s[1]*s[3], s[1]+s[3]))
	}
	cell := Cell{Text: true}
	if n1 >= 40 && n0 >= 40 {
		cell.Value = rounded(sum.Quo(sum.Mul(sum, big.NewRat(100, 1)), weight), 1)
	}
	return cell
}
