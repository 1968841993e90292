package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"nsk/reports/document"
	"nsk/reports/typeface"
)

// sample has every kind of block.
func sample(t *testing.T) document.Document {
	t.Helper()
	svg, err := os.ReadFile("../document/testdata/funnel.svg")
	if err != nil {
		t.Fatal(err)
	}
	number := func(text, id string) document.Cell { return document.Cell{Text: text, FactID: id} }
	return document.Document{
		Lang: "kk", Title: "Ақпарат & талдау", Subtitle: "2025 жыл", Organisation: "Ұлттық орган", Addressee: "Министрлікке", Stamp: "жоба",
		Approval: []string{"КЕЛІСІЛДІ"}, PlaceDate: "Астана", Meta: []document.Meta{{Label: "Шығарылым", Value: "r-1"}},
		Labels: document.Labels{Contents: "Мазмұны", Source: "Дереккөз:", Note: "Ескертпе:", Recommendation: "Ұсыным:", Legend: "Белгілер:",
			Table:    func(n int) string { return fmt.Sprintf("%d-кесте", n) },
			Figure:   func(n int) string { return fmt.Sprintf("%d-сурет", n) },
			Statuses: []document.Status{{Symbol: "c", Meaning: "жарияланбайды"}}},
		Blocks: []document.Block{
			document.TOC{Depth: 2},
			document.Section{ID: "one", Level: 1, Title: "Бірінші <бөлік>", NewPage: true},
			document.Paragraph{Runs: []document.Run{{Text: "Саны – "}, {Text: "10\u00a0420", FactID: "D.01", Value: "10420", Status: "c"}, {Text: " ("}, {Ref: "t"}, {Text: ")."}}},
			document.Tiles{Items: []document.Tile{{Value: "84,5", Unit: "%", Label: "үлес", Change: "+1,2", FactID: "E.02", ChangeFactID: "E.02@change"}}},
			document.Figure{ID: "f", Caption: "Кезеңдер", SVG: string(svg), Alt: "Үш кезең", Source: "платформа"},
			document.Section{ID: "two", Level: 2, Title: "Екінші"},
			document.Table{ID: "t", Caption: "Сандар", Stub: 1, Columns: []document.Column{{Width: 40}, {Align: document.Right}, {Align: document.Right}},
				Header: [][]document.HeaderCell{{{Text: "Өңір", RowSpan: 2}, {Text: "Саны", ColSpan: 2}}, {{Text: "барлығы"}, {Text: "оның ішінде"}}},
				Rows: []document.Row{{Kind: document.Group, Cells: []document.Cell{{Text: "2025"}}}, {Cells: []document.Cell{{Text: "Абай"}, number("7", "C.01/region=10"), {Status: "c", FactID: "C.02"}}},
					{Kind: document.Total, Cells: []document.Cell{{Text: "Барлығы"}, number("7", "C.01"), number("–", "C.02")}}}},
			document.List{Ordered: true, Items: [][]document.Run{document.Text("бір"), document.Text("екі")}},
			document.List{Items: [][]document.Run{document.Text("үш")}},
			document.Callout{ID: "r1", Weight: document.High, Severity: "жоғары", Title: "Мәселе", Body: [][]document.Run{document.Text("Мәтін")}, Recommendation: document.Text("шара")},
			document.Definitions{Items: []document.Definition{{Term: "термин", Text: document.Text("мағына")}}},
			document.PageBreak{},
		},
	}
}

var properties = Properties{Identifier: "r-1", Date: time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)}

func written(t *testing.T, d document.Document) ([]byte, map[string][]byte) {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d, properties); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes(), parts
}

// Every part is well-formed, and everything that a part refers to is in the package.
func TestPackage(t *testing.T) {
	whole, parts := written(t, sample(t))
	again, _ := written(t, sample(t))
	if !bytes.Equal(whole, again) {
		t.Error("the same document is not the same bytes")
	}
	targets := regexp.MustCompile(`Target="([^"]+)"`)
	for name, data := range parts {
		if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
			wellFormed(t, name, data)
		}
		if dir := "word/"; strings.HasPrefix(name, "word/_rels/") {
			for _, m := range targets.FindAllSubmatch(data, -1) {
				if parts[dir+string(m[1])] == nil {
					t.Errorf("%s: %s is not in the package", name, m[1])
				}
			}
		}
	}
	if !bytes.HasPrefix(parts["word/media/image1.png"], []byte("\x89PNG")) {
		t.Error("the figure is no picture")
	}
	if strings.Contains(string(parts["word/settings.xml"]), "updateFields") {
		t.Error("Word would ask whether to update the fields")
	}
}

