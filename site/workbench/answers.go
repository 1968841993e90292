package workbench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"nsk/site/door"
	"nsk/site/export"
	"nsk/site/page"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

// longestSQL is the most of a query, in bytes.
const longestSQL = 100_000

// told is a fault as the script of the page reads it.
type told struct {
	Text   string `json:"text"`
	Detail string `json:"detail,omitempty"` // what the database says, in its own words
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// standing is the state of a query as the script reads it.
type standing struct {
	ID      string   `json:"id"`
	State   state    `json:"state"`
	Release string   `json:"release,omitempty"`
	Rows    int64    `json:"rows"`
	Took    int64    `json:"took_ms"`
	Columns []column `json:"columns,omitempty"`
	Fault   *told    `json:"fault,omitempty"`
}

// A column is one of a result, or of a table of the catalogue.
type column struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Number bool   `json:"number"`
	About  string `json:"-"`
	Insert string `json:"-"` // quoted where SQL needs it
}

func (b *Workbench) answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		b.Log.Debug("whoever asked is gone", "err", err)
	}
}

func (b *Workbench) refuse(w http.ResponseWriter, r *http.Request, key string) {
	b.answer(w, http.StatusUnprocessableEntity, standing{State: failed, Fault: &told{Text: b.Say(r, key)}})
}

// run begins a query. What is not on record is not run.
func (b *Workbench) run(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	j := asked{owner: who.Name, purpose: strings.TrimSpace(r.PostFormValue("purpose")), question: query.Question{Who: who.Name, SQL: r.PostFormValue("sql"), Release: r.PostFormValue("release")}}
	switch {
	case strings.TrimSpace(j.question.SQL) == "":
		b.refuse(w, r, "no-sql")
		return
	case len(j.question.SQL) > longestSQL:
		b.refuse(w, r, "long-sql")
		return
	case j.purpose == "":
		b.refuse(w, r, "no-purpose")
		return
	}
	if _, err := b.Audit.Add(r.Context(), b.Now(), audit.Act{Who: who.Name, Did: "query", Object: j.question.SQL, Why: j.purpose}); err != nil {
		b.failed(w, r, err)
		return
	}
	j.may = b.standing(who)
	n, err := b.desk.start(j)
	if errors.Is(err, errBusy) {
		b.refuse(w, r, "busy")
		return
	}
	b.answer(w, http.StatusAccepted, standing{ID: n.id, State: waiting})
}

// standing asks whether an account is still what it was: one that was changed or switched
// off has no session any more, and no query.
func (b *Workbench) standing(who door.Visitor) func() bool {
	return func() bool {
		a, err := b.Accounts.Get(who.Name)
		return err == nil && a.Stamp == who.Stamp
	}
}

// begun puts a query into the history of its owner: it is there also if the service ends
// before the query does.
func (b *Workbench) begun(j *job) {
	p := Past{ID: j.id, At: j.started.UTC(), SQL: audit.Mask(j.question.SQL), Purpose: j.purpose, Release: j.question.Release, State: string(waiting)}
	if err := b.Saved.Remember(context.Background(), j.owner, p); err != nil {
		b.Log.Error("a query cannot be put into the history", "err", err)
	}
}

// record writes down how a query ended: in the log of acts, and in the history of its owner.
func (b *Workbench) record(j *job) {
	v := j.view(b.Now())
	ctx := context.Background()
	object := fmt.Sprintf("release %s, %d rows, %d ms, %s", v.Release, v.Rows, v.Took.Milliseconds(), v.State)
	_, err := b.Audit.Add(ctx, b.Now(), audit.Act{Who: j.owner, Did: "query end", Object: object, Why: j.purpose})
	err = errors.Join(err, b.Saved.Remember(ctx, j.owner, Past{ID: j.id, At: j.started.UTC(), SQL: audit.Mask(j.question.SQL), Purpose: j.purpose, Release: v.Release, Rows: v.Rows, Milliseconds: v.Took.Milliseconds(), State: string(v.State)}))
	if err != nil {
		b.Log.Error("a query cannot be put on record", "err", err)
	}
}

