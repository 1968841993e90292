package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// toldHead begins the view raw._told: one row an accepted row of a source that is told in
// parts, or that tells which rows it has deleted, with its key as one text. What of them
// counts is for the model staging.overtaken to say.
const toldHead = `WITH parted AS (  -- landings of a source and provider that tells some period in parts
	SELECT l.landing FROM ledger.landing AS l
	SEMI JOIN (SELECT source, provider FROM ledger.landing WHERE contains(period, '+')) AS p USING (source, provider)
)
`

// told is the SELECT of one source's rows in raw._told.
func told(c *contract.Contract) string {
	which := " AND _landing IN (SELECT landing FROM parted)"
	if place, _ := c.Tombstone(); place != "" {
		which = ""
	}
	var key []string
	for _, k := range c.Key {
		key = append(key, "CAST("+warehouse.Quote(k)+" AS VARCHAR)")
	}
	return fmt.Sprintf("SELECT %s AS source, _landing AS landing, _row AS row, concat_ws(chr(31), %s) AS key, _state = %s AS deleted\nFROM raw.%s WHERE _state IN (0, %[3]s)%[5]s",
		warehouse.Literal(c.Source), strings.Join(key, ", "), stateDeleted, warehouse.Quote(c.Table()), which)
}

// makeTold makes raw._told anew where the contracts are other ones than those it was made of.
func makeTold(ctx context.Context, e *warehouse.Engine, contracts []*contract.Contract) error {
	all := make([]string, len(contracts))
	for i, c := range contracts {
		all[i] = told(c)
	}
	view := toldHead + strings.Join(all, "\nUNION ALL\n")
	if len(all) == 0 {
		view = "SELECT '' AS source, 0::BIGINT AS landing, 0::BIGINT AS row, '' AS key, false AS deleted WHERE false"
	}
	sum := sha256.Sum256([]byte(view))
	mark := hex.EncodeToString(sum[:8])
	var made bool
	if err := e.DB().QueryRowContext(ctx, `SELECT count(*) > 0 FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'raw' AND view_name = '_told' AND comment = ?`, mark).Scan(&made); err != nil || made {
		return err
	}
	err := e.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, "CREATE OR REPLACE VIEW raw._told AS\n"+view+";\nCOMMENT ON VIEW raw._told IS '"+mark+"'")
		return err
	})
	if err != nil {
		return fmt.Errorf("view of what was told: %w", err)
	}
	return e.Checkpoint(ctx)
}
