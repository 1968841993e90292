package ingest_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/txtar"
)

// A described workbook is written cell by cell as it stands, so that everything a
// spreadsheet may do, or should not, can be written. Sections of the archive after the
// first whose names have a slash replace or add parts.
type described struct {
	Date1904 bool           `yaml:"date1904"`
	Texts    []string       `yaml:"texts"`   // shared texts, as XML
	Formats  []string       `yaml:"formats"` // number formats of styles 1, 2, …
	Sheets   []sheetText    `yaml:"sheets"`
	Without  []string       `yaml:"without"` // parts left out
	Empty    int            `yaml:"empty"`   // empty parts added
	Claims   map[string]int `yaml:"claims"`  // parts that say they unpack to so many bytes
	Locked   bool           `yaml:"locked"`  // parts are marked as encrypted
}

type sheetText struct {
	Name    string   `yaml:"name"`
	State   string   `yaml:"state"`
	Columns string   `yaml:"columns"` // XML of the element cols
	Hidden  []int    `yaml:"hidden"`  // rows
	Merged  []string `yaml:"merged"`
	Rows    [][]any  `yaml:"rows"` // a text, or a map of c's attributes and elements
}

func workbook(t testing.TB, ar *txtar.Archive) []byte {
	t.Helper()
	var d described
	if err := yaml.NewDecoder(bytes.NewReader(ar.Files[0].Data), yaml.Strict()).Decode(&d); err != nil {
		t.Fatal(err)
	}
	parts := d.parts()
	for _, f := range ar.Files[1:] {
		if strings.Contains(f.Name, "/") {
			parts[f.Name] = string(f.Data)
		}
	}
	for _, name := range d.Without {
		delete(parts, name)
	}
	return d.zipped(t, parts)
}

func (d described) parts() map[string]string {
	const rel = `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         fmt.Sprintf(rels, fmt.Sprintf(rel, "r1", "officeDocument", "xl/workbook.xml")),
		"xl/styles.xml":       d.styles(),
		"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>` +
			strings.Join(d.Texts, "</si><si>") + `</si></sst>`,
	}
	links := fmt.Sprintf(rel, "s", "styles", "styles.xml") + fmt.Sprintf(rel, "t", "sharedStrings", "/xl/sharedStrings.xml")
	var sheets strings.Builder
	for i, s := range d.Sheets {
		name := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		links += fmt.Sprintf(rel, fmt.Sprint("r", i+1), "worksheet", name)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" state="%s" r:id="r%d"/>`, s.Name, i+1, s.State, i+1)
		parts["xl/"+name] = s.xml()
	}
	parts["xl/_rels/workbook.xml.rels"] = fmt.Sprintf(rels, links)
	parts["xl/workbook.xml"] = fmt.Sprintf(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="%t"/><sheets>%s</sheets></workbook>`, d.Date1904, &sheets)
	return parts
}

func (d described) styles() string {
	formats, cells := "", `<xf numFmtId="0"/>`
	for i, code := range d.Formats {
		if id, ok := strings.CutPrefix(code, "id "); ok { // a built-in one
			cells += `<xf numFmtId="` + id + `"/>`
			continue
		}
		formats += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, escaped(code))
		cells += fmt.Sprintf(`<xf numFmtId="%d"/>`, 164+i)
	}
	return `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>` + formats + `</numFmts><cellXfs>` + cells + `</cellXfs></styleSheet>`
}

func (s sheetText) xml() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>`, s.Columns)
	for i, row := range s.Rows {
		fmt.Fprintf(&b, `<row r="%d" hidden="%t">`, i+1, slices.Contains(s.Hidden, i+1))
		for k, cell := range row {
			if cell != nil {
				b.WriteString(cellXML(fmt.Sprintf("%s%d", string(rune('A'+k)), i+1), cell))
			}
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData><mergeCells>")
	for _, ref := range s.Merged {
		fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, ref)
	}
	b.WriteString("</mergeCells></worksheet>")
	return b.String()
}

// cellXML writes a text as it is; a map gives t, s and r as attributes and the rest as
// elements.
func cellXML(ref string, cell any) string {
	m, ok := cell.(map[string]any)
	if !ok {
		return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, escaped(fmt.Sprint(cell)))
	}
	head, body := "", ""
	if r, ok := m["r"]; ok {
		ref = fmt.Sprint(r)
	}
	for _, name := range []string{"t", "s"} {
		if v, ok := m[name]; ok {
			head += fmt.Sprintf(` %s="%v"`, name, v)
		}
	}
	for _, name := range []string{"f", "v"} {
		if v, ok := m[name]; ok {
			body += fmt.Sprintf(`<%s>%s</%s>`, name, escaped(fmt.Sprint(v)), name)
		}
	}
	return fmt.Sprintf(`<c r="%s"%s>%s</c>`, ref, head, body)
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // memory
	}
	return b.String()
}

func (d described) zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := range d.Empty {
		parts[fmt.Sprintf("xl/media/%d", i)] = ""
	}
	for _, name := range sorted(parts) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if size, ok := d.Claims[name]; ok {
			h.Method, h.CompressedSize64, h.UncompressedSize64 = zip.Store, uint64(len(parts[name])), uint64(size)
		}
		if d.Locked {
			h.Flags |= 1
		}
		create := z.CreateHeader
		if h.UncompressedSize64 > 0 || d.Locked {
			create = z.CreateRaw
		}
		w, err := create(h)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sorted(parts map[string]string) []string {
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// parquetOf writes the rows of a query as Parquet.
func parquetOf(t testing.TB, db *sql.DB, query string) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "t.parquet")
	if _, err := db.Exec("COPY (" + query + ") TO '" + name + "' (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
