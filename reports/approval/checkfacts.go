package approval

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"nsk/reports"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

func everyIndicator(c *Case) (lack []string) {
	have := map[string]bool{}
	for _, f := range c.Publication.Facts {
		have[f.ID] = true
	}
	for _, i := range c.Book {
		if !have[i.ID] {
			lack = append(lack, i.ID)
		}
	}
	return lack
}

// hiding are the statuses of a fact without a value.
var hiding = []reports.Status{reports.Protected, reports.TooSmall, reports.Uncovered, reports.NotProvided, reports.NotApply, reports.BoundOnly}

func everyStatus(c *Case) (wrong []string) {
	for _, f := range c.Publication.Facts {
		if hidden := slices.Contains(hiding, f.Status); hidden == (f.Value != "") {
			wrong = append(wrong, f.ID)
		}
	}
	return wrong
}

// recomputed compares every share with the quotient of what it says it was made from.
func recomputed(c *Case) (wrong []string) {
	book := map[string]reports.Indicator{}
	for _, i := range c.Book {
		book[i.ID] = i
	}
	for _, f := range c.Publication.Facts {
		i, known := book[f.Indicator]
		if !known || i.Kind != reports.Ratio || f.Value == "" || f.Numerator == nil || f.Denominator == nil || *f.Denominator == 0 || f.Window != reports.Now && f.Window != reports.Before {
			continue
		}
		if want := statistics.Decimal(f.Exact(i), reports.Fraction(f.Value)); want != f.Value {
			wrong = append(wrong, fmt.Sprintf("%s: %s ≠ %s", f.ID, f.Value, want))
		}
	}
	return wrong
}

func possible(c *Case) (wrong []string) {
	hundred := big.NewRat(100, 1)
	for _, f := range c.Publication.Facts {
		v := f.Rat()
		if v == nil || f.Window != reports.Now && f.Window != reports.Before {
			continue
		}
		share := f.Unit == reports.Percent && f.Numerator != nil && f.Denominator != nil
		if f.Unit != reports.Points && f.Unit != reports.Percent && v.Sign() < 0 || share && (v.Sign() < 0 || v.Cmp(hundred) > 0 && *f.Numerator <= *f.Denominator) {
			wrong = append(wrong, fmt.Sprintf("%s: %s", f.ID, f.Value))
		}
	}
	return wrong
}

// bound finds numbers that are not among those that their source consists of.
func bound(c *Case) (wrong []string) {
	known := quotable(c.Publication)
	for _, l := range words.Both {
		for _, b := range c.Pages[l].Bound {
			if b.Value == "" || slices.ContainsFunc(elsewhere, func(begins string) bool { return strings.HasPrefix(b.Fact, begins) }) {
				continue
			}
			if !slices.ContainsFunc(known[b.Fact], func(n string) bool { return quotes(b.Value, n) }) {
				wrong = append(wrong, fmt.Sprintf("%s: %s = %s", l, b.Fact, b.Value))
			}
		}
	}
	return wrong
}

// elsewhere begin the ids of numbers about how the document was made, which do not stand in
// facts.json: landings of a source, cells hidden, units looked at, what an amendment replaces,
// the lines of a list. That both languages give them alike is checked all the same.
var elsewhere = []string{"landings/", "protected", "inspect/", "amendment"}

// quotable are the numbers that a document may show, by what they are bound to: a fact, a
// column of the evidence of a finding, the number of findings of a rule, a target.
func quotable(p reports.Publication) map[string][]string {
	all, found := map[string][]string{}, map[string]int{}
	hidden := 0
	for _, f := range p.Facts {
		all[f.ID] = numbers(f)
		if f.Status == reports.Protected {
			hidden++
		}
	}
	all["protected"] = []string{fmt.Sprint(hidden)}
	for _, f := range p.Findings {
		found[f.Rule]++
		all[f.ID+"/since"] = []string{fmt.Sprint(f.Since)}
		for _, e := range f.Evidence {
			all[f.ID+"/"+e.Column] = append(all[f.ID+"/"+e.Column], e.Value)
			if name, ok := strings.CutPrefix(e.Column, "num_"); ok {
				all[f.ID+"/"+e.Column] = append(all[f.ID+"/"+e.Column], share(e.Value, f.Evidence, "den_"+name))
			}
		}
	}
	for rule, n := range found {
		for some := range n { // findings are told in groups
			all["find/"+rule] = append(all["find/"+rule], fmt.Sprint(some+1))
		}
	}
	closed(p, all)
	for _, r := range p.Recommendations {
		all[r.ID+"/target"], all[r.ID+"/baseline"] = []string{r.Target}, []string{r.Baseline}
		all[r.ID+"/cost"] = []string{fmt.Sprint(r.CostCount)}
	}
	return all
}

// closed adds how many findings of the document of the year before are gone, by rule; one
// that was resolved earlier was told then.
func closed(p reports.Publication, all map[string][]string) {
	gone := map[string]int{}
	for _, c := range p.Closed {
		for _, state := range []string{"resolved", "unverifiable"} {
			gone["closed/"+c.Rule+"/"+state] += 0
		}
		if c.History != "resolved" || strings.HasPrefix(p.PrevTo, c.Until) {
			gone["closed/"+c.Rule+"/"+c.History]++
		}
	}
	for id, n := range gone {
		all[id] = []string{fmt.Sprint(n)}
	}
}

