package reports

import (
	"context"
	"database/sql"
)

// Analyse is Annual without its documents: the protected facts of a release, and what was
// found in them.
func Analyse(ctx context.Context, db *sql.DB, in AnnualInput) (*Result, error) {
	s, err := newSource(db, in)
	if err != nil {
		return nil, err
	}
	return s.result(ctx)
}

// Print is the value of a fact as every reader sees it, or its symbol where it has none.
func (f Facts) Print(fact Fact) string {
	if !fact.Known() {
		return string(fact.Status)
	}
	return f.number(fact).String()
}
