package sql_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/sql"
	"nsk/connectors/sql/pgserver"
)

// server is the PostgreSQL of these tests; nil where there is none.
var server *pgserver.Server

func TestMain(m *testing.M) {
	var err error
	server, err = pgserver.Use(context.Background())
	if err != nil && (!errors.Is(err, pgserver.ErrAbsent) || os.Getenv("NSK_REQUIRE") != "") {
		fmt.Fprintln(os.Stderr, "connectors/sql:", err)
		os.Exit(1)
	}
	code := m.Run()
	if server != nil {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "connectors/sql:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// A database is a schema of its own, with the administrator's connection.
type database struct {
	*testing.T
	conn   *pgx.Conn
	schema string
}

var schemas atomic.Int32

func open(t *testing.T, script string) *database {
	t.Helper()
	if server == nil {
		t.Skip("NOT TESTED: ", pgserver.ErrAbsent)
	}
	d := &database{T: t, schema: fmt.Sprintf("s%d_%d", os.Getpid(), schemas.Add(1))}
	d.conn = d.connect()
	d.exec("CREATE SCHEMA " + d.schema + "; SET search_path TO " + d.schema + "; " + script)
	t.Cleanup(func() { d.exec("DROP SCHEMA " + d.schema + " CASCADE") })
	return d
}

func (d *database) connect() *pgx.Conn {
	d.Helper()
	conn, err := pgx.Connect(context.Background(), strings.Replace(server.Address, "://", "://"+server.User+":"+server.Password+"@", 1))
	if err != nil {
		d.Fatal(err)
	}
	if d.conn != nil {
		if _, err := conn.Exec(context.Background(), "SET search_path TO "+d.schema); err != nil {
			d.Fatal(err)
		}
	}
	d.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func (d *database) exec(script string) {
	d.Helper()
	if _, err := d.conn.Exec(context.Background(), script); err != nil {
		d.Fatal(err)
	}
}

// env is how the server is reached.
func env(secret string) connectors.Env {
	return connectors.Env{Secret: func(string) (string, error) { return secret, nil },
		Endpoints: map[string]connectors.Endpoint{"house": {Address: server.Address, User: server.User, Attempts: 1}}}
}

// source is a connector for a table or query of the schema; options as name=value.
func (d *database) source(options ...string) connectors.Connector {
	d.Helper()
	c := &contract.Contract{Source: "persons", Options: map[string]string{"endpoint": "house"}}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		if name == "table" {
			value = d.schema + "." + value
		}
		if name == "key" {
			c.Key, c.Columns = append(c.Key, value), append(c.Columns, contract.Column{Name: value})
			continue
		}
		c.Options[name] = strings.ReplaceAll(value, "@", d.schema+".")
	}
	s, err := sql.New(c, env(server.Password))
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// pull fetches and reads all.
func pull(t *testing.T, c connectors.Connector, since string) (string, *connectors.Batch) {
	t.Helper()
	w := connectortest.March
	w.Since = since
	b, err := c.Fetch(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(b.Body)
	if err = errors.Join(err, b.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text), b
}

// Values arrive exactly: every digit, instants in UTC, NULL apart from the empty string.
func TestValuesAreExact(t *testing.T) {
	d := open(t, `CREATE TABLE kinds (n numeric, big bigint, "нет имени" text, nothing text, yes boolean, at timestamptz, plain timestamp, day date, span interval, raw bytea, list int[], j json, money numeric(20,2), f float8, id uuid);
		INSERT INTO kinds VALUES (12345678901234567890.000000000012345, 9223372036854775807, '', NULL, true, '2025-03-01 05:00:00.123456+05', '2025-03-01 05:00', '2024-02-29', '1 day 2 hours', '\xde00', '{1,NULL}', E'{"a":\n 1.50}', 1.10, 0.1, '00000000-0000-0000-0000-00000000000a')`)
	got, b := pull(t, d.source("table=kinds"), "")
	want := `{"n":"12345678901234567890.000000000012345","big":9223372036854775807,"нет имени":"","nothing":null,"yes":true,"at":"2025-03-01T00:00:00.123456+00:00","plain":"2025-03-01T05:00:00","day":"2024-02-29","span":"P1DT2H","raw":"\\xde00","list":[1,null],"j":{"a":  1.50},"money":"1.10","f":0.1,"id":"00000000-0000-0000-0000-00000000000a"}` + "\n"
	if got != want {
		t.Errorf("got\n%s want\n%s", got, want)
	}
	if b.MediaType != connectors.MediaJSONLines || !strings.HasPrefix(b.Origin, "postgres://127.0.0.1:") || strings.Contains(b.Origin, server.Password) || b.Cursor != "" || b.Period.Part != "" {
		t.Errorf("batch %+v", b)
	}
}

// Only what the contract names leaves the database, in the order of its key; a column that
// is not there any more is named with what there is.
func TestColumnsOfTheContract(t *testing.T) {
	d := open(t, `CREATE TABLE persons (id int, name text); INSERT INTO persons VALUES (2, 'secret'), (1, 'secret')`)
	if got, _ := pull(t, d.source("table=persons", "key=id"), ""); got != "{\"id\":1}\n{\"id\":2}\n" {
		t.Errorf("got %s", got)
	}
	d.exec("ALTER TABLE persons RENAME COLUMN id TO number")
	_, err := d.source("table=persons", "key=id").Fetch(t.Context(), connectortest.March)
	if err == nil || !strings.Contains(err.Error(), `column "id" of contract persons.yaml: the table `+d.schema+`.persons has no such column; it has number, name`) {
		t.Error(err)
	}
}

// Rows of a period and of a provider are chosen by the kind of their column; deleted ones
// say so.
func TestChosenRows(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int, day date, at timestamptz, month text, whose text, gone timestamptz, state text);
		INSERT INTO r VALUES (1, '2025-03-01', '2025-02-28 19:00Z', '2025-03', '990440000385', NULL, 'ok'), (2, '2025-03-31', '2025-03-31 18:59Z', '2025-03', 'other', now(), 'annulled'), (3, '2025-04-01', '2025-03-31 19:00Z', '2025-04', '990440000385', NULL, NULL)`)
	for options, want := range map[string]string{
		"period=day":                   "1 2",
		"period=at zone=Asia/Almaty":   "1 2",
		"period=at":                    "2 3",
		"period=month":                 "1 2",
		"provider=whose":               "1 3",
		"provider=whose period=month":  "1",
		"deleted=gone":                 "1 2† 3",
		"deleted=state=annulled":       "1 2† 3",
		"query=SELECT_n_FROM_@r;":      "refused",
		"query=SELECT_n_FROM_@r_--_;":  "1 2 3",
		"table=r fetch=1 timeout=10s":  "1 2 3",
		"table=r count=false deleted=": "1 2 3",
	} {
		given := strings.Fields(options)
		for i := range given {
			given[i] = strings.ReplaceAll(given[i], "_", " ")
		}
		if !strings.Contains(options, "query=") && !strings.Contains(options, "table=") {
			given = append(given, "table=r")
		}
		given = append(given, "key=n")
		b, err := d.source(given...).Fetch(t.Context(), connectortest.March)
		if want == "refused" {
			if err == nil || !strings.Contains(err.Error(), "SQLSTATE 42601") {
				t.Errorf("%s: %v", options, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", options, err)
			continue
		}
		text, err := io.ReadAll(b.Body)
		got := strings.NewReplacer(`,"_deleted":true`, "†", `,"_deleted":false`, "", `{"n":`, "", "}\n", " ").Replace(string(text))
		if err != nil || strings.TrimSpace(got) != want {
			t.Errorf("%s: %q, %v; want %q", options, got, err, want)
		}
		b.Body.Close()
	}
}

// No rows of a period is not yet, unless the contract says how to know that it is complete.
func TestNotPublished(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int, month text); CREATE TABLE done (month text)`)
	if _, err := d.source("table=r", "period=month").Fetch(t.Context(), connectortest.March); !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
	told := []string{"table=r", "period=month", "published=SELECT true FROM @done WHERE month = $1"}
	if _, err := d.source(told...).Fetch(t.Context(), connectortest.March); !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
	d.exec("INSERT INTO done VALUES ('2025-03')")
	if got, _ := pull(t, d.source(told...), ""); got != "" {
		t.Errorf("got %q, want no rows", got)
	}
}

// Whatever a query tries, it only reads.
func TestOnlyReads(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int); CREATE FUNCTION sly() RETURNS int LANGUAGE sql VOLATILE AS $$ INSERT INTO r VALUES (1) RETURNING n $$`)
	for _, q := range []string{"SELECT @sly() AS n", "WITH x AS (INSERT INTO @r VALUES (1) RETURNING n) SELECT * FROM x", "SELECT 1) AS source; INSERT INTO @r VALUES (1); SELECT * FROM (SELECT 1"} {
		b, err := d.source("query="+q).Fetch(t.Context(), connectortest.March)
		if err == nil {
			_, err = io.ReadAll(b.Body)
			b.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: no error", q)
		}
	}
	var n int
	if err := d.conn.QueryRow(t.Context(), "SELECT count(*) FROM r").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows were written, %v", n, err)
	}
}

// A pull is one moment: what is committed while it is read is not in it.
func TestOneSnapshot(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int); INSERT INTO r SELECT generate_series(1, 5000)`)
	b, err := d.source("table=r", "fetch=10").Fetch(t.Context(), connectortest.March)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	if _, err := io.ReadFull(b.Body, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	d.exec("DELETE FROM r WHERE n > 100; INSERT INTO r VALUES (0)")
	rest, err := io.ReadAll(b.Body)
	if err != nil || !strings.HasSuffix(string(rest), "{\"n\":5000}\n") {
		t.Errorf("ends with %q, %v", rest[max(0, len(rest)-40):], err)
	}
}

// at work counts the queries of pulls that the server still runs.
func (d *database) atWork() (n int) {
	d.Helper()
	if err := d.conn.QueryRow(context.Background(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'nsk' AND datname = current_database()").Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

// quiet waits until the server runs none of our queries.
func (d *database) quiet() {
	d.Helper()
	for deadline := time.Now().Add(5 * time.Second); d.atWork() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			d.Fatalf("%d queries are still at work on the server", d.atWork())
		}
	}
}

// A pull that is left ends on the server, whether it computes, or waits for its reader.
func TestCancelEndsTheQuery(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int); INSERT INTO r SELECT generate_series(1, 5000)`)
	for name, options := range map[string][]string{"while it counts": nil, "while rows are made": {"count=false"}} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		b, err := d.source(append(options, "query=SELECT n, pg_sleep(0.05)::text AS slow FROM @r")...).Fetch(ctx, connectortest.March)
		if err == nil {
			_, err = io.ReadAll(b.Body)
			b.Body.Close()
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want context.Canceled", name, err)
		}
		d.quiet()
	}
	b, err := d.source("table=r").Fetch(t.Context(), connectortest.March)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.ReadFull(b.Body, make([]byte, 10))
	b.Body.Close()
	d.quiet()
}

// What the server refuses says host and table, and no password and no value.
func TestFaultsAreDiscreet(t *testing.T) {
	d := open(t, `CREATE TABLE r (iin text); INSERT INTO r VALUES ('990101300123')`)
	wrong, err := sql.New(&contract.Contract{Source: "persons", Options: map[string]string{"endpoint": "house", "table": d.schema + ".r"}}, env("wrong-and-secret"))
	if err != nil {
		t.Fatal(err)
	}
	for says, c := range map[string]connectors.Connector{
		"SQLSTATE 28P01":                       wrong,
		"SQLSTATE 42P01":                       d.source("table=absent"),
		"SQLSTATE 22":                          d.source("query=SELECT iin::date FROM @r", "count=false"),
		"SQLSTATE 57014); ":                    nil,
		"raise options.timeout":                d.source("query=SELECT 1 AS n, pg_sleep(9)::text AS s", "count=false", "timeout=50ms"),
		`column "nein": the table`:             d.source("table=r", "deleted=nein"),
		"column \"iin\" is neither a date, in": nil,
	} {
		if c == nil {
			continue
		}
		b, err := c.Fetch(t.Context(), connectortest.March)
		if err == nil {
			_, err = io.ReadAll(b.Body)
			b.Body.Close()
		}
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "127.0.0.1:") {
			t.Errorf("error %v, want %q", err, says)
			continue
		}
		for _, secret := range []string{server.Password, "wrong-and-secret", "990101300123"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%v shows %s", err, secret)
			}
		}
	}
}
