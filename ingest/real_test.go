package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/ingest"
)

// realFile reads one of the real registers that lie beside the repository, not in it.
func realFile(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "data", name)
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skipf("the real register %s is not here; this test needs it", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The edition of КАТО of 17.07.2026 is accepted whole: 15 594 codes, 20 regions, each code
// with the one above it.
func TestRealKATO(t *testing.T) {
	text := realFile(t, "kato_nk_rk_11-2025_ed20260717.csv")
	h := newHouse(t)
	out := h.take("territories", "statistics-bureau", "2026-07-17", connectors.MediaCSV, text)
	if out.Verdict != ingest.Accepted || out.Accepted != 15594 {
		t.Errorf("%s %+v\n%s", out.Verdict, out.Counts, h.findings(out))
	}
	if got := h.one(`SELECT count(*) FILTER (level = 'oblast') FROM raw.territories`); got != "20" {
		t.Errorf("%s regions", got)
	}
	if got := h.one(`SELECT name_kk FROM raw.territories WHERE kato = '620000000'`); got != "Ұлытау облысы" {
		t.Errorf("620000000 is %s", got)
	}
}

// Without the row of a district its rural okrugs hang in the air; a code that lost its
// zeros on the way through a spreadsheet is named too.
func TestKATOWithHoles(t *testing.T) {
	text := realFile(t, "kato_nk_rk_11-2025_ed20260717.csv")
	h := newHouse(t)
	for _, tt := range []struct{ old, new, want string }{
		{"103200000,", "103299999,", "kato.012 row 103230000"},
		{"100000000,", "1.0E8,", "kato.003 row 1.0E8"},
		{"\n711110000,", "\n721110000,", "kato.012 row 721110000"},
	} {
		if !strings.Contains(text, tt.old) {
			t.Fatalf("the edition has no %s", tt.old)
		}
		out := h.take("territories", "statistics-bureau", "2026-07-17", connectors.MediaCSV, strings.Replace(text, tt.old, tt.new, 1))
		if got := h.findings(out); out.Verdict != ingest.Partly || !strings.Contains(got, tt.want) {
			t.Errorf("%s for %s: %s, want %s in\n%.600s", tt.new, tt.old, out.Verdict, tt.want, got)
		}
	}
}

// ISCO-08 is accepted whole: 619 groups, each with the one above it.
func TestRealISCO(t *testing.T) {
	h := newHouse(t)
	out := h.take("isco-08", "statistics-bureau", "2008-01-01", connectors.MediaCSV, realFile(t, "isco08.csv"))
	if out.Verdict != ingest.Accepted || out.Accepted != 619 {
		t.Errorf("%s %+v\n%s", out.Verdict, out.Counts, h.findings(out))
	}
}
