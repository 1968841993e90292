package page

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"

	"nsk/site/account"
	"nsk/site/door"
)

//go:embed texts.yaml frame.gohtml static
var files embed.FS

var (
	own   = LoadTexts(files)
	frame = template.Must(template.New("frame.gohtml").Funcs(unsaid).ParseFS(files, "frame.gohtml"))
)

// unsaid are the functions of templates before it is known who reads.
var unsaid = template.FuncMap{"say": func(string, ...any) string { return "" }, "asset": Asset}

// A Shell writes pages in the frame of the site.
type Shell struct {
	Log   *slog.Logger
	Items []Item // of the menu, in their order
	Demo  bool   // says on every page that the data are made up
}

// An Item is one entry of the menu, for those who may have it.
type Item struct {
	Path  string
	Title Text
	Group Text     // heading of the menu above it and its neighbours of the same group; may be empty
	About Text     // what it is good for, in a sentence
	Keep  []string // parameters of the address that go along from another such page
	Roles []account.Role
}

// A Part is a piece of the site: its texts and templates.
type Part struct {
	texts  Texts
	pages  *template.Template
	shared *Shell
}

// Part reads texts.yaml and *.gohtml of a part. In its templates {{say "key" values…}} is
// a text in the language of the reader.
func (s *Shell) Part(fsys fs.FS) *Part {
	return &Part{texts: LoadTexts(fsys), pages: template.Must(template.New("").Funcs(unsaid).ParseFS(fsys, "*.gohtml")), shared: s}
}

// A View is one page: the template of its content and what that shows.
type View struct {
	Template string // such as today.gohtml
	Title    string // in the language of the reader
	Data     any
	Scripts  []string // files of /static/ besides those of every page
	Code     int      // of the answer; 0 for 200
}

// framed is what the frame shows.
type framed struct {
	View
	Lang, Path string
	Menu       []Entry
	Who        door.Visitor
	Signed     bool
	Demo       bool
	Languages  []tongue
	Content    template.HTML
}

// An Entry is one entry of the menu for one reader.
type Entry struct {
	Path, Title, About string
	Group              string // "" where it is that of the entry before
	Here               bool
}

type tongue struct {
	Lang, Name, Href string
	Here             bool
}

// Title is a text of the part in all languages.
func (p *Part) Title(key string) Text { return p.texts[key] }

// Say is a text of the part in the language of the reader.
func (p *Part) Say(r *http.Request, key string, values ...any) string {
	return p.texts.Say(Lang(r), key, values...)
}

// Show writes a page. Nothing is sent before the whole page is made.
func (p *Part) Show(w http.ResponseWriter, r *http.Request, v View) {
	lang := Lang(r)
	var content bytes.Buffer
	pages := template.Must(p.pages.Clone()).Funcs(template.FuncMap{"say": func(key string, values ...any) string { return p.texts.Say(lang, key, values...) }})
	if err := pages.ExecuteTemplate(&content, v.Template, v.Data); err != nil {
		p.shared.broken(w, r, err)
		return
	}
	p.shared.write(w, r, framed{View: v, Content: template.HTML(content.String())}) // made by html/template
}

func (s *Shell) broken(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.Error("a page cannot be written", "path", r.URL.Path, "err", err)
	http.Error(w, own.Say(Lang(r), "code-500"), http.StatusInternalServerError)
}

func (s *Shell) write(w http.ResponseWriter, r *http.Request, f framed) {
	f.Lang, f.Path, f.Demo = Lang(r), clean(r.URL.Path), s.Demo
	f.Who, f.Signed = door.Who(r)
	f.Languages = tongues(r)
	f.Menu = s.Menu(r)
	if f.Lang == EN {
		f.Content = template.HTML(spoken([]byte(f.Content))) // as html/template made it, with marks of language
	}
	var out bytes.Buffer
	whole := template.Must(frame.Clone()).Funcs(template.FuncMap{"say": func(key string, values ...any) string { return own.Say(f.Lang, key, values...) }})
	if err := whole.Execute(&out, f); err != nil {
		s.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if f.Code != 0 {
		w.WriteHeader(f.Code)
	}
	_, _ = out.WriteTo(w) // whoever asked is gone
}

// Menu are the entries that the reader may have.
func (s *Shell) Menu(r *http.Request) (list []Entry) {
	who, signed := door.Who(r)
	group := ""
	for _, i := range s.Items {
		if !signed || !slices.Contains(i.Roles, who.Role) {
			continue
		}
		e := Entry{Path: i.Path + i.kept(r), Title: i.Title.In(Lang(r)), About: i.About.In(Lang(r)), Here: i.Path == clean(r.URL.Path)}
		if name := i.Group.In(Lang(r)); name != group {
			group, e.Group = name, name
		}
		list = append(list, e)
	}
	return list
}

// kept are the parameters of the address that an entry takes along.
func (i Item) kept(r *http.Request) string {
	q := url.Values{}
	for _, name := range i.Keep {
		if v := r.URL.Query().Get(name); v != "" {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// tongues are the same page in each language.
func tongues(r *http.Request) (list []tongue) {
	names := map[string]string{KK: "Қазақша", RU: "Русский", EN: "English"}
	for _, lang := range Languages {
		q := r.URL.Query()
		q.Set("lang", lang)
		list = append(list, tongue{lang, names[lang], "?" + q.Encode(), lang == Lang(r)})
	}
	return list
}

// Fail writes the page of a failure, in words: what happened and what to do.
func (s *Shell) Fail(w http.ResponseWriter, r *http.Request, code int) {
	key := failures[code]
	if key == "" {
		key = "code-500"
	}
	lang := Lang(r)
	text := template.HTMLEscapeString(own.Say(lang, key))
	s.write(w, r, framed{View: View{Title: own.Say(lang, "failed"), Code: code}, Content: template.HTML("<h1>" + template.HTMLEscapeString(own.Say(lang, "failed")) + "</h1><p>" + text + "</p>")})
}

var failures = map[int]string{400: "code-400", 401: "code-401", 403: "code-403", 404: "code-404", 413: "code-413", 429: "code-429", 503: "code-503"}
