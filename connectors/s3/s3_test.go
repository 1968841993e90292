package s3_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/folder/foldertest"
	"nsk/connectors/s3"
	"nsk/connectors/wire"
)

const secret = "not-to-be-told"

// A world is a bucket of a real S3 service, and how it is asked.
type world struct {
	store   *s3mem.Backend
	at      time.Time // by the clock of the service
	fault   connectortest.Fault
	options map[string]string
	secrets map[string]string
}

func begin(t testing.TB) *world {
	t.Helper()
	w := &world{options: map[string]string{"endpoint": "folder", "bucket": "returns"},
		secrets: map[string]string{"folder-key": "AKIAEXAMPLE", "folder-secret": secret}}
	w.store = s3mem.New(s3mem.WithTimeSource(w))
	if err := w.store.CreateBucket("returns"); err != nil {
		t.Fatal(err)
	}
	return w
}

// Now is the clock of the service.
func (w *world) Now() time.Time { return w.at }

// Since is as in package time.
func (w *world) Since(t time.Time) time.Duration { return w.at.Sub(t) }

// Put puts an object.
func (w *world) Put(t testing.TB, f foldertest.File) {
	t.Helper()
	w.at = f.At
	if _, err := w.store.PutObject("returns", "out/"+f.Name, map[string]string{"Last-Modified": f.At.UTC().Format(http.TimeFormat)}, strings.NewReader(f.Text), int64(len(f.Text)), nil); err != nil {
		t.Fatal(err)
	}
}

// Lies names the objects and what is in them.
func (w *world) Lies(t testing.TB) map[string]string {
	t.Helper()
	all := make(map[string]string)
	list, err := w.store.ListBucket("returns", &gofakes3.Prefix{HasPrefix: true, Prefix: "out/"}, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list.Contents {
		got, err := w.store.GetObject("returns", o.Key, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(got.Contents)
		if err := errors.Join(err, got.Contents.Close()); err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(o.Key, "out/")] = string(text)
	}
	return all
}

// Reach says how the service is asked.
func (w *world) Reach(t testing.TB, f connectortest.Fault) connectors.Env {
	t.Helper()
	e := f.Serve(t, gofakes3.New(w.store).Server())
	client, err := wire.Client(e, "nsk/test")
	if err != nil {
		t.Fatal(err)
	}
	e.Address += "/out"
	return connectors.Env{Endpoints: map[string]connectors.Endpoint{"folder": e}, Clients: map[string]*http.Client{"folder": client},
		Secret: func(name string) (string, error) { return w.secrets[name], nil }}
}

// Away is a bucket that the service has not.
func (w *world) Away(_ *connectors.Env, options map[string]string) { options["bucket"] = "nowhere" }

func TestS3(t *testing.T) {
	foldertest.Run(t, foldertest.Suite{Kind: s3.Kind(), Secret: secret, Options: map[string]string{"bucket": "returns"},
		Begin: func(t testing.TB) foldertest.World { return begin(t) }})
}

func (w *world) try(t testing.TB) (connectors.Connector, error) {
	t.Helper()
	return s3.New(&contract.Contract{Source: "returns", Cadence: contract.Monthly, Options: w.options}, w.Reach(t, w.fault))
}

func (w *world) connect(t testing.TB) connectors.Connector {
	t.Helper()
	c, err := w.try(t)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) put(t testing.TB, name, text string) {
	t.Helper()
	w.Put(t, foldertest.File{Name: name, Text: text, At: time.Now()})
}

// A listing has a thousand objects a page.
func TestAListingOfManyPages(t *testing.T) {
	w := begin(t)
	for i := range 2300 {
		w.put(t, fmt.Sprintf("990440000385_2025-03_v%d.csv", i), "x")
	}
	w.put(t, "processed/"+foldertest.March, "x")
	got, err := w.connect(t).(connectors.Lister).List(t.Context())
	if err != nil || len(got) != 2300 {
		t.Errorf("%d wants of 2300, %v", len(got), err)
	}
}

// A byte that was changed on the way is told by the sum; the ETag of an object of many
// pieces is no MD5, nor is that of one encrypted with a key of its own.
func TestSums(t *testing.T) {
	for name, c := range map[string]struct {
		header  map[string]string
		options map[string]string
		told    bool
	}{
		"md5":       {told: true},
		"no md5":    {options: map[string]string{"md5": "false"}},
		"pieces":    {header: map[string]string{"ETag": `"9bb58f26192e4ba00f01e2e7b136bbd8-2"`}},
		"own key":   {header: map[string]string{"X-Amz-Server-Side-Encryption": "aws:kms"}},
		"sha256":    {header: map[string]string{"X-Amz-Checksum-Sha256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}, options: map[string]string{"md5": "false"}, told: true},
		"composite": {header: map[string]string{"X-Amz-Checksum-Sha256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=-2", "X-Amz-Checksum-Type": "COMPOSITE"}, options: map[string]string{"md5": "false"}},
	} {
		w := begin(t)
		w.put(t, foldertest.March, "text\r\nабв\r\n")
		maps.Copy(w.options, c.options)
		w.options["path"] = "{provider}_{period}.csv"
		w.fault.Answer = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				f := &flipping{rw, c.header, false}
				next.ServeHTTP(f, r)
				f.WriteHeader(http.StatusOK) // of an answer without a body
			})
		}
		_, err := connectortest.Pull(t, w.connect(t), true)
		if (err != nil) != c.told || c.told && !strings.Contains(err.Error(), "of what came is not what the service says") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// flipping changes the first byte of what is sent, and what is said of it.
type flipping struct {
	http.ResponseWriter
	header map[string]string
	said   bool
}

func (f *flipping) WriteHeader(code int) {
	if f.said {
		return
	}
	f.said = true
	for k, v := range f.header {
		f.Header().Set(k, v)
	}
	f.ResponseWriter.WriteHeader(code)
}

func (f *flipping) Write(p []byte) (int, error) {
	changed := slices.Clone(p)
	changed[0] ^= 1
	f.WriteHeader(http.StatusOK)
	return f.ResponseWriter.Write(changed)
}

// What cannot be is told when the source is built, and without the secret.
func TestMistakes(t *testing.T) {
	for want, change := range map[string]func(*world){
		"only one of the secrets": func(w *world) { delete(w.secrets, "folder-key") },
		"options.bucket: missing": func(w *world) { delete(w.options, "bucket") },
		"options.path-style":      func(w *world) { w.options["path-style"] = "perhaps" },
	} {
		w := begin(t)
		change(w)
		if _, err := w.try(t); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
