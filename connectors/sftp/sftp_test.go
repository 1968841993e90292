package sftp_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/folder"
	"nsk/connectors/sftp"
)

// A world is a server with a folder, and how it is asked.
type world struct {
	*server
	dir      string
	endpoint connectors.Endpoint
	options  map[string]string
	secrets  map[string]string
	now      time.Time
}

func begin(t testing.TB) *world {
	t.Helper()
	s, dir := serve(t), t.TempDir()
	return &world{server: s, dir: dir, options: map[string]string{"endpoint": "centre"}, secrets: map[string]string{"centre": password}, now: time.Now().Add(time.Hour),
		endpoint: connectors.Endpoint{Address: "sftp://" + s.address + dir, User: "nsk", HostKey: s.hostKey, Attempts: 2, Timeout: 10 * time.Second}}
}

func (w *world) connect(t testing.TB) connectors.Connector {
	t.Helper()
	c, err := w.try()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) try() (connectors.Connector, error) {
	return sftp.New(&contract.Contract{Source: "returns", Cadence: contract.Monthly, Options: w.options}, connectors.Env{
		Endpoints: map[string]connectors.Endpoint{"centre": w.endpoint}, Now: func() time.Time { return w.now },
		Secret: func(name string) (string, error) { return w.secrets[name], nil }})
}

func (w *world) put(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(w.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// lies names the files of the folder and what is in them.
func (w *world) lies(t testing.TB) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(w.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(w.dir, path)
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const march = "990440000385_2025-03.csv"

// What is on record is put aside by what became of it; nothing is overwritten, and a file
// that was written anew meanwhile is the next one.
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
			if err := os.Chtimes(filepath.Join(w.dir, march), time.Unix(int64(i), 0), time.Unix(int64(i), 0)); err != nil {
				t.Fatal(err)
			}
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

// A file that is written anew after it was read is not put aside unread.
func TestWrittenAnewBeforeItIsSettled(t *testing.T) {
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
	w.put(t, march, "newer")
	if err := errors.Join(b.Body.Close(), c.(connectors.Settler).Settle(t.Context(), b, true)); err != nil {
		t.Fatal(err)
	}
	if text, err := connectortest.Pull(t, c, true); err != nil || text != "newer" {
		t.Errorf("pulled %q, %v", text, err)
	}
}

// A file that is being written is not taken, and one that grows while it is read is an
// error, not a part of it.
func TestAFileUnderWay(t *testing.T) {
	w := begin(t)
	w.put(t, march, strings.Repeat("row\n", 300_000))
	w.now = time.Now()
	c := w.connect(t)
	if got, err := c.(connectors.Lister).List(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("a file that is being written is listed: %v, %v", got, err)
	}
	w.now = w.now.Add(2 * time.Minute)
	b, err := c.Fetch(t.Context(), connectortest.March)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	if _, err := io.CopyN(io.Discard, b.Body, 100); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(w.dir, march), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString("more\n")
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, b.Body); !errors.Is(err, folder.ErrChanged) {
		t.Errorf("error %v, want ErrChanged", err)
	}
}

// Only what is named as a return of this source, and by the pattern, is taken.
func TestWhatIsTaken(t *testing.T) {
	w := begin(t)
	w.options["path"], w.options["pattern"] = "out/", "9*.csv"
	for _, name := range []string{"." + march, "990440000385_2025-Q1.csv", "notes.txt", "920101300123_2025-03.csv", "880440000385_2025-03.csv", march + ".part", "sub/" + march,
		"990440000385_2025-03_v10.csv", "990440000385_2025-03_v2.csv", "990440000385_2025-02.csv"} {
		w.put(t, "out/"+name, name)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(w.dir, "out", march)); err != nil {
		t.Fatal(err)
	}
	c := w.connect(t)
	wants, err := c.(connectors.Lister).List(t.Context())
	if err != nil || len(wants) != 3 || wants[0].Period.N != 2 {
		t.Fatalf("listed %v, %v", wants, err)
	}
	for _, want := range []string{"990440000385_2025-03_v2.csv", "990440000385_2025-03_v10.csv"} {
		if text, err := connectortest.Pull(t, c, true); err != nil || text != want {
			t.Errorf("pulled %q, %v, want %q", text, err, want)
		}
	}
	if n := w.connections(); n != 1 {
		t.Errorf("%d connections were made for one after the other", n)
	}
}

// A return whose place is known is asked for by it. That there is no such folder at all is
// not the same as nothing published.
func TestOneFileForEachReturn(t *testing.T) {
	w := begin(t)
	w.options["path"] = "{provider}/{period}/list.csv"
	w.put(t, "990440000385/2025-03/list.csv", "march")
	c := w.connect(t)
	if text, err := connectortest.Pull(t, c, true); err != nil || text != "march" {
		t.Errorf("pulled %q, %v", text, err)
	}
	if _, err := c.Fetch(t.Context(), connectortest.April); !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
	if _, err := c.Fetch(t.Context(), connectors.Want{Provider: "../..", Period: connectortest.March.Period}); err == nil || errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("a provider led out of the folder: %v", err)
	}
	w.endpoint.Address += "/nowhere"
	for _, path := range []string{"{period}.csv", ""} {
		w.options["path"] = path
		if _, err := w.connect(t).Fetch(t.Context(), connectortest.March); err == nil || errors.Is(err, connectors.ErrNotPublished) || !strings.Contains(err.Error(), "check the address") {
			t.Errorf("no such folder: %v", err)
		}
	}
}

// A host that is unknown, or is not the one that was known, gets no password; the error
// says what was seen and what to write.
func TestHostKeys(t *testing.T) {
	w := begin(t)
	other, _ := key(t, 7)
	w.put(t, march, "march")
	seen, _, _, _, _ := ssh.ParseAuthorizedKey([]byte(w.hostKey))
	asked := false
	w.mu.Lock() // the server takes it after it was asked
	w.config.PasswordCallback = func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { asked = true; return nil, errors.New("no") }
	w.mu.Unlock()
	for _, known := range []string{"", line(other.PublicKey())} {
		w.endpoint.HostKey = known
		_, err := connectortest.Pull(t, w.connect(t), true)
		if err == nil || !strings.Contains(err.Error(), ssh.FingerprintSHA256(seen)) || !strings.Contains(err.Error(), "endpoints.centre in nsk.yaml: host-key: "+w.hostKey) {
			t.Errorf("known %q: %v", known, err)
		}
	}
	if asked {
		t.Error("a host that is not known was told the password")
	}
	if n := w.connections(); n != 2 {
		t.Errorf("%d connections: a refused key does not change by asking again", n)
	}
}

func TestCredentials(t *testing.T) {
	_, private := key(t, 1)
	_, stranger := key(t, 2)
	for name, c := range map[string]struct {
		secrets map[string]string
		want    string // in the error; "" if the server lets in
	}{
		"password":         {map[string]string{"centre": password}, ""},
		"key":              {map[string]string{"centre-key": locked(t, private, "")}, ""},
		"locked key":       {map[string]string{"centre-key": locked(t, private, password), "centre-passphrase": password}, ""},
		"wrong password":   {map[string]string{"centre": password + "?"}, "check endpoints.centre.user and the secrets"},
		"wrong key":        {map[string]string{"centre-key": locked(t, stranger, "")}, "check endpoints.centre.user and the secrets"},
		"nothing":          {nil, "write under secrets in nsk.yaml centre with a password or centre-key"},
		"no passphrase":    {map[string]string{"centre-key": locked(t, private, password)}, "the key is locked"},
		"wrong passphrase": {map[string]string{"centre-key": locked(t, private, password), "centre-passphrase": "x"}, "the passphrase does not open the key"},
		"no key":           {map[string]string{"centre-key": password}, "this is no private key"},
	} {
		w := begin(t)
		w.put(t, march, "march")
		w.secrets = c.secrets
		conn, err := w.try()
		if err == nil {
			_, err = connectortest.Pull(t, conn, true)
		}
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), password)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A connection that falls in the middle of a file is made anew, and the file gone on with
// where it was; if it is another by then, that is told.
func TestACutIsGoneOnFrom(t *testing.T) {
	w := begin(t)
	text := strings.Repeat("0123456789abcde\n", 1<<16)
	for _, changed := range []bool{false, true} {
		w.put(t, march, text)
		c := w.connect(t)
		b, err := c.Fetch(t.Context(), connectortest.March)
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 10)
		if _, err := io.ReadFull(b.Body, head); err != nil {
			t.Fatal(err)
		}
		if changed {
			w.put(t, march, text+"more")
		}
		w.hangUp()
		rest, err := io.ReadAll(b.Body)
		if got := string(head) + string(rest); !changed && (err != nil || got != text) || changed && !errors.Is(err, folder.ErrChanged) {
			t.Errorf("changed %t: %d of %d bytes, %v", changed, len(got), len(text), err)
		}
		b.Body.Close()
	}
}

