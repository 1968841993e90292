package workbench

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"nsk/site/page"
)

// An example answers one question of the annual analysis (its page plan, section 5.1).
type example struct {
	Name   string // of the file and of the address
	Number string // of the section of the document
	Title  string // the question
	SQL    string
}

// examplesIn are all examples with their questions in a language. A file begins with the
// question in kk, ru and en, and the editor shows it in the language of the reader alone.
func examplesIn(lang string) (list []example) {
	names, err := fs.Glob(files, "examples/*.sql")
	if err != nil {
		panic(err) // a known pattern
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		base := strings.TrimSuffix(path.Base(name), ".sql")
		number, _, _ := strings.Cut(base, "-")
		e := example{Name: base, Number: number}
		e.Title, e.SQL = titled(string(text), lang)
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(a, b example) int { return slices.Compare(section(a.Number), section(b.Number)) })
	return list
}

// section is a number such as 1.10 in its parts.
func section(number string) (parts []int) {
	for part := range strings.SplitSeq(number, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			panic(err) // covered by tests
		}
		parts = append(parts, n)
	}
	return parts
}

func titled(text, lang string) (title, sql string) {
	for _, l := range page.Languages {
		head, rest, _ := strings.Cut(text, "\n")
		said, ok := strings.CutPrefix(head, "-- "+l+": ")
		if !ok {
			panic(fmt.Sprintf("workbench: %q does not begin with the question in %s", head, l)) // covered by tests
		}
		if text = rest; l == lang {
			title = said
		}
	}
	return title, "-- " + title + "\n" + text
}

func exampleNamed(list []example, name string) (example, bool) {
	for _, e := range list {
		if e.Name == name {
			return e, true
		}
	}
	return example{}, false
}
