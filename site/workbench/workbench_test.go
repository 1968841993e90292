package workbench_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"nsk/site/account"
	"nsk/site/sitetest"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

func TestMain(m *testing.M) {
	if query.Child(os.Args[1:]) {
		return
	}
	os.Exit(m.Run())
}

// The tests share one site: to stand it up costs more than they do.
func TestWorkbench(t *testing.T) {
	s := sitetest.New(t, nil)
	d := desk{s, sit(t, s, account.Analyst), sit(t, s, account.Engineer)}
	for name, test := range map[string]func(*testing.T, desk){
		"a result": testAResult, "a wrong query": testAWrongQuery, "cancel": testCancelAndOthers, "on record": testOnRecord, "saved": testSaved, "taken": testTaken, "examples": testExamples, "browser": testBrowser,
	} {
		t.Run(name, func(t *testing.T) {
			d.analyst.t, d.engineer.t = t, t
			test(t, d)
		})
	}
	t.Run("gone", func(t *testing.T) { testGone(t, d) })
	t.Run("leaving", func(t *testing.T) { testLeaving(t, d) }) // ends sessions: the last
}

// A desk is a site at which two have taken their seats.
type desk struct {
	*sitetest.Stand
	analyst, engineer seat
}

// A seat is an account at a site.
type seat struct {
	t       *testing.T
	client  *http.Client
	address string
}

func sit(t *testing.T, s *sitetest.Stand, name account.Role) seat {
	return seat{t, s.Client(t, name), s.Address}
}

func (s seat) get(path string) (int, string) {
	s.t.Helper()
	r, err := s.client.Get(s.address + path)
	return s.read(r, err)
}

func (s seat) post(path string, form url.Values) (int, string) {
	s.t.Helper()
	r, err := s.client.PostForm(s.address+path, form)
	return s.read(r, err)
}

func (s seat) read(r *http.Response, err error) (int, string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if to := r.Header.Get("Location"); to != "" {
		return r.StatusCode, to
	}
	return r.StatusCode, string(text)
}

// A standing is what the page reads of a query.
type standing struct {
	ID, State, Release string
	Rows               int64
	Columns            []struct {
		Name, Type string
		Number     bool
	}
	Fault *struct {
		Text         string
		Line, Column int
	}
}

// begin starts a query.
func (s seat) begin(sql string) (at standing) {
	s.t.Helper()
	_, text := s.post("/sql/run", url.Values{"sql": {sql}, "purpose": {"тест"}})
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		s.t.Fatal(text, err)
	}
	return at
}

// ask runs a query to its end.
func (s seat) ask(sql string) (at standing) {
	s.t.Helper()
	id := s.begin(sql).ID
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		_, text := s.get("/sql/results/" + id)
		if err := json.Unmarshal([]byte(text), &at); err != nil {
			s.t.Fatal(text, err)
		}
		if at.State != "running" {
			return at
		}
	}
	s.t.Fatal("the query does not end")
	return at
}

func (s seat) rows(id, from string) (rows [][]*string) {
	s.t.Helper()
	_, text := s.get("/sql/results/" + id + "/rows?from=" + from)
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		s.t.Fatal(text, err)
	}
	return rows
}

// A result has its numbers with all digits, and NULL is not an empty text; pages of rows
// come from wherever they are asked for.
func testAResult(t *testing.T, d desk) {
	s := d.analyst
	at := s.ask("SELECT i AS n, 9007199254740993 + i AS big, CAST(i AS DECIMAL(18,2)) / 1 AS d, CASE i WHEN 1 THEN '' WHEN 2 THEN NULL ELSE 'қ' || i END AS text, DATE '2025-10-31' AS day FROM range(40000) AS r(i) ORDER BY i")
	if at.State != "done" || at.Rows != 40000 || at.Release != sitetest.Release || len(at.Columns) != 5 || !at.Columns[1].Number || at.Columns[3].Number {
		t.Fatalf("%+v", at)
	}
	first := s.rows(at.ID, "0")
	if len(first) != 1000 || *first[1][1] != "9007199254740994" || *first[1][3] != "" || first[2][3] != nil || *first[0][4] != "2025-10-31" {
		t.Errorf("%d rows", len(first))
	}
	if last := s.rows(at.ID, "39999"); len(last) != 1 || *last[0][0] != "39999" || *last[0][3] != "қ39999" {
		t.Errorf("the last row is another: %d", len(last))
	}
	if none := s.rows(at.ID, "40000"); none == nil || len(none) != 0 {
		t.Error("there is a row after the last")
	}
}

