package flight_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-adbc/go/adbc"
	"github.com/apache/arrow-adbc/go/adbc/driver/flightsql"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"nsk/connectors/wire/certtest"
	"nsk/site/account"
	"nsk/warehouse"
	"nsk/warehouse/query"
	"nsk/warehouse/query/flight"
)

func TestMain(m *testing.M) {
	if query.Child(os.Args[1:]) {
		return
	}
	os.Exit(m.Run())
}

const first, second = "2025-11-20-0000000a", "2025-11-21-0000000b"

// A stand is a server over two releases, on the loopback.
type stand struct {
	at, ca   string
	accounts *account.Store
	mu       sync.Mutex
	acts     []flight.Act
}

func newStand(t *testing.T) *stand {
	t.Helper()
	ctx := t.Context()
	e, err := warehouse.Open(ctx, t.TempDir(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	day := time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)
	for i, id := range []string{first, second} {
		sql := fmt.Sprintf("CREATE OR REPLACE TABLE core.c AS SELECT i AS n, 'жол ' || i AS name, (i / 4)::DECIMAL(10, 2) AS d FROM range(%d) AS r(i)", 1000*(i+1))
		if _, err := e.DB().ExecContext(ctx, sql); err != nil {
			t.Fatal(err)
		}
		if err := e.Publish(ctx, warehouse.Release{ID: id, Made: day, AsOf: day}); err != nil {
			t.Fatal(err)
		}
	}
	s := &stand{accounts: &account.Store{Dir: t.TempDir(), Now: time.Now}}
	secure, ca := certtest.Sound.TLS(t)
	root, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	s.ca = string(root)
	server, err := flight.New(flight.Options{
		Queries:  &query.Runner{Data: e.Dir(), Program: []string{os.Args[0], "query-child"}, At: query.Limits{Memory: "256MB", Time: 20 * time.Second}},
		Accounts: s.accounts, Roles: []account.Role{account.Analyst}, Now: time.Now,
		Lasted: func(rows int64, _ time.Time, err error) string { return fmt.Sprint(rows, " rows ", err) },
		Act: func(_ context.Context, a flight.Act) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.acts = append(s.acts, a)
			return nil
		},
		TLS: secure,
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.at = "grpc+tls://" + l.Addr().String()
	go func() { _ = server.Serve(l) }()
	t.Cleanup(server.Close)
	return s
}

// token is one of a new account with the role.
func (s *stand) token(t *testing.T, name string, role account.Role) string {
	t.Helper()
	one := account.Account{Name: name, Role: role, Lang: "ru"}
	if role == account.Centre {
		one.Provider = "000000000001"
	}
	if err := s.accounts.Add(t.Context(), one, "a long password of a test"); err != nil {
		t.Fatal(err)
	}
	_, text, err := s.accounts.AddToken(t.Context(), name, "тетрадь аналитика", 30)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// connect opens a connection of the ADBC driver.
func (s *stand) connect(t *testing.T, options map[string]string) (adbc.Connection, error) {
	t.Helper()
	all := map[string]string{adbc.OptionKeyURI: s.at, flightsql.OptionSSLRootCerts: s.ca}
	for k, v := range options {
		all[k] = v
	}
	db, err := flightsql.NewDriver(memory.DefaultAllocator).NewDatabase(all)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { db.Close() })
	c, err := db.Open(t.Context())
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func bearer(token string) map[string]string {
	return map[string]string{flightsql.OptionAuthorizationHeader: "Bearer " + token}
}

// rows asks and returns the cells as text.
func rows(ctx context.Context, t *testing.T, c adbc.Connection, sql string, params arrow.RecordBatch) (string, error) {
	t.Helper()
	st, err := c.NewStatement()
	if err != nil {
		return "", err
	}
	defer st.Close()
	if err := st.SetSqlQuery(sql); err != nil {
		return "", err
	}
	if params != nil {
		if err := st.Prepare(ctx); err != nil {
			return "", err
		}
		if err := st.Bind(ctx, params); err != nil {
			return "", err
		}
	}
	reader, _, err := st.ExecuteQuery(ctx)
	if err != nil {
		return "", err
	}
	defer reader.Release()
	return cells(reader)
}

func cells(reader array.RecordReader) (string, error) {
	var lines []string
	for reader.Next() {
		b := reader.RecordBatch()
		for i := range int(b.NumRows()) {
			var line []string
			for _, column := range b.Columns() {
				line = append(line, column.ValueStr(i))
			}
			lines = append(lines, strings.Join(line, "|"))
		}
	}
	return strings.Join(lines, "\n"), reader.Err()
}

// A notebook asks with a token, with and without parameters, of the newest release and of
// one it names; every question is on record with how it ended.
func TestAsk(t *testing.T) {
	s := newStand(t)
	token := s.token(t, "anna", account.Analyst)
	c, err := s.connect(t, bearer(token))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if got, err := rows(ctx, t, c, "SELECT count(*), max(name), max(d) FROM core.c", nil); err != nil || got != "2000|жол 999|499.75" {
		t.Errorf("%q, %v", got, err)
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}, {Name: "b", Type: arrow.BinaryTypes.String}}, nil))
	b.Field(0).(*array.Int64Builder).Append(7)
	b.Field(1).(*array.StringBuilder).Append("жол 7'; DROP TABLE core.c")
	if got, err := rows(ctx, t, c, "SELECT n, ? FROM core.c WHERE n = $1", nil); err == nil {
		t.Errorf("two kinds of places: %q", got)
	}
	if got, err := rows(ctx, t, c, "SELECT n, $2 AS p FROM core.c WHERE n = $1", b.NewRecordBatch()); err != nil || got != "7|жол 7'; DROP TABLE core.c" {
		t.Errorf("%q, %v", got, err)
	}
	b.Field(0).(*array.Int64Builder).AppendValues([]int64{7, 8}, nil)
	b.Field(1).(*array.StringBuilder).AppendValues([]string{"a", "b"}, nil)
	if got, err := rows(ctx, t, c, "SELECT n, $2 AS p FROM core.c WHERE n = $1", b.NewRecordBatch()); err == nil || !strings.Contains(err.Error(), "one row of parameters") {
		t.Errorf("two rows of parameters: %q, %v", got, err)
	}
	old, err := s.connect(t, map[string]string{flightsql.OptionAuthorizationHeader: "Bearer " + token, flightsql.OptionRPCCallHeaderPrefix + "nsk-release": first})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rows(ctx, t, old, "SELECT count(*) FROM core.c", nil); err != nil || got != "1000" {
		t.Errorf("the release that was named: %q, %v", got, err)
	}
	basic, err := s.connect(t, map[string]string{adbc.OptionKeyUsername: "anna", adbc.OptionKeyPassword: token})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rows(ctx, t, basic, "SELECT 1", nil); err != nil || got != "1" {
		t.Errorf("with name and token: %q, %v", got, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.acts) < 8 || s.acts[0] != (flight.Act{Who: "anna", Did: "flight query", Object: "SELECT count(*), max(name), max(d) FROM core.c", Why: "тетрадь аналитика"}) ||
		s.acts[1].Did != "flight query end" || s.acts[1].Object != "1 rows <nil>" {
		t.Errorf("on record: %+v", s.acts)
	}
}

// Nobody without a token, nobody whose role may not, and no query that reaches out.
func TestRefusals(t *testing.T) {
	s := newStand(t)
	token := s.token(t, "anna", account.Analyst)
	for name, options := range map[string]map[string]string{
		"no token": nil, "a wrong token": bearer("nsk_00"), "a centre": bearer(s.token(t, "centre", account.Centre)),
		"an administrator":           bearer(s.token(t, "admin", account.Administrator)),
		"a password":                 {adbc.OptionKeyUsername: "anna", adbc.OptionKeyPassword: "a long password of a test"},
		"the token of another":       {adbc.OptionKeyUsername: "admin", adbc.OptionKeyPassword: token},
		"no trust in the connection": {flightsql.OptionSSLRootCerts: "", flightsql.OptionAuthorizationHeader: "Bearer " + token},
		"no TLS":                     {adbc.OptionKeyURI: strings.Replace(s.at, "grpc+tls", "grpc+tcp", 1), flightsql.OptionAuthorizationHeader: "Bearer " + token},
	} {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		c, err := s.connect(t, options)
		if err == nil {
			_, err = rows(ctx, t, c, "SELECT 1", nil)
		}
		stop()
		if err == nil {
			t.Errorf("%s is let in", name)
		}
	}
	c, err := s.connect(t, bearer(token))
	if err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		"SELECT * FROM read_text('/etc/passwd')": "Запрос читает только таблицы выпуска",
		"DROP TABLE core.c":                      "можно только читать",
		"SELECT *\nFROM core.d":                  "(2:6)",
		"SELECT 1; SELECT 2":                     "ровно один",
	} {
		if _, err := rows(t.Context(), t, c, sql, nil); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "/tmp/") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// A tool finds its way: catalogues, schemas, tables, columns with remarks, and facts.
func TestCatalogue(t *testing.T) {
	s := newStand(t)
	c, err := s.connect(t, bearer(s.token(t, "anna", account.Analyst)))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	kinds, err := c.GetTableTypes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := cells(kinds); got != "BASE TABLE" || err != nil {
		t.Errorf("kinds of tables: %s, %v", got, err)
	}
	schema, table := "ma%", "region_overview"
	objects, err := c.GetObjects(ctx, adbc.ObjectDepthAll, nil, &schema, &table, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cells(objects)
	for _, want := range []string{"release", `"db_schema_name":"mart"`, `"table_name":"region_overview"`, `"column_name":"vacancies"`} {
		if !strings.Contains(got, want) {
			t.Errorf("objects lack %s: %.600s, %v", want, got, err)
		}
	}
	if strings.Contains(got, `"core"`) || strings.Contains(got, `"table_name":"gap"`) {
		t.Errorf("objects that were not asked for: %.600s", got)
	}
	schema = "mart"
	of, err := c.GetTableSchema(ctx, nil, &schema, table)
	if err != nil || !strings.Contains(of.String(), "Вакансии / Бос жұмыс орындары / Vacancies") {
		t.Errorf("columns of a table: %v, %v", of, err)
	}
	facts, err := c.GetInfo(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := cells(facts); err != nil || !strings.Contains(got, "nsk") {
		t.Errorf("facts: %s, %v", got, err)
	}
}

// A question can be taken back while it runs; the next one is answered.
func TestCancel(t *testing.T) {
	s := newStand(t)
	c, err := s.connect(t, bearer(s.token(t, "anna", account.Analyst)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	if _, err := rows(ctx, t, c, "SELECT sum(sqrt(a.range)) FROM range(1000000) a, range(1000000) b", nil); err == nil {
		t.Error("an endless question was answered")
	}
	var refused adbc.Error
	_, err = rows(t.Context(), t, c, "SELECT * FROM range(3000000)", nil)
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "больше") {
		t.Errorf("too many rows: %v", err)
	}
	if got, err := rows(t.Context(), t, c, "SELECT 1", nil); got != "1" || err != nil {
		t.Errorf("the next question: %q, %v", got, err)
	}
}
