package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// held is the holding that an entry of a data folder belongs to.
func held(entry string) (holding, bool) {
	for _, h := range holdings {
		if ok, err := path.Match(h.name, entry); err == nil && ok {
			return h, true
		}
	}
	return holding{}, false
}

// nothingForgotten finds entries of a data folder that backups do not know of.
func nothingForgotten(t *testing.T, data string) {
	t.Helper()
	entries, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := held(e.Name()); !ok {
			t.Errorf("%s is in no backup: enter it in holdings (backupheld.go), with the reason if it need not be", e.Name())
		}
	}
}

var inData = regexp.MustCompile(`[.(]Data, "([^"]+)"`)

// Whatever the program joins to the data folder is something that backups know of, also
// where no test lets it be made.
func TestBackupsKnowEveryFolder(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range inData.FindAllStringSubmatch(string(text), -1) {
			name := strings.Replace(m[1], "warehouse*", "warehouse.duckdb", 1) // it and its log
			if _, ok := held(name); !ok {
				t.Errorf("%s: %s is in no backup: enter it in holdings (backupheld.go)", file, m[1])
			}
			found++
		}
	}
	if found < 15 {
		t.Errorf("only %d places were found where something is joined to the data folder", found)
	}
}

// Every durable file comes back to the byte: signatures of centres, saved queries, the
// ledger of what was published, documents and receipts, accounts with their second factors.
// What is of the moment stays away.
func TestEveryHoldingComesBack(t *testing.T) {
	s := install(t, "")
	if out, code := s.nsk("accounts", "list"); code != 0 {
		t.Fatal(out)
	}
	want := map[string]string{
		"portal/signatures/990440000385.jsonl":      `{"seq":1}`,
		"queries/aigul.json":                        `{"queries":[]}`,
		"disclosure/more.jsonl":                     `{"seq":1}`,
		"documents/annual-2025/v1/receipts/1.json":  `{"at":"2025-12-15"}`,
		"documents/annual-2025/history.jsonl":       `{"seq":1}`,
		"accounts/accounts.json":                    "{\n \"accounts\": [\n  {\n   \"name\": \"aigul\",\n   \"totp\": \"JBSWY3DPEHPK3PXP\"\n  }\n ]\n}",
		"releases/2025-01-31-00000000.duckdb.notes": "a note",
	}
	for _, h := range holdings {
		if h.apart == "" && path.Ext(h.name) == "" && h.name != "audit" {
			want[h.name+"/new/one.json"] = h.name
		}
	}
	data := filepath.Join(s.dir, "data")
	for name, text := range want {
		s.put(filepath.Join(data, name), text)
	}
	s.put(filepath.Join(data, "tmp", "half"), "done")
	copies := filepath.Join(s.t.TempDir(), "copies")
	if out, code := s.nsk("backup", "--to", copies); code != 0 {
		t.Fatal(out)
	}
	nothingForgotten(t, data)
	for name, text := range contentsOf(t, copies) {
		if bytes.Contains(text, []byte("JBSWY3DPEHPK3PXP")) {
			t.Error("the backup holds a second factor that can be read:", name)
		}
	}
	other := &standing{t: t, dir: t.TempDir()}
	if err := os.CopyFS(filepath.Join(other.dir, "keys"), os.DirFS(filepath.Join(s.dir, "keys"))); err != nil {
		t.Fatal(err)
	}
	other.locked()
	if out, code := other.nsk("restore", "--from", copies); code != 0 {
		t.Fatal(out)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(other.dir, "data", name))
		if err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := os.Stat(filepath.Join(other.dir, "data", "tmp", "half")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("what was half done came back:", err)
	}
}

func (s *standing) put(file, text string) {
	s.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
		s.t.Fatal(err)
	}
}

// locked lets nobody else read the keys, as copying does not see to.
func (s *standing) locked() {
	s.t.Helper()
	for name := range contentsOf(s.t, filepath.Join(s.dir, "keys")) {
		if err := os.Chmod(filepath.Join(s.dir, "keys", name), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
}

// A backup of accounts that nobody has opened yet takes them as they are.
func TestSealedAccountsStaySealed(t *testing.T) {
	dir := t.TempDir()
	cfg := &config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	s := &standing{t: t}
	s.put(cfg.accountsSealed(), "sealed with a key that is elsewhere")
	to := filepath.Join(dir, "to", "accounts.json.age")
	if err := cfg.sealAccounts(to); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(to); err != nil || string(got) != "sealed with a key that is elsewhere" {
		t.Error(string(got), err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if opened, err := cfg.openAccounts(ctx); err == nil || opened || !exists(cfg.accountsSealed()) {
		t.Error("opened without a key:", opened, err)
	}
}
