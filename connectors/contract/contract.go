// Package contract holds the words every part of the house shares: what a source
// promises, how often, and for which period.
//
// A contract is one YAML file that a person can read whole. It names the source, who
// owes it under which paragraph of Order 391, how its bytes are laid out, what each
// column means in Kazakh and Russian, which columns are personal and what is kept of
// them. Nothing about a source is guessed: what a contract does not say is refused.
package contract

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"nsk/schedules/yamlfile"
)

// A Contract is what one source promises (design § 5, decision 5).
type Contract struct {
	Source      string            `yaml:"source"`                // id, equal to the file name
	Title       Title             `yaml:"title"`                 // what it is
	Provider    string            `yaml:"provider"`              // kind of provider, or the one body that owes it
	Paragraph   string            `yaml:"paragraph"`             // paragraph of Order 391
	Conditional *Text             `yaml:"conditional,omitempty"` // set where the two official texts differ on whether it is owed
	Cadence     Cadence           `yaml:"cadence"`
	Content     Content           `yaml:"content"`
	Connector   string            `yaml:"connector"` // kind of transport
	Options     map[string]string `yaml:"options,omitempty"`
	Dialects    []Dialect         `yaml:"dialects,omitempty"` // the CSV dialects this source may arrive in
	JSON        *JSONShape        `yaml:"json,omitempty"`
	XML         *XMLShape         `yaml:"xml,omitempty"`
	XLSX        *XLSXShape        `yaml:"xlsx,omitempty"`
	Key         []string          `yaml:"key"`
	Deleted     string            `yaml:"deleted,omitempty"` // place in a row of JSON or XML that says that what has its key is no more; see Tombstone
	Unread      []string          `yaml:"unread,omitempty"`  // places in a row of JSON or XML that are known and not wanted; any other without a column is told
	Columns     []Column          `yaml:"columns"`
	Hierarchy   *Hierarchy        `yaml:"hierarchy,omitempty"`
	Rules       []Rule            `yaml:"-"` // from rules/<source>.yaml

	file     *yamlfile.File // it was read from; nil if from none
	ruleFile *yamlfile.File // its rules were read from
}

// Fault is something wrong at a path of the contract, such as $.options.size, with file and
// line where it was read from a file.
func (c *Contract) Fault(path, format string, args ...any) error {
	if c.file == nil {
		return fmt.Errorf("contract %s: %s", c.Source, fmt.Sprintf(format, args...))
	}
	return fmt.Errorf("contract %w", c.file.Fault(path, format, args...))
}

// Content says how the returns of one provider add up.
type Content string

// A snapshot replaces what the provider said before; changes add to it.
const (
	Snapshot Content = "snapshot"
	Changes  Content = "changes"
)

// Title is a name in the two official languages and in English for engineers.
type Title struct {
	EN string `yaml:"en"`
	RU string `yaml:"ru"`
	KK string `yaml:"kk"`
}

// Text is a sentence in the two official languages.
type Text struct {
	RU string `yaml:"ru"`
	KK string `yaml:"kk"`
}

// A Dialect is one exact way a CSV file may be written. A file is read in the dialect
// whose decoded header consists of the contract's columns; nothing is sniffed.
type Dialect struct {
	Encoding  string `yaml:"encoding"`  // utf-8, windows-1251, utf-16
	Delimiter string `yaml:"delimiter"` // one character
}

// JSONShape says where the rows of a JSON text are.
type JSONShape struct {
	Lines bool   `yaml:"lines,omitempty"` // one object a line
	Rows  string `yaml:"rows,omitempty"`  // name of the array that holds the rows; empty: the text is the array
}

// XMLShape says where the rows of an XML document are.
type XMLShape struct {
	Rows string `yaml:"rows"` // the element that holds the rows and the rows' own name, as in programs.program
}

// XLSXShape says which sheet of a workbook holds the rows.
type XLSXShape struct {
	Sheet string `yaml:"sheet"`
}

