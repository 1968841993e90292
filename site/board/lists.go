package board

import (
	"embed"
	"fmt"
	"strconv"

	"nsk/reports"
	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/figure"
)

//go:embed lists/*.sql
var lists embed.FS

// A listing is a table of things instead of facts: what the query lists/ID.sql gives.
type listing struct {
	id, title string
	columns   []listed
	most      int // rows that are shown; 0 for all
}

// A listed is one column. Its title is col-NAME in texts.yaml; a named one is read from name_kk
// and name_ru.
type listed struct {
	name string
	kind string // text, named, number, date, or the breakdown whose labels name the key
	to   string // where the cell leads, such as /centres/
	key  string // column that holds what it leads to
}

// read runs the query of a list.
func (d *drawing) read(id string, args ...any) ([]reports.Line, error) {
	query, err := lists.ReadFile("lists/" + id + ".sql")
	if err != nil {
		panic(err) // embedded
	}
	lines, err := reports.ReadLines(d.request.Context(), d.release.DB, string(query), args...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", id, err)
	}
	return lines, nil
}

// folded is the number of rows from which a table is not open on its page.
const folded = 30

// table shows lines; the rows left off are counted in a note.
func (d *drawing) table(l listing, lines []reports.Line) figure.Figure {
	f := figure.Figure{ID: l.id, Title: l.title}
	for _, c := range l.columns {
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: d.say("col-" + c.name), Number: c.kind == "number", Whole: c.kind == "date"})
	}
	f.Folded = len(lines) > folded
	for i, line := range lines {
		if l.most > 0 && i == l.most {
			f.Notes = append(f.Notes, d.say("more-rows", len(lines)-i))
			break
		}
		var row []figure.Cell
		for _, c := range l.columns {
			row = append(row, d.listed(c, line))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return f
}

func (d *drawing) listed(c listed, line reports.Line) figure.Cell {
	cell := figure.Cell{Text: line[c.name]}
	switch c.kind {
	case "text":
	case "named":
		cell.Text = reports.Text{KK: line[c.name+"_kk"], RU: line[c.name+"_ru"]}.In(d.official())
	case "number":
		if n, err := strconv.ParseInt(cell.Text, 10, 64); err == nil {
			cell.Text, cell.Value = words.Int(n).String(), cell.Text
		}
	case "date":
		if on, err := calendar.ParseDay(cell.Text); err == nil {
			cell.Text = d.day(on)
		}
	default:
		if cell.Text != "" {
			cell.Text = d.label(c.kind, cell.Text)
		}
	}
	if cell.Text == "" {
		cell.Text = "–"
	}
	if c.to != "" && line[c.key] != "" {
		cell.Href = d.to(c.to + line[c.key])
	}
	return cell
}

// analyst reports whether the reader may see single rows.
func (d *drawing) analyst() bool {
	who, _ := door.Who(d.request)
	return who.Role == account.Analyst
}

// headline shows national or narrowed facts in large.
func (d *drawing) headline(ids ...string) {
	for _, id := range ids {
		f, wide := d.get(id)
		t := tile{Label: d.name(id), Value: d.cell(f).Text}
		if wide {
			t.Note = d.say("country")
		}
		d.tiles = append(d.tiles, t)
	}
}
