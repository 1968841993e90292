package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// A Sealed is one release that may be read and nothing else: the SQL of users runs over it,
// in a process of its own (package query).
type Sealed struct {
	db   *sql.DB
	conn *sql.Conn
}

// Seal attaches the release in file as "release" to an empty database and then shuts it off:
// no other file, extension, setting or network can be reached, nothing is spilled to disk.
func Seal(ctx context.Context, file string, opt Options) (*Sealed, error) {
	opt = opt.withDefaults()
	db, err := openDuckDB("", url.Values{
		"memory_limit":                 {opt.MemoryLimit},
		"threads":                      {strconv.Itoa(opt.Threads)},
		"temp_directory":               {""},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
	})
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("seal: %w", err), db.Close())
	}
	s := &Sealed{db, conn}
	for _, command := range []string{
		"ATTACH " + Literal(file) + " AS release (READ_ONLY)", "USE release", "SET errors_as_json = true",
		"SET enable_external_access = false", "SET lock_configuration = true",
	} {
		if _, err := conn.ExecContext(ctx, command); err != nil {
			return nil, errors.Join(fmt.Errorf("seal: %w", err), s.Close())
		}
	}
	return s, nil
}

// Close lets go of the release.
func (s *Sealed) Close() error { return errors.Join(s.conn.Close(), s.db.Close()) }

// A Column is one of a result: its name and its type in DuckDB's words, such as DECIMAL(18,2).
type Column struct{ Name, Type string }

// A Result is read row by row. Next fills row, which has a place for each column, with
// values as Plain gives them, and returns io.EOF at the end.
type Result struct {
	Columns []Column
	Places  int // for parameters
	rows    driver.Rows
	cells   []driver.Value
}

// A SQLError is what DuckDB has against a query.
type SQLError struct {
	Class      string // such as Parser, Binder, Catalog, Permission, Out of Memory
	Kind       string // finer, such as COLUMN_NOT_FOUND; often empty
	Message    string // DuckDB's own words; may hold what users must not see
	Name       string // what was not found
	Type       string // what it would have been, such as Table
	Candidates string // what is called nearly so
	Position   int    // byte in the query from 0; -1 where DuckDB does not say
}

func (e *SQLError) Error() string { return e.Class + " error: " + e.Message }

// errNotOne means that a text is not exactly one statement; errNotReading that the statement
// is of a kind that does more than read; errPlaces that it
// has more or fewer places than there are parameters.
var (
	errNotOne     = &SQLError{Class: "Statements", Position: -1}
	errNotReading = &SQLError{Class: "Kind", Position: -1}
	errPlaces     = &SQLError{Class: "Parameters", Position: -1}
)

// All computes every row of a statement.
const All = -1

// Ask runs one reading statement and hands its result to use. What kind a statement is says
// DuckDB's parser. At most the first rows are computed; with 0, no parameter need have a
// value. It returns a *SQLError if DuckDB does.
func (s *Sealed) Ask(ctx context.Context, text string, params []any, rows int64, use func(*Result) error) error {
	return s.conn.Raw(func(c any) error {
		conn := c.(*duckdb.Conn)
		stmt, err := judged(conn, text)
		if err != nil {
			return sqlError(err)
		}
		places := stmt.NumInput()
		if rows == 0 {
			params = make([]any, places)
		}
		if len(params) != places {
			return errors.Join(errPlaces, stmt.Close())
		}
		names := columnNames(stmt)
		cut, shorter := cutOff(conn, stmt, text, rows)
		if shorter {
			stmt = cut
		}
		defer stmt.Close()
		err = asked(ctx, stmt, params, func(r driver.Rows) error { return use(result(r, names, places)) })
		var theirs *SQLError
		if errors.As(err, &theirs) && shorter && theirs.Position >= len(bracket) {
			theirs.Position -= len(bracket)
		}
		return err
	})
}

func asked(ctx context.Context, stmt *duckdb.Stmt, params []any, use func(driver.Rows) error) error {
	rows, err := stmt.QueryContext(ctx, bound(params))
	if err != nil {
		return sqlError(err)
	}
	defer rows.Close()
	return sqlError(use(rows))
}