// What is wrong with a query is said with its place, in the language of the reader.
func testAWrongQuery(t *testing.T, d desk) {
	s := d.engineer
	s.get("/?lang=kk")
	at := s.ask("SELECT *\nFROM core.aplication")
	if at.State != "failed" || at.Fault == nil || at.Fault.Line != 2 || at.Fault.Column != 6 || !strings.Contains(at.Fault.Text, "кестесі жоқ") {
		t.Errorf("%+v", at.Fault)
	}
	if at := s.begin(" "); at.ID != "" || at.Fault == nil {
		t.Errorf("an empty query runs: %+v", at)
	}
	if code, _ := s.post("/sql/run", url.Values{"sql": {"SELECT 1"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a query without a purpose: %d", code)
	}
}

// A query is cancelled by who began it and by nobody else; nobody else sees its result.
func testCancelAndOthers(t *testing.T, d desk) {
	s, other := d.analyst, d.engineer
	long := s.begin("SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range % 7 = b.range % 5")
	if code, _ := other.post("/sql/results/"+long.ID+"/cancel", nil); code != http.StatusNotFound {
		t.Errorf("another cancels: %d", code)
	}
	s.begin("SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range % 7 = b.range % 5")
	if third := s.begin("SELECT 1"); third.ID != "" || third.Fault == nil {
		t.Error("three queries of one account run at once")
	}
	began := time.Now()
	s.post("/sql/results/"+long.ID+"/cancel", nil)
	for at := long; at.State == "running"; time.Sleep(10 * time.Millisecond) {
		_, text := s.get("/sql/results/" + long.ID)
		if err := json.Unmarshal([]byte(text), &at); err != nil || time.Since(began) > 30*time.Second {
			t.Fatal(text, err)
		}
		if at.State != "running" && (at.State != "failed" || at.Fault == nil) {
			t.Errorf("%+v", at)
		}
	}
}

// The log of acts says who asked what for what, and how it ended; the history has it too.
func testOnRecord(t *testing.T, d desk) {
	s := d.analyst
	id := s.ask("SELECT count(*) AS заявления FROM core.application").ID
	var text string
	for end := time.Now().Add(10 * time.Second); !strings.Contains(text, "again="+id) && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		_, text = s.get("/sql/queries")
	}
	if !strings.Contains(text, "заявления") {
		t.Error("the history lacks the query")
	}
	s.get("/sql/results/" + id + "/export?as=csv")
	var said []string
	err := audit.Open(d.Data + "/audit").Entries(func(e audit.Entry) error {
		if strings.HasPrefix(e.Did, "query") {
			said = append(said, e.Who+" "+e.Did+" "+e.Why+" "+e.Object)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(said, "\n"); !strings.Contains(all, "analyst query тест SELECT count(*)") || !strings.Contains(all, "analyst query export тест csv of release") || !strings.Contains(all, "analyst query end тест release "+sitetest.Release+", 1 rows") {
		t.Errorf("the log says\n%s", all)
	}
	if _, page := s.get("/sql?again=" + id); !strings.Contains(page, "заявления") {
		t.Error("a query of the history does not come back")
	}
}

// A saved query has an address of its own, which works for others when it is shared.
func testSaved(t *testing.T, d desk) {
	s, other := d.analyst, d.engineer
	form := url.Values{"sql": {"SELECT 42 AS answer"}, "name": {"Ответ"}}
	_, at := s.post("/sql/queries", form)
	if _, text := s.get(at); !strings.Contains(text, "SELECT 42") {
		t.Fatal(at, text)
	}
	if code, _ := other.get(at); code != http.StatusNotFound {
		t.Errorf("another reads what is not shared: %d", code)
	}
	form.Set("shared", "1")
	form.Set("id", at[strings.LastIndex(at, "/")+1:])
	if _, same := s.post("/sql/queries", form); same != at {
		t.Errorf("%s became %s", at, same)
	}
	if _, text := other.get("/sql/queries"); !strings.Contains(text, at) {
		t.Error("a shared query is not in the list of another")
	}
	if code, _ := other.post("/sql/queries/"+form.Get("id")+"/delete", nil); code != http.StatusNotFound {
		t.Errorf("another deletes: %d", code)
	}
	if code, _ := s.post("/sql/queries", url.Values{"sql": {"SELECT '870101400019'"}, "name": {"x"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a query with the number of a person is kept: %d", code)
	}
	if code, _ := s.get("/sql/queries/..%2Faccounts%2Faccounts/x"); code != http.StatusNotFound {
		t.Errorf("a path is an owner: %d", code)
	}
	s.post("/sql/queries/"+form.Get("id")+"/delete", nil)
	if code, _ := s.get(at); code != http.StatusNotFound {
		t.Errorf("a deleted query is there: %d", code)
	}
}

// A result goes out in every form, and is drawn.
func testTaken(t *testing.T, d desk) {
	s := d.analyst
	at := s.ask("SELECT region, count(*) AS n FROM core.centre GROUP BY region ORDER BY region")
	for _, form := range []string{"csv", "xlsx", "json", "parquet", "arrow"} {
		if code, body := s.get("/sql/results/" + at.ID + "/export?as=" + form); code != http.StatusOK || len(body) < 20 {
			t.Errorf("%s: %d", form, code)
		}
	}
	_, body := s.get("/sql/results/" + at.ID + "/export?as=csv")
	if lines, err := csv.NewReader(strings.NewReader(body)).ReadAll(); err != nil || int64(len(lines)) != at.Rows+1 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	for _, kind := range []string{"rows", "columns", "line", "points"} {
		if code, body := s.get("/sql/results/" + at.ID + "/chart?x=0&y=1&kind=" + kind); code != http.StatusOK || !strings.Contains(body, "data-options") {
			t.Errorf("%s: %d", kind, code)
		}
	}
	if code, body := s.get("/sql/results/" + at.ID + "/chart?x=0&y=1&kind=rows&figure=chart&as=svg"); code != http.StatusOK || !strings.Contains(body, "<svg") {
		t.Errorf("svg: %d", code)
	}
	if code, _ := s.get("/sql/results/" + at.ID + "/chart?x=1&y=0&kind=rows"); code != http.StatusBadRequest {
		t.Errorf("a text as a value: %d", code)
	}
}

// examples are the texts that the page of each example puts into the editor.
func examples(t *testing.T, d desk) map[string]string {
	t.Helper()
	names, err := os.ReadDir("examples")
	if err != nil {
		t.Fatal(err)
	}
	list := make(map[string]string)
	for _, n := range names {
		name := strings.TrimSuffix(n.Name(), ".sql")
		_, text := d.analyst.get("/sql/examples/" + name)
		_, rest, _ := strings.Cut(text, `wrap="off">`)
		sql, _, ok := strings.Cut(rest, "</textarea>")
		if list[name] = html.UnescapeString(sql); !ok || sql == "" {
			t.Errorf("%s is not in the editor", name)
		}
	}
	return list
}
