package portal

import (
	"net/http"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
	"nsk/site/page"
)

// A row is a version as lists show it.
type row struct {
	version
	Title, When, Came, How string
	Signed                 []signed
}

// signedRows are rows with the signatures under them.
func (o own) signedRows(r *http.Request, list []version) ([]row, error) {
	all, err := o.signatures()
	rows := o.rows(r, list)
	for i := range rows {
		rows[i].Signed = signedBy(all, rows[i].ID)
	}
	return rows, err
}

func (o own) rows(r *http.Request, list []version) (rows []row) {
	for _, v := range list {
		one := row{version: v, Title: o.title(r, v.Source), When: v.Period, Came: moment(v.At), How: o.Say(r, "verdict-"+v.Verdict)}
		if p, err := contract.ParsePeriod(v.Period); err == nil {
			one.When = periodName(r, p)
		}
		rows = append(rows, one)
	}
	return rows
}

func moment(t time.Time) string { return t.In(calendar.Location()).Format("02.01.2006, 15:04") }

// history lists every file that the provider sent.
func (o own) history(w http.ResponseWriter, r *http.Request) error {
	list, err := o.versions(r.Context(), asked{})
	if err != nil {
		return err
	}
	rows, err := o.signedRows(r, list)
	if err != nil {
		return err
	}
	o.Show(w, r, page.View{Template: "history.gohtml", Title: o.Say(r, "history"), Data: rows})
	return nil
}
