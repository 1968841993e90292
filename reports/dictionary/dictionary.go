// Package dictionary tells what every column means, where it comes from and what it feeds:
// from the column of a source through the models to the indicators, the problem issues and
// the sections of the annual analysis, as pages in both languages and as JSON.
//
// Nothing of it is kept by hand. Meanings come from contracts and catalogues, columns and
// types from DuckDB, which builds every model empty, and what is made from what from
// DuckDB's own parser (package lineage).
package dictionary

import (
	"nsk/connectors/contract"
	"nsk/reports"
	"nsk/reports/words"
	"nsk/transform/lineage"
)

// A Book is the dictionary and the lineage; its JSON is lineage.json.
type Book struct {
	Format     string          `json:"format"` // of this shape: "nsk-lineage-1"
	Sources    []*Source       `json:"sources"`
	Tables     []*Table        `json:"tables"` // in the order in which they are built
	Indicators []*Indicator    `json:"indicators"`
	Findings   []*Finding      `json:"findings"`
	Report     []reports.Place `json:"report"`

	bodies map[string]contract.Body
	byName map[string]*Table
	nodes  []node
}

// Says is a meaning in the languages in which it is known.
type Says struct {
	KK string `json:"kk,omitempty"`
	RU string `json:"ru,omitempty"`
	EN string `json:"en,omitempty"`
}

// In is the meaning in a language.
func (s Says) In(l words.Lang) string { return words.Text{KK: s.KK, RU: s.RU}.In(l) }

// A Link is a column that something is made from, and how, in the words of OpenLineage. Without
// a column it is the table as a whole: its rows are counted, or more cannot be told.
type Link struct {
	Table  string      `json:"table"`
	Column string      `json:"column,omitempty"`
	How    lineage.How `json:"how,omitempty"`
}

// A Source is a contract.
type Source struct {
	ID       string          `json:"id"`
	Title    Says            `json:"title"`
	Table    string          `json:"table"` // its accepted rows
	Provider string          `json:"provider"`
	Columns  []*SourceColumn `json:"columns"`

	contract *contract.Contract
}

// A SourceColumn is one field of a source. Kept are the columns of Table that hold what is
// stored of it: none of most personal ones.
type SourceColumn struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Means    Says     `json:"means"`
	Required bool     `json:"required"`
	Key      bool     `json:"key"`
	Personal bool     `json:"personal"`
	Kept     []string `json:"kept"`
	Rules    []Rule   `json:"rules"`
	Impact   Impact   `json:"impact"`

	column *contract.Column
}

// A Rule is one of a contract that looks at a column. Own says that it is a rule about this
// column and not about another of which it is the measure.
type Rule struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Own    bool   `json:"own"`

	rule *contract.Rule
}

// An Impact is what changes with a column. Named are the tables whose queries use it as it is
// stored: they can no longer be built without it. Values are the columns that its values go into;
// Rows are the tables, indicators and findings whose rows, or the order of whose rows, it
// decides. Built is all that may have other numbers: these, and what is built on rows that
// it decides.
type Impact struct {
	Named      []string `json:"named"`
	Values     []Link   `json:"values"`
	Indicators []string `json:"indicators"` // whose numbers its values go into
	Findings   []string `json:"findings"`
	Sections   []string `json:"sections"` // that show these indicators
	Rows       []string `json:"rows"`
	Built      Built    `json:"built"`
}

// Built is everything whose numbers a column has a part in.
type Built struct {
	Tables     []string `json:"tables"`
	Indicators []string `json:"indicators"`
	Findings   []string `json:"findings"`
}

// A Table is a table or view of the warehouse. Layer is raw, staging, core, mart, ledger or
// reference. Of raw, ledger and reference it is not told what they are made from: rows as
// they were accepted, the books, and lists.
type Table struct {
	Name    string    `json:"name"`
	Layer   string    `json:"layer"`
	Says    Says      `json:"says"`
	File    string    `json:"file,omitempty"` // of the model
	View    bool      `json:"view,omitempty"`
	SQL     string    `json:"sql,omitempty"`
	Reads   []string  `json:"reads"`
	ReadBy  []string  `json:"readBy"` // tables, and indicators and findings by id
	Columns []*Column `json:"columns"`
	Rows    []Link    `json:"rows"`   // what decides which rows there are
	RowsOf  []string  `json:"rowsOf"` // tables whose rows these are, one by one or summed up
	Checks  []string  `json:"checks"`
}

// A Column is one of a table. Whole says that it cannot be told which columns of the tables
// in From it is made from. Origins are the stored columns of sources at the beginning.
type Column struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Means   Says   `json:"means"`
	From    []Link `json:"from"`
	Whole   bool   `json:"whole,omitempty"`
	Origins []Link `json:"origins"`
}

// A Query is what a number is computed with.
type Query struct {
	File    string    `json:"file,omitempty"`
	SQL     string    `json:"sql,omitempty"`
	Reads   []string  `json:"reads"`
	Columns []*Column `json:"columns"`
	Rows    []Link    `json:"rows"`
	Origins []Link    `json:"origins"` // of its values
	Sources []string  `json:"sources"` // at the beginning of all that it reads
}

// An Indicator is one figure of the annual analysis. One without SQL is made from findings
// and from last year's document.
type Indicator struct {
	ID    string `json:"id"`
	Names Says   `json:"name"`
	Query
	Sections []string `json:"sections"`
	Findings []string `json:"findings"` // that are judged by it, or tell it
}

// A Finding is a rule that looks for a problem issue.
type Finding struct {
	ID       string `json:"id"`
	Question Says   `json:"question"`
	Area     string `json:"area"`
	Query

	rule reports.Rule
}

// Table returns a table by name, or nil.
func (b *Book) Table(name string) *Table { return b.byName[name] }

// column returns a column of a table, or nil.
func (t *Table) column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}
