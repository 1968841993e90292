package approval

import (
	"fmt"
	"math/big"
	"slices"

	"nsk/reports"
)

// national are the facts about the whole country in the period of the report.
func (c *Case) national() (list []reports.Fact) {
	for _, f := range c.Publication.Facts {
		if f.Window == reports.Now && f.By == "nation" {
			list = append(list, f)
		}
	}
	return list
}

func thin(c *Case) (found []string) {
	for _, f := range c.national() {
		if f.Status == reports.Uncovered {
			found = append(found, f.ID)
		}
	}
	return found
}

func outdated(c *Case) []string {
	if n := len(c.Releases); n > 0 && c.Releases[n-1] != c.Publication.Release {
		return []string{c.Releases[n-1]}
	}
	return nil
}

// soon is how many working days before the delivery a signer is reminded of it.
const soon = 3

func near(c *Case) []string {
	if c.Delivery == 0 || c.Today < c.Delivery && c.DaysLeft > soon {
		return nil
	}
	return []string{fmt.Sprintf("%s (%+d)", c.Delivery, c.DaysLeft)}
}

// jump is a change within a year that a reader will ask about: of shares in points, of counts
// in per cent of last year.
var jump = map[reports.Unit]*big.Rat{reports.Percent: big.NewRat(20, 1), reports.Count: big.NewRat(50, 1)}

func jumps(c *Case) (found []string) {
	facts := map[string]reports.Fact{}
	for _, f := range c.Publication.Facts {
		facts[f.ID] = f
	}
	for _, f := range c.national() {
		before := facts[reports.FactID(f.Indicator, f.By, f.Key, reports.Before)]
		limit, a, b := jump[f.Unit], before.Rat(), f.Rat()
		if limit == nil || a == nil || b == nil || f.Unit == reports.Count && a.Cmp(big.NewRat(20, 1)) < 0 {
			continue
		}
		moved := new(big.Rat).Sub(b, a)
		moved.Abs(moved)
		if f.Unit == reports.Count {
			moved.Mul(moved, big.NewRat(100, 1)).Quo(moved, a)
		}
		if moved.Cmp(limit) > 0 {
			found = append(found, fmt.Sprintf("%s: %s → %s", f.Indicator, before.Value, f.Value))
		}
	}
	return found
}

func hiddenMany(c *Case) []string {
	hidden, all := 0, len(c.Publication.Facts)
	for _, f := range c.Publication.Facts {
		if f.Status == reports.Protected {
			hidden++
		}
	}
	if hidden*5 <= all {
		return nil
	}
	return []string{fmt.Sprintf("%d / %d", hidden, all)}
}

func missing(c *Case) []string {
	if c.Missing == 0 {
		return nil
	}
	return []string{fmt.Sprint(c.Missing)}
}

func oneAccount(c *Case) (found []string) {
	accounts := map[string]string{}
	for _, act := range []Act{ActDraft, ActReview, ActAgree} {
		e, ok := c.Standing.Signed[act]
		if !ok {
			continue
		}
		if other, taken := accounts[e.Account]; taken && other != e.Who {
			found = append(found, fmt.Sprintf("%s: %s, %s", e.Account, other, e.Who))
		}
		accounts[e.Account] = e.Who
	}
	return found
}

func unreconciled(c *Case) []string {
	if c.Previous {
		return nil
	}
	return []string{c.Publication.PrevFrom + "–" + c.Publication.PrevTo}
}

func critical(c *Case) (found []string) {
	for _, f := range c.Publication.Findings {
		if f.Severity == 4 {
			found = append(found, f.ID)
		}
	}
	slices.Sort(found)
	return found
}

// mailLimit is what servers of mail take as a rule.
const mailLimit = 20 << 20

func large(c *Case) []string {
	var size int64
	for _, f := range c.Files {
		size += f.Bytes
	}
	if size <= mailLimit {
		return nil
	}
	return []string{fmt.Sprintf("%d MB", size>>20)}
}
