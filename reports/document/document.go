// Package document is the one document model and its HTML renderer.
//
// A [Document] is a list of blocks in one language with every number bound to the fact
// it came from. It never computes: texts, numbers and their order come from the caller,
// only the numbers of sections, tables and figures are counted here ([Document.Numbered]),
// once for every renderer.
package document

// Document is one official document in one language.
type Document struct {
	// Lang is the language code of all texts: "kk" or "ru".
	Lang string
	// Title is the name of the document on its cover.
	Title string
	// Subtitle stands under the title, as a rule the period.
	Subtitle string
	// Organisation issues the document and stands at the head of the cover.
	Organisation string
	// Addressee is to whom the document is presented.
	Addressee string
	// Approval are the lines of the visa of agreement, filled in by hand; may be empty.
	Approval []string
	// Reference is the line for the number and date of the document, filled in by hand.
	Reference string
	// Stamp is the state of the release ("жоба", "проект"); empty on a final document.
	Stamp string
	// PlaceDate closes the cover ("Астана, 2025").
	PlaceDate string
	// Meta are the lines of the imprint: release id, period, cut-off date.
	Meta []Meta
	// Labels are the words of the document's furniture.
	Labels Labels
	// Blocks are the content in reading order; a Section opens a part that lasts until
	// the next Section of the same or a higher level.
	Blocks []Block
}

// Meta is one line of the imprint.
type Meta struct{ Label, Value string }

// Labels are the words that a renderer adds. All are in the language of the document.
type Labels struct {
	// Skip is the link past the contents to the text, for readers who use the keyboard.
	Skip string
	// Contents is the heading of the table of contents.
	Contents string
	// Table and Figure number a caption: "1-кесте", "Таблица 1".
	Table, Figure func(n int) string
	// Source and Note start their lines, with their colon.
	Source, Note string
	// Recommendation starts the recommendation of a callout.
	Recommendation string
	// Legend starts the list of status symbols under a table.
	Legend string
	// Statuses explain the status symbols, in the order of the legend.
	Statuses []Status
}

// Status is a status symbol, such as "c" or "p", and its meaning in words.
type Status struct{ Symbol, Meaning string }

// Run is a piece of text inside a paragraph.
type Run struct {
	Text string
	// FactID binds the text, a number as the reader sees it, to a fact; empty for words.
	FactID string
	// Value is the number in machine form ("0.845"); empty means the text itself.
	Value string
	// Status is the status symbol of the fact, if any.
	Status string
	// Ref makes the text a link to the table, figure, section or callout of that id.
	// With an empty text the number of the table or figure is the text.
	Ref string
	// Strong sets the text in bold.
	Strong bool
}

// Text returns one run of words as a list, for blocks that hold runs.
func Text(s string) []Run { return []Run{{Text: s}} }

// Block is one of the kinds of content below. Kind names it for templates.
type Block interface{ Kind() string }

// Section is a heading that opens a part of the document.
type Section struct {
	// ID is the anchor, unique in the document; ASCII letters, digits, dots, hyphens.
	ID string
	// Level is 1 for parts, 2 and 3 for what is inside them.
	Level int
	Title string
	// Unnumbered leaves the heading without a number: summary, annexes.
	Unnumbered bool
	// NewPage starts the part on a new page of paper.
	NewPage bool
	// Number is set by Document.Numbered: "2.1".
	Number string
}

// Style is the role of a paragraph.
type Style int

// The styles of paragraphs.
const (
	Body    Style = iota
	Lead          // the fact that opens a part, larger
	Caution       // a reservation, with a rule at its side
)

// Paragraph is running text.
type Paragraph struct {
	Runs  []Run
	Style Style
}

// List is a list of items, numbered if Ordered.
type List struct {
	Ordered bool
	Items   [][]Run
}

// Align is the alignment of a column.
type Align int

// The alignments: words at the left, numbers at the right.
const (
	Left Align = iota
	Right
	Centre
)

// Column is one column of a table. Width is its share of the table in per cent; zero
// leaves it to the renderer.
type Column struct {
	Align Align
	Width int
}

// HeaderCell is a cell of a header row; spans of zero count as one.
type HeaderCell struct {
	Text             string
	ColSpan, RowSpan int
}

// Cell is one cell: a text, bound to a fact if it is a number. An empty cell with a
// status shows the symbol alone.
type Cell struct {
	Text, FactID, Value, Status string
}

// RowKind is the role of a row.
type RowKind int

// The kinds of rows.
const (
	Plain RowKind = iota
	Group         // a heading over the rows that follow; only its first cell is shown
	Total         // a sum, set apart by a rule
)

// Row is one row of a table.
type Row struct {
	Kind  RowKind
	Cells []Cell
}

// Table is a table with caption, number, source and note.
type Table struct {
	ID      string
	Caption string
	Columns []Column
	Header  [][]HeaderCell
	// Stub is the number of leading columns that name the row.
	Stub   int
	Rows   []Row
	Source string
	Note   []Run
	// Number is set by Document.Numbered.
	Number int
}

// Figure is a drawing with caption, number and text alternative.
type Figure struct {
	ID      string
	Caption string
	// SVG is one svg element without scripts or outside addresses; a renderer refuses any other.
	SVG string
	// Alt says in words what the drawing shows.
	Alt    string
	Source string
	Note   []Run
	// Shows are the indicators that are drawn, for whoever asks where one stands; no
	// renderer writes them.
	Shows []string
	// Number is set by Document.Numbered.
	Number int
}

// Tile is one figure of a summary: a large number with its name and its change.
type Tile struct {
	Value, Unit, Label, Change string
	FactID                     string
	// Machine is the number in machine form; empty means the text of Value.
	Machine string
	// ChangeFactID binds the change, Status is the status symbol of the value.
	ChangeFactID, Status string
}

// Tiles is a row of summary figures.
type Tiles struct{ Items []Tile }

// Weight is how much a callout weighs.
type Weight int

// The weights, shown by the rule at the side and always together with a label in words.
const (
	Low Weight = iota
	Medium
	High
)

// Callout is the card of one finding.
type Callout struct {
	ID string
	// Name is the label that readers see, the ID if it is empty.
	Name     string
	Weight   Weight
	Severity string // the weight in words
	// Tag is a second label: "жаңа", "сохраняется".
	Tag            string
	Title          string
	Body           [][]Run
	Recommendation []Run
}

// Definition is a term and its meaning.
type Definition struct {
	Term string
	Text []Run
}

// Definitions is a list of terms.
type Definitions struct{ Items []Definition }

// PageBreak starts a new page of paper.
type PageBreak struct{}

// TOC is the place of the table of contents; Depth is the lowest level it lists.
type TOC struct{ Depth int }

// Kind returns "section".
func (Section) Kind() string { return "section" }

// Kind returns "paragraph".
func (Paragraph) Kind() string { return "paragraph" }

// Kind returns "list".
func (List) Kind() string { return "list" }

// Kind returns "table".
func (Table) Kind() string { return "table" }

// Kind returns "figure".
func (Figure) Kind() string { return "figure" }

// Kind returns "tiles".
func (Tiles) Kind() string { return "tiles" }

// Kind returns "callout".
func (Callout) Kind() string { return "callout" }

// Kind returns "definitions".
func (Definitions) Kind() string { return "definitions" }

// Kind returns "pagebreak".
func (PageBreak) Kind() string { return "pagebreak" }

// Kind returns "toc".
func (TOC) Kind() string { return "toc" }
