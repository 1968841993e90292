package reports

import (
	"testing"

	"nsk/reports/disclosure"
)

// Of fewer than 20 nothing relative is said: no share, no rate, no mean, no interval, no
// bound. The counts, which are no secret here, stay.
func TestFewGiveNoShare(t *testing.T) {
	for _, unit := range []Unit{Percent, Rate, Mean} {
		for _, tt := range []struct {
			den  int64
			want Status
		}{{19, TooSmall}, {20, ""}} {
			f := Fact{Indicator: "E.02", By: "nation", Key: Nation, Unit: unit, Numerator: ptr(9), Denominator: &tt.den,
				Value: "45", IntervalLow: "23", IntervalHigh: "68", BoundLow: "40", BoundHigh: "50"}
			s := secrets{safety: disclosure.Default()}
			s.few(&f)
			said := f.Value + f.IntervalLow + f.IntervalHigh + f.BoundLow + f.BoundHigh
			if f.Status != tt.want || (said == "") != (tt.want == TooSmall) || f.Numerator == nil {
				t.Errorf("%s of %d: status %q, said %q", unit, tt.den, f.Status, said)
			}
		}
	}
	den := int64(7) // a share of which only the bounds are known
	f := Fact{Unit: Percent, Numerator: ptr(5), Denominator: &den, Status: BoundOnly, BoundLow: "50", BoundHigh: "80"}
	s := secrets{safety: disclosure.Default()}
	if s.few(&f); f.Status != TooSmall || f.BoundLow+f.BoundHigh != "" {
		t.Errorf("bounds of 7 are said: %+v", f)
	}
}
