package synthetic

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// everything are all rows of all sources, as published, by source, provider and period.
func (w *world) everything(t *testing.T) map[string]map[string][][]string {
	out := map[string]map[string][][]string{}
	put := func(source, id string, rows [][]string) {
		if out[source] == nil {
			out[source] = map[string][][]string{}
		}
		out[source][id] = rows
	}
	for _, c := range w.r.contracts {
		if c.Connector == "rest" && c.Options["shape"] != "taldau" {
			for _, p := range w.periods(c) {
				rows := [][]string{}
				for _, row := range w.pull(t, c.Source, p, 1000) {
					rows = append(rows, flat(c, row))
				}
				put(c.Source, p, rows)
			}
			continue
		}
		for _, f := range w.names(c.Source, ".csv") {
			if rows, err := w.csv(t, f); err == nil {
				put(c.Source, f, rows)
			}
		}
		for _, f := range append(w.names(c.Source, ".json"), w.names(c.Source, ".jsonl")...) {
			later := c.Source == "applications" && f > "applications/administrator_2025-05" // the rest is alike
			if !later && !strings.HasSuffix(f, ".declaration.json") {
				put(c.Source, f, w.json(t, c, f))
			}
		}
		for _, f := range w.names(c.Source, ".xlsx") {
			put(c.Source, f, w.workbook(t, c, f))
		}
	}
	return out
}

// periods are those a source has published; of the many vacancies, the twelve months to
// October that the oracle looks at.
func (w *world) periods(c *contract.Contract) (out []string) {
	for p := contract.PeriodOf(c.Cadence, w.r.volume.first.Time()); ; p = p.Next() {
		if start, _ := p.Bounds(); start.Year() > w.r.year {
			return out
		}
		if c.Source == "vacancies" && (p.String() <= "2024-10" || p.String() > "2025-10") {
			continue
		}
		if got, ok := w.r.pageOf(c.Source, p); ok && got.from <= w.r.today() {
			out = append(out, p.String())
		}
	}
}

func (w *world) json(t *testing.T, c *contract.Contract, f string) (out [][]string) {
	b := string(w.bytes(t, f))
	if strings.HasSuffix(f, ".jsonl") {
		b = "[" + strings.Join(strings.Split(strings.TrimSpace(b), "\n"), ",") + "]"
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(b), &rows); err != nil {
		t.Fatal(f, err)
	}
	for _, row := range rows {
		out = append(out, flat(c, row))
	}
	return out
}

func (w *world) workbook(t *testing.T, c *contract.Contract, f string) (out [][]string) {
	x, err := excelize.OpenFile(w.inbox + "/" + f)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows(c.XLSX.Sheet)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(header(c, technical), rows[0]); diff != "" {
		t.Errorf("%s: %s", f, diff)
	}
	for _, row := range rows[1:] {
		out = append(out, append(row, make([]string, len(c.Columns)-len(row))...))
	}
	return out
}

// Every value of every source is what its contract wants: present where required, of its
// type, pattern and list. What was planted in rows is the only exception.
func TestRowsKeepTheirContracts(t *testing.T) {
	w := published(t)
	all := w.all
	for _, c := range w.r.contracts {
		if c.Source == "labour-statistics" {
			continue
		}
		if len(all[c.Source]) == 0 {
			t.Errorf("%s was never published", c.Source)
		}
		faults := map[string]int{}
		for id, rows := range all[c.Source] {
			keys := map[string]bool{}
			for _, row := range rows {
				for i, col := range c.Columns {
					if f := faultIn(col, row[i]); f != "" {
						faults[col.Name]++
						if c.Source != persons {
							t.Errorf("%s %s: %s %q: %s", c.Source, id, col.Name, row[i], f)
						}
					}
				}
				key := keyIn(c, row)
				if keys[key] && c.Source != persons {
					t.Errorf("%s %s: key %s twice", c.Source, id, key)
				}
				keys[key] = true
			}
		}
		if c.Source == persons {
			want := map[string]int{"result": len(w.oracle.Of(UnknownResult)), "iin": len(w.oracle.Of(BINInsteadOfIIN)) + len(w.oracle.Of(IINCheckDigit))}
			if diff := cmp.Diff(want, faults); diff != "" {
				t.Errorf("faults in %s, planted - found +\n%s", persons, diff)
			}
		}
	}
}

var patterns sync.Map

func compiled(pattern string) *regexp.Regexp {
	p, known := patterns.Load(pattern)
	if !known {
		p, _ = patterns.LoadOrStore(pattern, regexp.MustCompile("^(?:"+pattern+")$"))
	}
	return p.(*regexp.Regexp)
}

func faultIn(col contract.Column, v string) string {
	switch {
	case v == "" && col.Required:
		return "missing"
	case v == "":
		return ""
	case col.Pattern != "" && !compiled(col.Pattern).MatchString(v):
		return "does not match " + col.Pattern
	case len(col.Values) > 0 && !slices.Contains(col.Values, v):
		return "not in the list"
	}
	var err error
	switch col.Type {
	case "date":
		_, err = calendar.ParseDay(v)
	case "timestamp":
		_, err = time.Parse(time.RFC3339, v)
	case "integer":
		_, err = fmt.Sscan(v, new(int))
	case "kato":
		if len(v) != 9 {
			return "not nine digits"
		}
	case "bin", "iin":
		if !validIIN(v) || (col.Type == "iin") != (v[4] < '4') {
			return "not a valid number"
		}
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// Parents of every classifier are there, and codes that refer to another source exist in it.
func TestReferencesHold(t *testing.T) {
	w := published(t)
	all := w.all
	known := map[string]map[string]bool{}
	column := func(source, name string) map[string]bool {
		id := source + "." + name
		if known[id] == nil {
			known[id] = map[string]bool{}
			c := w.r.contract(source)
			i := slices.IndexFunc(c.Columns, func(col contract.Column) bool { return col.Name == name })
			for _, rows := range all[source] {
				for _, row := range rows {
					known[id][row[i]] = true
				}
			}
		}
		return known[id]
	}
	strays := map[string]int{}
	for _, c := range w.r.contracts {
		for i, col := range c.Columns {
			if col.Ref == nil || col.Ref.Source == "reference" {
				continue
			}
			to := column(col.Ref.Source, col.Ref.Column)
			for _, rows := range all[c.Source] {
				for _, row := range rows {
					if row[i] != "" && !to[row[i]] {
						strays[c.Source+"."+col.Name]++
					}
				}
			}
		}
	}
	if diff := cmp.Diff(map[string]int{persons + ".profession": len(w.oracle.Of(UnknownProfession))}, strays); diff != "" {
		t.Errorf("references that lead nowhere, planted - found +\n%s", diff)
	}
	for _, source := range []string{"isco-08", "occupation-classifier"} {
		for code := range column(source, "parent") {
			if code != "" && !column(source, "code")[code] {
				t.Errorf("%s: parent %s is missing", source, code)
			}
		}
	}
}

func keyIn(c *contract.Contract, row []string) string {
	var out []string
	for i, col := range c.Columns {
		if slices.Contains(c.Key, col.Name) {
			out = append(out, row[i])
		}
	}
	return strings.Join(out, "/")
}
