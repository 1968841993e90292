package words

import (
	"slices"
	"testing"
)

func TestMixed(t *testing.T) {
	if got := Mixed("бiлiм, шiлде және білім; I тоқсан, сareer.enbek.kz"); !slices.Equal(got, []string{"бiлiм", "шiлде", "сareer"}) {
		t.Errorf("%q", got)
	}
}

func TestMatchKey(t *testing.T) {
	for _, same := range [][2]string{
		{"Договор заключён", "договор  заключен"},
		{"бiлiм", "Білім"},
		{"Утверждённые", "утвержденные"},
		{"и\u0306", "\u0439"}, // decomposed and composed
		{"Алматы", "Aлмaты"},
	} {
		if a, b := MatchKey(same[0]), MatchKey(same[1]); a != b {
			t.Errorf("%q gives %q, %q gives %q", same[0], a, same[1], b)
		}
	}
	for _, other := range [][2]string{{"қала", "кала"}, {"A", "А"}, {"ұ", "ү"}} {
		if MatchKey(other[0]) == MatchKey(other[1]) {
			t.Errorf("%q and %q have one key", other[0], other[1])
		}
	}
}
