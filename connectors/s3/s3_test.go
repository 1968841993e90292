package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/folder"
	"nsk/connectors/s3"
	"nsk/connectors/wire"
)

const secret = "not-to-be-told"

// A world is a bucket of a real S3 service, and how it is asked.
type world struct {
	store   *s3mem.Backend
	fault   connectortest.Fault
	options map[string]string
	secrets map[string]string
	folder  string // of the address
	now     time.Time
}

func begin(t testing.TB) *world {
	t.Helper()
	w := &world{store: s3mem.New(), options: map[string]string{"endpoint": "store", "bucket": "returns"}, folder: "/out",
		secrets: map[string]string{"store-key": "AKIAEXAMPLE", "store-secret": secret}, now: time.Now().Add(time.Hour)}
	if err := w.store.CreateBucket("returns"); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) put(t testing.TB, name, text string) {
	t.Helper()
	if _, err := w.store.PutObject("returns", "out/"+name, map[string]string{"Last-Modified": time.Now().UTC().Format(http.TimeFormat)}, strings.NewReader(text), int64(len(text)), nil); err != nil {
		t.Fatal(err)
	}
}

// lies names the objects and what is in them.
func (w *world) lies(t testing.TB) map[string]string {
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

func (w *world) try(t testing.TB) (connectors.Connector, error) {
	t.Helper()
	e := w.fault.Serve(t, gofakes3.New(w.store).Server())
	client, err := wire.Client(e, "nsk/test")
	if err != nil {
		t.Fatal(err)
	}
	e.Address += w.folder
	return s3.New(&contract.Contract{Source: "returns", Cadence: contract.Monthly, Options: w.options}, connectors.Env{
		Endpoints: map[string]connectors.Endpoint{"store": e}, Clients: map[string]*http.Client{"store": client}, Now: func() time.Time { return w.now },
		Secret: func(name string) (string, error) { return w.secrets[name], nil }})
}

func (w *world) connect(t testing.TB) connectors.Connector {
	t.Helper()
	c, err := w.try(t)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const march = "990440000385_2025-03.csv"

func TestConformance(t *testing.T) {
	over := func(t *testing.T, held connectortest.Published, f connectortest.Fault) connectors.Connector {
		w := begin(t)
		w.fault = f
		for want, parts := range held {
			w.put(t, want.Provider+"_"+want.Period.String()+".csv", string(joined(parts)))
		}
		return w.connect(t)
	}
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaCSV, Secret: secret, Parts: lines, Bytes: joined, Faulty: over,
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			return over(t, held, connectortest.Fault{})
		},
		Not: connectortest.Reasons{}.
			Of("an object is not served in pages; TestAListingOfManyPages", connectortest.Pages...).
			Of("an object is whole, and a further version has its own name", connectortest.Parted...),
	})
}

func lines(texts []string) [][]byte {
	return [][]byte{[]byte("text\r\n" + strings.Join(texts, "\r\n") + "\r\n")}
}

func joined(parts [][]byte) []byte { return bytes.Join(parts, nil) }

func TestReadme(t *testing.T) { connectortest.Readme(t, s3.Kind()) }

// What is on record is put aside by what became of it; nothing is overwritten.
func TestSettle(t *testing.T) {
	for settle, want := range map[string]map[string]string{
		folder.Move:   {"processed/" + march: "1", "processed/2-" + march: "3", "refused/" + march: "2"},
		folder.Delete: {"refused/" + march: "2"},
		folder.Leave:  {march: "3"},
	} {
		w, gone := begin(t), connectors.ErrNotPublished
		if w.options["settle"] = settle; settle == folder.Leave {
			gone = connectors.ErrUnchanged
		}
		c := w.connect(t)
		for i, accepted := range []bool{true, false, true} {
			w.put(t, march, string(rune('1'+i)))
			if text, err := connectortest.Pull(t, c, accepted); err != nil || text != string(rune('1'+i)) {
				t.Errorf("%s: pulled %q, %v", settle, text, err)
			}
			if _, err := connectortest.Pull(t, c, true); !errors.Is(err, gone) {
				t.Errorf("%s: what is on record was fetched again: %v", settle, err)
			}
		}
		if diff := cmp.Diff(want, w.lies(t)); diff != "" {
			t.Errorf("%s: %s", settle, diff)
		}
	}
}

