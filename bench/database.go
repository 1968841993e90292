package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/sql"
	"nsk/connectors/sql/pgserver"
)

// querying brings a table of PostgreSQL into a file: nsk counts it first, has it laid out as
// JSON and checks every letter; the reference only copies the values as they come.
func (a stepArgs) querying(ctx context.Context) (job, error) {
	server, err := pgserver.Start(ctx, "max_wal_size=4GB")
	if err != nil {
		return job{}, err
	}
	if err := fill(ctx, server, a.Rows); err != nil {
		return job{}, errors.Join(err, server.Stop())
	}
	to, err := os.Create(filepath.Join(a.Home, "pulled"))
	if err != nil {
		return job{}, errors.Join(err, server.Stop())
	}
	pull := copyTable
	if a.Side == sideNSK {
		pull = pullTable
	}
	return job{pulled: to.Name(), work: func() error {
		return errors.Join(pull(ctx, server, to), to.Sync(), to.Close(), server.Stop())
	}}, nil
}

// connect reaches the server as its administrator.
func connect(ctx context.Context, s *pgserver.Server) (*pgx.Conn, error) {
	return pgx.Connect(ctx, strings.Replace(s.Address, "://", "://"+s.User+":"+s.Password+"@", 1))
}

// fill makes the table, and looks at it once so that both sides find it as others do.
func fill(ctx context.Context, s *pgserver.Server, rows int) error {
	conn, err := connect(ctx, s)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, do := range []string{
		fmt.Sprintf(`CREATE TABLE register AS SELECT n AS id, 'Аспаз ' || n AS name_kk, 'Повар ' || n AS name_ru, n %% 8 + 1 AS level, DATE '2024-03-15' + n %% 300 AS approved,
			(n %% 10000) / 100.0 AS share, TIMESTAMPTZ '2025-01-01' + n * INTERVAL '1 second' AS changed FROM generate_series(1, %d) AS n`, rows),
		"ALTER TABLE register ADD PRIMARY KEY (id)", "VACUUM ANALYZE register",
	} {
		if _, err := conn.Exec(ctx, do); err != nil {
			return err
		}
	}
	return nil
}

func pullTable(ctx context.Context, s *pgserver.Server, to io.Writer) error {
	c := &contract.Contract{Source: "register", Cadence: contract.Daily, Key: []string{"id"}, Options: map[string]string{"endpoint": "bench", "table": "register"}}
	conn, err := sql.New(c, connectors.Env{Endpoints: map[string]connectors.Endpoint{"bench": {Address: s.Address, User: s.User}}, Secret: func(string) (string, error) { return s.Password, nil }})
	if err != nil {
		return err
	}
	return fetched(ctx, conn, to)
}

// copyTable writes the values of each row, the first with the word that rows are counted by.
func copyTable(ctx context.Context, s *pgserver.Server, to io.Writer) error {
	conn, err := connect(ctx, s)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, "SELECT * FROM register ORDER BY id", pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return err
	}
	defer rows.Close()
	line := make([]byte, 0, 1<<16)
	for rows.Next() {
		line = append(line, `"id":`...)
		for _, value := range rows.RawValues() {
			line = append(append(line, value...), '\t')
		}
		if line = append(line, '\n'); len(line) > 1<<15 {
			if _, err := to.Write(line); err != nil {
				return err
			}
			line = line[:0]
		}
	}
	_, err = to.Write(line)
	return errors.Join(err, rows.Err())
}
