package webdav_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	dav "golang.org/x/net/webdav"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/folder/foldertest"
	"nsk/connectors/webdav"
	"nsk/connectors/wire"
)

const secret = "not-to-be-told"

// A world is a folder behind a real WebDAV server.
type world struct{ dir string }

func (w world) Put(t testing.TB, f foldertest.File) {
	t.Helper()
	path := filepath.Join(w.dir, f.Name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(f.Text), 0o600), os.Chtimes(path, f.At, f.At)); err != nil {
		t.Fatal(err)
	}
}

func (w world) Lies(t testing.TB) map[string]string {
	t.Helper()
	all := make(map[string]string)
	files := os.DirFS(w.dir)
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var text []byte
			text, err = fs.ReadFile(files, name)
			all[name] = string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (w world) Reach(t testing.TB, f connectortest.Fault) connectors.Env {
	t.Helper()
	server := &dav.Handler{Prefix: "/remote.php/dav/files/nsk", FileSystem: dav.Dir(w.dir), LockSystem: dav.NewMemLS()}
	e := f.Serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "nsk" || password != secret {
			t.Errorf("asked as %q with %q", user, password)
		}
		server.ServeHTTP(rw, r)
	}))
	client, err := wire.Client(e, "nsk/test")
	if err != nil {
		t.Fatal(err)
	}
	e.Address, e.User = e.Address+server.Prefix, "nsk"
	return connectors.Env{HTTP: client, Endpoints: map[string]connectors.Endpoint{"folder": e}, Secret: func(string) (string, error) { return secret, nil }}
}

func (w world) Away(env *connectors.Env, _ map[string]string) {
	e := env.Endpoints["folder"]
	e.Address += "/nowhere/"
	env.Endpoints["folder"] = e
}

func TestWebDAV(t *testing.T) {
	foldertest.Run(t, foldertest.Suite{Kind: webdav.Kind(), Secret: secret, Begin: func(t testing.TB) foldertest.World { return world{t.TempDir()} }})
}

// A kind is to be written in an hour.
func TestItIsSmall(t *testing.T) {
	lines := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		lines += strings.Count(string(text), "\n")
		return err
	})
	if err != nil || lines >= 150 || lines == 0 {
		t.Errorf("%d lines of Go, %v; what is not of WebDAV belongs into connectors/folder", lines, err)
	}
}

// What the README of the project quotes stands in the code.
func TestTheExampleIsThis(t *testing.T) {
	var code []string
	for _, name := range []string{"../../README.md", "webdav.go", "webdav_test.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code = append(code, string(text))
	}
	_, section, _ := strings.Cut(code[0], "**A kind of transport**")
	section, _, _ = strings.Cut(section, "**A rule.**")
	quotes := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(section, -1)
	for _, q := range quotes {
		if !strings.Contains(code[1]+code[2], q[1]) {
			t.Errorf("README.md quotes what does not stand here:\n%s", q[1])
		}
	}
	if len(quotes) < 4 {
		t.Errorf("README.md quotes %d pieces of the example", len(quotes))
	}
}
