package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// A list is one table of a page, or a text.
type list struct {
	Title, Text, Fault string
	Head               []string
	Rows               [][]cell
	Timed              bool // it has moments, in the time of Almaty
	From, To, All      int  // which of all rows these are, from 1
	Before, After      string
}

// A cell may lead somewhere.
type cell struct{ Text, Href string }

// most is how many rows a page shows at once.
const most = 50

// list runs the command of a list with the filters of the page, and takes one page of it.
func (a *Admin) list(r *http.Request, s source, n int, filters []field) list {
	asked := r.URL.Query()
	args := slices.Clone(s.command)
	switch {
	case s.of == "":
		for _, f := range filters {
			args = append(args, f.flag(f.Value)...)
		}
	case s.by != "":
		args = append(args, "--"+s.by+"="+asked.Get(s.of))
	default:
		args = append(args, "--", asked.Get(s.of))
	}
	o := a.order(r, args)
	o.List = !s.text
	got := a.desk(r.Context(), o)
	l := list{Title: a.Say(r, s.title), Text: got.Out, Fault: got.Fault, Timed: s.timed, All: len(got.Sheet.Rows)}
	if got.Code == 0 {
		l.Fault = ""
	}
	rows := got.Sheet.Rows
	if i := slices.Index(got.Sheet.Codes, s.having); i >= 0 {
		rows = slices.DeleteFunc(slices.Clone(rows), func(row []string) bool { return row[i] == "" })
		l.All = len(rows)
	}
	if s.newest {
		slices.Reverse(rows)
	}
	for i, code := range got.Sheet.Codes {
		if s.keeps(code) {
			l.Head = append(l.Head, got.Sheet.Head[i])
		}
	}
	for _, row := range l.leaf(r, rows, "page-"+strconv.Itoa(n+1)) {
		l.Rows = append(l.Rows, s.cells(got.Sheet.Codes, row))
	}
	return l
}

// leaf is the page of rows that was asked for, and notes what is before and after it.
func (l *list) leaf(r *http.Request, rows [][]string, name string) [][]string {
	at, err := strconv.Atoi(r.URL.Query().Get(name))
	last := max(0, len(rows)-1) / most
	if err != nil || at < 1 || at > last+1 {
		at = 1
	}
	at--
	to := min(len(rows), (at+1)*most)
	l.From, l.To = at*most+1, to
	if at > 0 {
		l.Before = with(r, name, at)
	}
	if at < last {
		l.After = with(r, name, at+2)
	}
	return rows[at*most : to]
}

// with is the address of the page with another value of a parameter.
func with(r *http.Request, name string, value int) string {
	q := r.URL.Query()
	q.Set(name, strconv.Itoa(value))
	return r.URL.Path + "?" + q.Encode()
}

// cells are those columns of a row that are shown.
func (s source) cells(codes, row []string) (cells []cell) {
	for i, code := range codes {
		if !s.keeps(code) {
			continue
		}
		c := cell{Text: row[i]}
		if code == s.link {
			c.Href = "?" + url.Values{cmp.Or(s.as, s.link): {row[i]}}.Encode() + "#acts"
		}
		cells = append(cells, c)
	}
	return cells
}
