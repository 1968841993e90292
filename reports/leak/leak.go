// Package leak reads the finished files of a report as a curious reader would and looks for
// numbers that must not be known: in cells and sentences, drawings and their text
// alternatives, tooltips, attributes, embedded data and machine tables.
//
// Which facts are protected is known from facts.json and, where there is a release, from the
// release; their true values are never written anywhere.
package leak

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"nsk/reports"
)

// A Leak is a place of a file that tells a protected number, or from which it follows.
type Leak struct {
	File  string `json:"file"`
	Place string `json:"place"` // a cell, an attribute, a line
	Fact  string `json:"fact"`  // the protected one
	How   string `json:"how"`   // how it is found
}

// Secrets are the protected facts by id.
type Secrets map[string]reports.Secret

// telling reports whether a text bound to a protected fact says any number but its
// coverage, which may be said.
func (s Secrets) telling(id, text string) bool {
	for _, n := range numbers(text) {
		if !equal(n, s[id].Coverage) {
			return true
		}
	}
	return false
}

// holds reports whether a text that is not bound to a fact shows one of its true numbers; if
// those are not known, any number may be one.
func (s Secrets) holds(id, text string) bool {
	for _, n := range numbers(text) {
		if len(s[id].True) == 0 || slices.ContainsFunc(s[id].True, func(v string) bool { return equal(n, v) }) {
			return true
		}
	}
	return false
}

// equal compares decimals, however many zeros they end with.
func equal(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

var numeral = regexp.MustCompile(`\d[\d \x{a0}\x{202f}]*(?:[.,]\d+)?`)

// numbers are the numerals of a text as exact decimals.
func numbers(text string) []string {
	var list []string
	for _, n := range numeral.FindAllString(text, -1) {
		n = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(n)
		list = append(list, n)
	}
	return list
}

func digits(text string) bool { return strings.ContainsAny(text, "0123456789") }

// unread are kinds of files that cannot be read back: a PDF is printed from the HTML beside it.
var unread = []string{".pdf"}

// Find reads every file below a folder. It returns also the files it could not read.
func Find(ctx context.Context, dir string, s Secrets) (leaks []Leak, skipped []string, err error) {
	r := reader{ctx: ctx, secrets: s, labels: map[string][]string{}}
	var names []string
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("audit of disclosure: %w", err)
	}
	order := func(name string) int { // pages first: they say how facts are called in words
		if filepath.Ext(name) == ".html" {
			return 0
		}
		return 1
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a, b)) })
	for _, name := range names {
		if slices.Contains(unread, filepath.Ext(name)) {
			skipped = append(skipped, name)
			continue
		}
		r.file = name
		if err := r.read(); err != nil {
			return nil, nil, fmt.Errorf("audit of disclosure, %s: %w", name, err)
		}
	}
	return r.leaks, skipped, nil
}

// A reader goes through one file after another.
type reader struct {
	ctx     context.Context
	secrets Secrets
	file    string
	labels  map[string][]string // protected facts by «row, column» in words
	leaks   []Leak
}

func (r *reader) found(place, fact, how string) {
	r.leaks = append(r.leaks, Leak{r.file, place, fact, how})
}

func (r *reader) read() error {
	if filepath.Ext(r.file) == ".parquet" {
		return r.parquet()
	}
	data, err := os.ReadFile(r.file)
	if err != nil {
		return err
	}
	switch filepath.Ext(r.file) {
	case ".html", ".svg":
		return r.html(data)
	case ".json":
		return r.json(data)
	case ".csv":
		return r.csv(data)
	case ".xlsx":
		return r.xlsx(data)
	case ".docx":
		return r.docx(data)
	}
	r.raw("text", string(data))
	return nil
}

// raw looks for the id of a protected fact with a number behind it, as in data that a page
// carries along.
func (r *reader) raw(place, text string) {
	for id := range r.secrets {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, id)
			if !ok {
				break
			}
			rest = after
			if n := behind.FindString(after); n != "" {
				r.found(place, id, "its number stands behind its id: "+id+n)
				break
			}
		}
	}
}

// behind is a number after an id, with nothing between but quotation marks and names of fields.
var behind = regexp.MustCompile(`^["'\s:=,;>{\[]+(?:"?(?:value|number|numerator|denominator|v|n|y)"?["'\s:=,{\[]+)?\d+(?:[.,]\d+)?\b`)

// errNoFacts means that a folder is no report.
var errNoFacts = errors.New("there is no facts.json; name the folder of a report")

// Facts is the path of facts.json in the folder of a report.
func Facts(dir string) (string, error) {
	name := filepath.Join(dir, "facts.json")
	if _, err := os.Stat(name); err != nil {
		return "", fmt.Errorf("%s: %w", dir, errNoFacts)
	}
	return name, nil
}
