// Package docx writes a document as an Office Open XML file (ECMA-376) that Word and
// LibreOffice open without complaint and that people can go on editing.
//
// Every number bound to a fact is a content control whose tag is the id of the fact. The
// fonts are inside. Equal documents give equal bytes.
package docx

import (
	"archive/zip"
	"embed"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"nsk/reports/document"
	"nsk/reports/picture"
)

//go:embed parts/*.xml
var templates embed.FS

// Properties are the properties of the file; they come from the release and never from a clock.
type Properties struct {
	Identifier string    // the release
	Date       time.Time // the day on which knowledge was frozen
}

// Write writes d as a DOCX file. It fails where [document.Document.Check] does, and if a
// figure cannot be painted.
func Write(w io.Writer, d document.Document, p Properties) error {
	d = d.Numbered()
	if err := d.Check(); err != nil {
		return fmt.Errorf("document %q: %w", d.Title, err)
	}
	b := &body{doc: d, captions: d.Captions()}
	if err := b.write(); err != nil {
		return fmt.Errorf("document %q: %w", d.Title, err)
	}
	out := zip.NewWriter(w)
	for _, part := range b.parts(p) {
		if err := add(out, part); err != nil {
			return fmt.Errorf("document %q: %s: %w", d.Title, part.name, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("document %q: %w", d.Title, err)
	}
	return nil
}

// A part is one file inside the package.
type part struct {
	name string
	data []byte
}

// add writes a part without a time: the same part is the same bytes on any day.
func add(out *zip.Writer, p part) error {
	f, err := out.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = f.Write(p.data)
	return err
}

// parts lists the parts, the content types first as readers expect.
func (b *body) parts(p Properties) []part {
	view := struct {
		document.Document
		Properties
		Language, Created string
		Pictures, Lists   []int
		Fonts             []embedded
	}{b.doc, p, language(b.doc.Lang), p.Date.UTC().Format(time.RFC3339), counted(len(b.pictures)), b.lists, fonts}
	var list []part
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "word/styles.xml", "word/settings.xml",
		"word/numbering.xml", "word/fontTable.xml", "word/_rels/fontTable.xml.rels", "word/_rels/document.xml.rels", "word/header.xml", "word/footer.xml"} {
		list = append(list, part{name, []byte(render(name, view))})
	}
	list = append(list, part{"word/document.xml", []byte(b.document())})
	for i, pic := range b.pictures {
		list = append(list, part{fmt.Sprintf("word/media/image%d.png", i+1), pic.PNG})
	}
	for i, f := range fonts {
		list = append(list, part{fmt.Sprintf("word/fonts/font%d.odttf", i+1), f.obfuscated()})
	}
	return list
}

// render fills in a part that is a template.
func render(name string, view any) string {
	file := strings.NewReplacer("/", "-", "[", "", "]", "").Replace(strings.TrimPrefix(name, "_"))
	file = strings.TrimSuffix(file, ".xml") + ".xml"
	text, err := templates.ReadFile("parts/" + file)
	if err != nil {
		panic("docx: " + err.Error()) // embedded, covered by every test
	}
	t := template.Must(template.New(name).Funcs(template.FuncMap{"x": escape, "inc": func(i int) int { return i + 1 }}).Parse(string(text)))
	var out strings.Builder
	if err := t.Execute(&out, view); err != nil {
		panic("docx: " + err.Error()) // the same
	}
	return out.String()
}

// language is the tag that proofing tools want.
func language(code string) string {
	return map[string]string{"kk": "kk-KZ", "ru": "ru-RU"}[code]
}

// counted are the numbers from 1 to n.
func counted(n int) []int {
	var list []int
	for i := range n {
		list = append(list, i+1)
	}
	return list
}

// scale is how many pixels of a picture make a CSS pixel: 288 an inch on paper.
const scale = 3

// paint is a figure as a picture.
func paint(f document.Figure) (picture.Picture, error) {
	p, err := picture.Paint(f.SVG, scale)
	if err != nil {
		return p, fmt.Errorf("figure %s: %w", f.ID, err)
	}
	return p, nil
}
