package query

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// A Table is one of a release, and what a row of it is.
type Table struct {
	Schema, Name string
	Says         Words
	Columns      []Column
}

// A Column is one of a table: its type in DuckDB's words and what it means.
type Column struct {
	Name, Type string
	Says       Words
}

//go:embed catalogue
var catalogueFiles embed.FS

// catalogue is read from the files once: shape.txt has tables and columns, the others their
// meaning in three languages.
var catalogue = sync.OnceValue(func() (all []Table) {
	tables, columns := meanings("tables"), meanings("columns")
	shape, err := catalogueFiles.ReadFile("catalogue/shape.txt")
	if err != nil {
		panic(err) // part of the program
	}
	for line := range strings.Lines(string(shape)) {
		name, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
		t := Table{Says: tables[name]}
		t.Schema, t.Name, _ = strings.Cut(name, ".")
		for part := range strings.SplitSeq(list, ", ") {
			c := Column{}
			c.Name, c.Type, _ = strings.Cut(part, " ")
			says, own := columns[name+"."+c.Name]
			if !own {
				says = columns[c.Name]
			}
			c.Says = says
			t.Columns = append(t.Columns, c)
		}
		all = append(all, t)
	}
	return all
})

func meanings(file string) (all map[string]Words) {
	text, err := catalogueFiles.ReadFile("catalogue/" + file + ".yaml")
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, &all, yaml.Strict())
	}
	if err != nil {
		panic(err) // part of the program
	}
	return all
}

// Catalogue lists every table of a release with every column, by schema and name.
func Catalogue() []Table { return slices.Clone(catalogue()) }