// An object that was replaced after it was read is not put aside unread.
func TestReplacedBeforeItIsSettled(t *testing.T) {
	w := begin(t)
	w.options["settle"] = folder.Delete
	w.put(t, march, "old")
	c := w.connect(t)
	b, err := c.Fetch(t.Context(), connectortest.March)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(b.Body); err != nil {
		t.Fatal(err)
	}
	w.put(t, march, "new")
	if err := errors.Join(b.Body.Close(), c.(connectors.Settler).Settle(t.Context(), b, true)); err != nil {
		t.Fatal(err)
	}
	if text, err := connectortest.Pull(t, c, true); err != nil || text != "new" {
		t.Errorf("pulled %q, %v", text, err)
	}
}

// A listing has a thousand objects a page.
func TestAListingOfManyPages(t *testing.T) {
	w := begin(t)
	for i := range 2300 {
		w.put(t, fmt.Sprintf("990440000385_2025-03_v%d.csv", i), "x")
	}
	w.put(t, "processed/"+march, "x")
	got, err := w.connect(t).(connectors.Lister).List(t.Context())
	if err != nil || len(got) != 2300 {
		t.Errorf("%d wants of 2300, %v", len(got), err)
	}
}

// A connection that falls in the middle of an object is made anew, and the object gone on
// with where it was; one that was replaced meanwhile is told.
func TestACutIsGoneOnFrom(t *testing.T) {
	text := strings.Repeat("0123456789abcde\n", 1<<16)
	for _, replaced := range []bool{false, true} {
		w := begin(t)
		w.put(t, march, text)
		var ranges []string
		w.fault.Answer = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, ".csv") {
					next.ServeHTTP(rw, r)
					return
				}
				if ranges = append(ranges, r.Header.Get("Range")); len(ranges) == 1 {
					next.ServeHTTP(&short{ResponseWriter: rw, left: 300_000}, r)
					if replaced {
						w.put(t, march, strings.Repeat("another content\n", 1<<16))
					}
					panic(http.ErrAbortHandler)
				}
				next.ServeHTTP(rw, r)
			})
		}
		got, err := connectortest.Pull(t, w.connect(t), true)
		if replaced && !errors.Is(err, folder.ErrChanged) || !replaced && (err != nil || got != text) {
			t.Errorf("replaced %t: %d of %d bytes, %v", replaced, len(got), len(text), err)
		}
		if len(ranges) != 2 || !strings.HasPrefix(ranges[1], "bytes=") || ranges[1] == "bytes=0-" {
			t.Errorf("asked for %q, want the rest only", ranges)
		}
	}
}

// short sends no more than so many bytes.
type short struct {
	http.ResponseWriter
	left int
}

func (s *short) Write(p []byte) (int, error) {
	if len(p) > s.left {
		p = p[:s.left]
	}
	s.left -= len(p)
	if _, err := s.ResponseWriter.Write(p); err != nil || s.left > 0 {
		return len(p), err
	}
	s.ResponseWriter.(http.Flusher).Flush()
	return len(p), errors.New("cut")
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
		w.put(t, march, "text\r\nабв\r\n")
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

// One object for each return; that there is no such bucket is not the same as nothing
// published.
func TestOneObjectForEachReturn(t *testing.T) {
	w := begin(t)
	w.options["path"] = "{period}/{provider}.csv"
	w.put(t, "2025-03/990440000385.csv", "march")
	c := w.connect(t)
	if text, err := connectortest.Pull(t, c, true); err != nil || text != "march" {
		t.Errorf("pulled %q, %v", text, err)
	}
	if _, err := c.Fetch(t.Context(), connectortest.April); !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
	w.options["bucket"] = "nowhere"
	for _, path := range []string{"{period}.csv", ""} {
		w.options["path"] = path
		if _, err := w.connect(t).Fetch(t.Context(), connectortest.March); err == nil || errors.Is(err, connectors.ErrNotPublished) || !strings.Contains(err.Error(), `the bucket "nowhere" is not there`) {
			t.Errorf("no such bucket: %v", err)
		}
	}
}

// What cannot be is told when the source is built, and without the secret.
func TestMistakes(t *testing.T) {
	for want, change := range map[string]func(*world){
		"only one of the secrets":          func(w *world) { delete(w.secrets, "store-key") },
		"without name, password and query": func(w *world) { w.folder = "?key=" + secret },
		"options.bucket: missing":          func(w *world) { delete(w.options, "bucket") },
		"options.path-style":               func(w *world) { w.options["path-style"] = "perhaps" },
		"is a folder, and what lies there": func(w *world) { w.options["path"] = "{period}/" },
	} {
		w := begin(t)
		change(w)
		if _, err := w.try(t); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
