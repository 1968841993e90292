package portal

import (
	"net/http"
	"strconv"

	"nsk/ingest"
	"nsk/site/page"
)

// watching is what the page of a file under way shows.
type watching struct {
	Phase, Title, When, SHA256, Back string
	Bytes, Total                     int64
}

// watch shows how far a file has come, and goes on to the verdict when that is there. The
// page asks again by itself, without a script.
func (o own) watch(w http.ResponseWriter, r *http.Request) error {
	c, err := o.stock.find(o.provider, r.PathValue("id"))
	if err != nil {
		return err
	}
	phase, offset, s := c.status()
	switch phase {
	case done:
		http.Redirect(w, r, verdictPath(s.Outcome), http.StatusSeeOther)
		return nil
	case receiving, checking:
		w.Header().Set("Refresh", "1")
	}
	o.Show(w, r, page.View{Template: "watch.gohtml", Title: o.Say(r, "phase-"+string(phase)), Data: watching{
		Phase: string(phase), Title: o.title(r, c.Source), When: periodName(r, c.Period), SHA256: s.SHA256, Bytes: offset, Total: c.Total,
		Back: "/portal/send/" + c.Source + "/" + c.Period.String(),
	}})
	return nil
}

// verdictPath is where the verdict on a landing is read.
func verdictPath(out ingest.Outcome) string {
	path := "/portal/returns/" + strconv.FormatInt(out.Landing.Number, 10)
	if out.Verdict == ingest.Already {
		path += "?already=1"
	}
	return path
}
