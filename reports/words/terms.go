package words

import (
	"fmt"
	"io/fs"
	"sync"
)

// terms holds every file of terms/; a key stands in one file only.
var terms = sync.OnceValue(func() map[string]Text {
	names, err := fs.Glob(files, "terms/*.yaml")
	if err != nil {
		panic("words: " + err.Error())
	}
	all := map[string]Text{}
	for _, name := range names {
		for key, t := range decode[Text](name) {
			if _, twice := all[key]; twice {
				panic(fmt.Sprintf("words: term %q stands twice", key))
			}
			all[key] = Text{KK: unbroken(t.KK), RU: unbroken(t.RU)}
		}
	}
	return all
})

// Term returns the term with the given key, in lower case unless it is a name or a
// string of the platform. It panics on an unknown key; ask HasTerm about a key that
// comes from data.
func Term(l Lang, key string) string { return TermText(key).In(l) }

// TermText returns the term in both languages. It panics on an unknown key.
func TermText(key string) Text {
	t, ok := terms()[key]
	if !ok {
		panic(fmt.Sprintf("words: no term %q", key))
	}
	return t
}

// Title is Term with a capital first letter, for headings and columns.
func Title(l Lang, key string) string { return capital(Term(l, key)) }

// HasTerm reports whether there is a term with the given key.
func HasTerm(key string) bool {
	_, ok := terms()[key]
	return ok
}

// Terms returns the keys of all terms in alphabetical order.
func Terms() []string { return sortedKeys(terms()) }
