package sftp_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/folder"
	"nsk/connectors/folder/foldertest"
	"nsk/connectors/sftp"
)

// A world is a server with a folder, and how it is asked.
type world struct {
	*server
	dir      string
	endpoint connectors.Endpoint
	secrets  map[string]string
}

func begin(t testing.TB) *world {
	t.Helper()
	s, dir := serve(t), t.TempDir()
	return &world{server: s, dir: dir, secrets: map[string]string{"folder": password},
		endpoint: connectors.Endpoint{Address: "sftp://" + s.address + dir, User: "nsk", HostKey: s.hostKey, Attempts: 2, Timeout: 10 * time.Second}}
}

// Put writes a file.
func (w *world) Put(t testing.TB, f foldertest.File) {
	t.Helper()
	path := filepath.Join(w.dir, f.Name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(f.Text), 0o600), os.Chtimes(path, f.At, f.At)); err != nil {
		t.Fatal(err)
	}
}

// Lies names the files of the folder and what is in them.
func (w *world) Lies(t testing.TB) map[string]string {
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

// Reach says how the server is asked.
func (w *world) Reach(t testing.TB, f connectortest.Fault) connectors.Env {
	t.Helper()
	e := w.endpoint
	if f.Line != (connectortest.Line{}) {
		e.Address = "sftp://" + f.Through(t, w.address) + w.dir
	}
	secret := func(name string) (string, error) {
		if f.Denied && name == "folder" {
			return password + "?", nil
		}
		return w.secrets[name], nil
	}
	return connectors.Env{Endpoints: map[string]connectors.Endpoint{"folder": e}, Secret: secret}
}

// Away is a folder that the server has not.
func (w *world) Away(env *connectors.Env, _ map[string]string) {
	e := env.Endpoints["folder"]
	e.Address += "/nowhere"
	env.Endpoints["folder"] = e
}

func TestSFTP(t *testing.T) {
	foldertest.Run(t, foldertest.Suite{
		Kind: sftp.Kind(), Secret: password, Begin: func(t testing.TB) foldertest.World { return begin(t) },
		Not: connectortest.Reasons{}.
			Of("a server of SSH shows a host key and no certificate", connectortest.Certificates...).
			Of("there is no HTTP", connectortest.HTTP...),
	})
}

func (w *world) try(t testing.TB) (connectors.Connector, error) {
	t.Helper()
	return sftp.New(&contract.Contract{Source: "returns", Cadence: contract.Monthly, Options: map[string]string{"endpoint": "folder"}}, w.Reach(t, connectortest.Fault{}))
}

func (w *world) connect(t testing.TB) connectors.Connector {
	t.Helper()
	c, err := w.try(t)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) put(t testing.TB, text string) {
	t.Helper()
	w.Put(t, foldertest.File{Name: foldertest.March, Text: text, At: time.Now()})
}

// The time-out is that of one answer: a server that says nothing is given up.
func TestTimeOut(t *testing.T) {
	w := begin(t)
	w.endpoint.Timeout, w.endpoint.Attempts = time.Second, 1
	w.endpoint.Address = "sftp://" + connectortest.Fault{Line: connectortest.Line{Hang: true}}.Through(t, w.address) + w.dir
	if _, err := w.connect(t).Fetch(t.Context(), connectortest.March); err == nil || !strings.Contains(err.Error(), "no answer within 1s") {
		t.Error(err)
	}
}

// A file that grows while it is read is an error, not a part of it.
func TestAFileThatGrows(t *testing.T) {
	w := begin(t)
	w.put(t, strings.Repeat("row\n", 300_000))
	b, err := w.connect(t).Fetch(t.Context(), connectortest.March)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	if _, err := io.CopyN(io.Discard, b.Body, 100); err != nil {
		t.Fatal(err)
	}
	w.put(t, strings.Repeat("row\n", 300_001))
	if _, err := io.Copy(io.Discard, b.Body); !errors.Is(err, folder.ErrChanged) {
		t.Errorf("error %v, want ErrChanged", err)
	}
}

// A link leads out of the folder, and is no file; one connection does for one after the other.
func TestLinks(t *testing.T) {
	w := begin(t)
	w.put(t, "march")
	if err := os.Symlink("/etc/passwd", filepath.Join(w.dir, "990440000385_2025-03_v2.csv")); err != nil {
		t.Fatal(err)
	}
	c := w.connect(t)
	for _, want := range []error{nil, connectors.ErrUnchanged} {
		if text, err := connectortest.Pull(t, c, true); !errors.Is(err, want) || text != "march" && want == nil {
			t.Errorf("pulled %q, %v", text, err)
		}
	}
	if n := w.connections(); n != 1 {
		t.Errorf("%d connections were made for one after the other", n)
	}
}

// A host that is unknown, or is not the one that was known, gets no password; the error
// says what was seen and what to write.
func TestHostKeys(t *testing.T) {
	w := begin(t)
	other, _ := key(t, 7)
	w.put(t, "march")
	seen, _, _, _, _ := ssh.ParseAuthorizedKey([]byte(w.hostKey))
	asked := false
	w.mu.Lock() // the server takes it after it was asked
	w.config.PasswordCallback = func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { asked = true; return nil, errors.New("no") }
	w.mu.Unlock()
	for _, known := range []string{"", line(other.PublicKey())} {
		w.endpoint.HostKey = known
		_, err := connectortest.Pull(t, w.connect(t), true)
		if err == nil || !strings.Contains(err.Error(), ssh.FingerprintSHA256(seen)) || !strings.Contains(err.Error(), "endpoints.folder in nsk.yaml: host-key: "+w.hostKey) {
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
		"password":         {map[string]string{"folder": password}, ""},
		"key":              {map[string]string{"folder-key": locked(t, private, "")}, ""},
		"locked key":       {map[string]string{"folder-key": locked(t, private, password), "folder-passphrase": password}, ""},
		"wrong password":   {map[string]string{"folder": password + "?"}, "check endpoints.folder.user and the secrets"},
		"wrong key":        {map[string]string{"folder-key": locked(t, stranger, "")}, "check endpoints.folder.user and the secrets"},
		"nothing":          {nil, "write under secrets in nsk.yaml folder with a password or folder-key"},
		"no passphrase":    {map[string]string{"folder-key": locked(t, private, password)}, "the key is locked"},
		"wrong passphrase": {map[string]string{"folder-key": locked(t, private, password), "folder-passphrase": "x"}, "the passphrase does not open the key"},
		"no key":           {map[string]string{"folder-key": password}, "this is no private key"},
	} {
		w := begin(t)
		w.put(t, "march")
		w.secrets = c.secrets
		conn, err := w.try(t)
		if err == nil {
			_, err = connectortest.Pull(t, conn, true)
		}
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), password)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What cannot be is told when the source is built.
func TestMistakes(t *testing.T) {
	for want, change := range map[string]func(*world){
		"user is missing":               func(w *world) { w.endpoint.User = "" },
		"host-key cannot be read":       func(w *world) { w.endpoint.HostKey = "SHA256:abc" },
		"neither http:// nor socks5://": func(w *world) { w.endpoint.Proxy = "ftp://host" },
	} {
		w := begin(t)
		change(w)
		if _, err := w.try(t); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