// share is a numerator as per cent of the denominator in another column; "" if there is none.
func share(numerator string, evidence []reports.Evidence, column string) string {
	num, ok := new(big.Rat).SetString(numerator)
	for _, e := range evidence {
		if den, too := new(big.Rat).SetString(e.Value); ok && too && e.Column == column && den.Sign() > 0 {
			return num.Mul(num, big.NewRat(100, 1)).Quo(num, den).RatString()
		}
	}
	return ""
}

// numbers are all that a fact may be quoted with.
func numbers(f reports.Fact) []string {
	all := []string{f.Value, f.Was, f.BoundLow, f.BoundHigh, f.IntervalLow, f.IntervalHigh, f.Coverage}
	for _, n := range []*int64{f.Numerator, f.Denominator} {
		if n != nil {
			all = append(all, fmt.Sprint(*n))
		}
	}
	if f.Numerator != nil && f.Denominator != nil {
		all = append(all, fmt.Sprint(*f.Denominator-*f.Numerator))
	}
	return all
}

// quotes reports whether a printed number is the exact one, as rounded as it is printed; the
// direction of a change may stand in words.
func quotes(printed, exact string) bool {
	p, ok := new(big.Rat).SetString(printed)
	e, too := new(big.Rat).SetString(exact)
	if !ok || !too {
		return printed == exact && exact != ""
	}
	places := reports.Fraction(printed)
	return statistics.Decimal(p.Abs(p), places) == statistics.Decimal(e.Abs(e), places)
}

func sameNumbers(c *Case) []string {
	kk, ru := counted(c.Pages[words.KK].Bound), counted(c.Pages[words.RU].Bound)
	var wrong []string
	for b, n := range kk {
		if ru[b] != n {
			wrong = append(wrong, fmt.Sprintf("%s = %s: kk %d, ru %d", b.Fact, b.Value, n, ru[b]))
		}
	}
	for b, n := range ru {
		if _, ok := kk[b]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s = %s: kk 0, ru %d", b.Fact, b.Value, n))
		}
	}
	slices.Sort(wrong)
	return wrong
}

func counted(list []Bound) map[Bound]int {
	n := map[Bound]int{}
	for _, b := range list {
		b.Text = ""
		n[b]++
	}
	return n
}

func protected(c *Case) (shown []string) {
	hidden := map[string]string{} // coverage, which may be said
	for _, f := range c.Publication.Facts {
		if f.Status != reports.Protected {
			continue
		}
		hidden[f.ID] = f.Coverage
		if f.Value != "" || f.Numerator != nil || f.Denominator != nil || f.BoundLow+f.BoundHigh+f.IntervalLow+f.IntervalHigh != "" {
			shown = append(shown, "facts.json: "+f.ID)
		}
	}
	for _, l := range words.Both {
		for _, b := range c.Pages[l].Bound {
			if coverage, ok := hidden[b.Fact]; ok && b.Value != "" && b.Value != coverage {
				shown = append(shown, fmt.Sprintf("report.%s.html: %s", l, b.Fact))
			}
		}
	}
	return shown
}

func founded(c *Case) (wrong []string) {
	found := map[string]bool{}
	for _, f := range c.Publication.Findings {
		found[f.ID] = true
	}
	for _, r := range c.Publication.Recommendations {
		bad := len(r.Findings) == 0 || r.Owner == "" || r.Metric == "" || r.Text.KK == "" || r.Text.RU == ""
		if bad || slices.ContainsFunc(r.Findings, func(id string) bool { return !found[id] }) {
			wrong = append(wrong, r.ID)
		}
	}
	return wrong
}

func later(c *Case) (early []string) {
	for _, r := range c.Publication.Recommendations {
		if r.Deadline <= r.Issued || c.Delivery != 0 && r.Deadline <= c.Delivery.String() {
			early = append(early, r.ID+": "+r.Deadline)
		}
	}
	return early
}

func proven(c *Case) (wrong []string) {
	for _, f := range c.Publication.Findings {
		if len(f.Evidence) == 0 || f.Sentence.KK == "" || f.Sentence.RU == "" || f.Severity < 1 || f.Severity > 4 || f.SQLHash == "" {
			wrong = append(wrong, f.ID)
		}
	}
	return wrong
}

func period(c *Case) []string {
	p := c.Publication
	if _, err := time.Parse(time.DateOnly, p.AsOf); err != nil || p.From >= p.To || p.To > p.AsOf || p.AsOf > c.Today.String() || p.PrevFrom >= p.PrevTo || p.PrevTo >= p.From {
		return []string{fmt.Sprintf("%s–%s, %s", p.From, p.To, p.AsOf)}
	}
	return nil
}

func frozen(c *Case) []string {
	later := c.Standing.Version > 1 && c.Publication.AsOf > c.Freeze.String() // an amendment may know more
	if c.Freeze == 0 || later || c.Publication.AsOf == c.Freeze.String() {
		return nil
	}
	return []string{c.Publication.AsOf + " ≠ " + c.Freeze.String()}
}

func commentsOf(blocking bool) func(*Case) []string {
	return func(c *Case) (open []string) {
		for _, k := range c.Standing.Open(blocking) {
			if k.Blocking == blocking {
				open = append(open, fmt.Sprintf("%d (%s): %s", k.Number, k.Who, shortened(k.Text.KK+" / "+k.Text.RU)))
			}
		}
		return open
	}
}
