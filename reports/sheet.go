package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A Sheet is a table of a digest or profile that lists things instead of facts: what is late,
// which centres a region has. It is a YAML file and a SELECT in sheets/; $1 is what the
// profile is about.
type Sheet struct {
	ID      string        `yaml:"id"`
	Caption words.Text    `yaml:"caption"`
	Columns []SheetColumn `yaml:"columns"`
	Persons []string      `yaml:"persons"` // columns that count persons; one of 1 to 4 hides all of its row
	Empty   words.Text    `yaml:"empty"`   // said where there is no row
	Query   string        `yaml:"-"`
}

// A SheetColumn is one column. A named one is read from name_kk and name_ru.
type SheetColumn struct {
	Name  string     `yaml:"name"`
	Kind  string     `yaml:"kind"` // text, named, number, date, period, or the breakdown whose labels name the key
	Title words.Text `yaml:"title"`
	Width int        `yaml:"width"`
}

// Sheets returns all sheets by id.
func Sheets() (map[string]Sheet, error) {
	all := map[string]Sheet{}
	err := eachYAML("sheets", func(_ string, data []byte) error {
		var s Sheet
		if err := yaml.UnmarshalWithOptions(data, &s, yaml.Strict()); err != nil {
			return err
		}
		query, err := files.ReadFile("sheets/" + s.ID + ".sql")
		if err != nil {
			return err
		}
		s.Query = string(query)
		all[s.ID] = s
		return nil
	})
	return all, err
}

// A filledSheet is a sheet with its rows.
type filledSheet struct {
	Sheet
	rows []row
}

// fill runs the queries of some sheets about key.
func fillSheets(ctx context.Context, db *sql.DB, key string, ids []string) ([]filledSheet, error) {
	all, err := Sheets()
	if err != nil {
		return nil, err
	}
	var list []filledSheet
	for _, id := range ids {
		s, ok := all[id]
		if !ok {
			panic("no sheet " + id)
		}
		var args []any
		if strings.Contains(s.Query, "$1") {
			args = []any{key}
		}
		rows, err := queryRows(ctx, db, s.Query, args...)
		if err != nil {
			return nil, fmt.Errorf("sheet %s: %w", id, err)
		}
		list = append(list, filledSheet{s, rows})
	}
	return list, nil
}

// sheet shows a filled sheet as a table, or says that there is nothing.
func (p *page) sheet(s filledSheet) {
	if len(s.rows) == 0 {
		p.para(document.Text(s.Empty.In(p.lang)))
		return
	}
	t := document.Table{ID: s.ID, Caption: s.Caption.In(p.lang), Stub: 1, Columns: make([]document.Column, len(s.Columns))}
	var titles []string
	for i, c := range s.Columns {
		t.Columns[i].Width = c.Width
		if c.Kind == "number" {
			t.Columns[i].Align = document.Right
		}
		titles = append(titles, c.Title.In(p.lang))
	}
	t.Header = head(titles...)
	for n, r := range s.rows {
		t.Rows = append(t.Rows, p.sheetRow(s, n, r))
	}
	p.add(t)
}

func (p *page) sheetRow(s filledSheet, n int, r row) document.Row {
	hidden := slices.ContainsFunc(s.Persons, func(c string) bool { v := r.int(c); return 0 < v && int64(v) < p.source.in.safety().Threshold.Persons })
	var cells []document.Cell
	for _, c := range s.Columns {
		id := fmt.Sprintf("%s/%d/%s", s.ID, n+1, c.Name)
		switch {
		case hidden && slices.Contains(s.Persons, c.Name):
			cells = append(cells, document.Cell{FactID: id, Status: string(Protected)})
		default:
			cells = append(cells, p.sheetCell(c, id, r))
		}
	}
	return document.Row{Cells: cells}
}

func (p *page) sheetCell(c SheetColumn, id string, r row) document.Cell {
	switch c.Kind {
	case "text":
		return text(dashed(r.text(c.Name)))
	case "named":
		return text(dashed(r.text(c.Name + "_" + string(p.lang))))
	case "period":
		return text(p.periodMark(r.text(c.Name)))
	case "date":
		if d, err := time.Parse(time.DateOnly, r.text(c.Name)); err == nil {
			return text(words.DateOf(d).Short())
		}
		return text("–")
	case "number":
		v, err := strconv.ParseInt(r.text(c.Name), 10, 64)
		if err != nil {
			return text("–")
		}
		return document.Cell{Text: words.Int(v).String(), FactID: id, Value: strconv.FormatInt(v, 10)}
	}
	return text(p.label(c.Kind, r.text(c.Name)))
}

func dashed(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
