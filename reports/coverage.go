package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"slices"

	"nsk/reports/statistics"
)

// A coverage is how much of what was expected has come, by window and source,
// and how much the missing returns may still bring.
type coverage struct {
	share map[string]*big.Rat // "now/vacancies" -> percent
	most  map[string]int64
}

// Limits of coverage in percent (analysis, parameters): below the first bounds
// are printed, below the second no value is.
var coverageWarn, coverageBlock = big.NewRat(95, 1), big.NewRat(80, 1)

func readCoverage(ctx context.Context, db *sql.DB, facts []Fact) (coverage, error) {
	c := coverage{share: map[string]*big.Rat{}, most: map[string]int64{}}
	for _, f := range facts {
		if f.Indicator == "I.13" && f.By == "source" && *f.Denominator > 0 {
			c.share[f.Window+"/"+f.Key] = quotient(*f.Numerator, *f.Denominator, Indicator{Unit: Percent})
		}
	}
	query, err := files.ReadFile("sql/missing.sql")
	if err != nil {
		return c, err
	}
	rows, err := db.QueryContext(ctx, string(query))
	if err != nil {
		return c, fmt.Errorf("what missing returns may hold: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var window, source string
		var most int64
		if err := rows.Scan(&window, &source, &most); err != nil {
			return c, err
		}
		c.most[window+"/"+source] = most
	}
	return c, rows.Err()
}

// apply gives every fact the lowest coverage of its sources and draws the
// consequences: bounds below 95 %, no value below 80 %, none at all at zero.
func (c coverage) apply(facts []Fact, book map[string]Indicator) {
	c.silence(facts)
	at := make(map[string]Fact, len(facts))
	for _, f := range facts {
		at[f.ID] = f
	}
	for n := range facts {
		f, i := &facts[n], book[facts[n].Indicator]
		share := c.lowest(*f)
		if share == nil {
			continue
		}
		f.Coverage = statistics.Decimal(share, 1)
		switch {
		case i.Standing:
		case share.Sign() == 0:
			f.hide(NotProvided)
		case share.Cmp(coverageBlock) < 0:
			f.hide(Uncovered)
		case share.Cmp(coverageWarn) < 0 && f.By == "nation":
			c.bound(f, i)
			if from, ok := at[FactID(i.BoundsFrom, f.By, f.Key, f.Window)]; ok && f.Value != "" {
				f.BoundLow, f.BoundHigh = from.BoundLow, from.BoundHigh
			}
		}
	}
}

// silence takes the zeros of a year for which a source had not begun: nothing
// was expected of it and nothing of it was counted anywhere. Such a zero is no
// observation, and there is nothing to compare with.
func (c coverage) silence(facts []Fact) {
	spoken := map[string]bool{}
	for _, f := range facts {
		for _, s := range f.Sources {
			if f.Window == Before && counted(f) || c.share[Before+"/"+s] != nil {
				spoken[s] = true
			}
		}
	}
	for n := range facts {
		f := &facts[n]
		if f.Window == Before && !counted(*f) && slices.ContainsFunc(f.Sources, func(s string) bool { return !spoken[s] }) {
			f.hide(NotProvided)
		}
	}
}

// counted reports whether anything at all stands behind a fact.
func counted(f Fact) bool {
	return f.Numerator != nil && *f.Numerator > 0 || f.Denominator != nil && *f.Denominator > 0
}

func (c coverage) lowest(f Fact) *big.Rat {
	var lowest *big.Rat
	for _, s := range f.Sources {
		share := c.share[f.Window+"/"+s]
		if share != nil && (lowest == nil || share.Cmp(lowest) < 0) {
			lowest = share
		}
	}
	return lowest
}

// bound sets what the value may become when the missing returns arrive; these
// are logical limits, no interval of chance (analysis, section 1.8).
func (c coverage) bound(f *Fact, i Indicator) {
	var most int64
	for _, s := range f.Sources {
		most = max(most, c.most[f.Window+"/"+s])
	}
	if most == 0 || f.Value == "" || f.Numerator == nil || i.Kind != Ratio {
		return
	}
	x := *f.Numerator
	switch {
	case i.Unit == Count:
		f.BoundLow, f.BoundHigh = f.Value, statistics.Decimal(big.NewRat(x+most, 1), 0)
	case i.Unit == Rate && f.Denominator != nil: // per employed, per row: only the numerator may grow
		places := decimals(Rate, *f.Denominator)
		f.BoundLow, f.BoundHigh = f.Value, statistics.Decimal(quotient(x+most, *f.Denominator, i), places)
	case i.Unit == Percent:
		n := *f.Denominator
		places := decimals(Percent, n)
		b := statistics.RateBounds(statistics.Count{X: int(x), N: int(n)}, int(most))
		f.BoundLow, f.BoundHigh = percentOf(b.Lo, places), percentOf(b.Hi, places)
	}
}

// coverage is the share of the expected volume that came, in percent, as printed.
func (f Fact) coverage() *big.Rat {
	r, err := statistics.Parse(f.Coverage)
	if err != nil {
		return new(big.Rat)
	}
	return r
}
