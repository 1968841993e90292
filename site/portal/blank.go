package portal

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"

	"nsk/ingest/template"
	"nsk/site/page"
	"nsk/warehouse"
)

const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// blank sends the workbook to fill in for one return, with the provider's own professions
// as the newest release knows them.
func (o own) blank(w http.ResponseWriter, r *http.Request) error {
	c, period, err := o.due(r.PathValue("source"), r.PathValue("period"))
	if err != nil {
		return err
	}
	in := template.Input{Contract: c, Period: period, Regions: o.Regions, Lang: page.RU, Provider: template.Provider{BIN: o.provider}}
	if page.Lang(r) == page.KK {
		in.Lang = page.KK // headers are in the official languages only
	}
	release, done, err := o.Shelf.Use(r.Context(), "")
	if errors.Is(err, warehouse.ErrNoRelease) {
		return errShut
	}
	if err != nil {
		return err
	}
	defer done()
	if err := in.Know(r.Context(), release.DB); err != nil {
		if errors.Is(err, template.ErrUnknown) {
			o.Show(w, r, page.View{Template: "unknown.gohtml", Title: o.Say(r, "template"), Code: http.StatusNotFound})
			return nil
		}
		return err
	}
	var book bytes.Buffer
	if err := template.Write(&book, in); err != nil {
		return err
	}
	send(w, workbook, o.provider+"_"+period.String()+".xlsx")
	w.Header().Set("Content-Length", strconv.Itoa(book.Len()))
	_, _ = book.WriteTo(w) // whoever asked is gone
	return nil
}

// send begins an answer that a browser keeps as a file.
func send(w http.ResponseWriter, media, name string) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