func bound(params []any) []driver.NamedValue {
	args := make([]driver.NamedValue, len(params))
	for i, p := range params {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: p}
	}
	return args
}

// judged prepares the text without running any of it, and refuses what does not only read.
func judged(conn *duckdb.Conn, text string) (*duckdb.Stmt, error) {
	prepared, err := conn.Prepare(text)
	var theirs *duckdb.Error
	if err != nil && !errors.As(err, &theirs) {
		return nil, errNotOne // Prepare takes one statement; it says so in words of its own
	}
	if err != nil {
		return nil, err
	}
	stmt := prepared.(*duckdb.Stmt)
	kind, err := stmt.StatementType()
	if err == nil && kind != duckdb.STATEMENT_TYPE_SELECT && kind != duckdb.STATEMENT_TYPE_EXPLAIN {
		err = errNotReading
	}
	if err != nil {
		return nil, errors.Join(err, stmt.Close())
	}
	return stmt, nil
}

// bracket opens the outer query of a statement that is cut off.
const bracket = "SELECT * FROM (\n"

// cutOff prepares the statement so that DuckDB stops after the first rows, for it would else
// compute all before the first is seen. What cannot stand in brackets is left as it is.
func cutOff(conn *duckdb.Conn, whole *duckdb.Stmt, text string, rows int64) (*duckdb.Stmt, bool) {
	if kind, err := whole.StatementType(); err != nil || rows == All || kind != duckdb.STATEMENT_TYPE_SELECT {
		return nil, false
	}
	text = strings.TrimRight(text, "; \t\r\n")
	cut, err := judged(conn, fmt.Sprintf("%s%s\n) LIMIT %d", bracket, text, rows))
	if err != nil {
		return nil, false
	}
	return cut, whole.Close() == nil
}

func columnNames(stmt *duckdb.Stmt) []string {
	n, err := stmt.ColumnCount()
	if err != nil {
		return nil
	}
	names := make([]string, n)
	for i := range names {
		if names[i], err = stmt.ColumnName(i); err != nil {
			return nil
		}
	}
	return names
}

func result(rows driver.Rows, names []string, places int) *Result {
	r := &Result{rows: rows, Places: places}
	types := rows.(driver.RowsColumnTypeDatabaseTypeName)
	for i, name := range rows.Columns() {
		if len(names) == len(rows.Columns()) {
			name = names[i] // a column called like another one has a new name in the outer SELECT
		}
		r.Columns = append(r.Columns, Column{Name: name, Type: types.ColumnTypeDatabaseTypeName(i)})
	}
	r.cells = make([]driver.Value, len(r.Columns))
	return r
}

// Next reads one row.
func (r *Result) Next(row []any) error {
	if err := r.rows.Next(r.cells); err != nil {
		if err == io.EOF {
			return io.EOF
		}
		return sqlError(err)
	}
	for i, c := range r.cells {
		row[i] = Plain(c)
	}
	return nil
}

// sqlError reads what DuckDB says of an error.
func sqlError(err error) error {
	var ours *SQLError
	var theirs *duckdb.Error
	if errors.As(err, &ours) || !errors.As(err, &theirs) {
		return err
	}
	e := &SQLError{Position: -1, Message: theirs.Msg}
	class, text, found := strings.Cut(theirs.Msg, " Error: ")
	if found {
		e.Class, e.Message = class, text
	}
	from := strings.Index(theirs.Msg, "{")
	if from < 0 {
		return e
	}
	var said map[string]string
	if json.NewDecoder(strings.NewReader(theirs.Msg[from:])).Decode(&said) != nil {
		return e
	}
	e.Class, e.Kind, e.Message = said["exception_type"], said["error_subtype"], said["exception_message"]
	e.Name, e.Type, e.Candidates = said["name"], said["type"], said["candidates"]
	if at, err := strconv.Atoi(said["position"]); err == nil {
		e.Position = at
	}
	return e
}
