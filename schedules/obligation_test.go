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
		if c.Cadence == contract.OnChange && o.Due != (schedules.Due{}) {
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

// The register of duties is sound in itself: each source once and known, wording in both
// languages or in none, one rule for the day.
func TestObligationsAreSound(t *testing.T) {
	d := desk(t)
	both := func(where string, w contract.Text) {
		if (w.RU == "") != (w.KK == "") {
			t.Errorf("%s is worded in one language only", where)
		}
	}
	both("convention", d.Obligations.Convention.SetBy)
	both("annual", d.Obligations.Annual.Wording)
	if d.Obligations.Convention.SetBy.RU == "" || d.Obligations.Annual.Wording.RU == "" {
		t.Error("the convention and the annual duty must be worded")
	}
	seen := make(map[string]bool)
	for _, o := range d.Obligations.All {
		if contract.Find(d.Contracts, o.Source) == nil || seen[o.Source] {
			t.Errorf("%s is unknown or stands twice", o.Source)
		}
		seen[o.Source] = true
		if o.Wording != nil {
			both(o.Source, *o.Wording)
			if o.Wording.RU == "" {
				t.Errorf("%s: an empty wording; leave the key out", o.Source)
			}
		}
		if o.Due.Day != 0 && o.Due.WorkingDays != 0 || o.Due.Day < 0 || o.Due.Day > 31 || o.Due.WorkingDays < 0 {
			t.Errorf("%s: due %+v", o.Source, o.Due)
		}
	}
	if d.Obligations.Of("no-such-source") != nil {
		t.Error("a duty for a source that does not exist")
	}
}
