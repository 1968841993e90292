package all_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/ingest/ingesttest"
)

// A contract with the kind soap, and nothing else, brings rows of a source behind ШЭП into
// its table: names in two languages by their place, attributes, moments in UTC; a row that
// breaks the contract is told with its field.
func TestSoapTheWholeWay(t *testing.T) {
	contracts, err := contract.Load(os.DirFS("testdata/soap"))
	if err != nil || len(contracts) != 1 {
		t.Fatalf("%d contracts, %v", len(contracts), err)
	}
	c := contracts[0]
	if faults := all.Lint(contracts); len(faults) > 0 || len(c.Lint()) > 0 {
		t.Fatal(faults, c.Lint())
	}
	e := ingesttest.Engine(t)
	in := ingesttest.Ingester(t, e, contracts)
	period, err := contract.ParsePeriod("2026-H2")
	if err != nil {
		t.Fatal(err)
	}
	b, err := all.Kinds()["soap"].New(c, behindShep(t))
	if err != nil {
		t.Fatal(err)
	}
	batch, err := b.Fetch(t.Context(), connectors.Want{Provider: "education-tvet", Period: period})
	if err != nil {
		t.Fatal(err)
	}
	out, err := in.Run(t.Context(), batch, c.Source, time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC))
	if err != nil || out.Verdict != ingest.Partly || out.Accepted != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	var got string
	const q = `SELECT concat_ws(' | ', programme_code, name_ru, name_kk, "level", strftime(changed_at, '%Y-%m-%d %H:%M')) FROM raw.programmes_shep WHERE _state = 0`
	if err := e.DB().QueryRowContext(t.Context(), q).Scan(&got); err != nil || got != "07130100 | Сварщик | Дәнекерлеуші | 3 | 2026-09-01 03:00" {
		t.Errorf("%s, %v", got, err)
	}
	const wrong = `SELECT string_agg(f.row || ' ' || f.field || ' ' || f.value) FROM ledger.finding AS f`
	if err := e.DB().QueryRowContext(t.Context(), wrong).Scan(&got); err != nil || got != "2 level 9" {
		t.Errorf("findings %s, %v", got, err)
	}
}

// behindShep is the world with a gateway that gives the recorded answer.
func behindShep(t *testing.T) connectors.Env {
	t.Helper()
	answer, err := os.ReadFile("testdata/soap/answer.xml")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/bip-sync-wss-gost/" || !strings.Contains(string(asked), "&lt;from&gt;2026-07-01&lt;/from&gt;") {
			t.Errorf("%s: %s, %v", r.URL.Path, asked, err)
		}
		_, _ = w.Write(answer) // a client that went away is the test's affair
	}))
	t.Cleanup(srv.Close)
	return connectors.Env{HTTP: srv.Client(), Now: func() time.Time { return time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC) },
		Endpoints: map[string]connectors.Endpoint{"shep": {Address: srv.URL, User: "NSK"}}, Secret: func(string) (string, error) { return "", nil }}
}
