package ingest

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The last row and column of a sheet.
const (
	tallest = 1 << 20
	widest  = 1 << 14
)

// A sheet is read row by row, each cell at the place it names.
type sheet struct {
	*xmlPart
	book   *book
	called string
	width  int   // columns under a name
	last   int64 // row read last
	ended  bool
	cells  []string

	uncomputed string // place of a formula without a value in the row, "" if there is none

	hidden int   // filled rows that a spreadsheet does not show
	hides  []int // columns that begin a hidden range
}

func (b *book) open(ref sheetRef) (*sheet, error) {
	x, err := b.stream(ref.part)
	if err != nil {
		return nil, err
	}
	return &sheet{xmlPart: x, book: b, called: ref.name, width: widest}, nil
}

// row returns the number of the next row and its cells, up to the last that has a text;
// they stay valid until the next call. At the end of the rows it returns io.EOF.
func (s *sheet) row() (n int64, cells []string, err error) {
	for !s.ended {
		token, err := s.token()
		if err != nil {
			return 0, nil, s.cut(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			s.ended = e.Name.Local == "sheetData"
		case xml.StartElement:
			if isHidden(e) && e.Name.Local == "col" {
				first, _ := strconv.Atoi(attribute(e, "min")) // it only counts what is remarked on
				s.hides = append(s.hides, first-1)
			}
			if e.Name.Local == "row" {
				s.uncomputed = ""
				n, cells, err := s.readRow(e)
				if err == nil && s.uncomputed != "" && len(cells) > 0 {
					err = fault("formula", s.uncomputed)
				}
				return n, cells, err
			}
		}
	}
	return 0, nil, io.EOF
}

func isHidden(e xml.StartElement) bool {
	v := attribute(e, "hidden")
	return v == "1" || v == "true"
}

// hiddenColumns counts the hidden ranges that begin within the table.
func (s *sheet) hiddenColumns() (n int) {
	for _, first := range s.hides {
		if first < s.width {
			n++
		}
	}
	return n
}

// readRow reads the row just begun. Rows come in order.
func (s *sheet) readRow(e xml.StartElement) (int64, []string, error) {
	n := s.last + 1
	if r := attribute(e, "r"); r != "" {
		given, err := strconv.ParseInt(r, 10, 32)
		if err != nil || given < n || given > tallest {
			return 0, nil, fault("damaged", s.place(r))
		}
		n = given
	}
	s.last, s.cells = n, s.cells[:0]
	hidden := isHidden(e)
	for last := -1; ; {
		token, err := s.token()
		if err != nil {
			return 0, nil, s.cut(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			if hidden && len(s.cells) > 0 {
				s.hidden++
			}
			return n, s.cells, nil
		case xml.StartElement:
			if e.Name.Local != "c" {
				if _, err := s.text(); err != nil {
					return 0, nil, err
				}
				continue
			}
			if last, err = s.readCell(e, last); err != nil {
				return 0, nil, err
			}
		}
	}
}

// readCell adds the cell just begun, which stands after the column last, and returns its
// column. Of what stands under no name it keeps only that it is there.
func (s *sheet) readCell(e xml.StartElement, last int) (int, error) {
	at := last + 1
	if ref := attribute(e, "r"); ref != "" {
		column, row := cellPlace(ref)
		if column < at || column >= widest || row != s.last {
			return 0, fault("damaged", s.place(ref))
		}
		at = column
	}
	text, err := s.cell(e, s.place(columnLetters(at)+strconv.FormatInt(s.last, 10)))
	if err != nil || text == "" {
		return at, err
	}
	for len(s.cells) < min(at, s.width) {
		s.cells = append(s.cells, "")
	}
	s.cells = append(s.cells, text)
	return at, nil
}

// cellPlace takes a reference such as C5 apart: column from 0, row from 1. The row is 0 if
// it is none.
func cellPlace(ref string) (column int, row int64) {
	digits := strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	letters := ref[:len(ref)-len(digits)]
	if len(letters) == 0 || len(letters) > 3 {
		return 0, 0
	}
	for _, c := range letters {
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || row < 0 {
		return 0, 0
	}
	return column - 1, row
}

func (s *sheet) place(ref string) string { return "«" + s.called + "»!" + ref }

// rest reads what follows the rows. Cells merged over several rows or columns of the
// table have one value for many, and nothing tells which it is of.
func (s *sheet) rest() error {
	for {
		e, err := s.open()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.Name.Local == "mergeCell" && s.overTable(attribute(e, "ref")) {
			return fault("merged", s.place(attribute(e, "ref")))
		}
	}
}

func (s *sheet) overTable(ref string) bool {
	from, _, _ := strings.Cut(ref, ":")
	column, row := cellPlace(from)
	return column < s.width && row <= s.last
}
