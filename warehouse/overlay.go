package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
)

// Overlay opens a release under an empty database in memory: every table is there to read,
// reference.parameter is a copy that may be changed, and the marts can be built anew for
// another period. Nothing outside the release can be reached, and
// the release stays as it is.
func Overlay(ctx context.Context, dir, id string, opt Options) (*sql.DB, error) {
	if !releaseForm.MatchString(id) {
		return nil, fmt.Errorf("%q is not a release id", id)
	}
	path := ReleasePath(dir, id)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	opt = opt.withDefaults()
	db, err := openDuckDB("", url.Values{
		"memory_limit":                 {opt.MemoryLimit},
		"threads":                      {strconv.Itoa(opt.Threads)},
		"temp_directory":               {""},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
	})
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	if err := lay(ctx, db, path); err != nil {
		return nil, errors.Join(fmt.Errorf("release %s: %w", id, err), db.Close())
	}
	return db, nil
}

func lay(ctx context.Context, db *sql.DB, path string) error {
	if _, err := db.ExecContext(ctx, "ATTACH "+Literal(path)+" AS release (READ_ONLY)"); err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, `SELECT DISTINCT table_schema, table_name FROM information_schema.tables
		WHERE table_catalog = 'release' AND table_schema IN ('core', 'ledger', 'mart', 'reference') ORDER BY ALL`)
	if err != nil {
		return err
	}
	defer rows.Close()
	commands := []string{"CREATE SCHEMA core", "CREATE SCHEMA ledger", "CREATE SCHEMA reference", "CREATE SCHEMA mart"}
	for rows.Next() {
		var schema, table string
		if err := rows.Scan(&schema, &table); err != nil {
			return err
		}
		kind, name := "VIEW", Quote(schema)+"."+Quote(table)
		if name == `"reference"."parameter"` {
			kind = "TABLE"
		}
		commands = append(commands, fmt.Sprintf("CREATE %s %s AS FROM release.%s", kind, name, name))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	commands = append(commands, "SET enable_external_access = false", "SET lock_configuration = true")
	for _, c := range commands {
		if _, err := db.ExecContext(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
