package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

// floors lists our packages from the ground up. A package may import only packages on
// floors below its own; its tests may also look around on its own floor.
var floors = []string{
	"schedules/yamlfile warehouse/chain",
	"connectors/contract connectors/contracts reports/words reports/statistics reports/chart reports/disclosure reports/typeface reports/pdf schedules/calendar site/account connectors/wire/certtest",
	"connectors connectors/ncanode connectors/sql/pgserver warehouse reports/document reports/picture ingest/verdict",
	"connectors/wire connectors/folder",
	"warehouse/query reports/docx connectors/rest connectors/s3 connectors/sftp connectors/webdav connectors/soap connectors/sql connectors/drop connectors/kafka connectors/connectortest connectors/draft warehouse/check warehouse/audit connectors/synthetic",
	"warehouse/query/flight connectors/folder/foldertest connectors/all ingest transform transform/lineage schedules/openlineage reports ingest/template warehouse/backup site/door site/export",
	"schedules reports/dictionary ingest/ingesttest reports/annex reports/approval reports/recount reports/leak site/page site/shelf",
	"reports/edition schedules/ical schedules/odcs schedules/letters schedules/service schedules/stream schedules/readiness site/figure",
	"schedules/outbox schedules/rehearsal site/board site/workbench site/api site/papers site/guide site/me site/admin site/openid site/portal",
	"site",
	"site/sitetest",
	"cmd/nsk bench",
}

// A source is one Go file of the repository.
type source struct {
	name, pkg string // path and folder, below the root
	test      bool
	generated bool
	lines     int
	file      *ast.File
}

// load parses every Go file.
func load(t *testing.T) []source {
	t.Helper()
	var all []source
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || len(d.Name()) > 1 && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, name) // read here, so the test cache sees every change
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, source{name: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
			generated: ast.IsGenerated(f), lines: strings.Count(string(text), "\n"), file: f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files were found", len(all))
	}
	return all
}

func (s source) imports() []string {
	var all []string
	for _, spec := range s.file.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value) // the parser accepted it
		all = append(all, imp)
	}
	return all
}

func TestFloors(t *testing.T) {
	floor := make(map[string]int)
	for i, pkgs := range floors {
		for _, pkg := range strings.Fields(pkgs) {
			floor[pkg] = i + 1
		}
	}
	for _, s := range load(t) {
		own := floor[s.pkg]
		if own == 0 {
			t.Errorf("%s is on no floor; add it to floors", s.pkg)
		}
		for _, imp := range s.imports() {
			if imp, ours := strings.CutPrefix(imp, "nsk/"); ours && s.test && strings.HasSuffix(imp, "test") {
				own = max(own, floor[imp]) // a test in a world that is stood up for it stands on that world
			}
		}
		for _, imp := range s.imports() {
			imp, ours := strings.CutPrefix(imp, "nsk/")
			if ours && (floor[imp] > own || floor[imp] == own && !s.test) {
				t.Errorf("%s, floor %d, imports %s, floor %d", s.name, own, imp, floor[imp])
			}
		}
	}
}

func TestOnlyTheWarehouseKnowsDuckDB(t *testing.T) {
	for _, s := range load(t) {
		for _, imp := range s.imports() {
			if strings.Contains(imp, "/duckdb-go") && s.pkg != "warehouse" && !s.test {
				t.Errorf("%s imports %s; ask package warehouse", s.name, imp)
			}
		}
	}
}

// Time is passed in, so that a year can be rehearsed in a minute.
func TestOnlyCommandsReadTheClock(t *testing.T) {
	clock := map[string]bool{"Now": true, "Since": true, "Until": true}
	for _, s := range load(t) {
		if s.test || s.pkg == "cmd/nsk" || s.pkg == "bench" || s.pkg == "site/sitetest" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && clock[sel.Sel.Name] {
				t.Errorf("%s uses time.%s; take the moment as a parameter", s.name, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestLibrariesNeitherPrintNorExit(t *testing.T) {
	for _, s := range load(t) {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if ok && (x.Name == "fmt" && strings.HasPrefix(sel.Sel.Name, "Print") || x.Name == "os" && sel.Sel.Name == "Exit") {
				t.Errorf("%s uses %s.%s", s.name, x.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

// A package is named for what it is about, not for its shape.
func TestPackageNames(t *testing.T) {
	banned := map[string]bool{"util": true, "utils": true, "common": true, "helper": true, "helpers": true, "misc": true, "base": true, "types": true, "models": true}
	for _, s := range load(t) {
		if banned[s.file.Name.Name] || banned[path.Base(s.pkg)] {
			t.Errorf("%s: package %s", s.name, s.file.Name.Name)
		}
	}
}

// Each package says what it is in a sentence that begins with its name, once.
func TestPackageComments(t *testing.T) {
	said := make(map[string]int)
	for _, s := range load(t) {
		if s.test {
			continue
		}
		said[s.pkg] += 0
		if s.file.Doc == nil {
			continue
		}
		said[s.pkg]++
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command " + path.Base(s.pkg) + " "
		}
		if !strings.HasPrefix(s.file.Doc.Text(), want) {
			t.Errorf("%s: the package comment does not begin with %q", s.name, want)
		}
	}
	for pkg, n := range said {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one", pkg, n)
		}
	}
}

// A file of more than 500 lines is two.
func TestFilesAreShort(t *testing.T) {
	for _, s := range load(t) {
		if !s.test && !s.generated && s.lines > 500 {
			t.Errorf("%s has %d lines", s.name, s.lines)
		}
	}
}

// Nothing registers itself: what there is stands in a list that can be read.
func TestNoInit(t *testing.T) {
	for _, s := range load(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.name)
			}
		}
	}
}
