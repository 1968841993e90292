package reports

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"nsk/reports/disclosure"
)

// A handful of people, counted by several indicators that hang together and by persons who
// stand under two keys: a report comes out all the same, nothing small is shown, and what is
// dropped is told. The audit, run anew over what is shown, finds nothing.
func TestTinyRepublicsAreNeverRefused(t *testing.T) {
	book := map[string]Indicator{
		"E.01": {ID: "E.01", Unit: Count, Disclosure: disclosure.Persons},
		"E.02": {ID: "E.02", Unit: Percent, Disclosure: disclosure.Sensitive},
		"G.02": {ID: "G.02", Unit: Percent, Disclosure: disclosure.Sensitive},
		"G.03": {ID: "G.03", Unit: Percent, Disclosure: disclosure.Sensitive},
	}
	r := rand.New(rand.NewPCG(391, 12))
	dropped := 0
	for n := range 400 {
		raw := handfulOfFacts(r)
		facts, hidden, err := protect(slices.Clone(raw), book, secrets{safety: disclosure.Default()})
		if err != nil {
			t.Fatalf("republic %d is refused: %v", n, err)
		}
		if len(hidden.Dropped) > 0 {
			dropped++
		}
		checkShown(t, facts, hidden)
		checkAttack(t, raw, facts, book, hidden)
	}
	if dropped == 0 {
		t.Error("nothing was ever dropped: the test is too mild")
	}
}

// handfulOfFacts are facts of very few people, by sector and by region.
func handfulOfFacts(r *rand.Rand) []Fact {
	var facts []Fact
	most := int64(2 + r.IntN(9))
	for _, id := range []string{"E.01", "E.02", "G.02", "G.03"} {
		total := map[string][2]int64{}
		for _, by := range []string{"sector", "region"} {
			for key := range 1 + r.IntN(4) {
				sat := 1 + r.Int64N(most)
				passed := r.Int64N(sat + 1)
				facts = append(facts, tinyFact(id, by, fmt.Sprint(key), passed, sat))
				total[by] = [2]int64{total[by][0] + passed, total[by][1] + sat}
			}
		}
		all := total["sector"]
		all[1] = max(all[0], all[1]-r.Int64N(2)) // a person under two keys
		facts = append(facts, tinyFact(id, "nation", Nation, all[0], all[1]))
	}
	return facts
}

func tinyFact(id, by, key string, num, den int64) Fact {
	f := Fact{ID: FactID(id, by, key, Now), Indicator: id, By: by, Key: key, Window: Now, Numerator: &num, Denominator: &den, Value: "1"}
	if id == "E.01" {
		f.Numerator, f.Denominator = &den, nil
	}
	return f
}

// checkShown: no small count is shown, and nothing of a dropped breakdown.
func checkShown(t *testing.T, facts []Fact, hidden Protection) {
	t.Helper()
	for _, f := range facts {
		if n := f.Numerator; n != nil && 0 < *n && *n < 5 {
			t.Fatalf("%s is shown: %d", f.ID, *n)
		}
		if slices.Contains(hidden.Dropped, Dropped{f.Indicator, f.By}) && (f.By != "nation" || f.Status != Protected) {
			t.Fatalf("%s is dropped and there", f.ID)
		}
	}
}

// checkAttack audits what is shown against the true facts, as `nsk disclosure audit` does.
func checkAttack(t *testing.T, raw, facts []Fact, book map[string]Indicator, hidden Protection) {
	t.Helper()
	a := attackOn(Publication{Facts: facts, Dropped: hidden.Dropped}, secrets{safety: disclosure.Default(), facts: raw, book: book})
	for _, f := range a.Follows {
		t.Fatalf("%s follows: %s", f.Fact, f.How)
	}
}
