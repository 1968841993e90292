package warehouse_test

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/warehouse"
)

// holdDir names the variable that makes the test binary a process that opens a warehouse
// and holds it until its standard input ends.
const holdDir = "NSK_TEST_HOLD_WAREHOUSE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdDir); dir != "" {
		os.Exit(hold(dir))
	}
	os.Exit(m.Run())
}

func hold(dir string) int {
	e, err := warehouse.Open(context.Background(), dir, warehouse.Options{})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("held")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return 1
	}
	_ = e.Close() // the process ends here in any case
	return 0
}

func open(t *testing.T, dir string) *warehouse.Engine {
	t.Helper()
	e, err := warehouse.Open(t.Context(), dir, warehouse.Options{MemoryLimit: "256MB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func exec1(t *testing.T, e *warehouse.Engine, statements string) {
	t.Helper()
	err := e.Tx(t.Context(), func(tx *warehouse.Tx) error { _, err := tx.Exec(t.Context(), statements); return err })
	if err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}

// one returns the one value of a query, as text.
func one(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	var s sql.NullString
	if err := db.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s.String
}

// A second process is told who holds the warehouse; when the holder has ended, by itself
// or by a kill, it opens.
func TestOneProcessOwnsTheWarehouse(t *testing.T) {
	for _, end := range []string{"close", "kill"} {
		t.Run(end, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), holdDir+"="+dir)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err = errors.Join(err, cmd.Start()); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
				t.Fatalf("the holder said %q, %v", line, err)
			}
			_, err = warehouse.Open(t.Context(), dir, warehouse.Options{})
			var held *warehouse.HeldError
			if !errors.As(err, &held) || held.Holder.PID != cmd.Process.Pid || held.Holder.Host == "" {
				t.Errorf("error %v, want one that names process %d", err, cmd.Process.Pid)
			}
			if end == "kill" {
				_ = cmd.Process.Kill() // it is ours, and waited for below
			}
			in.Close()
			_ = cmd.Wait() // a killed process ends with an error
			open(t, dir)
		})
	}
}

