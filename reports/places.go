package reports

import (
	_ "embed"
	"fmt"

	"github.com/goccy/go-yaml"

	"nsk/reports/words"
)

// A Place is a section of the annual analysis and what stands in it.
type Place struct {
	ID     string       `yaml:"id" json:"id"`
	Number string       `yaml:"number,omitempty" json:"number,omitempty"` // of the section, such as 1.6
	Title  words.Text   `yaml:"title" json:"title"`
	Blocks []PlaceBlock `yaml:"blocks" json:"blocks"`
}

// A PlaceBlock is one thing in a section that shows indicators: its kind is text, tiles,
// table or figure.
type PlaceBlock struct {
	Kind       string     `yaml:"kind" json:"kind"`
	ID         string     `yaml:"id,omitempty" json:"id,omitempty"`
	Caption    words.Text `yaml:"caption,omitempty" json:"caption"`
	Indicators []string   `yaml:"indicators" json:"indicators"`
}

//go:embed places.yaml
var placesFile []byte

// Places lists where in the annual analysis the indicators stand, in reading order. They are
// read off the finished document of the synthetic republic, which has every section; a test
// compares them with it, so a real document may lack a table for which it has no data.
func Places() ([]Place, error) {
	var all []Place
	if err := yaml.UnmarshalWithOptions(placesFile, &all, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("places of indicators: %w", err)
	}
	return all, nil
}

// AreaTitle is the title of the section on problem issues of an area.
func AreaTitle(area string) words.Text { return areaNames[area] }
