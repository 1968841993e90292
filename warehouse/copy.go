package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
)

// A Table is what can be said of a table in a few bytes. Two tables with the same rows, in
// whatever order, have the same Hash, as long as the same version of DuckDB computes it.
type Table struct {
	Name string `json:"name"` // with its schema
	Rows int64  `json:"rows"`
	Hash string `json:"hash"`
}

// Contents are what a database holds, in a few bytes.
type Contents struct {
	Engine string  `json:"engine"` // version of DuckDB, which computed the hashes
	Tables []Table `json:"tables"`
}

// CopyTo writes a consistent copy of the database into a new file, also while a load runs:
// it is of one moment between two transactions. Models that are rebuilt meanwhile may be
// some from before and some from after; the next rebuilding makes them one again.
//
// The file is whole and durable when CopyTo returns, and each table in it has been compared
// with the original. It is never made by reading the database file, which would lose its
// lock (duckdb.md 5a).
func (e *Engine) CopyTo(ctx context.Context, file string) (c Contents, err error) {
	e.copying.Lock() // two could not be attached under one name
	defer e.copying.Unlock()
	if c, err = e.copyTo(ctx, file); err != nil {
		return c, fmt.Errorf("copy of the warehouse: %w", err)
	}
	return c, errors.Join(durable(file), durable(filepath.Dir(file)))
}

func (e *Engine) copyTo(ctx context.Context, file string) (c Contents, err error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return c, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ATTACH "+Literal(file)+" AS backup"); err != nil {
		return c, err
	}
	defer func() {
		_, away := conn.ExecContext(context.WithoutCancel(ctx), "DETACH backup")
		err = errors.Join(err, away)
	}()
	err = transact(ctx, conn, func() error {
		c, err = copyAt(ctx, conn)
		return err
	})
	if err != nil {
		return c, err
	}
	if _, err := conn.ExecContext(ctx, "CHECKPOINT backup"); err != nil {
		return c, err
	}
	copied, err := describe(ctx, conn, "backup")
	if err != nil {
		return c, err
	}
	return c, c.Differ(copied)
}

// copyAt describes and copies within one transaction, which sees one moment.
func copyAt(ctx context.Context, conn *sql.Conn) (c Contents, err error) {
	var name string
	if err = conn.QueryRowContext(ctx, `SELECT current_database()`).Scan(&name); err != nil {
		return c, err
	}
	if c, err = describe(ctx, conn, name); err != nil {
		return c, err
	}
	_, err = conn.ExecContext(ctx, "COPY FROM DATABASE "+Quote(name)+" TO backup")
	return c, err
}

// Describe reads every table of the warehouse in dir to its end, and changes nothing: it
// works on a database that an older version has made.
func Describe(ctx context.Context, dir string, opt Options) (c Contents, err error) {
	e := &Engine{}
	if e.lock, err = acquire(dir, opt.Holder); err != nil {
		return c, err
	}
	defer e.release()
	opt = opt.withDefaults()
	db, err := openDuckDB(databaseFile(dir), url.Values{"access_mode": {"READ_ONLY"}, "memory_limit": {opt.MemoryLimit}, "threads": {strconv.Itoa(opt.Threads)},
		"autoinstall_known_extensions": {"false"}, "autoload_known_extensions": {"false"}})
	if err != nil {
		return c, fmt.Errorf("describe the warehouse: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return c, openError(databaseFile(dir), err)
	}
	defer conn.Close()
	if c, err = describe(ctx, conn, "warehouse"); err != nil {
		return c, fmt.Errorf("describe the warehouse: %w", err)
	}
	return c, nil
}

func describe(ctx context.Context, conn *sql.Conn, database string) (c Contents, err error) {
	if err := conn.QueryRowContext(ctx, `SELECT library_version FROM pragma_version()`).Scan(&c.Engine); err != nil {
		return c, err
	}
	if c.Tables, err = named(ctx, conn, database); err != nil {
		return c, err
	}
	for i, t := range c.Tables {
		// A sum, and not an exclusive or, under which two equal rows would hide each other.
		q := "SELECT count(*), coalesce(sum(hash(t)), 0)::VARCHAR FROM " + Quote(database) + "." + t.Name + " AS t"
		if err := conn.QueryRowContext(ctx, q).Scan(&c.Tables[i].Rows, &c.Tables[i].Hash); err != nil {
			return c, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return c, nil
}

// named lists the tables of a database, without what is in them.
func named(ctx context.Context, conn *sql.Conn, database string) (all []Table, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL`, database)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var schema, name string
		if err := rows.Scan(&schema, &name); err != nil {
			return nil, err
		}
		all = append(all, Table{Name: Quote(schema) + "." + Quote(name)})
	}
	return all, rows.Err()
}

// Rows counts the rows of all tables.
func (c Contents) Rows() (n int64) {
	for _, t := range c.Tables {
		n += t.Rows
	}
	return n
}

// Differ returns an error that names the first table in which two databases differ. Hashes
// of two versions of DuckDB say nothing about each other; then rows are only counted.
func (c Contents) Differ(other Contents) error {
	if len(c.Tables) != len(other.Tables) {
		return fmt.Errorf("there are %d tables of %d", len(other.Tables), len(c.Tables))
	}
	for i, want := range c.Tables {
		got := other.Tables[i]
		if got.Name != want.Name || got.Rows != want.Rows || got.Hash != want.Hash && c.Engine == other.Engine {
			return fmt.Errorf("table %s: there are %d rows of %d, or not the same ones", want.Name, got.Rows, want.Rows)
		}
	}
	return nil
}
