package reports

import (
	"math/rand/v2"
	"testing"

	"nsk/reports/statistics"
)

// A synthetic year: ordinary centres that examine a few professions each, whose
// pass rates lie around 80 %, and nothing else at work (analysis, section 3.1).
type syntheticYear struct {
	centres, professions, outcomes int
}

func (y syntheticYear) cells(r *rand.Rand, planted map[int]float64) []cell {
	rates := make([]float64, y.professions)
	for i := range rates {
		rates[i] = min(max(0.8+0.1*r.NormFloat64(), 0.3), 0.98)
	}
	var cells []cell
	for c := range y.centres {
		served := r.Perm(y.professions)[:3+r.IntN(6)]
		for _, p := range served {
			n := y.outcomes/y.centres/len(served) + r.IntN(4)
			if planted[c] != 0 {
				n = 60/len(served) + 1
			}
			x := 0
			for range n {
				if r.Float64() < rates[p]+planted[c] {
					x++
				}
			}
			cells = append(cells, cell{c, p, p / 12, statistics.Count{X: x, N: n}})
		}
	}
	return cells
}

// judged are the centres that the rules r21 and r22 name in a year.
func (f *field) judged() map[int]bool {
	var tests []trial
	for _, u := range f.units {
		tests = append(tests, trial{p: u.tails.TwoSided(), outside: u.tails.Min().Cmp(alphaTail) <= 0})
	}
	named := map[int]bool{}
	for i, rejected := range control(tests, false) {
		if rejected && tests[i].outside {
			named[f.units[i].cells[0].centre] = true
		}
	}
	return named
}

// In ten thousand years in which nothing is the matter, at most half an
// ordinary centre a year is named.
func TestNullYears(t *testing.T) {
	years := 10000
	if testing.Short() {
		years = 500
	}
	for _, y := range []syntheticYear{{120, 60, 4000}} {
		r := rand.New(rand.NewPCG(391, 2023))
		named, tested, with := 0, 0, 0
		for range years {
			f := newField(y.cells(r, nil))
			n := len(f.judged())
			named, tested = named+n, tested+len(f.units)
			if n > 0 {
				with++
			}
		}
		perYear := float64(named) / float64(years)
		t.Logf("%d centres, %d outcomes a year: %d years, %d of %d tests named, %.4f a year, %d years with any", y.centres, y.outcomes, years, named, tested, perYear, with)
		if perYear > 0.5 {
			t.Errorf("%.3f ordinary centres named a year, at most 0.5", perYear)
		}
	}
}

// Of centres planted 35 points low at 60 outcomes at least 95 % are named, and
// of those named at most 5 % are ordinary.
func TestPlantedYears(t *testing.T) {
	r := rand.New(rand.NewPCG(391, 2025))
	const years, bad = 200, 3
	found, wrong := 0, 0
	for range years {
		planted := map[int]float64{}
		for len(planted) < bad {
			planted[r.IntN(120)] = -0.35
		}
		for c := range newField(syntheticYear{120, 60, 4000}.cells(r, planted)).judged() {
			if planted[c] != 0 {
				found++
			} else {
				wrong++
			}
		}
	}
	recall, falsely := float64(found)/(years*bad), float64(wrong)/float64(found+wrong)
	t.Logf("%d planted: %.1f %% found, %.1f %% of the named are ordinary", years*bad, 100*recall, 100*falsely)
	if recall < 0.95 || falsely > 0.05 {
		t.Errorf("found %.3f, at least 0.95; false %.3f, at most 0.05", recall, falsely)
	}
}
