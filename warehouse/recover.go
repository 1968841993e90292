package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A Recovery makes a new database in the place of a damaged one. Nothing is deleted: the
// damaged files are put aside. It may be killed at any moment and run again.
//
// The new database is built in the folder recovering; while that is there nobody else can
// open the warehouse. Its new name, recovered, says that the new database is whole, which
// then moves to its place.
type Recovery struct {
	Dir     string // of the warehouse
	Options Options
	At      time.Time
	// Rebuild fills the new database. Where it was cut off before, what it had committed
	// is there.
	Rebuild func(context.Context, *Engine) error
}

const (
	recovering = "recovering"
	recovered  = "recovered"
)

// Run recovers the warehouse and returns the folder that damaged files were put aside in,
// "" if there were none.
func (r *Recovery) Run(ctx context.Context) (aside string, err error) {
	if err := os.MkdirAll(r.Dir, 0o700); err != nil {
		return "", fmt.Errorf("recover: %w", err)
	}
	e := &Engine{}
	if e.lock, err = acquire(r.Dir, r.Options.Holder); err != nil {
		return "", err
	}
	defer e.release()
	if exists(filepath.Join(r.Dir, recovered)) {
		return "", moveIn(r.Dir)
	}
	if aside, err = r.putAside(); err != nil {
		return aside, fmt.Errorf("recover: %w", err)
	}
	if err := r.build(ctx); err != nil {
		return aside, fmt.Errorf("recover: %w", err)
	}
	if err := rename(filepath.Join(r.Dir, recovering), filepath.Join(r.Dir, recovered)); err != nil {
		return aside, fmt.Errorf("recover: %w", err)
	}
	return aside, moveIn(r.Dir)
}

// putAside moves the database and its log away. The folder recovering is made before, so
// that a log alone, or a database without its log, is never opened.
func (r *Recovery) putAside() (aside string, err error) {
	if err := os.MkdirAll(filepath.Join(r.Dir, recovering), 0o700); err != nil {
		return "", err
	}
	if err := durable(r.Dir); err != nil {
		return "", err
	}
	for _, suffix := range []string{".wal", ""} {
		file := databaseFile(r.Dir) + suffix
		if !exists(file) {
			continue
		}
		aside = filepath.Join(r.Dir, "damaged-"+r.At.UTC().Format("20060102T150405"))
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return aside, err
		}
		if err := rename(file, filepath.Join(aside, filepath.Base(file))); err != nil {
			return aside, err
		}
	}
	return aside, nil
}

func (r *Recovery) build(ctx context.Context) error {
	e, err := Open(ctx, filepath.Join(r.Dir, recovering), r.Options)
	if err != nil {
		return err
	}
	if err := r.Rebuild(ctx, e); err != nil {
		return errors.Join(err, e.Close())
	}
	if err := e.Checkpoint(ctx); err != nil {
		return errors.Join(err, e.Close())
	}
	return e.Close()
}

// moveIn puts the new database in its place.
func moveIn(dir string) error {
	from := filepath.Join(dir, recovered)
	err := rename(databaseFile(from), databaseFile(dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // not there: it has moved in before
		return fmt.Errorf("recover: %w", err)
	}
	if err := os.RemoveAll(from); err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	return nil
}

// rename is durable, and never replaces a file.
func rename(from, to string) error {
	if exists(to) && exists(from) {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return errors.Join(durable(filepath.Dir(from)), durable(filepath.Dir(to)))
}

// Folders of a backup that is being put back: what has come, and what has come to the end
// and moves to its place. While one is there nobody can open the warehouse.
const (
	Restoring = ".restoring"
	Restored  = ".restored"
)

// unfinished makes sure that no restoring or recovery is under way, and ends a recovery
// that had only its last step to go.
func unfinished(dir string) error {
	if exists(filepath.Join(dir, Restoring)) || exists(filepath.Join(dir, Restored)) {
		return &RestoringError{dir}
	}
	if exists(filepath.Join(dir, recovered)) {
		return moveIn(dir)
	}
	if exists(filepath.Join(dir, recovering)) {
		return &RecoveringError{dir}
	}
	return nil
}

// Unfinished reports whether a recovery of the warehouse was interrupted.
func Unfinished(dir string) bool { return exists(filepath.Join(dir, recovering)) }

// Inherit copies from a release what no landing tells: which runs and releases there were
// up to it. It changes nothing where the ledger knows of runs.
func (e *Engine) Inherit(ctx context.Context, file string) (err error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "ATTACH "+Literal(file)+" AS before (READ_ONLY)"); err != nil {
		return fmt.Errorf("inherit: %w", err)
	}
	defer func() {
		_, away := conn.ExecContext(context.WithoutCancel(ctx), "DETACH before")
		err = errors.Join(err, away)
	}()
	if err := e.Tx(ctx, func(tx *Tx) error { return inherit(ctx, tx) }); err != nil {
		return fmt.Errorf("inherit: %w", err)
	}
	return nil
}

func inherit(ctx context.Context, tx *Tx) error {
	var last int64
	var known bool
	const q = `SELECT coalesce(max(run), 0), EXISTS (FROM ledger.run) FROM before.ledger.run`
	if err := tx.QueryRow(ctx, q).Scan(&last, &known); err != nil || known {
		return err
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO ledger.run BY NAME FROM before.ledger.run;
		INSERT INTO ledger.release BY NAME FROM before.ledger.release;
		CREATE OR REPLACE SEQUENCE ledger.run_number START WITH %d`, last+1))
	if err != nil {
		return err
	}
	if err := inheritAlerts(ctx, tx); err != nil {
		return err
	}
	for _, table := range []string{"readiness", "blocker", "letter", "letter_item"} {
		if err := inheritTable(ctx, tx, table); err != nil {
			return err
		}
	}
	return nil
}

// inheritTable copies a table of the ledger that nothing counts the rows of.
func inheritTable(ctx context.Context, tx *Tx, table string) error {
	there, err := inherits(ctx, tx, table)
	if err == nil && there {
		_, err = tx.Exec(ctx, "INSERT INTO ledger."+Quote(table)+" BY NAME FROM before.ledger."+Quote(table))
	}
	return err
}

// inherits reports whether the release has a table; that of an older nsk has fewer.
func inherits(ctx context.Context, tx *Tx, table string) (there bool, err error) {
	const q = `SELECT count(*) > 0 FROM duckdb_tables() WHERE database_name = 'before' AND schema_name = 'ledger' AND table_name = ?`
	return there, tx.QueryRow(ctx, q, table).Scan(&there)
}

// inheritAlerts copies what people had to be told.
func inheritAlerts(ctx context.Context, tx *Tx) error {
	if there, err := inherits(ctx, tx, "alert"); err != nil || !there {
		return err
	}
	var last int64
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(alert), 0) FROM before.ledger.alert`).Scan(&last); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO ledger.alert BY NAME FROM before.ledger.alert;
		CREATE OR REPLACE SEQUENCE ledger.alert_number START WITH %d`, last+1))
	return err
}