// What cannot be is told when the source is built.
func TestMistakes(t *testing.T) {
	for want, change := range map[string]func(*world){
		"sftp://host:22/folder":                    func(w *world) { w.endpoint.Address = "https://host/" },
		"without name, password and query":         func(w *world) { w.endpoint.Address = "sftp://nsk:" + password + "@host/" },
		"user is missing":                          func(w *world) { w.endpoint.User = "" },
		"host-key cannot be read":                  func(w *world) { w.endpoint.HostKey = "SHA256:abc" },
		"neither http:// nor socks5://":            func(w *world) { w.endpoint.Proxy = "ftp://host" },
		`no address is configured`:                 func(w *world) { w.endpoint.Address = "" },
		"is a folder, and what lies there":         func(w *world) { w.options["path"] = "{period}/" },
		"in braces stand period and provider":      func(w *world) { w.options["path"] = "{year}.csv" },
		"ends in no known form":                    func(w *world) { w.options["path"] = "{period}.doc" },
		"are for a folder":                         func(w *world) { w.options["path"], w.options["settle"] = "{period}.csv", "move" },
		"options.pattern":                          func(w *world) { w.options["pattern"] = "[" },
		`"burn" is unknown; write leave, move, de`: func(w *world) { w.options["settle"] = "burn" },
	} {
		w := begin(t)
		change(w)
		if _, err := w.try(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
