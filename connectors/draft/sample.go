package draft

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"nsk/connectors"
)

// Form is how a sample is written.
type Form string

// The forms.
const (
	CSV       Form = "csv"
	JSON      Form = "json"
	JSONLines Form = "jsonl"
	XLSX      Form = "xlsx"
	XML       Form = "xml"
)

// rowLimit bounds what types are guessed from; fixtureRows what a fixture keeps.
const (
	rowLimit    = 5000
	fixtureRows = 20
)

// A Sample is what a source sent once, taken apart into columns.
type Sample struct {
	Form                Form
	Encoding, Delimiter string // of CSV
	Sheet               string // of a workbook
	Rows                int    // that were looked at
	Columns             []*Seen
	Skipped             []string // paths that hold lists, or nothing in any row

	rows, shape string // of JSON: the key of the rows, and how the service seems to page; of XML as in a contract
	root        any
	objects     []any
	table       [][]string // header and rows of a file
	document    *node      // of XML, with the element that holds the rows, and these
	holder      *node
	nodes       []*node
	several     map[string]int
}

// Paths reports whether columns lie at paths, not under headers.
func (s *Sample) Paths() bool { return s.Form == JSON || s.Form == JSONLines || s.Form == XML }

// FormOf tells the form of a file by its name; "" if it is none of these.
func FormOf(name string) Form {
	f := Form(strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), "."))
	if f == "ndjson" {
		f = JSONLines
	}
	if !slices.Contains([]Form{CSV, JSON, JSONLines, XLSX, XML}, f) {
		return ""
	}
	return f
}

// FormOfMedia tells the form by the media type that a connector gives.
func FormOfMedia(media string) Form {
	return map[string]Form{connectors.MediaCSV: CSV, connectors.MediaJSON: JSON, connectors.MediaJSONSeq: JSON,
		connectors.MediaJSONLines: JSONLines, connectors.MediaXLSX: XLSX, connectors.MediaXML: XML}[media]
}

// Read takes a sample apart.
func Read(form Form, data []byte) (*Sample, error) {
	s := &Sample{Form: form}
	var err error
	switch form {
	case CSV:
		err = s.readCSV(data)
	case XLSX:
		err = s.readXLSX(data)
	case JSON, JSONLines:
		err = s.readJSON(data)
	case XML:
		err = s.readXML(data)
	default:
		err = errors.New("a sample is csv, xlsx, json, jsonl or xml")
	}
	if err != nil {
		return nil, fmt.Errorf("read sample: %w", err)
	}
	if !s.Paths() {
		s.fromTable()
	}
	return s, nil
}

// readCSV tells encoding and delimiter from what a draft may look at and a contract then
// says for good.
func (s *Sample) readCSV(data []byte) (err error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		s.Encoding = "utf-16"
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	case utf8.Valid(data):
		s.Encoding = "utf-8"
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
	default:
		s.Encoding = "windows-1251"
		data, err = charmap.Windows1251.NewDecoder().Bytes(data)
	}
	if err != nil {
		return err
	}
	head, _, _ := bytes.Cut(data, []byte("\n"))
	s.Delimiter = ","
	for _, d := range []string{";", "\t", "|"} {
		if bytes.Count(head, []byte(d)) > bytes.Count(head, []byte(s.Delimiter)) {
			s.Delimiter = d
		}
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord = rune(s.Delimiter[0]), -1
	s.table, err = r.ReadAll()
	return err
}

func (s *Sample) readXLSX(data []byte) error {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 64 << 20})
	if err != nil {
		return err
	}
	defer f.Close()
	s.Sheet = f.GetSheetName(0)
	s.table, err = f.GetRows(s.Sheet)
	return err
}

// fromTable makes columns of a header and the rows under it.
func (s *Sample) fromTable() {
	if len(s.table) == 0 {
		return
	}
	s.table = s.table[:min(len(s.table), rowLimit+1)]
	for i, head := range s.table[0] {
		c := &Seen{Name: strings.Join(strings.Fields(head), " ")}
		for _, row := range s.table[1:] {
			if i < len(row) {
				c.take(strings.TrimSpace(row[i]))
			} else {
				c.Empty++
			}
		}
		s.Columns = append(s.Columns, c)
	}
	s.Rows = len(s.table) - 1
}

func (c *Seen) take(v string) {
	if v == "" {
		c.Empty++
		return
	}
	c.Values = append(c.Values, v)
}

// Cell is the text of a column in the n-th row, from 0; "" where it is empty.
func (s *Sample) Cell(c *Seen, n int) string {
	if !s.Paths() {
		for i, o := range s.Columns {
			if row := s.table[n+1]; o == c && i < len(row) {
				return row[i]
			}
		}
		return ""
	}
	if s.Form == XML {
		return s.value(s.nodes[n], c.Name)
	}
	v := s.objects[n]
	for step := range strings.SplitSeq(c.Name, ".") {
		object, _ := v.(map[string]any)
		v = object[step]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
