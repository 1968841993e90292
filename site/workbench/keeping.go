package workbench

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"nsk/schedules/calendar"
	"nsk/site/door"
	"nsk/site/page"
	"nsk/warehouse/audit"
)

// kept is what the page of queries shows.
type kept struct {
	Examples []example
	Mine     []Query
	Shared   []Query
	Past     []past
}

// A past is a line of the history as it is read.
type past struct {
	Past
	When, Count, Took, Result string
}

func (b *Workbench) list(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	v := kept{Examples: examplesIn(page.Lang(r))}
	mine, ran, err := b.Saved.Mine(who.Name)
	if err == nil {
		v.Shared, err = b.Saved.Shared(who.Name)
	}
	if err != nil {
		b.failed(w, r, err)
		return
	}
	v.Mine = mine
	for _, p := range ran {
		if p.State == string(waiting) && b.desk.find(who.Name, p.ID) == nil {
			p.State = string(lost)
		}
		v.Past = append(v.Past, past{Past: p, When: p.At.In(calendar.Location()).Format("02.01.2006 15:04"), Count: strings.ReplaceAll(humanize.Comma(p.Rows), ",", "\u202f"), Took: seconds(p.Milliseconds), Result: b.Say(r, "state-"+p.State)})
	}
	b.Show(w, r, page.View{Template: "queries.gohtml", Title: b.Say(r, "queries"), Data: v})
}

func seconds(ms int64) string {
	return strings.Replace(strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64), ".", ",", 1)
}

// save keeps what stands in the editor. A text that may name a person is not kept.
func (b *Workbench) save(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	q := Query{ID: r.PostFormValue("id"), Owner: who.Name, Name: strings.TrimSpace(r.PostFormValue("name")), About: strings.TrimSpace(r.PostFormValue("about")), SQL: r.PostFormValue("sql"), Shared: r.PostFormValue("shared") != ""}
	if r.PostFormValue("anew") != "" {
		q.ID = ""
	}
	all := q.Name + "\n" + q.About + "\n" + q.SQL
	if q.Name == "" || strings.TrimSpace(q.SQL) == "" || len(all) > longestSQL {
		b.shell.Fail(w, r, http.StatusBadRequest)
		return
	}
	for _, text := range []string{q.Name, q.About, q.SQL} {
		if len(text) < 4000 && audit.Mask(text) != text {
			b.Show(w, r, page.View{Template: "person.gohtml", Title: b.Say(r, "queries"), Code: http.StatusUnprocessableEntity})
			return
		}
	}
	q, err := b.Saved.Keep(r.Context(), q)
	if errors.Is(err, errFull) {
		b.shell.Fail(w, r, http.StatusBadRequest)
		return
	}
	if err != nil {
		b.failed(w, r, err)
		return
	}
	http.Redirect(w, r, "/sql/queries/"+q.Owner+"/"+q.ID, http.StatusSeeOther)
}

func (b *Workbench) drop(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	if err := b.Saved.Drop(r.Context(), who.Name, r.PathValue("id")); err != nil {
		b.failed(w, r, err)
		return
	}
	http.Redirect(w, r, "/sql/queries", http.StatusSeeOther)
}
