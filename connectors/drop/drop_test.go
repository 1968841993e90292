package drop_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/drop"
)

var returns = &contract.Contract{Source: "returns", Cadence: contract.Monthly}

func open(t *testing.T, inbox string) *drop.Drop {
	t.Helper()
	c, err := drop.New(returns, connectors.Env{Inbox: inbox})
	if err != nil {
		t.Fatal(err)
	}
	return c.(*drop.Drop)
}

// put writes files, name then text, into the folder of the source.
func put(t *testing.T, inbox string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(inbox, "returns", files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// take fetches the want, reads it and settles it.
func take(t *testing.T, d *drop.Drop, w connectors.Want, accepted bool) (name, text string) {
	t.Helper()
	b, err := d.Fetch(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	_, err = buf.ReadFrom(b.Body)
	if err := errors.Join(err, b.Body.Close(), d.Settle(t.Context(), b, accepted)); err != nil {
		t.Fatal(err)
	}
	return b.Name, buf.String()
}

func files(t *testing.T, inbox string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(inbox, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(filepath.Join(inbox, "returns"), path)
			text, err := os.ReadFile(path)
			all = append(all, rel+": "+string(text))
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestConformance(t *testing.T) {
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaCSV,
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			inbox := t.TempDir()
			for w, parts := range held {
				put(t, inbox, w.Provider+"_"+w.Period.String()+".csv", string(bytes.Join(parts, nil)))
			}
			return open(t, inbox)
		},
		Parts: func(texts []string) [][]byte {
			var b bytes.Buffer
			b.WriteString("\ufefftext\r\n")
			for _, s := range texts {
				b.WriteString(s + "\r\n")
			}
			return [][]byte{b.Bytes()}
		},
		Bytes: func(parts [][]byte) []byte { return bytes.Join(parts, nil) },
		Not: connectortest.Reasons{}.
			Of("a folder of this machine has no line that could fall", connectortest.Lines...).
			Of("a folder has no certificate", connectortest.Certificates...).
			Of("a folder is not asked for access", connectortest.Credentials...).
			Of("a folder has no HTTP", connectortest.HTTP...).
			Of("a file is not served in pages", connectortest.Pages...).
			Of("a file is whole, and a further version has its own name", connectortest.Parted...),
	})
}

// Versions of one return are read in the order in which they were numbered, because the
// last one read is the one that counts.
func TestVersionsComeInOrder(t *testing.T) {
	inbox := t.TempDir()
	put(t, inbox, "990440000385_2025-03_v10.csv", "ten", "990440000385_2025-03_v2.xlsx", "two", "990440000385_2025-03.csv", "one")
	d := open(t, inbox)
	wants, err := d.List(t.Context())
	if err != nil || len(wants) != 3 {
		t.Fatalf("listed %v, %v", wants, err)
	}
	var got []string
	for _, w := range wants {
		_, text := take(t, d, w, true)
		got = append(got, text)
	}
	if diff := cmp.Diff([]string{"one", "two", "ten"}, got); diff != "" {
		t.Error(diff)
	}
}

// What was received is put aside by what became of it, and nothing is overwritten.
func TestSettledFilesAreKept(t *testing.T) {
	inbox := t.TempDir()
	d := open(t, inbox)
	for i, accepted := range []bool{true, true, false, true} {
		put(t, inbox, "990440000385_2025-03.csv", "file "+string(rune('1'+i)))
		name, _ := take(t, d, connectortest.March, accepted)
		if name != "990440000385_2025-03.csv" {
			t.Errorf("the sender's name came back as %q", name)
		}
	}
	want := []string{
		"processed/2-990440000385_2025-03.csv: file 2",
		"processed/3-990440000385_2025-03.csv: file 4",
		"processed/990440000385_2025-03.csv: file 1",
		"refused/990440000385_2025-03.csv: file 3",
	}
	if diff := cmp.Diff(want, files(t, inbox)); diff != "" {
		t.Error(diff)
	}
}

// Hidden files are still being written; a file whose name says nothing is named as a
// stray, and neither is touched.
func TestStraysAreNamedAndLeft(t *testing.T) {
	inbox := t.TempDir()
	put(t, inbox, ".990440000385_2025-03.csv", "x", "990440000385_2025-Q1.csv", "x", "notes.txt", "x",
		"990440000385_2025-03.csv.part", "x", "990440000385_2025-13.csv", "x", "_2025-03.csv", "x",
		"2025-03.csv", "x", "processed/990440000385_2025-01.csv", "x")
	before := files(t, inbox)
	d := open(t, inbox)
	if wants, err := d.List(t.Context()); err != nil || len(wants) != 0 {
		t.Errorf("listed %v, %v", wants, err)
	}
	strays, err := d.Strays()
	if err != nil {
		t.Fatal(err)
	}
	for i := range strays {
		strays[i] = filepath.Base(strays[i])
	}
	want := []string{"2025-03.csv", "990440000385_2025-03.csv.part", "990440000385_2025-13.csv", "990440000385_2025-Q1.csv", "_2025-03.csv", "notes.txt"}
	if diff := cmp.Diff(want, strays, cmp.Transformer("set", set)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, files(t, inbox)); diff != "" {
		t.Error(diff)
	}
}

func set(all []string) map[string]bool {
	m := make(map[string]bool)
	for _, s := range all {
		m[s] = true
	}
	return m
}

func TestMediaTypeIsReadFromTheName(t *testing.T) {
	for name, want := range map[string]string{
		"1_2025.csv": connectors.MediaCSV, "1_2025.CSV": connectors.MediaCSV, "1_2025.jsonl": connectors.MediaJSONLines,
		"1_2025.json": connectors.MediaJSON, "1_2025.xlsx": connectors.MediaXLSX, "1_2025.parquet": connectors.MediaParquet,
		"1_2025.declaration.json": connectors.MediaDeclaration, "1_2025.Declaration.JSON": connectors.MediaDeclaration,
		"1_2025.xls": "", "1_2025": "",
	} {
		if got := drop.MediaType(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestParseName(t *testing.T) {
	w, err := drop.ParseName("/some/where/990440000385_2025-Q2_final_2.csv")
	if err != nil || w.Provider != "990440000385" || w.Period.String() != "2025-Q2" {
		t.Errorf("read %v, %v", w, err)
	}
	for _, name := range []string{"", ".csv", "990440000385.csv", "_2025.csv", "a_b.csv", "a_2025-3.csv"} {
		if w, err := drop.ParseName(name); err == nil {
			t.Errorf("%q was read as %v", name, w)
		}
	}
}

func TestNoInboxIsAnError(t *testing.T) {
	if _, err := drop.New(returns, connectors.Env{}); err == nil {
		t.Error("a drop without a folder was made")
	}
}

// A file that is still being written is left alone until it is quiet; one whose time is that
// of another machine is not waited for.
func TestAFileThatIsBeingWritten(t *testing.T) {
	inbox, now := t.TempDir(), time.Date(2025, 3, 12, 6, 0, 0, 0, time.UTC)
	c, err := drop.New(returns, connectors.Env{Inbox: inbox, Quiet: 10 * time.Second, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	d := c.(*drop.Drop)
	put(t, inbox, "990440000385_2025-03.csv", "half of a ro")
	path := filepath.Join(inbox, "returns", "990440000385_2025-03.csv")
	for age, want := range map[time.Duration]int{0: 0, 9 * time.Second: 0, -9 * time.Second: 0, 10 * time.Second: 1, time.Hour: 1, -time.Hour: 1} {
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		wants, err := d.List(t.Context())
		if err != nil || len(wants) != want {
			t.Errorf("%s old: %v, %v", age, wants, err)
		}
		_, err = d.Fetch(t.Context(), connectortest.March)
		if (err == nil) != (want == 1) {
			t.Errorf("%s old: fetched with %v", age, err)
		}
	}
}

func TestReadme(t *testing.T) { connectortest.Readme(t, drop.Kind()) }
