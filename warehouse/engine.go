// Package warehouse keeps everything in one DuckDB file, owned by one process.
//
// It is the only package that imports the driver. What others need of DuckDB stands
// here: opening with a lock and limits, transactions, migrations, raw tables, releases.
package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/gofrs/flock"
)

// DefaultMemory is what DuckDB may take of the memory where nothing else is set.
const DefaultMemory = "1GB"

// Options bound what the engine may take of the machine. Zero values mean the defaults.
type Options struct {
	MemoryLimit string // such as "1GB"
	TempLimit   string // of the folder DuckDB spills to, such as "10GB"
	Threads     int
	Holder      Holder // what to tell others who want to open it; process and host are filled in
}

func (o Options) withDefaults() Options {
	if o.MemoryLimit == "" {
		o.MemoryLimit = DefaultMemory
	}
	if o.TempLimit == "" {
		o.TempLimit = "20GB"
	}
	if o.Threads == 0 {
		o.Threads = 2
	}
	return o
}

// An Engine is the open warehouse. Its methods may be called from several goroutines;
// writers take turns.
type Engine struct {
	dir     string
	db      *sql.DB
	lock    *flock.Flock
	writing sync.Mutex
	copying sync.Mutex
	writer  *sql.Conn            // the one connection that writes
	stmts   map[string]statement // prepared on it, by name

	configured, threads int    // threads DuckDB may use, and uses now
	tempLimit           string // of what DuckDB may spill
}

// Open opens the warehouse in dir, making it where there is none, and holds it until
// Close. It returns a *HeldError if another process owns it, a *DamagedError if its files
// cannot be made sense of, and a *RecoveringError if a recovery was cut off. An empty dir
// opens a warehouse in memory, for tests.
func Open(ctx context.Context, dir string, opt Options) (*Engine, error) {
	opt = opt.withDefaults()
	e := &Engine{dir: dir, tempLimit: opt.TempLimit, configured: opt.Threads, threads: opt.Threads}
	file := ""
	if dir != "" {
		if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
			return nil, fmt.Errorf("open warehouse: %w", err)
		}
		var err error
		if e.lock, err = acquire(dir, opt.Holder); err != nil {
			return nil, err
		}
		file = databaseFile(dir)
	}
	err := e.found(ctx, file, opt)
	if err == nil {
		err = e.open(ctx, file, opt)
	}
	if err != nil {
		e.release()
		return nil, openError(file, err)
	}
	return e, nil
}

func openError(file string, err error) error {
	var recovering *RecoveringError
	var restoring *RestoringError
	switch {
	case errors.As(err, &recovering), errors.As(err, &restoring):
		return err
	case IsDamage(err), errors.Is(err, errOrphanLog):
		return &DamagedError{file, err}
	}
	return fmt.Errorf("open warehouse %s: %w", file, err)
}

// errOrphanLog keeps DuckDB from making a new database and throwing the log away.
var errOrphanLog = errors.New("the database file is missing, its log is there")

// found makes a new database where there is none, under another name until it is whole:
// half of a database could not be opened again.
func (e *Engine) found(ctx context.Context, file string, opt Options) error {
	if e.dir == "" {
		return nil
	}
	if err := unfinished(e.dir); err != nil || exists(file) {
		return err
	}
	if exists(file + ".wal") {
		return errOrphanLog
	}
	making := file + ".making"
	if err := errors.Join(os.RemoveAll(making), os.RemoveAll(making+".wal")); err != nil {
		return err
	}
	if err := e.open(ctx, making, opt); err != nil {
		return err
	}
	if err := e.shut(); err != nil {
		return err
	}
	return rename(making, file)
}

