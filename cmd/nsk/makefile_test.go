package main_test

import (
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The race detector watches whatever works at the same time: the tests that the Makefile
// names exist, and a package that it leaves out starts no goroutine. Whatever is watched
// is tested only so, so it holds no test that the detector is too slow for.
func TestWhatIsRaced(t *testing.T) {
	unraced, raced := strings.Fields(variable(t, "UNRACED")), strings.Split(variable(t, "RACED"), "|")
	// watched by RACED; bench only measures
	partly := []string{"cmd/nsk", "ingest", "bench", "site", "site/api", "site/portal", "site/workbench", "warehouse/query", "warehouse/query/flight"}
	var packages, tests []string
	for _, s := range load(t) {
		packages = append(packages, s.pkg)
		if strings.HasSuffix(s.name, "race_test.go") && !slices.Contains(unraced, s.pkg) {
			t.Errorf("%s knows of the race detector, and nothing of it is tested without", s.pkg)
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if s.test && slices.Contains(partly, s.pkg) {
					tests = append(tests, n.Name.Name)
				}
			case *ast.GoStmt, *ast.SelectorExpr:
				if starts(n) && !s.test && slices.Contains(unraced, s.pkg) && !slices.Contains(partly, s.pkg) {
					t.Errorf("%s starts a goroutine, and the Makefile leaves %s out of the race detector", s.name, s.pkg)
				}
			}
			return true
		})
	}
	for _, p := range unraced {
		if !slices.Contains(packages, p) {
			t.Errorf("the Makefile leaves out %s, which is no package", p)
		}
	}
	for _, name := range raced {
		if !slices.Contains(tests, name) {
			t.Errorf("the Makefile names %s, which is no test", name)
		}
	}
}

// starts reports whether a goroutine is started: by go, or by the method Go of a group.
func starts(n ast.Node) bool {
	method, ok := n.(*ast.SelectorExpr)
	return !ok || method.Sel.Name == "Go"
}

// variable is the value of a variable of the Makefile.
func variable(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^` + name + ` = (.+)$`).FindSubmatch(text)
	if found == nil {
		t.Fatalf("the Makefile has no %s", name)
	}
	return string(found[1])
}
