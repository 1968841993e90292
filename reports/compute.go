package reports

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"slices"

	"nsk/reports/disclosure"
	"nsk/reports/statistics"
)

// horizon is the fixed follow-up of conversion shares, in working days.
const horizon = 60

// Compute runs every query of the catalogue and returns the facts, protected
// and in the order of ids. An error names the indicator whose query failed.
func Compute(ctx context.Context, db *sql.DB, book []Indicator) ([]Fact, error) {
	facts, _, err := computeSafely(ctx, db, book, disclosure.Default())
	return facts, err
}

// computeSafely is Compute with settings of disclosure control, and says what was hidden.
func computeSafely(ctx context.Context, db *sql.DB, book []Indicator, safety disclosure.Settings) ([]Fact, Protection, error) {
	facts, insiders, err := computeRaw(ctx, db, book)
	if err != nil {
		return nil, Protection{}, err
	}
	byID := indexOf(book)
	facts, hidden, err := protect(facts, byID, secrets{safety: safety, insiders: insiders})
	if err != nil {
		return nil, hidden, err
	}
	dropSizes(facts, byID)
	facts = append(facts, changes(facts, book)...)
	sortFacts(facts)
	return facts, hidden, nil
}

// computeRaw are the facts before protection: they must not leave the program.
func computeRaw(ctx context.Context, db *sql.DB, book []Indicator) ([]Fact, map[place]insider, error) {
	var facts []Fact
	for _, i := range book {
		if i.Kind == Derived {
			continue
		}
		list, err := i.facts(ctx, db)
		if err != nil {
			return nil, nil, fmt.Errorf("indicator %s: %w", i.ID, err)
		}
		facts = append(facts, i.completed(list)...)
	}
	cover, err := readCoverage(ctx, db, facts)
	if err != nil {
		return nil, nil, err
	}
	cover.apply(facts, indexOf(book))
	insiders, err := readInsiders(ctx, db)
	return facts, insiders, err
}

func indexOf(book []Indicator) map[string]Indicator {
	m := make(map[string]Indicator, len(book))
	for _, i := range book {
		m[i.ID] = i
	}
	return m
}

func sortFacts(facts []Fact) {
	slices.SortFunc(facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Window, b.Window)*-1,
			cmp.Compare(order(a.By), order(b.By)), cmp.Compare(a.By, b.By), cmp.Compare(a.Key, b.Key))
	})
}

func order(by string) int {
	if by == "nation" {
		return 0
	}
	return 1
}

