package edition

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"nsk/reports"
)

// A ShownFact is a number as a file shows it, bound to its fact.
type ShownFact struct{ ID, Text string }

// Shown reads back the facts that a file shows, in its order. It returns nil for a kind of
// file that cannot be read back.
func Shown(name string, data []byte) ([]ShownFact, error) {
	switch path.Ext(name) {
	case ".html":
		return shownHTML(data)
	case ".docx":
		return shownDOCX(data)
	case ".xlsx":
		return shownXLSX(data)
	case ".csv":
		return shownCSV(data)
	case ".json":
		return shownJSON(data)
	}
	return nil, nil
}

func digest(list []ShownFact) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "%s\x00%s\x00", f.ID, f.Text)
	}
	return sum([]byte(b.String()))
}

func shownHTML(data []byte) ([]ShownFact, error) {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	list := []ShownFact{}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "data-fact" {
				list = append(list, ShownFact{a.Val, textOf(n)})
			}
		}
	}
	return list, nil
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// shownDOCX reads the content controls of a document and what stands in them.
func shownDOCX(data []byte) ([]ShownFact, error) {
	body, err := unzipped(data, "word/document.xml")
	if err != nil {
		return nil, err
	}
	list, d, tag := []ShownFact{}, xml.NewDecoder(bytes.NewReader(body)), ""
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Local == "tag" {
				tag = attribute(tok, "val")
				list = append(list, ShownFact{ID: tag})
			}
		case xml.EndElement:
			if tok.Name.Local == "sdt" {
				tag = ""
			}
		case xml.CharData:
			if tag != "" {
				list[len(list)-1].Text += string(tok)
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func unzipped(data []byte, name string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// shownXLSX reads every cell of a workbook; its id is its place.
func shownXLSX(data []byte) (list []ShownFact, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	list = []ShownFact{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			for k, text := range row {
				cell, err := excelize.CoordinatesToCellName(k+1, i+1)
				if err != nil {
					return nil, err
				}
				list = append(list, ShownFact{sheet + "!" + cell, text})
			}
		}
	}
	return list, nil
}

// shownCSV reads the rows of a machine table; the first column is the id.
func shownCSV(data []byte) ([]ShownFact, error) {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	list := []ShownFact{}
	for _, row := range rows {
		list = append(list, ShownFact{row[0], strings.Join(row[1:], ", ")})
	}
	return list, nil
}

func shownJSON(data []byte) ([]ShownFact, error) {
	p, err := reports.ReadPublication(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	list := []ShownFact{}
	for _, f := range p.Facts {
		whole, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		list = append(list, ShownFact{f.ID, string(whole)})
	}
	return list, nil
}
