package synthetic

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// APIKey is the key that the open-data endpoint of the republic accepts.
const APIKey = "synthetic"

// Handler serves every source of kind rest under the path of its contract, as published at
// the virtual clock. A period that is not published yet is 404 with a message in JSON; the
// open-data shape answers 200 with an empty body when the key is missing or wrong, as the
// real system was seen to do.
func (r *Republic) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, c := range r.contracts {
		if c.Connector == "rest" {
			mux.HandleFunc("GET "+c.Options["path"], func(w http.ResponseWriter, q *http.Request) { r.serve(w, q.URL.Query(), c) })
		}
	}
	return mux
}

func (r *Republic) serve(w http.ResponseWriter, q url.Values, c *contract.Contract) {
	shape := c.Options["shape"]
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if shape == "egov" && q.Get("apiKey") != APIKey {
		return
	}
	name := q.Get("period")
	if shape == "taldau" {
		name = q.Get("dateIds")
	}
	p, err := contract.ParsePeriod(name)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if shape == "taldau" {
		r.serveIndex(w, p)
		return
	}
	got, ok := r.pageOf(c.Source, p)
	if !ok || got.from > r.today() {
		refuse(w, http.StatusNotFound, fmt.Sprintf("%s %s is not published", c.Source, p))
		return
	}
	answer(w, q, c, got.rows)
}

func (r *Republic) today() calendar.Day {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.WriteHeader(status)
	reply(w, map[string]string{"message": message})
}

// reply writes JSON. A reader that went away is its own affair.
func reply(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// answer sends the part of the rows that was asked for, in the shape of the contract.
func answer(w http.ResponseWriter, q url.Values, c *contract.Contract, rows [][]string) {
	from, size := window(q, c.Options["shape"])
	list := make([]map[string]any, 0, size)
	for _, row := range rows[min(from, len(rows)):min(from+size, len(rows))] {
		list = append(list, object(c, row))
	}
	if c.Options["shape"] != "spring" {
		reply(w, list)
		return
	}
	pages := (len(rows) + size - 1) / size
	reply(w, map[string]any{"content": list, "totalElements": len(rows), "totalPages": pages,
		"number": from / size, "size": size, "first": from == 0, "last": from/size >= pages-1})
}

// window reads from and size, or page and size, with the limits of the real systems.
func window(q url.Values, shape string) (from, size int) {
	natural := func(text string, other int) int {
		if n, err := strconv.Atoi(text); err == nil && n >= 0 {
			return n
		}
		return other
	}
	switch shape {
	case "spring":
		size = max(1, min(natural(q.Get("size"), 200), 1000))
		return min(natural(q.Get("page"), 0), 1_000_000) * size, size
	case "egov":
		body := struct{ From, Size int }{0, 100}
		if err := json.Unmarshal([]byte(q.Get("source")), &body); err != nil || body.From < 0 || body.Size < 1 {
			return 0, 100
		}
		return body.From, min(body.Size, 10_000)
	}
	return natural(q.Get("from"), 0), max(1, min(natural(q.Get("size"), 500), 10_000))
}

// serveIndex answers in the shape of Taldau.
func (r *Republic) serveIndex(w http.ResponseWriter, p contract.Period) {
	for q := range 4 {
		if p.String() == r.quarterName(q) && r.employedFrom(q) <= r.today() {
			reply(w, r.employed(q))
			return
		}
	}
	refuse(w, http.StatusNotFound, fmt.Sprintf("labour-statistics %s is not published", p))
}
