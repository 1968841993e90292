package words

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed *.tsv sentences.yaml terms/*.yaml
var files embed.FS

// A table is a tab-separated file: each line by its first column, and in it each
// field by the name in the header.
type table struct {
	keys []string // in the order of the file
	rows map[string]map[string]string
}

var (
	nouns   = sync.OnceValue(func() table { return readTable("nouns.tsv") })
	months  = sync.OnceValue(func() table { return readTable("months.tsv") })
	regions = sync.OnceValue(func() table { return readTable("regions.tsv") })
	owners  = sync.OnceValue(func() table { return readTable("owners.tsv") })
)

func readTable(name string) table {
	lines := strings.Split(strings.TrimSuffix(readFile(name), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	t := table{rows: map[string]map[string]string{}}
	for i, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != len(head) || t.rows[fields[0]] != nil {
			panic(fmt.Sprintf("words: %s line %d: wrong number of fields, or repeated", name, i+2))
		}
		row := map[string]string{}
		for j, f := range fields {
			row[head[j]] = f
		}
		t.keys = append(t.keys, fields[0])
		t.rows[fields[0]] = row
	}
	return t
}

// readFile returns an embedded file. The files are part of the program, so that
// one is missing cannot happen.
func readFile(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("words: " + err.Error())
	}
	return string(b)
}