func (i Indicator) facts(ctx context.Context, db *sql.DB) ([]Fact, error) {
	rows, err := db.QueryContext(ctx, i.Query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	switch i.Kind {
	case Duration, Incidence:
		return i.waits(rows)
	case Strata:
		return i.gaps(rows)
	case Bounds:
		return i.bounds(rows)
	}
	return i.ratios(rows)
}

func (i Indicator) fact(by, key, window string) Fact {
	return Fact{
		ID: FactID(i.ID, by, key, window), Indicator: i.ID, By: by, Key: key, Window: window,
		Unit: i.Unit, Sources: i.Sources, SQL: i.SQL, SQLHash: i.Hash(),
	}
}

func (i Indicator) ratios(rows *sql.Rows) ([]Fact, error) {
	var list []Fact
	for rows.Next() {
		var by, key, window string
		var num, den sql.NullInt64
		if err := rows.Scan(&by, &key, &window, &num, &den); err != nil {
			return nil, err
		}
		f := i.fact(by, key, window)
		f.Numerator = &num.Int64
		if den.Valid {
			f.Denominator = &den.Int64
		}
		f.setRatio(i)
		list = append(list, f)
	}
	return list, rows.Err()
}

// completed adds the national fact of each window where no row was found: a
// count of nothing is 0, a share of nothing has no value.
func (i Indicator) completed(list []Fact) []Fact {
	for _, window := range []string{Now, Before} {
		id := FactID(i.ID, "nation", Nation, window)
		if slices.ContainsFunc(list, func(f Fact) bool { return f.ID == id }) {
			continue
		}
		f := i.fact("nation", Nation, window)
		if i.Kind == Ratio && i.Unit == Count {
			f.Numerator = new(int64)
			f.setRatio(i)
		} else {
			f.Status = TooSmall
		}
		list = append(list, f)
	}
	return list
}

// A course is how the cases of one cell ended.
type course struct {
	fact  Fact
	cases []statistics.Case
}

var causes = []string{"", "end", "other"}

func (i Indicator) waits(rows *sql.Rows) ([]Fact, error) {
	var order []string
	courses := map[string]*course{}
	for rows.Next() {
		var by, key, window string
		var wd, cause, n int
		if err := rows.Scan(&by, &key, &window, &wd, &cause, &n); err != nil {
			return nil, err
		}
		id := FactID(i.ID, by, key, window)
		c := courses[id]
		if c == nil {
			c = &course{fact: i.fact(by, key, window)}
			courses[id], order = c, append(order, id)
		}
		c.cases = append(c.cases, statistics.Case{Time: max(wd, 0), Exit: causes[cause], N: n})
	}
	var list []Fact
	for _, id := range order {
		list = append(list, courses[id].result(i))
	}
	return list, rows.Err()
}

func (c *course) result(i Indicator) Fact {
	var all int64
	for _, same := range c.cases {
		all += int64(same.N)
	}
	c.fact.Denominator = &all
	if all < i.MinN {
		c.fact.Status = TooSmall
		return c.fact
	}
	if i.Kind == Incidence {
		share := statistics.IncidenceAt(statistics.CumulativeIncidence(c.cases), causes[1], horizon)
		if share == nil {
			share = new(big.Rat)
		}
		c.fact.Value = percentOf(share, decimals(Percent, all))
		return c.fact
	}
	c.setMedian()
	return c.fact
}

func (c *course) setMedian() {
	half, curve := big.NewRat(1, 2), statistics.KaplanMeier(c.cases)
	median := curve.Quantile(half)
	if !median.Reached {
		c.fact.Status = TooSmall
		return
	}
	c.fact.Value = statistics.Decimal(big.NewRat(int64(median.Days), 1), 0)
	lo, hi := curve.QuantileInterval(half)
	if lo.Reached && hi.Reached {
		c.fact.IntervalLow = statistics.Decimal(big.NewRat(int64(lo.Days), 1), 0)
		c.fact.IntervalHigh = statistics.Decimal(big.NewRat(int64(hi.Days), 1), 0)
	}
}

func (i Indicator) gaps(rows *sql.Rows) ([]Fact, error) {
	strata := map[string][]statistics.Table{}
	for rows.Next() {
		var by, key, window, stratum string
		var t statistics.Table
		if err := rows.Scan(&by, &key, &window, &stratum, &t.A.X, &t.A.N, &t.B.X, &t.B.N); err != nil {
			return nil, err
		}
		strata[window] = append(strata[window], t)
	}
	var list []Fact
	for _, window := range []string{Now, Before} {
		f := i.fact("nation", Nation, window)
		f.Status = TooSmall
		if usable, enough := statistics.Usable(strata[window]); enough {
			if gap, ok := statistics.RiskDifference(usable); ok {
				f.Status, f.Value = "", percentOf(gap, 1)
			}
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// dropSizes removes the number of cases behind medians and conversion shares:
// beside the counts of the stages it would give small differences away.
func dropSizes(facts []Fact, book map[string]Indicator) {
	for n, f := range facts {
		if k := book[f.Indicator].Kind; k == Duration || k == Incidence {
			facts[n].Denominator = nil
		}
	}
}

// Collect runs the query of the indicator: its facts as counted, before coverage and protection.
// They are for comparing and are never published.
func (i Indicator) Collect(ctx context.Context, db *sql.DB) ([]Fact, error) {
	list, err := i.facts(ctx, db)
	return i.completed(list), err
}
