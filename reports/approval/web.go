package approval

import (
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// Handler serves the documents that are released, below its root: /, /NAME/FILE. Before its
// time a document is answered like one that does not exist. The clock is that of the server.
func (s *Store) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /{name}/{file...}", s.file)
	return mux
}

func (s *Store) file(w http.ResponseWriter, r *http.Request) {
	c, err := s.Released(r.PathValue("name"))
	if err != nil {
		fail(w, err)
		return
	}
	i := slices.IndexFunc(c.Files, func(f File) bool { return f.Name == r.PathValue("file") })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	if err := c.Serve(w, r, c.Files[i]); err != nil {
		fail(w, err)
	}
}

// Serve writes one of the files of a copy. A document loads nothing and runs nothing.
func (c Copy) Serve(w http.ResponseWriter, r *http.Request, file File) error {
	f, err := os.Open(filepath.Join(c.Dir, filepath.FromSlash(file.Name)))
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("ETag", `"`+file.SHA256+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'self'")
	http.ServeContent(w, r, path.Base(file.Name), time.Time{}, f) // no time: a reader's clock says nothing
	return nil
}

func fail(w http.ResponseWriter, err error) {
	if errors.Is(err, fs.ErrNotExist) {
		http.Error(w, "404", http.StatusNotFound)
		return
	}
	http.Error(w, "500", http.StatusInternalServerError)
}

// A shelf is one document of the index.
type shelf struct {
	Name string
	Copy Copy
}

var indexPage = template.Must(template.New("index").Parse(`<!DOCTYPE html>
<html lang="kk"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Құжаттар / Документы</title>
<style>body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}code{font-size:.75em;overflow-wrap:anywhere}</style></head><body>
<h1>Құжаттар <span lang="ru">/ Документы</span></h1>
{{range .}}<h2>{{.Name}} v{{.Copy.Standing.Version}}</h2><p>{{.Copy.Standing.Since.Format "02.01.2006"}}{{if .Copy.Standing.Note.KK}} – {{.Copy.Standing.Note.KK}} <span lang="ru">/ {{.Copy.Standing.Note.RU}}</span>{{end}}</p>
<ul>{{$n := .Name}}{{range .Copy.Files}}<li><a href="{{$n}}/{{.Name}}">{{.Name}}</a> <code>sha256 {{.SHA256}}</code></li>{{end}}</ul>
{{else}}<p>–</p>{{end}}</body></html>
`))

func (s *Store) index(w http.ResponseWriter, _ *http.Request) {
	names, err := s.Names()
	if err != nil {
		fail(w, err)
		return
	}
	var all []shelf
	for _, name := range names {
		c, err := s.Released(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			fail(w, err)
			return
		}
		all = append(all, shelf{name, c})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = indexPage.Execute(w, all) // whoever asked is gone
}
