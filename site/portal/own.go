package portal

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/site/door"
)

// own is what a reader's provider may see and do, and the only way to it: whatever the
// portal asks the ledger, a release, the stock of uploads or the signatures is asked
// through it. The provider is that of the account, never one that a request names. What is
// another's is not there: fs.ErrNotExist.
type own struct {
	*Portal
	provider string
	account  string // who acts
}

// own is that of the reader.
func (p *Portal) own(r *http.Request) own {
	who, _ := door.Who(r)
	return own{p, who.Provider, who.Name}
}

// errShut says that the warehouse is not open here.
var errShut = errors.New("the warehouse is not open")

// sources are those that the provider sends by file.
func (o own) sources() (list []*contract.Contract) {
	body := slices.ContainsFunc(o.Desk.Bodies, func(b contract.Body) bool { return b.ID == o.provider })
	for _, c := range o.Desk.Contracts {
		mine := c.Provider == contract.KindCentre && !body
		for _, b := range c.Providers(o.Desk.Bodies) {
			mine = mine || b.ID == o.provider
		}
		if mine && c.Connector == "drop" {
			list = append(list, c)
		}
	}
	return list
}

// due is the return that an address names, if it is one of the provider's own and its
// period has begun.
func (o own) due(source, period string) (*contract.Contract, contract.Period, error) {
	c := contract.Find(o.sources(), source)
	p, err := contract.ParsePeriod(period)
	if c == nil || err != nil || !p.Fits(c.Cadence) {
		return nil, p, fs.ErrNotExist
	}
	if start, _ := p.Bounds(); start.After(o.today().Time()) {
		return nil, p, fs.ErrNotExist
	}
	return c, p, nil
}

// standings are where the provider's returns stand: by the warehouse, or where that is not
// open by the newest release, whose id is told.
func (o own) standings(ctx context.Context) (list []schedules.Standing, release string, err error) {
	if o.House != nil {
		list, err = o.House.StandingsOf(ctx, o.today(), o.provider)
	} else {
		r, done, failed := o.Shelf.Use(ctx, "")
		if failed != nil {
			return nil, "", failed
		}
		defer done()
		release = r.ID
		list, err = o.Desk.Released(ctx, r.DB, o.today())
	}
	mine := o.sources()
	return slices.DeleteFunc(list, func(s schedules.Standing) bool {
		return s.Provider != o.provider || contract.Find(mine, s.Source) == nil
	}), release, err
}

// A version is one file of the provider that is on record, read or not.
type version struct {
	Landing, Number                                    int64 // Number 0: not read
	ID, Source, Period                                 string
	SHA256, Media, Verdict, Content                    string
	Received, Accepted, Rejected, Duplicate, OutOfArea int64
	At                                                 time.Time
	Counts                                             bool // it is the one that counts
}

//go:embed versions.sql
var versionsSQL string

// asked narrows the versions; what is empty narrows nothing.
type asked struct {
	landing        int64
	source, period string
}

// versions are the provider's files, the newest first.
func (o own) versions(ctx context.Context, q asked) (list []version, err error) {
	if o.House == nil {
		return nil, errShut
	}
	rows, err := o.House.Engine.DB().QueryContext(ctx, versionsSQL, o.provider, q.landing, q.source, q.period)
	if err != nil {
		return nil, fmt.Errorf("versions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v version
		if err := rows.Scan(&v.Landing, &v.ID, &v.Source, &v.Period, &v.SHA256, &v.Media, &v.Number, &v.Verdict, &v.Content,
			&v.Received, &v.Accepted, &v.Rejected, &v.Duplicate, &v.OutOfArea, &v.At, &v.Counts); err != nil {
			return nil, fmt.Errorf("versions: %w", err)
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// version is one of the provider's files.
func (o own) version(ctx context.Context, landing int64) (version, error) {
	if landing <= 0 {
		return version{}, fs.ErrNotExist
	}
	list, err := o.versions(ctx, asked{landing: landing})
	if err == nil && len(list) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		return version{}, err
	}
	return list[0], nil
}

// name is what the provider is called by the newest release; its number where that does
// not know it.
func (o own) name(ctx context.Context) words.Text {
	unnamed := words.Text{KK: o.provider, RU: o.provider}
	for _, b := range o.Desk.Bodies {
		if b.ID == o.provider {
			return words.Text{KK: b.KK, RU: b.RU}
		}
	}
	r, done, err := o.Shelf.Use(ctx, "")
	if err != nil {
		return unnamed
	}
	defer done()
	err = r.DB.QueryRowContext(ctx, "SELECT name_kk, name_ru FROM core.centre WHERE centre = ?", o.provider).Scan(&unnamed.KK, &unnamed.RU)
	if err != nil {
		return words.Text{KK: o.provider, RU: o.provider}
	}
	return unnamed
}