func (e *Engine) open(ctx context.Context, file string, opt Options) error {
	db, err := openDuckDB(file, url.Values{
		"memory_limit":                 {opt.MemoryLimit},
		"threads":                      {strconv.Itoa(opt.Threads)},
		"temp_directory":               {tempDir(e.dir)},
		"max_temp_directory_size":      {opt.TempLimit},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"disabled_optimizers":          {"statistics_propagation"}, // see Tx.ExecPlanned
	})
	if err != nil {
		return err
	}
	e.db, e.stmts = db, make(map[string]statement)
	if e.writer, err = db.Conn(ctx); err != nil {
		return errors.Join(err, db.Close())
	}
	if err = e.migrate(ctx); err != nil {
		return errors.Join(err, e.shut())
	}
	return nil
}

// tempDir is where DuckDB may spill; nowhere for a warehouse in memory.
func tempDir(dir string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "tmp")
}

// openDuckDB opens a file ("" for memory) with the settings given.
func openDuckDB(file string, settings url.Values) (*sql.DB, error) {
	c, err := duckdb.NewConnector(file+"?"+settings.Encode(), func(driver.ExecerContext) error { return nil })
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// Threads lets DuckDB use n threads from here on, all that are configured for 0. Over a
// small file, a second thread costs more in waiting for the first than it brings.
func (e *Engine) Threads(ctx context.Context, n int) error {
	if n == 0 || n > e.configured {
		n = e.configured
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	if n == e.threads {
		return nil
	}
	if _, err := e.writer.ExecContext(ctx, fmt.Sprintf("SET threads = %d", n)); err != nil {
		return fmt.Errorf("threads: %w", err)
	}
	e.threads = n
	return nil
}

// DB is the database for reading and for the set-based work of models.
func (e *Engine) DB() *sql.DB { return e.db }

// Dir is the folder of the warehouse; empty for one in memory.
func (e *Engine) Dir() string { return e.dir }

// Checkpoint writes the log into the database file; due after every change of schema
// (an un-replayable log is the worst kind of damage). Plans made before it are forgotten,
// for DuckDB makes each anew, over and over, once the schema has changed. It waits for the
// writer's turn, and must not be called from within Tx. After a change of schema DuckDB
// refuses it for as long as anybody reads, be it a backup: it waits for them too, and lets
// writers go first.
func (e *Engine) Checkpoint(ctx context.Context) error {
	const pause, most = 50 * time.Millisecond, 20 * 60 * 15 // a quarter of an hour
	for n := 1; ; n++ {
		err := e.checkpoint(ctx)
		if err == nil {
			return nil
		}
		if n == most || !strings.Contains(err.Error(), "Cannot CHECKPOINT") {
			return fmt.Errorf("checkpoint: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("checkpoint: %w", ctx.Err())
		case <-time.After(pause):
		}
	}
}

func (e *Engine) checkpoint(ctx context.Context) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.forget()
	_, err := e.db.ExecContext(ctx, "CHECKPOINT")
	return err
}

// Close checkpoints, closes the database and lets go of the lock.
func (e *Engine) Close() error {
	err := e.shut()
	e.release()
	return err
}

func (e *Engine) shut() error {
	e.forget()
	return errors.Join(e.writer.Close(), e.db.Close())
}

// PersonKey gives SQL the function nsk_person(iin): the keyed pseudonym made by key.
func (e *Engine) PersonKey(ctx context.Context, key func(iin string) string) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	text, err := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR)
	if err != nil {
		return err
	}
	return duckdb.RegisterScalarUDF(conn, "nsk_person", &personKey{key: key, text: text})
}

// personKey is nsk_person. It is pure, so that DuckDB may call it from any thread.
type personKey struct {
	key  func(string) string
	text duckdb.TypeInfo
}

func (p *personKey) Config() duckdb.ScalarFuncConfig {
	return duckdb.ScalarFuncConfig{InputTypeInfos: []duckdb.TypeInfo{p.text}, ResultTypeInfo: p.text}
}

func (p *personKey) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowExecutor: func(args []driver.Value) (any, error) {
		iin, ok := args[0].(string)
		if !ok {
			return nil, nil
		}
		return p.key(iin), nil
	}}
}
