package reports

import (
	"slices"
	"strings"
	"time"

	"nsk/reports/disclosure"
)

// Functionals are the sums of persons that a publication shows or hides, for the ledger of
// disclosure control: every part of every fact of a person class, in the order of facts.
func Functionals(p Publication, s disclosure.Settings) ([]disclosure.Functional, error) {
	book, err := Indicators()
	if err != nil {
		return nil, err
	}
	byID := indexOf(book)
	var list []disclosure.Functional
	for _, f := range p.Facts {
		i, ok := byID[f.Indicator]
		limit := s.Of(i.Disclosure, s.PersonAttribute(f.By))
		if !ok || limit == 0 || f.Window != Now && f.Window != Before || f.Numerator == nil && f.Status != Protected {
			continue
		}
		if i.Kind != Ratio && i.Kind != Bounds {
			continue // the cases behind a median are not published
		}
		list = append(list, functionalsOf(p, i, f, limit)...)
	}
	return list, nil
}

func functionalsOf(p Publication, i Indicator, f Fact, limit int64) []disclosure.Functional {
	base := disclosure.Functional{Fact: f.ID, By: f.By, Key: f.Key, From: p.From, To: p.To, Class: i.Disclosure, Threshold: limit,
		Person: i.Area() == "G", Nested: slices.Contains(alone, f.By),
		Flow: strings.Contains(i.Query, "BETWEEN p0 AND p1") && !slices.Contains(alone, f.By)}
	if f.Window == Before {
		base.From, base.To = p.PrevFrom, p.PrevTo
	}
	if month, err := time.Parse("2006-01", f.Key); f.By == "month" && err == nil {
		base.By, base.Key = "nation", Nation
		base.From, base.To = month.Format(time.DateOnly), month.AddDate(0, 1, -1).Format(time.DateOnly)
	}
	if i.Unit != Percent || f.Numerator != nil && (f.Denominator == nil || *f.Denominator < *f.Numerator) {
		return []disclosure.Functional{counting(base, f.Indicator+" "+hits, f.Numerator)}
	}
	var left *int64
	if f.Numerator != nil {
		n := *f.Denominator - *f.Numerator
		left = &n
	}
	return []disclosure.Functional{
		counting(base, f.Indicator+" "+hits, f.Numerator), counting(base, f.Indicator+" "+others, left), counting(base, f.Indicator+" "+whole, f.Denominator),
	}
}

func counting(f disclosure.Functional, measure string, value *int64) disclosure.Functional {
	f.Measure, f.Value = measure, value
	return f
}

// Entry is what the ledger of disclosure control keeps of a publication.
func (p Publication) Entry(surface string, s disclosure.Settings) (disclosure.Entry, error) {
	list, err := Functionals(p, s)
	return disclosure.Entry{Release: p.Release, AsOf: p.AsOf, Surface: surface, Functionals: list}, err
}
