package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nsk/reports/chart"
	"nsk/reports/typeface"
	"nsk/site/door"
)

// An asset is a file that a browser loads and may keep: its address has its hash.
type asset struct {
	kind         string
	plain, small []byte
}

// Static serves the files of the site under /static/HASH/NAME: a new version is a new address.
func Static() door.Route {
	shelved() // before the first reader comes
	return door.Route{Pattern: "GET /static/{hash}/{name}", Open: true, Serve: serveAsset}
}

// shelved are the files and their version. They are not squeezed before anybody serves them:
// every command, and every child that runs a query, would wait for it.
var shelved = sync.OnceValues(collect)

// collect gathers the script of charts, the fonts and the files of the folder static.
func collect() (map[string]asset, string) {
	plain := map[string][]byte{"charts.js": []byte(chart.Script()), "sans.ttf": typeface.Sans, "sans-bold.ttf": typeface.SansBold}
	names, err := fs.Glob(files, "static/*")
	for _, name := range names {
		if err == nil {
			plain[path.Base(name)], err = files.ReadFile(name)
		}
	}
	if err != nil {
		panic("site: " + err.Error()) // embedded
	}
	all, sum := make(map[string]asset), sha256.New()
	for _, name := range slices.Sorted(maps.Keys(plain)) {
		sum.Write([]byte(name))
		sum.Write(plain[name])
		all[name] = asset{kind: kindOf(name), plain: plain[name], small: squeeze(plain[name])}
	}
	return all, hex.EncodeToString(sum.Sum(nil))[:12]
}

func squeeze(text []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a known level
	_, _ = z.Write(text)                                  // to memory
	_ = z.Close()
	return b.Bytes()
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	}
	return "font/ttf"
}

// Asset is the address of a file of the site.
func Asset(name string) string {
	_, version := shelved()
	return "/static/" + version + "/" + name
}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	assets, version := shelved()
	a, ok := assets[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Vary", "Accept-Encoding")
	if r.PathValue("hash") == version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.small
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // whoever asked is gone
}
