package query

import (
	"strings"
	"testing"
)

// Every table and column has its meaning in three languages, and no meaning is left over.
func TestCatalogueIsTold(t *testing.T) {
	used := make(map[string]bool)
	columns := meanings("columns")
	for _, table := range Catalogue() {
		name := table.Schema + "." + table.Name
		used[name] = true
		complete(t, name, table.Says)
		for _, c := range table.Columns {
			complete(t, name+"."+c.Name, c.Says)
			if _, own := columns[name+"."+c.Name]; own {
				used[name+"."+c.Name] = true
			} else {
				used[c.Name] = true
			}
		}
	}
	for _, file := range []string{"tables", "columns"} {
		for name := range meanings(file) {
			if !used[name] {
				t.Errorf("%s.yaml tells of %s, which no table has", file, name)
			}
		}
	}
}

func complete(t *testing.T, name string, w Words) {
	t.Helper()
	if w.KK == "" || w.RU == "" || w.EN == "" {
		t.Errorf("%s is not told in all three languages", name)
	}
	if strings.ContainsAny(w.EN, "абвгдежзиклмнопрст") || w.KK == w.RU && w.KK != "" {
		t.Errorf("%s: languages are mixed up: %+v", name, w)
	}
}

// Each text of a fault has the same places to fill in in all languages.
func TestTextsAgree(t *testing.T) {
	for code, w := range texts() {
		complete(t, code, w)
		for _, place := range []string{"{name}", "{near}", "{limit}", "{says}"} {
			if n := strings.Count(w.KK, place); n != strings.Count(w.RU, place) || n != strings.Count(w.EN, place) {
				t.Errorf("%s: %s does not stand in all languages alike", code, place)
			}
		}
	}
}
