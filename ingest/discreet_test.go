package ingest

import (
	"errors"
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// What DuckDB quotes of a row with personal data reaches no message; of a register it may.
func TestMessagesQuoteNobody(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	quoted := errors.New(`CSV Error on Line: 7, Original Line: CE-1,000228100007,Ахметова`)
	for source, shown := range map[string]bool{"recognition-persons": false, "territories": true} {
		task := &task{ctx: t.Context(), plan: compile(contract.Find(all, source), nil)}
		if got := task.discreet(quoted).Error(); strings.Contains(got, "000228100007") != shown {
			t.Errorf("%s: %s", source, got)
		}
	}
}
