package template

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
)

//go:embed words.yaml
var wordsYAML []byte

// catalogue is words.yaml.
type catalogue struct {
	Codes    map[string]map[string]contract.Text `yaml:"codes"` // by column and code
	Examples map[string]string                   `yaml:"examples"`
	Formats  map[string]contract.Text            `yaml:"formats"`
	Words    map[string]contract.Text            `yaml:"words"`
	Guide    map[string]contract.Text            `yaml:"guide"`
}

var words = sync.OnceValue(func() *catalogue {
	all := new(catalogue)
	if err := yaml.UnmarshalWithOptions(wordsYAML, all, yaml.Strict()); err != nil {
		panic("template: " + err.Error()) // embedded, covered by every test
	}
	return all
})

// word is a text of the catalogue; pairs are slots and what fills them.
func word(from map[string]contract.Text, key string, pairs ...string) contract.Text {
	t, ok := from[key]
	if !ok {
		panic("template: no word " + key)
	}
	fill := strings.NewReplacer(pairs...)
	return contract.Text{RU: fill.Replace(t.RU), KK: fill.Replace(t.KK)}
}

// both is a text in the two languages, that of the headers first; once if they agree.
func (b *book) both(t contract.Text) string {
	if t.KK == t.RU {
		return t.RU
	}
	if b.Lang == "kk" {
		return t.KK + "\n" + t.RU
	}
	return t.RU + "\n" + t.KK
}
