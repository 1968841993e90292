package dictionary

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"sync"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
	"nsk/reports"
	"nsk/reports/words"
	"nsk/transform"
)

//go:embed page texts.yaml
var files embed.FS

var templates = template.Must(template.New("").ParseFS(files, "page/*.gohtml"))

// texts are the words of the pages, by key.
var texts = sync.OnceValue(func() map[string]words.Text {
	all := map[string]words.Text{}
	data, err := files.ReadFile("texts.yaml")
	if err == nil {
		err = yaml.UnmarshalWithOptions(data, &all, yaml.Strict())
	}
	if err != nil {
		panic(err) // part of the program
	}
	return all
})

// A page is one page in one language, with what its template shows.
type page struct {
	book *Book
	lang words.Lang
	root string // way from the page to the folder of its language

	Title, Subtitle, Kind, Up, Sister string

	Source   *Source
	Table    *Table
	Finding  *Finding
	Entry    reports.CatalogueEntry
	Query    *Query
	Picture  template.HTML
	Where    []template.HTML
	Judged   []*Finding
	Index    [][4]string
	mentions map[string][]Link // what uses a column of the table shown
}

// A File is one page, or lineage.json, by its path below the folder of the dictionary.
type File struct {
	Path  string
	write func(io.Writer) error
}

// Write writes the file.
func (f File) Write(w io.Writer) error {
	if err := f.write(w); err != nil {
		return fmt.Errorf("dictionary: %s: %w", f.Path, err)
	}
	return nil
}

// Files lists everything that the dictionary consists of. Links are relative, nothing is
// loaded from elsewhere: it may lie anywhere.
func (b *Book) Files() ([]File, error) {
	list := []File{{"lineage.json", b.JSON}, {"index.html", firstPage}}
	for _, l := range words.Both {
		entries, err := reports.Catalogue(l)
		if err != nil {
			return nil, err
		}
		list = append(list, b.overview(l)...)
		for _, s := range b.Sources {
			list = append(list, b.file(l, "source", s.ID, func(p *page) { p.showSource(s) }))
		}
		for _, t := range b.Tables {
			list = append(list, b.file(l, "table", t.Name, func(p *page) { p.showTable(t) }))
		}
		for n, i := range b.Indicators {
			list = append(list, b.file(l, "indicator", i.ID, func(p *page) { p.showIndicator(i, entries[n]) }))
		}
		for _, f := range b.Findings {
			list = append(list, b.file(l, "finding", f.ID, func(p *page) { p.showFinding(f) }))
		}
	}
	return list, nil
}

// JSON writes lineage.json.
func (b *Book) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(b)
}

// firstPage lets choose the language.
func firstPage(w io.Writer) error {
	_, err := io.WriteString(w, `<!DOCTYPE html>
<html lang="kk"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Деректер сөздігі · Словарь данных</title>
<style>body { max-width: 40rem; margin: 3rem auto; padding: 0 1.25rem; font: 1.2rem/1.8 "Noto Sans", "PT Sans", "Segoe UI", Roboto, Arial, sans-serif } a { color: #173a63 }</style></head>
<body><p><a href="kk/index.html">Деректер сөздігі</a></p><p><a href="ru/index.html" lang="ru">Словарь данных</a></p></body></html>
`)
	return err
}

// file is the page of one thing.
func (b *Book) file(l words.Lang, kind, id string, fill func(*page)) File {
	path := string(l) + "/" + kind + "/" + id + ".html"
	return File{path, func(w io.Writer) error {
		p := &page{book: b, lang: l, root: "../", Kind: kind + "s", Up: "index.html#" + kind + "s", Sister: "../../" + string(other(l)) + "/" + kind + "/" + id + ".html"}
		fill(p)
		return templates.ExecuteTemplate(w, kind, p)
	}}
}

// overview are the pages that lead to the others.
func (b *Book) overview(l words.Lang) []File {
	return []File{
		{string(l) + "/index.html", func(w io.Writer) error {
			p := &page{book: b, lang: l, Sister: "../" + string(other(l)) + "/index.html"}
			p.Title, p.Index = p.T("dictionary"), p.index()
			return templates.ExecuteTemplate(w, "index", p)
		}},
		{string(l) + "/report.html", func(w io.Writer) error {
			p := &page{book: b, lang: l, Sister: "../" + string(other(l)) + "/report.html"}
			p.Title = p.T("report")
			return templates.ExecuteTemplate(w, "report", p)
		}},
	}
}

func other(l words.Lang) words.Lang {
	if l == words.KK {
		return words.RU
	}
	return words.KK
}

// T is a text of the page. There is one for every key: a test asks.
func (p *page) T(key string) string {
	t, ok := texts()[key]
	if !ok {
		panic("dictionary: no text " + key)
	}
	return t.In(p.lang)
}

func (p *page) Lang() words.Lang { return p.lang }

func (p *page) Other() words.Lang { return other(p.lang) }

func (p *page) Book() *Book { return p.book }

func (p *page) Root() string { return p.root }

func (p *page) Contract() *contract.Contract { return p.Source.contract }

func (p *page) showSource(s *Source) {
	p.Source, p.Title, p.Subtitle = s, s.ID, s.Title.In(p.lang)
	p.Picture = p.around(p.book.byName[s.Table])
}

func (p *page) showTable(t *Table) {
	p.Table, p.Title, p.Subtitle = t, t.Name, t.Says.In(p.lang)
	p.Source = p.book.sourceOfTable(t.Name)
	p.mentions = p.book.users(t.Name)
	if p.book.shown(t) {
		p.Picture = p.around(t)
	}
}

func (p *page) showIndicator(i *Indicator, e reports.CatalogueEntry) {
	p.Query, p.Entry, p.Title = &i.Query, e, i.ID+" "+i.Names.In(p.lang)
	p.Where = p.where(i.ID)
	if i.SQL != "" {
		p.Picture = p.leading(i.ID, &i.Query, i.Sections)
	}
	for _, f := range p.book.Findings {
		if f.rule.Metric == i.ID || f.rule.Checked.Fact == i.ID {
			p.Judged = append(p.Judged, f)
		}
	}
}

func (p *page) showFinding(f *Finding) {
	p.Query, p.Finding, p.Title = &f.Query, f, f.ID+" "+f.Question.In(p.lang)
	p.Picture = p.leading(f.ID, &f.Query, nil)
}

// checkText is the promise of a check in a language.
var checkText = sync.OnceValue(func() map[string]words.Text {
	all := map[string]words.Text{}
	checks, err := transform.LoadChecks(transform.Checks())
	if err != nil {
		panic(err) // part of the program
	}
	for _, c := range checks {
		all[c.ID] = words.Text{KK: c.KK, RU: c.RU}
	}
	return all
})

func itoa(n int) string { return strconv.Itoa(n) }
