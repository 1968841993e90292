// Package transform gives names to the facts: it orders and runs the SQL models.
//
// A model is one SELECT in one file, written for analysts to read and to paste
// into a DuckDB shell. Staging keeps what counts of every source, core holds
// the facts of analysis section 1, marts prepare them for the annual report.
package transform

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed models checks
var files embed.FS

// Models returns the SQL models built into the program, in the folders
// staging, core and marts.
func Models() fs.FS { return folder("models") }

// Checks returns the promises about the data built into the program.
func Checks() fs.FS { return folder("checks") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the folders are embedded above
	}
	return sub
}

// A Model is one SELECT and the table or view it builds.
type Model struct {
	Name  string   // schema and table: core/application.sql is core.application
	Path  string   // the file inside the folder of models, for people
	SQL   string   // the SELECT, comments included
	View  bool     // kept as a view: staging, unless the file says "-- build: table"
	Reads []string // tables it reads, schema-qualified and sorted; filled by Order
}

// schemas maps the folder of a model to the schema of its table.
func schemas(folder string) string {
	switch folder {
	case "staging", "core":
		return folder
	case "marts":
		return "mart"
	}
	return ""
}

// Load reads every model of fsys, which has the folders staging, core and
// marts, sorted by name. An error joins every fault found: a file in another
// folder, a name that is no plain identifier, an empty file.
func Load(fsys fs.FS) ([]Model, error) {
	paths, err := fs.Glob(fsys, "*/*.sql")
	if err != nil {
		return nil, fmt.Errorf("load models: %w", err)
	}
	var models []Model
	var faults []error
	for _, p := range paths { // fs.Glob sorts
		m, err := load(fsys, p)
		models, faults = append(models, m), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("load models: %w", err)
	}
	return models, nil
}

func load(fsys fs.FS, p string) (Model, error) {
	src, err := fs.ReadFile(fsys, p)
	if err != nil {
		return Model{}, err
	}
	schema, table := schemas(path.Dir(p)), strings.TrimSuffix(path.Base(p), ".sql")
	text := strings.TrimRight(strings.TrimSpace(string(src)), ";")
	switch {
	case schema == "":
		return Model{}, fmt.Errorf("%s: models live in staging, core or marts", p)
	case !plain(table):
		return Model{}, fmt.Errorf("%s: a name is lower-case letters, digits and _", p)
	case text == "":
		return Model{}, fmt.Errorf("%s: the file is empty", p)
	}
	view := schema == "staging" && !strings.Contains(text, "-- build: table")
	return Model{Name: schema + "." + table, Path: p, SQL: text, View: view}, nil
}

// plain reports whether name needs no quotes in SQL: names of models become
// part of statements and may hold nothing else.
func plain(name string) bool {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
