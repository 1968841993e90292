package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/ingest"
	"nsk/warehouse"
)

// A history in which every term of the balance has rows: two versions of a return, one of
// them replaced, a third that is held, rejected and repeated rows, a refused file.
func (h *house) history() {
	h.t.Helper()
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSON, professions("7212-1-001"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("7212-1-001"))
	twice := persons("7212-1-001", "2512-1-001", "7212-1-001")
	lines := strings.SplitAfter(twice, "\n")
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, twice+lines[1])
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("7212-1-001", "7212-1-001"))
	h.take("recognition-persons", bin, "2025-04", connectors.MediaCSV, "")
	h.take("recognition-persons", bin, "2025-05", connectors.MediaDeclaration, `{"declaration":"nil"}`)
}

func TestALedgerReconciles(t *testing.T) {
	h := newHouse(t)
	h.history()
	h.want(`SELECT concat_ws(' ', sum(received), sum(accepted), sum(rejected), sum(duplicate), sum(superseded), sum(out_of_scope), sum(held)) FROM ledger.balance`, "8 3 1 1 1 0 2")
	if err := h.Reconcile(context.Background()); err != nil {
		t.Error(err)
	}
}

// Whatever term is wrong, in the ledger or in the rows, is named with its landing.
func TestAnImbalanceIsNamed(t *testing.T) {
	h := newHouse(t)
	h.history()
	tables := []string{"ledger.landing", "ledger.version", "raw.recognition_persons"}
	for i, table := range tables {
		h.plant(fmt.Sprintf("CREATE TABLE main.kept_%d AS FROM %s", i, table))
	}
	for name, tt := range map[string]struct{ plant, want string }{
		"received and accepted in the ledger": {`UPDATE ledger.version SET received = received + 1, accepted = accepted + 1 WHERE landing = 3`, "landing 3 (recognition-persons 940140000385 2025-03): accepted: the ledger says 3, the rows say 2"},
		"received":                            {`UPDATE ledger.version SET received = received + 1, accepted = accepted + 1 WHERE landing = 3`, "received: the ledger says 5, the rows say 4"},
		"rejected in the ledger":              {`UPDATE ledger.version SET rejected = rejected + 1, duplicate = duplicate - 1 WHERE landing = 3`, "rejected: the ledger says 2, the rows say 1"},
		"duplicate in the ledger":             {`UPDATE ledger.version SET accepted = accepted + 1, duplicate = duplicate - 1 WHERE landing = 3`, "duplicate: the ledger says 0, the rows say 1"},
		"out of scope in the ledger":          {`UPDATE ledger.version SET accepted = accepted - 1, out_of_scope = 1 WHERE landing = 3`, "out_of_scope: the ledger says 1, the rows say 0"},
		"superseded in the ledger":            {`UPDATE ledger.version SET accepted = 0, rejected = 1 WHERE landing = 2`, "landing 2 (recognition-persons 940140000385 2025-03): superseded: the ledger says 0, the rows say 1"},
		"held in the ledger":                  {`UPDATE ledger.version SET accepted = 1, rejected = 1 WHERE landing = 4`, "held: the ledger says 1, the rows say 2"},
		"a row lost":                          {`DELETE FROM raw.recognition_persons WHERE _landing = 3 AND _state = 0 AND _row = 2`, "received: the ledger says 4, the rows say 3"},
		"a row doubled":                       {`INSERT INTO raw.recognition_persons SELECT * FROM raw.recognition_persons WHERE _landing = 2`, "landing 2 (recognition-persons 940140000385 2025-03): received: the ledger says 1, the rows say 2"},
		"a row of another state":              {`UPDATE raw.recognition_persons SET _state = 1 WHERE _landing = 3 AND _state = 2`, "duplicate: the ledger says 1, the rows say 0"},
		"a row out of scope":                  {`UPDATE raw.recognition_persons SET _state = 3 WHERE _landing = 3 AND _state = 1`, "out_of_scope: the ledger says 0, the rows say 1"},
		"a state left over":                   {`UPDATE raw.recognition_persons SET _state = 4 WHERE _landing = 3 AND _state = 0`, "rows of unknown state: the ledger says 0, the rows say 2"},
		"rows of a refused file":              {`UPDATE ledger.version SET verdict = 'refused' WHERE landing = 3`, "accepted rows under verdict refused: the ledger says 0, the rows say 2"},
		"rows without a version":              {`DELETE FROM ledger.version WHERE landing = 2`, "landing 2 (recognition-persons  ): rows without a version"},
		"a version twice":                     {`INSERT INTO ledger.version SELECT * FROM ledger.version WHERE landing = 6`, "versions of one landing: the ledger says 1, the rows say 2"},
		"a version of nothing":                {`DELETE FROM ledger.landing WHERE landing = 6`, "version of an unknown landing"},
		"rows of another source":              {`UPDATE ledger.version SET source = 'applications' WHERE landing = 2`, "rows without a version"},
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.plant(tt.plant)
			defer func() {
				for i, table := range tables {
					h.plant(fmt.Sprintf("DELETE FROM %s; INSERT INTO %s FROM main.kept_%d", table, table, i))
				}
			}()
			err := h.Reconcile(context.Background())
			var bad *ingest.ImbalanceError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

// What is only waiting to be read is no imbalance.
func TestALandingNotReadIsNoImbalance(t *testing.T) {
	h := newHouse(t)
	h.history()
	h.plant(`INSERT INTO ledger.landing SELECT * REPLACE (99 AS landing) FROM ledger.landing WHERE landing = 6`)
	if err := h.Reconcile(context.Background()); err != nil {
		t.Error(err)
	}
}

// plant changes the warehouse behind the ingester's back.
func (h *house) plant(q string) {
	h.t.Helper()
	err := h.engine.Tx(context.Background(), func(tx *warehouse.Tx) error {
		_, err := tx.Exec(context.Background(), q)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
