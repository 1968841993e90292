package disclosure

import (
	"strings"
	"testing"
)

func TestThreshold(t *testing.T) {
	for _, tt := range []struct {
		class  Class
		person bool
		want   int64
	}{{Open, true, 0}, {Organisation, false, 0}, {Persons, true, 5}, {Sensitive, false, 5}, {Sensitive, true, 10}, {Health, false, 10}} {
		if got := Default().Of(tt.class, tt.person); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.class, got, tt.want)
		}
	}
}

// A file that would protect less than the rules can prove is refused, with its line.
func TestSettingsAreValidated(t *testing.T) {
	for change, want := range map[string]string{
		"persons: 5 => persons: 2":                     "own.yaml:7: threshold.persons: below 3",
		"health: 10 => health: 4":                      "own.yaml:9: threshold.health",
		"zeros: shown => zeros: hidden":                "own.yaml:10: zeros: write shown",
		"method: suppression => method: rounding":      "method: write suppression",
		"singleton: true => singleton: true, noise: 1": "own.yaml",
		"min_width: 4 => min_width: 1":                 "audit.min_width",
		"upper_must_reach: 5 => upper_must_reach: 4":   "audit.upper_must_reach",
	} {
		old, now, _ := strings.Cut(change, " => ")
		text := strings.Replace(string(BuiltIn()), old, now, 1)
		if _, err := ReadSettings("own.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", change, err, want)
		}
	}
	stricter := strings.Replace(string(BuiltIn()), "persons: 5 ", "persons: 5", 1)
	if _, err := ReadSettings("own.yaml", []byte(stricter)); err != nil {
		t.Error(err)
	}
}

func TestPrimaryRules(t *testing.T) {
	s := Default()
	if s.InsiderSees(40, 40) || !s.InsiderSees(40, 37) || s.InsiderSees(40, 35) {
		t.Error("insider: the rule holds for 1 to 4 others only")
	}
	if got := s.Group(6, 6); got != (Need{2, 2}) {
		t.Errorf("group of 6: %v", got)
	}
	if got := s.Group(45, 45); got != (Need{5, 5}) {
		t.Errorf("group of 45: %v", got)
	}
	if got := s.Group(6, 5); got != (Need{}) {
		t.Errorf("one passed: %v", got)
	}
	if s.Named(4, 30) || s.Named(26, 30) || s.Named(9, 19) || !s.Named(5, 20) {
		t.Error("named units")
	}
}
