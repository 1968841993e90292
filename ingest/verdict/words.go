package verdict

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"nsk/connectors/contract"
)

// A Language is that of labels and messages. English has labels only: messages, which are
// made for senders, are Russian in it.
type Language string

// The languages.
const (
	KK Language = "kk"
	RU Language = "ru"
	EN Language = "en"
)

//go:embed words.yaml
var wordsYAML []byte

// words holds every label and sentence of the reports.
var words = sync.OnceValue(func() map[string]contract.Title {
	all := make(map[string]contract.Title)
	if err := yaml.UnmarshalWithOptions(wordsYAML, &all, yaml.Strict()); err != nil {
		panic("verdict: " + err.Error()) // embedded, covered by every test
	}
	return all
})

// word is a label or sentence of the catalogue; pairs are slots and what fills them.
func (l Language) word(key string, pairs ...string) string {
	t, ok := words()[key]
	if !ok {
		panic(fmt.Sprintf("verdict: no word %q", key))
	}
	if len(pairs) == 0 {
		return l.title(t)
	}
	return strings.NewReplacer(pairs...).Replace(l.title(t))
}

func (l Language) title(t contract.Title) string {
	switch l {
	case KK:
		return t.KK
	case EN:
		return t.EN
	}
	return t.RU
}

func (l Language) text(t contract.Text) string {
	if l == KK {
		return t.KK
	}
	return t.RU
}

// count writes a number with the groups of the language.
func (l Language) count(n int64) string {
	return message.NewPrinter(language.Make(string(l))).Sprintf("%d", n)
}
