package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits of a workbook, against archives that unpack to many times their size. Nothing of
// it ever touches a disk.
const (
	bookLimit   = 256 << 20 // as received
	unpackLimit = 1 << 30   // all parts together, as they say of themselves
	partLimit   = 16 << 20  // a part held in memory as a whole
	partsLimit  = 10_000
	tokenLimit  = 2 * recordLimit // one cell, or one text; unread bytes of the buffer included
)

// A book is an XLSX file opened for reading (ECMA-376). We take it apart ourselves: the
// libraries end a sheet silently where its XML breaks off, show a formula without a value
// and a value that is an error like any text, and put cells in another place if their
// order is wrong.
type book struct {
	parts    map[string]*zip.File
	sheets   []sheetRef
	shared   []string
	formats  []format
	date1904 bool
}

// A sheetRef is what the workbook says of a sheet.
type sheetRef struct {
	name, part string
	hidden     int // 1 if it is
}

func openBook(r io.Reader) (*book, error) {
	data, err := io.ReadAll(io.LimitReader(r, bookLimit+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) == 0:
		return nil, fault("empty", 0)
	case len(data) > bookLimit:
		return nil, fault("too-large", fmt.Sprint(bookLimit>>20, " MB"))
	}
	if err := notABook(data); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault("damaged", "XLSX")
	}
	b := &book{parts: make(map[string]*zip.File)}
	if err := b.index(z); err != nil {
		return nil, err
	}
	return b, b.load()
}

// notABook says what bytes are that are no archive of parts.
func notABook(data []byte) error {
	head := data[:min(len(data), headLimit)]
	form := formOf(head)
	switch {
	case form == "XLS" && bytes.Contains(data, utf16Text("EncryptedPackage")):
		return fault("password", "XLSX")
	case form == "XLSX" || form == "ZIP":
		return nil
	case form == "":
		form = textForm(head)
	}
	if form == "" {
		return fault("damaged", "XLSX")
	}
	return fault("other-form", form)
}

func utf16Text(s string) []byte {
	var out []byte
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}

// index names the parts, and refuses archives that are made to harm.
func (b *book) index(z *zip.Reader) error {
	var total uint64
	if len(z.File) > partsLimit {
		return fault("bomb", fmt.Sprint("n = ", len(z.File), " > ", partsLimit))
	}
	for _, f := range z.File {
		name := partName(f.Name)
		if b.parts[name] != nil {
			return fault("damaged", name)
		}
		if f.Flags&1 != 0 {
			return fault("password", "XLSX")
		}
		if total += f.UncompressedSize64; total > unpackLimit || f.UncompressedSize64 > unpackLimit {
			return fault("bomb", fmt.Sprint(total>>20, " MB > ", unpackLimit>>20, " MB"))
		}
		b.parts[name] = f
	}
	return nil
}

// partName is a name as relations give it: without a slash at the start, in one case.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// open reads a part. It gives no more than the part says of itself.
func (b *book) part(name string) (io.ReadCloser, error) {
	f := b.parts[partName(name)]
	if f == nil {
		return nil, fault("damaged", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault("damaged", name)
	}
	return r, nil
}

// whole decodes a small part.
func (b *book) whole(name string, into any) error {
	r, err := b.part(name)
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, partLimit+1))
	switch {
	case len(data) > partLimit:
		return fault("bomb", fmt.Sprint(name, " > ", partLimit>>20, " MB"))
	case err != nil:
		return fault("damaged", name)
	case bytes.Contains(data, []byte("<!")) && declares(data):
		return fault("entities", name)
	case xml.Unmarshal(data, into) != nil:
		return fault("damaged", name)
	}
	return nil
}

// declares reports whether XML brings declarations of its own, which no office program
// writes and which can be made to unfold without end.
func declares(data []byte) bool {
	return bytes.Contains(data, []byte("<!DOCTYPE")) || bytes.Contains(data, []byte("<!ENTITY"))
}

type relations struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// related finds the part of a kind, or of an id, that the part from refers to.
func (r relations) related(from, kind, id string) string {
	for _, rel := range r.Relationship {
		if id != "" && rel.ID != id || kind != "" && !strings.HasSuffix(rel.Type, "/"+kind) {
			continue
		}
		if strings.HasPrefix(rel.Target, "/") {
			return rel.Target
		}
		return path.Join(path.Dir(from), rel.Target)
	}
	return ""
}

// load reads what stands about the sheets in other parts.
func (b *book) load() error {
	var top, rels relations
	if b.parts["_rels/.rels"] == nil && b.parts["xl/workbook.xml"] == nil {
		return fault("other-form", "ZIP")
	}
	if err := b.whole("_rels/.rels", &top); err != nil {
		return err
	}
	main := top.related("", "officeDocument", "")
	if main == "" || !strings.HasSuffix(partName(main), ".xml") {
		return fault("other-form", "ZIP")
	}
	if err := b.whole(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), &rels); err != nil {
		return err
	}
	if err := b.workbook(main, rels); err != nil {
		return err
	}
	if name := rels.related(main, "styles", ""); name != "" {
		if err := b.styles(name); err != nil {
			return err
		}
	}
	if name := rels.related(main, "sharedStrings", ""); name != "" {
		return b.texts(name)
	}
	return nil
}

func (b *book) workbook(main string, rels relations) error {
	var w struct {
		XMLName xml.Name
		Pr      struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.whole(main, &w); err != nil {
		return err
	}
	if w.XMLName.Local != "workbook" {
		return fault("other-form", "ZIP")
	}
	b.date1904 = w.Pr.Date1904 == "1" || w.Pr.Date1904 == "true"
	for _, s := range w.Sheets {
		ref := sheetRef{name: s.Name, part: rels.related(main, "", s.ID)}
		if s.State != "" && s.State != "visible" {
			ref.hidden = 1
		}
		b.sheets = append(b.sheets, ref)
	}
	return nil
}

// texts reads the texts that cells share.
func (b *book) texts(name string) error {
	x, err := b.stream(name)
	if err != nil {
		return err
	}
	defer x.close()
	for {
		at, err := x.open()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if at.Name.Local != "si" {
			continue
		}
		text, err := x.richText()
		if err != nil {
			return err
		}
		b.shared = append(b.shared, text)
	}
}
