package synthetic

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// ask sends a request to the republic's server.
func (w *world) ask(t *testing.T, source string, query url.Values) (int, string) {
	t.Helper()
	if w.server == nil {
		w.server = w.r.Handler()
	}
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, httptest.NewRequest(http.MethodGet, w.r.contract(source).Options["path"]+"?"+query.Encode(), nil))
	return a.Code, a.Body.String()
}

// pull reads all pages of a period, as a client of each shape does.
func (w *world) pull(t *testing.T, source, period string, size int) (out []map[string]any) {
	t.Helper()
	shape := w.r.contract(source).Options["shape"]
	for n := 0; ; n++ {
		q := url.Values{"period": {period}, "size": {strconv.Itoa(size)}, "page": {strconv.Itoa(n)}, "from": {strconv.Itoa(n * size)},
			"apiKey": {APIKey}, "source": {`{"from":` + strconv.Itoa(n*size) + `,"size":` + strconv.Itoa(size) + `}`}}
		code, body := w.ask(t, source, q)
		if code != http.StatusOK {
			t.Fatalf("%s %s: %d %s", source, period, code, body)
		}
		var rows []map[string]any
		var page struct {
			Content                   []map[string]any
			TotalElements, TotalPages int
			Last                      bool
		}
		if shape == "spring" {
			if err := json.Unmarshal([]byte(body), &page); err != nil {
				t.Fatal(err)
			}
			rows = page.Content
		} else if err := json.Unmarshal([]byte(body), &rows); err != nil {
			t.Fatal(err)
		}
		out = append(out, rows...)
		switch {
		case shape == "spring" && page.Last:
			if page.TotalElements != len(out) || page.TotalPages != n+1 {
				t.Errorf("%s %s: %d rows in %d pages, promised %d in %d", source, period, len(out), n+1, page.TotalElements, page.TotalPages)
			}
			return out
		case shape != "spring" && len(rows) < size:
			return out
		}
	}
}

// Pages of every size hold the same rows in the same order.
func TestPagesAddUp(t *testing.T) {
	w := published(t)
	for source, period := range map[string]string{"accredited-centres": "2025-06", "centre-founders": "2025-06", "programmes-higher": "2025-H1",
		"profession-registry": "2024-H2", "professional-standards": "2024-12", "vacancies": "2024-05", "population": "2025", "registrations": "2024-12"} {
		whole, parts := w.pull(t, source, period, 1000), w.pull(t, source, period, 7)
		a, _ := json.Marshal(whole)
		b, _ := json.Marshal(parts)
		if string(a) != string(b) || len(whole) == 0 {
			t.Errorf("%s %s: %d rows at once, %d in pages of seven", source, period, len(whole), len(parts))
		}
	}
}

// Without its key the open-data server answers 200 and nothing, as the real one was seen
// to; an empty array is another thing.
func TestEmptyAnswer(t *testing.T) {
	w := published(t)
	for _, key := range []string{"", "wrong"} {
		if code, body := w.ask(t, "vacancies", url.Values{"period": {"2025-01"}, "apiKey": {key}}); code != 200 || body != "" {
			t.Errorf("key %q: %d %q", key, code, body)
		}
	}
	for day := w.r.date(1, 4); ; day++ {
		if len(w.r.incidents(day)) == 0 {
			if code, body := w.ask(t, "incidents", url.Values{"period": {text(day)}}); code != 200 || strings.TrimSpace(body) != "[]" {
				t.Errorf("a day without incidents: %d %q", code, body)
			}
			return
		}
	}
}

// What is not yet published is 404 with a message, and 200 from its day on.
func TestNothingBeforeItsTime(t *testing.T) {
	w := &world{r: New(Options{Scale: Scale{Applications: 300}})}
	dir := t.TempDir()
	for _, c := range []struct {
		source, period string
		from           calendar.Day
	}{
		{"accredited-centres", "2024-12", calendar.Date(2025, 1, 5)},
		{"profession-registry", "2024-H2", calendar.Date(2025, 1, 9)},
		{"support-requests", "2025-01-15", calendar.Date(2025, 1, 16)},
		{"vacancies", "2025-01", calendar.Date(2025, 2, 5)},
		{"labour-statistics", "2024-Q4", calendar.Date(2025, 2, 12)},
	} {
		for day, want := range map[calendar.Day]int{c.from - 1: 404, c.from: 200} {
			fresh := &world{r: New(w.r.opt)}
			fresh.r.now = day
			code, body := fresh.ask(t, c.source, url.Values{"period": {c.period}, "dateIds": {c.period}, "apiKey": {APIKey}})
			if code != want || !json.Valid([]byte(body)) {
				t.Errorf("%s %s on %s: %d, want %d: %.80s", c.source, c.period, text(day), code, want, body)
			}
		}
	}
	if code, _ := w.ask(t, "registrations", url.Values{"period": {"yesterday"}}); code != http.StatusBadRequest {
		t.Errorf("nonsense as period: %d", code)
	}
	if err := w.r.Publish(calendar.Date(2025, 1, 2).Start(), dir); err != nil {
		t.Fatal(err)
	}
	for _, period := range []string{"2019-01", "2026-01", "2025-Q1"} {
		if code, _ := w.ask(t, "registrations", url.Values{"period": {period}}); code != http.StatusNotFound {
			t.Errorf("registrations of %s: %d", period, code)
		}
	}
}

// Taldau's terms stand for the twenty regions and the country, which is their sum.
func TestLabourAddsUp(t *testing.T) {
	w := published(t)
	code, body := w.ask(t, "labour-statistics", url.Values{"period": {"4"}, "dics": {"67"}, "dateIds": {"2025-Q2"}})
	var answer []index
	if err := json.Unmarshal([]byte(body), &answer); code != 200 || err != nil {
		t.Fatal(code, err)
	}
	names, sum := w.r.contract("labour-statistics").Column("region").Map, 0
	for _, a := range answer[1:] {
		if names[a.Terms[0]] == "" || a.Periods[0].Date != "30.06.2025" {
			t.Errorf("%+v", a)
		}
		sum += number(a.Periods[0].Value)
	}
	if len(answer) != 21 || strconv.Itoa(sum) != answer[0].Periods[0].Value || names[answer[0].Terms[0]] != "00" {
		t.Errorf("%d answers, regions sum to %d, country %v", len(answer), sum, answer[0])
	}
}

// flat reads a JSON row back into the columns of the contract.
func flat(c *contract.Contract, row map[string]any) []string {
	var out []string
	for _, col := range c.Columns {
		path := col.Path
		if path == "" {
			path = col.Name
		}
		var v any = row
		for step := range strings.SplitSeq(path, ".") {
			m, _ := v.(map[string]any)
			v = m[step]
		}
		switch v := v.(type) {
		case nil:
			out = append(out, "")
		case string:
			out = append(out, v)
		case bool:
			out = append(out, strconv.FormatBool(v))
		case float64:
			out = append(out, strconv.FormatFloat(v, 'f', -1, 64))
		}
	}
	return out
}
