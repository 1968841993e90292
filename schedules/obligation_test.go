package schedules_test

import (
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

func period(t *testing.T, s string) contract.Period {
	t.Helper()
	p, err := contract.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func date(t *testing.T, s string) calendar.Day {
	t.Helper()
	d, err := calendar.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func obligations(t *testing.T) *schedules.Obligations {
	t.Helper()
	o, err := schedules.LoadObligations()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// desk is the desk with everything that is built in.
func desk(t *testing.T) *schedules.Desk {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	return &schedules.Desk{Contracts: all, Obligations: obligations(t), Bodies: bodies, Calendar: calendar.Kazakhstan()}
}

// Days off move the due day on; working days and grace leave them out. The days were
// counted by hand over the published calendar of 2025.
func TestDueOn(t *testing.T) {
	for _, c := range []struct {
		due               schedules.Due
		grace             int
		period, want, end string
	}{
		{schedules.Due{Day: 10}, 0, "2025-10", "2025-11-10", "2025-11-10"},
		{schedules.Due{Day: 10}, 0, "2025-02", "2025-03-11", "2025-03-11"}, // 8 March carried over to the 10th
		{schedules.Due{Day: 10}, 0, "2025-04", "2025-05-12", "2025-05-12"}, // a Saturday
		{schedules.Due{Day: 10}, 1, "2025-02", "2025-03-11", "2025-03-12"},
		{schedules.Due{Day: 10}, 2, "2025-04", "2025-05-12", "2025-05-14"},
		{schedules.Due{Day: 31}, 0, "2025-03", "2025-04-30", "2025-04-30"}, // April has 30 days
		{schedules.Due{Day: 31}, 0, "2025-01", "2025-02-28", "2025-02-28"},
		{schedules.Due{Day: 15}, 0, "2025-Q1", "2025-04-15", "2025-04-15"},
		{schedules.Due{Day: 20}, 0, "2025-H1", "2025-07-21", "2025-07-21"}, // a Sunday
		{schedules.Due{Day: 31}, 0, "2024", "2025-01-31", "2025-01-31"},
		{schedules.Due{WorkingDays: 2}, 0, "2025-03-20", "2025-03-27", "2025-03-27"}, // Nauryz
		{schedules.Due{WorkingDays: 2}, 0, "2024-12-31", "2025-01-06", "2025-01-06"}, // Sunday 5 January is worked
		{schedules.Due{WorkingDays: 1}, 1, "2025-11-14", "2025-11-17", "2025-11-18"},
	} {
		due, last, ok, err := c.due.On(period(t, c.period), c.grace, calendar.Kazakhstan())
		if err != nil || !ok || due.String() != c.want || last.String() != c.end {
			t.Errorf("%+v, grace %d, %s: due %s, last %s, %t, %v; want %s and %s", c.due, c.grace, c.period, due, last, ok, err, c.want, c.end)
		}
	}
	if _, _, ok, err := (schedules.Due{}).On(period(t, "2025"), 3, calendar.Kazakhstan()); ok || err != nil {
		t.Errorf("no day agreed: %t, %v", ok, err)
	}
	if _, _, _, err := (schedules.Due{Day: 10}).On(period(t, "2040-01"), 0, calendar.Kazakhstan()); err == nil {
		t.Error("a day beyond the calendar was told")
	}
}

// Every contract with a cadence has its duty, under the paragraph the contract names.
func TestObligationsFitTheContracts(t *testing.T) {
	d := desk(t)
	for _, c := range d.Contracts {
		o := d.Obligations.Of(c.Source)
		if o == nil {
			if c.Cadence != contract.OnChange {
				t.Errorf("%s is %s, but nobody owes it", c.Source, c.Cadence)
			}
			continue
		}
		for _, p := range strings.Split(o.Paragraph, ", ") {
			if !contains(strings.Split(c.Paragraph, ", "), p) {
				t.Errorf("%s: paragraph %s is not among the contract's %s", c.Source, p, c.Paragraph)
			}
		}
		if c.Cadence == contract.OnChange && o.Due.Agreed() {
			t.Errorf("%s comes on change and can have no due day", c.Source)
		}
		if c.Provider != contract.KindCentre && len(c.Providers(d.Bodies)) == 0 {
			t.Errorf("%s: no body is or is of the kind %s", c.Source, c.Provider)
		}
	}
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// The built-in register fits the built-in contracts, and every return that it names has one.
func TestObligationsAreSound(t *testing.T) {
	d := desk(t)
	if err := d.Obligations.Fit(d.Contracts); err != nil {
		t.Error(err)
	}
	for _, o := range d.Obligations.All {
		for _, source := range []string{o.Source, o.SeenIn} {
			if source != "" && contract.Find(d.Contracts, source) == nil {
				t.Errorf("%s: there is no source %s", o.ID, source)
			}
		}
		if c := contract.Find(d.Contracts, o.Source); c != nil && c.Conditional != nil && o.TextConflict == nil {
			t.Errorf("%s: the contract says that the texts differ, the register does not", o.ID)
		}
	}
	if d.Obligations.Of("no-such-source") != nil || d.Obligations.Of("") != nil {
		t.Error("a duty for a source that does not exist")
	}
}
