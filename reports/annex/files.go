package annex

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"nsk/reports"
	"nsk/warehouse"
)

//go:embed sql/*.sql
var queries embed.FS

// Tables are the machine tables of the annex; each is a file of both kinds.
var Tables = []string{"definitions", "facts", "findings", "recommendations"}

// kinds are the kinds of files with the way DuckDB writes them.
var kinds = []struct{ ext, how string }{
	{"csv", "FORMAT csv, HEADER"},
	{"parquet", "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"},
}

// WriteTables writes every machine table into dir, as CSV and as Parquet, by way of db: an
// empty database that may write files and works on one thread, so that equal contents give
// equal bytes. It returns the names of the files.
func WriteTables(ctx context.Context, db *sql.DB, c Content, dir string) ([]string, error) {
	if err := load(ctx, db, c); err != nil {
		return nil, fmt.Errorf("annex: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("annex: %w", err)
	}
	var names []string
	for _, table := range Tables {
		query, err := queries.ReadFile("sql/" + table + ".sql")
		if err != nil {
			panic("annex: " + err.Error()) // embedded, covered by every test
		}
		for _, k := range kinds {
			name := table + "." + k.ext
			if err := copyTo(ctx, db, string(query), filepath.Join(dir, name), k.how); err != nil {
				return nil, fmt.Errorf("annex %s: %w", name, err)
			}
			names = append(names, name)
		}
	}
	return names, nil
}

// copyTo writes the rows of a query under another name first, so that a reader sees the whole
// file or none.
func copyTo(ctx context.Context, db *sql.DB, query, path, how string) error {
	making := path + ".writing"
	defer os.Remove(making) // of a write that failed
	if _, err := db.ExecContext(ctx, "COPY (\n"+query+") TO "+warehouse.Literal(making)+" ("+how+")"); err != nil {
		return err
	}
	return os.Rename(making, path)
}

// load puts the content before the queries, as one row of JSON.
func load(ctx context.Context, db *sql.DB, c Content) error {
	document, err := json.Marshal(c.Publication)
	if err != nil {
		return err
	}
	definitions, err := json.Marshal(defined(c.Definitions))
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE publication (document JSON, definitions JSON)"); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "INSERT INTO publication VALUES (?, ?)", string(document), string(definitions))
	return err
}

// A definition is an indicator as the annex tells it.
type definition struct {
	ID          string       `json:"id"`
	Name        reports.Text `json:"name"`
	Formula     reports.Text `json:"formula"`
	Numerator   reports.Text `json:"numerator"`
	Denominator reports.Text `json:"denominator"`
	Caveat      reports.Text `json:"caveat"`
	Unit        reports.Unit `json:"unit"`
	Direction   string       `json:"direction"`
	Sources     []string     `json:"sources"`
	Paragraphs  []string     `json:"paragraphs"`
	Breakdowns  []string     `json:"breakdowns"`
}

func defined(book []reports.Indicator) []definition {
	var list []definition
	for _, i := range book {
		list = append(list, definition{i.ID, i.Name, i.Formula, i.Numerator, i.Denominator, i.Caveat, i.Unit, i.Direction, i.Sources, i.Paragraphs, i.Breakdowns})
	}
	return list
}
