package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
)

// Scratch opens an empty database in memory that may write files, for what only passes
// through DuckDB. It works on one thread, so that equal rows give equal files.
func Scratch(ctx context.Context) (*sql.DB, error) {
	db, err := openDuckDB("", url.Values{
		"threads":                      {"1"},
		"temp_directory":               {""},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
	})
	if err != nil {
		return nil, fmt.Errorf("scratch database: %w", err)
	}
	db.SetMaxOpenConns(1) // a database in memory lives as long as its connection
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("scratch database: %w", err), db.Close())
	}
	return db, nil
}
