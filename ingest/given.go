package ingest

import (
	"context"
	"fmt"
	"maps"
	"math/bits"
	"regexp"

	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// What a statement of the stages may say of the return. A small return is written into the
// table given, from where the statement reads it: then its text is the same for all returns
// of a source, and DuckDB keeps its plan, which takes as long to make as to run over thirty
// rows. Parameters would not do (see Tx.ExecPlannedAs). A large return is planned for its
// own values.
const (
	givenLanding  = "$landing"
	givenProvider = "$provider"
	givenFrom     = "$period_from"
	givenTo       = "$period_to"
	givenLandedOn = "$landed_on"
	givenReceived = "$received"
	givenPrevious = "$previous" // rows of the version that counts, NULL if there is none
)

// makeGiven makes the table given, with its one row.
func makeGiven(ctx context.Context, e *warehouse.Engine) error {
	return e.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TEMP TABLE IF NOT EXISTS given (landing BIGINT, provider VARCHAR, period_from DATE, period_to DATE, landed_on DATE, received BIGINT, previous BIGINT);
			DELETE FROM given; INSERT INTO given (landing) VALUES (0)`)
		return err
	})
}

// given are the values, in SQL.
func (t *task) given() map[string]string {
	l := t.out.Landing
	from, end := l.Period.Bounds()
	date := func(day string) string { return "DATE '" + day + "'" }
	number := func(n int64) string { return fmt.Sprintf("CAST(%d AS BIGINT)", n) }
	previous := "CAST(NULL AS BIGINT)"
	if p, ok := t.places[l.Source][returnOf(l.Provider, l.Period.String())]; ok && p.landing != l.Number {
		previous = number(p.received)
	}
	return map[string]string{
		givenLanding: number(l.Number), givenProvider: warehouse.Literal(l.Provider),
		givenFrom: date(day(from)), givenTo: date(day(end.AddDate(0, 0, -1))), givenLandedOn: date(calendar.LocalDay(l.At).String()),
		givenReceived: number(t.out.Received), givenPrevious: previous,
	}
}

var givenName = regexp.MustCompile(`\$(landing|provider|period_from|period_to|landed_on|received|previous)\b`)

// put runs a statement that asks rules about the return and stores what they answer. The
// plan of a small return is kept under the name of the question. It suits tables of about
// their size now, and so it is made anew when the number of landings has doubled.
func (t *task) put(name, q string) (int64, error) {
	if t.single || threadsFor(t.out.Landing) == 0 {
		return t.putOnce(q)
	}
	if err := t.tell(t.given()); err != nil {
		return 0, err
	}
	q = givenName.ReplaceAllString(q, "(SELECT $1 FROM temp.given)")
	size := bits.Len64(uint64(t.out.Landing.Number)) //nolint:gosec // numbers of landings count from 1
	return t.tx.ExecPlannedAs(t.ctx, t.plan.contract.Source+" "+name, fmt.Sprintf("%s\n-- up to 2^%d landings", q, size))
}

// putOnce is put with a plan of its own, for the values of the return.
func (t *task) putOnce(q string) (int64, error) {
	given := t.given()
	return t.tx.Exec(t.ctx, givenName.ReplaceAllStringFunc(q, func(name string) string { return given[name] }))
}

// tell writes the table given, once for all statements of a return.
func (t *task) tell(given map[string]string) error {
	if maps.Equal(given, t.told) {
		return nil
	}
	t.Ingester.told = given
	return t.exec(givenName.ReplaceAllStringFunc(`UPDATE temp.given SET landing = $landing, provider = $provider, period_from = $period_from, period_to = $period_to,
		landed_on = $landed_on, received = $received, previous = $previous`, func(name string) string { return given[name] }))
}
