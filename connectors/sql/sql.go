// Package sql pulls tables and queries of a PostgreSQL database.
//
// One pull is one snapshot: what is counted, filtered and handed over is what was
// committed at one moment, read in a transaction that can write nothing. Rows are handed
// over as JSON Lines, laid out by the server itself: numbers of arbitrary precision as
// text, instants in UTC, NULL apart from the empty string.
package sql

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/wire"
)

// Source is one table or query of a database.
type Source struct {
	contract *contract.Contract
	config   *pgx.ConnConfig
	settings connectors.Settings
	at       string        // host, port and database, for people
	patience time.Duration // of one statement
	attempts int           // of reaching the server and asking it, before the first row
}

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{
		Name: "sql", About: "Tables and queries of a PostgreSQL database, each pull one snapshot.", Address: "postgres://host:5432/database", New: New,
		Options: []connectors.Option{
			{Name: "endpoint", About: "name of the database; its address, postgres://host:port/database, and its user stand under endpoints in nsk.yaml", Required: true},
			{Name: "table", About: "table or view, such as public.persons; its columns are those of the contract"},
			{Name: "query", About: "a SELECT in place of a table; it is run in a transaction that only reads"},
			{Name: "cursor", About: "column that only grows, a key or the time of the last change: each pull brings what came after the last one"},
			{Name: "overlap", About: "how far before the last pull the next one reaches back, for clocks that disagree; of times only", Form: connectors.Duration},
			{Name: "deleted", About: "column that marks rows that were deleted, true or not NULL, or column=value; rows say so as _deleted"},
			{Name: "period", About: "column by which the rows of a period are chosen: a date, an instant, or text such as 2025-03"},
			{Name: "provider", About: "column that says whose row it is"},
			{Name: "published", About: "a SELECT of one boolean that says whether period $1 of provider $2 is complete; without it no rows of a period means not yet"},
			{Name: "zone", About: "time zone in which periods begin, and in which times without a zone are written", Default: "UTC"},
			{Name: "fetch", About: "rows that are asked for at once", Form: connectors.Number, Default: "2000"},
			{Name: "timeout", About: "of one statement, or of the rows asked for at once; the time-out of the endpoint if not given", Form: connectors.Duration},
			{Name: "count", About: "whether rows are counted in the same snapshot first, and compared", Form: connectors.Flag, Default: "true"},
		},
		Secrets: []connectors.Option{{Name: "*", About: "password of the user"}},
	}
}

// New returns the table or query of the contract, with the options of Kind.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	settings, err := Kind().Settings(c)
	if err != nil {
		return nil, err
	}
	if (settings["table"] == "") == (settings["query"] == "") {
		return nil, fmt.Errorf("source %s: options: write either table or query", c.Source)
	}
	if settings["cursor"] != "" && c.Content == contract.Snapshot {
		return nil, c.Fault("$.content", "options.cursor brings parts, which add up; write content: changes")
	}
	if _, err := time.LoadLocation(settings["zone"]); err != nil {
		return nil, fmt.Errorf("source %s: options.zone: %q is no time zone; write such as Asia/Almaty", c.Source, settings["zone"])
	}
	name := settings["endpoint"]
	e := env.Endpoints[name]
	if e.Address == "" {
		return nil, &connectors.UnconfiguredError{Source: c.Source, Endpoint: name}
	}
	password, err := env.Secret(name)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source, err)
	}
	s := &Source{contract: c, settings: settings, attempts: e.Attempts, patience: settings.Duration("timeout")}
	if s.patience == 0 {
		s.patience = e.Timeout
	}
	if s.patience == 0 {
		s.patience = 2 * time.Minute
	}
	if s.attempts == 0 {
		s.attempts = 5
	}
	if s.config, err = config(e, password); err != nil {
		return nil, fmt.Errorf("source %s: endpoint %q: %w", c.Source, name, err)
	}
	s.at = fmt.Sprintf("%s/%s", net.JoinHostPort(s.config.Host, strconv.Itoa(int(s.config.Port))), s.config.Database)
	return s, nil
}

// config is how the database is reached. Nothing is taken from the environment or from
// files of libpq: what an installation asks is written in nsk.yaml.
func config(e connectors.Endpoint, password string) (*pgx.ConnConfig, error) {
	u, err := url.Parse(e.Address)
	switch {
	case err != nil || u.Scheme != "postgres" || u.Hostname() == "" || len(u.Path) < 2:
		return nil, errors.New("the configured text is not an address; write postgres://host:port/database")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("write the address without name, password and query: the name is user of the endpoint, the password is a secret")
	case e.User == "":
		return nil, errors.New("no user is configured; write user: NAME beside its address")
	case e.Proxy != "":
		return nil, errors.New("a database is not reached through a proxy; remove proxy")
	}
	port := u.Port()
	if port == "" {
		port = "5432"
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, errors.New("the port of the address is no number up to 65535")
	}
	c, err := pgx.ParseConfig("host=localhost user=nobody sslmode=disable")
	if err != nil {
		return nil, errors.New("a variable PG… of the environment cannot be read by the client; remove it")
	}
	c.Host, c.Port, c.Database, c.User, c.Password = u.Hostname(), uint16(number), strings.TrimPrefix(u.Path, "/"), e.User, password
	c.Fallbacks, c.ValidateConnect, c.TLSConfig = nil, nil, nil
	c.RuntimeParams = map[string]string{"application_name": "nsk", "client_encoding": "UTF8"}
	c.ConnectTimeout = 30 * time.Second
	if e.Timeout > 0 {
		c.ConnectTimeout = min(e.Timeout, c.ConnectTimeout)
	}
	c.DialFunc = wire.Dialer(e)
	c.DefaultQueryExecMode = pgx.QueryExecModeExec // no prepared statements: poolers lose them
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: 2 * time.Second}
	}
	if near(c.Host) && e.CA == "" {
		return c, nil // to this machine itself
	}
	if c.TLSConfig, err = wire.TLS(e); err != nil {
		return nil, err
	}
	c.TLSConfig.ServerName = c.Host
	return c, nil
}

// near reports whether a host is this machine.
func near(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// what names the table or query, for people.
func (s *Source) what() string {
	if s.settings["table"] != "" {
		return "table " + s.settings["table"]
	}
	return "query of " + s.contract.Source
}

// origin is the address without names and secrets.
func (s *Source) origin() string { return "postgres://" + s.at + "/" + s.settings["table"] }

// Probe reaches the database and looks at the columns, and reads no row.
func (s *Source) Probe(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	p := &pull{Source: s, conn: conn}
	return s.failed(ctx, p.describe(ctx))
}