// onJob serves what is about a query of the reader.
func (b *Workbench) onJob(serve func(http.ResponseWriter, *http.Request, *job)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, _ := door.Who(r)
		if j := b.desk.find(who.Name, r.PathValue("result")); j != nil {
			serve(w, r, j)
			return
		}
		b.gone(w, r, who.Name)
	}
}

// gone says that a result is not kept, and where to run its query again.
func (b *Workbench) gone(w http.ResponseWriter, r *http.Request, who string) {
	id := r.PathValue("result")
	again := ""
	if _, err := b.Saved.Ran(who, id); err == nil {
		again = "/sql?again=" + id
	}
	if r.URL.Query().Has("as") {
		b.Show(w, r, page.View{Template: "gone.gohtml", Title: b.Say(r, "result"), Data: again, Code: http.StatusNotFound})
		return
	}
	b.answer(w, http.StatusNotFound, standing{State: lost, Fault: &told{Text: b.Say(r, "forgotten")}})
}

func (b *Workbench) state(w http.ResponseWriter, r *http.Request, j *job) {
	v := j.view(b.Now())
	s := standing{ID: j.id, State: v.State, Release: v.Release, Rows: v.Rows, Took: v.Took.Milliseconds(), Columns: columnsOf(v)}
	if v.Err != nil {
		s.Fault = b.fault(r, v.Err)
	}
	b.answer(w, http.StatusOK, s)
}

func columnsOf(v view) (list []column) {
	if v.Schema == nil {
		return nil
	}
	for _, f := range v.Schema.Fields() {
		kind, _ := f.Metadata.GetValue(query.TypeKey)
		list = append(list, column{Name: f.Name, Type: kind, Number: export.Number(f.Type)})
	}
	return list
}

// fault is what a person reads of an error; one that is not for them goes into the log.
func (b *Workbench) fault(r *http.Request, err error) *told {
	f := faultOf(err)
	if f == nil {
		b.Log.Error("a query failed", "err", err)
		return &told{Text: b.Say(r, "broken")}
	}
	return &told{Text: f.Text.In(page.Lang(r)), Detail: f.Quoted(page.Lang(r)), Line: f.Line, Column: f.Column}
}

// mostRows is how many rows are sent at once.
const mostRows = 1000

func (b *Workbench) rows(w http.ResponseWriter, r *http.Request, j *job) {
	from, bad := strconv.ParseInt(r.URL.Query().Get("from"), 10, 64)
	if bad != nil || from < 0 {
		from = 0
	}
	b.answer(w, http.StatusOK, j.view(b.Now()).page(from, mostRows))
}

func (b *Workbench) cancel(w http.ResponseWriter, r *http.Request, j *job) {
	j.cancel()
	b.state(w, r, j)
}

// download writes the rows that there are, also those of a query that reached a bound.
func (b *Workbench) download(w http.ResponseWriter, r *http.Request, j *job) {
	form, ok := export.Named(r.URL.Query().Get("as"))
	v := j.view(b.Now())
	if !ok || v.State != done {
		b.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	act := audit.Act{Who: j.owner, Did: "query export", Object: fmt.Sprintf("%s of release %s, %d rows: %s", form.Name, v.Release, v.Rows, j.question.SQL), Why: j.purpose}
	if _, err := b.Audit.Add(r.Context(), b.Now(), act); err != nil { // rows that leave are on record
		b.failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", form.Media)
	h.Set("Content-Disposition", `attachment; filename="nsk-`+v.Release+"-"+j.started.UTC().Format("150405")+"."+form.Name+`"`)
	if err := form.Write(w, v.table()); err != nil {
		h.Del("Content-Disposition")
		if errors.Is(err, export.ErrTooLong) {
			b.shell.Fail(w, r, http.StatusRequestEntityTooLarge)
			return
		}
		b.Log.Error("a result cannot be written", "form", form.Name, "err", err)
	}
}

func formNames() (names []string) {
	for _, f := range export.Forms {
		names = append(names, f.Name)
	}
	return names
}
