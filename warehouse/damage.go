package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// A DamagedError says that the database cannot be read. The landings and the releases
// are other files: none of them is touched by it.
type DamagedError struct {
	File string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the warehouse %s is damaged: %s; no landing is lost and the last release can still be read (nsk query); run nsk recover",
		e.File, firstLine(e.Err))
}

func (e *DamagedError) Unwrap() error { return e.Err }

// A RecoveringError says that a recovery began and did not end.
type RecoveringError struct{ Dir string }

func (e *RecoveringError) Error() string {
	return fmt.Sprintf("a recovery of the warehouse in %s was interrupted; run nsk recover again to finish it; the last release can still be read (nsk query)", e.Dir)
}

// A RestoringError says that putting a backup back began and did not end.
type RestoringError struct{ Dir string }

func (e *RestoringError) Error() string {
	return fmt.Sprintf("a backup was being put back into %s and that was interrupted; run nsk restore again to finish it", e.Dir)
}

// firstLine leaves out the stack that DuckDB adds to some errors.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// damages are DuckDB's words for files it cannot make sense of; it has no code for that.
var damages = []string{
	"Failure while replaying WAL", "Corrupt database file", "Corrupt WAL file", "not a valid DuckDB database file",
	"Could not read enough bytes", "Failed to deserialize", "Serialization Error",
}

// IsDamage reports whether err says that a database file is damaged.
func IsDamage(err error) bool {
	return err != nil && !IsFull(err) && !strings.Contains(err.Error(), "Out of Memory") && mentions(err, damages)
}

// fulls are the words of the system for a disk that takes no more, as DuckDB quotes them.
var fulls = []string{"No space left on device", "Disk quota exceeded", "File too large"}

// IsFull reports whether err says that the disk is full. What was to be written then is
// not there, and what was acknowledged before is: the same command can be run again once
// there is room.
func IsFull(err error) bool {
	for _, code := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, code) {
			return true
		}
	}
	return err != nil && mentions(err, fulls)
}

func mentions(err error, any []string) bool {
	text := err.Error()
	for _, words := range any {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// Readable reads every table to its end, which is the only way to find a damaged block.
func Readable(ctx context.Context, db *sql.DB) error {
	names, err := tables(ctx, db)
	if err != nil {
		return err
	}
	for _, name := range names {
		var sum sql.NullString
		if err := db.QueryRowContext(ctx, "SELECT bit_xor(hash(t)) FROM "+name+" AS t").Scan(&sum); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
	}
	return nil
}

func tables(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY 1, 2`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var schema, name string
		if err := rows.Scan(&schema, &name); err != nil {
			return nil, err
		}
		names = append(names, Quote(schema)+"."+Quote(name))
	}
	return names, rows.Err()
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func databaseFile(dir string) string { return filepath.Join(dir, "warehouse.duckdb") }