func TestTheSameProcessOpensOnlyOnce(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	_, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
	var held *warehouse.HeldError
	if !errors.As(err, &held) || held.Holder.PID != os.Getpid() {
		t.Errorf("error %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

// Who holds the warehouse is told as well as it is known: also where an older nsk wrote the
// number of its process alone, or where nothing can be read.
func TestTheHolderIsNamed(t *testing.T) {
	dir := t.TempDir()
	since := time.Date(2026, 11, 28, 5, 0, 0, 0, time.UTC)
	e, err := warehouse.Open(t.Context(), dir, warehouse.Options{Holder: warehouse.Holder{Command: "nsk serve", Since: since}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(dir, "warehouse.lock")
	written, err := os.ReadFile(lock)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		string(written): fmt.Sprintf("held by process %d on %s (nsk serve) since 2026-11-28T05:00:00Z (%s)", os.Getpid(), host, lock),
		"4711\n":        "held by process 4711 on this host (",
		"":              "held by another process (",
		"{":             "held by another process (",
	} {
		if err := os.WriteFile(lock, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := warehouse.Open(t.Context(), dir, warehouse.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("with %q: %v, want %s", text, err, want)
		}
		if held, err := warehouse.Held(dir); err != nil || held == nil || !strings.Contains(held.Error(), want) {
			t.Errorf("with %q: %v, %v", text, held, err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, free := range []string{dir, t.TempDir()} {
		if held, err := warehouse.Held(free); held != nil || err != nil {
			t.Errorf("%s: %v, %v", free, held, err)
		}
	}
}

// Opening again runs no migration again and keeps what was there.
func TestMigrationsRunOnce(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	exec1(t, e, "INSERT INTO reference.region (region) VALUES ('75')")
	const q = "SELECT string_agg(name, ' ' ORDER BY name) FROM main.migration"
	before := one(t, e.DB(), q)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	if after := one(t, e.DB(), q); before != after || !strings.HasPrefix(before, "0001_ledger.sql") {
		t.Errorf("migrations %q, then %q", before, after)
	}
	if got := one(t, e.DB(), "SELECT region FROM reference.region"); got != "75" {
		t.Errorf("region %q", got)
	}
}

// A file that is no database is an error, and the lock is let go.
func TestAFailedOpenHoldsNothing(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/warehouse.duckdb"
	if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := warehouse.Open(t.Context(), dir, warehouse.Options{}); err == nil {
		t.Fatal("opened")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

// A migration that fails leaves nothing open either.
func TestAFailedMigrationHoldsNothing(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	exec1(t, e, "DELETE FROM main.migration") // so that the first will run again and fail
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
	if err == nil || !strings.Contains(err.Error(), "0001_ledger.sql") {
		t.Fatalf("error %v", err)
	}
	// Other settings: an instance left behind would refuse them.
	if _, err = warehouse.Open(t.Context(), dir, warehouse.Options{Threads: 3}); err == nil || !strings.Contains(err.Error(), "0001_ledger.sql") {
		t.Errorf("error %v", err)
	}
}

func TestEnsureRaw(t *testing.T) {
	e := open(t, "")
	ensure := func(cols ...string) error {
		r := warehouse.RawTable{Name: "rows"}
		for i := 0; i < len(cols); i += 2 {
			r.Columns = append(r.Columns, warehouse.RawColumn{Name: cols[i], Type: cols[i+1]})
		}
		return e.EnsureRaw(t.Context(), []warehouse.RawTable{r})
	}
	columns := func() string {
		return one(t, e.DB(), `SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index) FROM duckdb_columns() WHERE schema_name = 'raw' AND table_name <> '_told'`)
	}
	if err := ensure("code", "VARCHAR", "n", "DECIMAL(18,4)"); err != nil {
		t.Fatal(err)
	}
	exec1(t, e, "INSERT INTO raw.rows VALUES (1, 1, 0, 'a', 2.5)")
	if err := ensure("code", "VARCHAR", "n", "DECIMAL(18,4)", `odd "name`, "DATE"); err != nil {
		t.Fatal(err)
	}
	const want = `_landing BIGINT, _row BIGINT, _state UTINYINT, code VARCHAR, n DECIMAL(18,4), odd "name DATE`
	if got := columns(); got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
	if err := ensure("code", "BIGINT"); err == nil || !strings.Contains(err.Error(), "raw.rows.code is VARCHAR") {
		t.Errorf("retyped: %v", err)
	}
	if err := ensure("n", "DECIMAL(18,4)"); err != nil || columns() != want {
		t.Errorf("a column gone from the contract: %v, columns %s", err, columns())
	}
	if got := one(t, e.DB(), "SELECT concat_ws('|', code, n, _state) FROM raw.rows"); got != "a|2.5000|0" {
		t.Errorf("the row is now %s", got)
	}
}

func TestTxCommitsOrRollsBack(t *testing.T) {
	e := open(t, "")
	exec1(t, e, "CREATE TABLE t (n INTEGER)")
	exec1(t, e, "INSERT INTO t VALUES (1)")
	fault := errors.New("fault")
	err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
		n, err := tx.Exec(t.Context(), "INSERT INTO t VALUES (2), (3)")
		if n != 2 || err != nil {
			t.Errorf("changed %d, %v", n, err)
		}
		return fault
	})
	if !errors.Is(err, fault) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = e.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO t VALUES (4)")
		cancel()
		return errors.Join(err, ctx.Err())
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	exec1(t, e, "INSERT INTO t VALUES (5)") // the writer still works
	if got := one(t, e.DB(), "SELECT string_agg(n, ' ' ORDER BY n) FROM t"); got != "1 5" {
		t.Errorf("rows %s", got)
	}
}

// Nobody sees a transaction before it has ended.
func TestReadersSeeWholeTransactions(t *testing.T) {
	e := open(t, "")
	exec1(t, e, "CREATE TABLE t (n INTEGER)")
	err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO t VALUES (1)")
		if got := one(t, e.DB(), "SELECT count(*) FROM t"); got != "0" {
			t.Errorf("a reader saw %s rows of a transaction that runs", got)
		}
		return err
	})
	if got := one(t, e.DB(), "SELECT count(*) FROM t"); err != nil || got != "1" {
		t.Errorf("%s rows, %v", got, err)
	}
}

// Writers take turns, also with those that change the schema.
func TestWritersTakeTurns(t *testing.T) {
	e := open(t, t.TempDir())
	exec1(t, e, "CREATE TABLE t (n INTEGER)")
	errs := make(chan error)
	for i := range 8 {
		go func() {
			err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
				_, err := tx.ExecPlanned(t.Context(), "INSERT INTO t SELECT coalesce(max(n), 0) + 1 FROM t")
				return err
			})
			if i%2 == 0 {
				err = errors.Join(err, e.Checkpoint(t.Context()))
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := one(t, e.DB(), "SELECT max(n) FROM t"); got != "8" {
		t.Errorf("the last number is %s", got)
	}
}

func TestPlannedStatementsSurviveDDL(t *testing.T) {
	e := open(t, "")
	exec1(t, e, "CREATE TABLE t (n INTEGER); CREATE TABLE other (n INTEGER)")
	add := func(n int) (sum int) {
		t.Helper()
		err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
			if _, err := tx.ExecPlanned(t.Context(), "INSERT INTO t (n) VALUES (?)", n); err != nil {
				return err
			}
			return tx.QueryRowPlanned(t.Context(), "SELECT sum(n)::INTEGER FROM t WHERE n > ?", 0).Scan(&sum)
		})
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	if got := add(1); got != 1 {
		t.Errorf("sum %d", got)
	}
	exec1(t, e, "ALTER TABLE t ADD COLUMN more VARCHAR; DROP TABLE other")
	if got := add(2); got != 3 {
		t.Errorf("after a new column: sum %d", got)
	}
	exec1(t, e, "CREATE OR REPLACE TABLE t AS SELECT 10 AS n")
	if got := add(3); got != 13 {
		t.Errorf("after a new table: sum %d", got)
	}
	err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
		_, err := tx.ExecPlanned(t.Context(), "SELECT no_such_function()")
		var n int
		if tx.QueryRowPlanned(t.Context(), "SELECT n FROM nowhere").Scan(&n) == nil {
			t.Error("a statement that cannot be planned gave a row")
		}
		return err
	})
	if err == nil {
		t.Error("a statement that cannot be planned ran")
	}
}

func TestFillReplacesRows(t *testing.T) {
	e := open(t, "")
	rows := func(names ...string) (all [][]driver.Value) {
		for _, n := range names {
			all = append(all, []driver.Value{n, "kind", n, n})
		}
		return all
	}
	const q = "SELECT string_agg(body, ' ' ORDER BY body) FROM reference.body"
	for _, names := range [][]string{{"a", "b"}, {"c"}, nil, {"d", "e"}} {
		if err := e.Fill(t.Context(), "reference", "body", rows(names...)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Join(names, " "), one(t, e.DB(), q)); diff != "" {
			t.Error(diff)
		}
	}
	if err := e.Fill(t.Context(), "reference", "body", [][]driver.Value{{"x"}}); err == nil {
		t.Error("a row with too few values was taken")
	}
	if got := one(t, e.DB(), q); got != "d e" {
		t.Errorf("a failed fill left %q", got)
	}
}

func TestPersonKeyIsKnownToSQL(t *testing.T) {
	e := open(t, "")
	if err := e.PersonKey(t.Context(), func(iin string) string { return "key of " + iin }); err != nil {
		t.Fatal(err)
	}
	if got := one(t, e.DB(), "SELECT nsk_person('1') || coalesce(nsk_person(NULL), ', none')"); got != "key of 1, none" {
		t.Errorf("got %q", got)
	}
}

func TestQuoting(t *testing.T) {
	e := open(t, "")
	for _, s := range []string{"", "it's", `a "b"`, "; DROP TABLE x; --", "Қағида"} {
		if got := one(t, e.DB(), "SELECT "+warehouse.Literal(s)); got != s {
			t.Errorf("literal %q came back as %q", s, got)
		}
		if got := one(t, e.DB(), "SELECT "+warehouse.Quote("c"+s)+" FROM (SELECT 'v' AS "+warehouse.Quote("c"+s)+")"); got != "v" {
			t.Errorf("name %q: %q", s, got)
		}
	}
}
