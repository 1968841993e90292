package ingest

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"nsk/connectors/contract"
)

// readXLSX yields the rows of the contract's sheet, whose first row is the header. Every
// row is read, a hidden one too.
func readXLSX(r io.Reader, c *contract.Contract, to sink) error {
	if c.XLSX == nil {
		return fault("form", "XLSX")
	}
	b, err := openBook(r)
	if err != nil {
		return err
	}
	ref, err := b.sheet(c)
	if err != nil {
		return err
	}
	s, err := b.open(ref)
	if err != nil {
		return err
	}
	defer s.close()
	columns, err := s.header(c)
	if err != nil {
		return err
	}
	if err := s.rows(newRowWriter(columns, to)); err != nil {
		return err
	}
	if n := s.hidden + s.hiddenColumns() + ref.hidden; n > 0 {
		to.note("hidden", "«"+ref.name+"»: "+strconv.Itoa(n))
	}
	return nil
}

// sheet finds the contract's sheet; as in a spreadsheet, case does not matter. A further
// sheet with the same header and rows of its own is a fault, because nothing tells which
// of the two is meant.
func (b *book) sheet(c *contract.Contract) (sheetRef, error) {
	var found *sheetRef
	var names []string
	for i := range b.sheets {
		names = append(names, b.sheets[i].name)
		if strings.EqualFold(b.sheets[i].name, c.XLSX.Sheet) {
			found = &b.sheets[i]
		}
	}
	if found == nil {
		return sheetRef{}, fault("missing-sheet", "«"+c.XLSX.Sheet+"» (≠ "+quoted(names)+")")
	}
	for _, other := range b.sheets {
		if other != *found && b.alike(other, c) {
			return sheetRef{}, fault("two-sheets", quoted([]string{found.name, other.name}))
		}
	}
	return *found, nil
}

// alike reports whether a sheet has the contract's header and something under it. A sheet
// that cannot be read so far is another.
func (b *book) alike(ref sheetRef, c *contract.Contract) bool {
	s, err := b.open(ref)
	if err != nil {
		return false
	}
	defer s.close()
	if _, err := s.header(c); err != nil {
		return false
	}
	_, _, err = s.filled()
	return err == nil
}

// header reads the first row that is not empty. Rows above the header are a fault that
// says where it is.
func (s *sheet) header(c *contract.Contract) ([]string, error) {
	s.width = widest
	n, cells, err := s.filled()
	if errors.Is(err, io.EOF) {
		return nil, fault("empty", 0)
	}
	if err != nil {
		return nil, err
	}
	columns, err := matchHeader(cells, c)
	if err == nil && n > 1 {
		return nil, fault("header-below", n)
	}
	if err == nil {
		s.width = len(columns)
		return columns, nil
	}
	for n < 30 {
		if n, cells, _ = s.filled(); len(cells) == 0 {
			break
		}
		if _, no := matchHeader(cells, c); no == nil {
			return nil, fault("header-below", n)
		}
	}
	return nil, err
}

// rows writes the rows under the header. An empty row of a sheet is no row; cells under no
// name make a broken one.
func (s *sheet) rows(w *rowWriter) error {
	for {
		n, cells, err := s.filled()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		broken := ""
		if len(cells) > s.width {
			broken, cells = strconv.Itoa(len(cells))+"/"+strconv.Itoa(s.width), nil
		}
		if err := w.add(n, broken, cells); err != nil {
			return err
		}
	}
	if err := s.rest(); err != nil {
		return err
	}
	return w.flush()
}

// filled returns the next row with a cell that has a text.
func (s *sheet) filled() (n int64, cells []string, err error) {
	for {
		if n, cells, err = s.row(); err != nil || len(cells) > 0 {
			return n, cells, err
		}
	}
}
