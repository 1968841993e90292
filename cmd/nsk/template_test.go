package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nsk/connectors/contracts"
)

const centreJSON = `{"content":[{"bin":"940140000385","nameRu":"ТОО «Маман»","nameKz":"«Маман» ЖШС","region":"75",
	"certificate":{"number":"A-1","issuedOn":"2024-06-03","validTo":"2027-06-02","status":"issued","statusOn":"2024-06-03"},
	"profession":"5120-1-001","level":4,"scopeFrom":"2024-06-03"}]}`

const professionJSON = `{"content":[{"code":"5120-1-001","nameRu":"Повар","nameKz":"Аспаз","display":"4 уровень - Повар","nkz":{"code":"5120-1"},
	"level":4,"sector":"I","mandatory":true,"includedOn":"2024-02-01"}]}`

// A centre gets a template with its own scope from the newest release; what stands in the
// way of one is said.
func TestTemplateCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("publishes a release")
	}
	d := &desktop{t: t, dir: t.TempDir()}
	d.must("init")
	d.contractsWithSheets()
	d.fails("no release has been published yet", "recognition-persons", "--centre", "940140000385")
	d.must("ingest", d.file("centres.json", centreJSON), "--source", "accredited-centres", "--period", "2025-02")
	d.must("ingest", d.file("professions.json", professionJSON), "--source", "profession-registry", "--period", "2024-H2")
	d.must("publish", "--as-of", "2025-04-02")

	d.fails("is no source", "recognition", "--centre", "940140000385")
	d.fails("is not sent by recognition centres", "vacancies", "--centre", "940140000385")
	d.fails("knows no centre 940140000999", "recognition-persons", "--centre", "940140000999")
	d.fails("has nothing in the scope of centre 940140000385 in 2024-05", "recognition-persons", "--centre", "940140000385", "--period", "2024-05")
	d.fails("the period 2025-Q1 is not", "recognition-persons", "--centre", "940140000385", "--period", "2025-Q1")

	out := filepath.Join(d.dir, "t.xlsx")
	d.template("recognition-persons", "--centre", "940140000385", "-o", out)
	d.fails("may have been filled in", "recognition-persons", "--centre", "940140000385", "-o", out)
	f, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			all.WriteString(strings.Join(r, "|") + "\n")
		}
	}
	for _, want := range []string{"5120-1-001|Аспаз (деңгейлері: 4)|Повар (уровни: 4)", "ТОО «Маман», 940140000385", "940140000385_2025-03.xlsx"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %s in\n%s", want, all.String())
		}
	}
}

// A desktop is an installation that commands are typed at.
type desktop struct {
	t   *testing.T
	dir string
}

func (d *desktop) app(out *bytes.Buffer) *app {
	return &app{out: out, err: out, configFile: filepath.Join(d.dir, "nsk.yaml"), lang: "ru", format: "text",
		now: func() time.Time { return time.Date(2025, 4, 2, 9, 0, 0, 0, time.UTC) }}
}

func (d *desktop) must(args ...string) {
	d.t.Helper()
	var out bytes.Buffer
	c := d.app(&out).root()
	c.SetArgs(append([]string{"--config", filepath.Join(d.dir, "nsk.yaml")}, args...))
	if err := c.ExecuteContext(context.Background()); err != nil {
		d.t.Fatalf("nsk %v: %v\n%s", args, err, out.String())
	}
}

func (d *desktop) run(args ...string) error {
	c := d.app(new(bytes.Buffer)).template()
	c.SetArgs(args)
	c.SilenceErrors, c.SilenceUsage = true, true
	return c.ExecuteContext(context.Background())
}

func (d *desktop) template(args ...string) {
	d.t.Helper()
	if err := d.run(args...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desktop) fails(want string, args ...string) {
	d.t.Helper()
	if err := d.run(args...); err == nil || !strings.Contains(err.Error(), want) {
		d.t.Errorf("template %v: got %v, want %s", args, err, want)
	}
}

func (d *desktop) file(name, text string) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// contractsWithSheets configures the built-in contracts, where those of the centres
// surely may arrive as workbooks.
func (d *desktop) contractsWithSheets() {
	d.t.Helper()
	err := fs.WalkDir(contracts.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(contracts.FS, name)
		if err != nil {
			return err
		}
		if s := string(text); strings.Contains(s, "provider: centre\n") && !strings.Contains(s, "\nxlsx:") {
			text = []byte(s + "xlsx: {sheet: Мәліметтер}\n")
		}
		d.file(filepath.Join("contracts", name), string(text))
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	config := filepath.Join(d.dir, "nsk.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		d.t.Fatal(err)
	}
	d.file("nsk.yaml", string(text)+"contracts: contracts\n")
}
