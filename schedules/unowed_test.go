package schedules_test

import (
	"testing"

	"nsk/connectors/contract"
)

// A source that no duty asks for is pulled for the period that ended last, once, and the day
// does not fail of it; one that comes on change is not asked for.
func TestASourceNobodyOwes(t *testing.T) {
	h := newHouse(t)
	for _, c := range h.Contracts {
		if o := h.Obligations.Of(c.Source); o != nil && c.Source != "notes" {
			o.Source = ""
		}
	}
	contract.Find(h.Contracts, "more").Cadence = contract.OnChange
	h.must("landed 0 already 0 refused 0 unpublished 1; received 0 accepted 0 rejected 0")
	h.publish("/rows 2025-02", json)
	h.must("landed 1 already 0 refused 0 unpublished 0; received 2 accepted 2 rejected 0")
	h.must("landed 0 already 0 refused 0 unpublished 0; received 0 accepted 0 rejected 0")
	if got := h.one(`SELECT string_agg(concat_ws(' ', source, period), ', ') FROM ledger.version`); got != "rows 2025-02" {
		t.Errorf("on record: %s", got)
	}
}