// A Column is one field of a source.
type Column struct {
	Name     string            `yaml:"name"`
	Type     Type              `yaml:"type"`
	Required bool              `yaml:"required,omitempty"`
	Keep     []string          `yaml:"keep,omitempty"`    // present: the column is personal, and only this is kept of it
	Path     string            `yaml:"path,omitempty"`    // place in a row of JSON or XML; empty: Name
	Pattern  string            `yaml:"pattern,omitempty"` // regular expression of the whole value
	Values   []string          `yaml:"values,omitempty"`  // closed code list
	Map      map[string]string `yaml:"map,omitempty"`     // the source's code to ours; other codes are breaches
	Min      string            `yaml:"min,omitempty"`
	Max      string            `yaml:"max,omitempty"`
	Ref      *Ref              `yaml:"ref,omitempty"`
	RU       string            `yaml:"ru"`
	KK       string            `yaml:"kk"`
}

// Personal reports whether the column holds personal data (Order 391, paragraph 7(5);
// Law on personal data). Its text never reaches the warehouse.
func (c *Column) Personal() bool { return c.Keep != nil }

// A Ref says that a value must be known to a register.
type Ref struct {
	Source   string   `yaml:"source"` // a contract, or "reference" for built-in lists
	Column   string   `yaml:"column"`
	Severity Severity `yaml:"severity"`
}

// Hierarchy says that codes form a tree. Parent is the column with the parent's code, or
// kato-prefix: the longest zero-padded prefix, with the exception of city districts
// (КАТО, НК РК 11-2025).
type Hierarchy struct {
	Code   string `yaml:"code"`
	Parent string `yaml:"parent"`
}

// Load reads every contract of a folder, sorted by source. Unknown keys are errors that
// name file and line; so is a file whose name is not its source.
func Load(fsys fs.FS) ([]*Contract, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	var all []*Contract
	for _, name := range names {
		if name == "bodies.yaml" || name == "regions.yaml" {
			continue
		}
		c, err := loadOne(fsys, name)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Source < all[j].Source })
	return all, nil
}

func loadOne(fsys fs.FS, name string) (*Contract, error) {
	c := new(Contract)
	file, err := read(fsys, name, c)
	if err != nil {
		return nil, err
	}
	if !c.Cadence.known() {
		return nil, fmt.Errorf("contract %w", file.Fault("$.cadence", "cadence %q makes no periods; write daily, monthly, quarterly, half-yearly, yearly or on-change", c.Cadence))
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); c.Source != want {
		return nil, fmt.Errorf("contract %s: source is %q; rename the file or the source so that they agree", name, c.Source)
	}
	c.file = file
	return c, loadRules(fsys, c)
}

func strict(fsys fs.FS, name string, into any) error {
	_, err := read(fsys, name, into)
	return err
}

func read(fsys fs.FS, name string, into any) (*yamlfile.File, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("contract %s: %w", name, err)
	}
	if w, ok := fsys.(interface{ Where(name string) string }); ok {
		name = w.Where(name)
	}
	file, err := yamlfile.Read(name, data, into)
	if err != nil {
		return nil, fmt.Errorf("contract %w", err)
	}
	return file, nil
}

// Find returns the contract of a source, or nil.
func Find(all []*Contract, source string) *Contract {
	for _, c := range all {
		if c.Source == source {
			return c
		}
	}
	return nil
}

// Column returns the column of that name, or nil.
func (c *Contract) Column(name string) *Column {
	for i := range c.Columns {
		if c.Columns[i].Name == name {
			return &c.Columns[i]
		}
	}
	return nil
}

// HasPersonal reports whether any column is personal, so that landings must be encrypted.
func (c *Contract) HasPersonal() bool {
	for i := range c.Columns {
		if c.Columns[i].Personal() {
			return true
		}
	}
	return false
}

// Tombstone says where a row tells that what has its key was deleted, and the value that it
// tells so by: with "", any but null, false, 0 and the empty text. The place is "" where
// the source tells of no deletions. A kind of transport that finds deletions itself tells
// of them as _deleted.
func (c *Contract) Tombstone() (place, value string) {
	place, value, _ = strings.Cut(c.Deleted, "=")
	if place == "" && (c.Options["deleted"] != "" || c.Options["deleted-path"] != "") {
		place = FoundDeleted
	}
	return place, value
}

// FoundDeleted is the name under which a kind of transport tells of a row that was deleted;
// beside nothing else, of a page of such rows, or of their keys alone.
const FoundDeleted = "_deleted"

// Table is the name of the source's table in the schema raw.
func (c *Contract) Table() string { return strings.ReplaceAll(c.Source, "-", "_") }