func wellFormed(t *testing.T, name string, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
	}
}

// The text has the styles, fields and marks of a document that people can go on editing.
func TestBody(t *testing.T) {
	_, parts := written(t, sample(t))
	body, styles := string(parts["word/document.xml"]), string(parts["word/styles.xml"])
	for what, want := range map[string]string{
		"a heading with its bookmark":  `<w:pStyle w:val="Heading1"/><w:pageBreakBefore/></w:pPr><w:bookmarkStart w:id="1" w:name="_one"/>`,
		"the contents as a field":      `TOC \o &#34;1-2&#34; \n`,
		"an entry of the contents":     "<w:hyperlink w:anchor=\"_one\" w:history=\"1\"><w:r><w:t xml:space=\"preserve\">1\u2002Бірінші &lt;бөлік&gt;</w:t>",
		"a caption that counts":        `SEQ table \* ARABIC`,
		"a bound number":               `<w:tag w:val="D.01"/>`,
		"a bound change":               `<w:tag w:val="E.02@change"/>`,
		"a symbol bound to its fact":   `<w:tag w:val="C.02"/>`,
		"a reference":                  `<w:hyperlink w:anchor="_t" w:history="1"><w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t xml:space="preserve">1-кесте</w:t>`,
		"a heading of rows, repeated":  `<w:tblHeader/>`,
		"a heading over two columns":   `<w:gridSpan w:val="2"/>`,
		"a heading over two rows":      `<w:vMerge w:val="restart"/>`,
		"the text of a picture":        `descr="Үш кезең"`,
		"a list that begins at one":    `<w:numId w:val="2"/>`,
		"the weight of a finding":      `w:sz="48"`,
		"a cover without page numbers": `<w:titlePg/>`,
	} {
		if !strings.Contains(strings.ReplaceAll(body, `"1-2"`, `&#34;1-2&#34;`), want) {
			t.Errorf("no %s: %s", what, want)
		}
	}
	for _, m := range regexp.MustCompile(`<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"`).FindAllStringSubmatch(body, -1) {
		if !strings.Contains(styles, `w:styleId="`+m[1]+`"`) {
			t.Errorf("style %s is not defined", m[1])
		}
	}
	if !strings.Contains(styles, `w:lang w:val="kk-KZ"`) {
		t.Error("the text has no language")
	}
}

// The fonts can be read back with their keys.
func TestFonts(t *testing.T) {
	_, parts := written(t, sample(t))
	font := parts["word/fonts/font3.odttf"]
	if bytes.Equal(font[:32], typeface.Sans[:32]) || !bytes.Equal(font[32:], typeface.Sans[32:]) {
		t.Error("only the first 32 bytes are mixed")
	}
	back := embedded{Key: fonts[2].Key, data: font}.obfuscated()
	if !bytes.Equal(back, typeface.Sans) {
		t.Error("the font does not come back")
	}
	if !strings.Contains(string(parts["word/fontTable.xml"]), `w:fontKey="{`+fonts[2].Key+`}"`) {
		t.Errorf("no key in %s", parts["word/fontTable.xml"])
	}
}

// A document that cannot be written is refused.
func TestRefused(t *testing.T) {
	d := sample(t)
	d.Blocks = append(d.Blocks, document.Paragraph{Runs: []document.Run{{Ref: "nowhere"}}})
	if err := Write(io.Discard, d, properties); err == nil {
		t.Error("a reference to nowhere was written")
	}
	d = sample(t)
	d.Blocks = []document.Block{document.Figure{ID: "f", SVG: `<svg width="4" height="4"><circle r="1"></circle></svg>`}}
	if err := Write(io.Discard, d, properties); err == nil {
		t.Error("a figure that cannot be painted was written")
	}
}
