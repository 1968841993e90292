package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/apache/arrow-adbc/go/adbc"
	"github.com/apache/arrow-adbc/go/adbc/driver/flightsql"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

var flightAt = regexp.MustCompile(`msg="Flight SQL" address=(\S+) certificate=(\S+)`)

// An installation that says where serves Flight SQL with a certificate of its own; a notebook
// that trusts it asks with a token made at the command line, and nobody asks without.
func TestServeFlight(t *testing.T) {
	s := install(t, "serve: {flight: \"127.0.0.1:0\"}\n")
	for _, args := range [][]string{{"publish"}, {"accounts", "add", "anna", "--role", "analyst", "--no-password"}} {
		if out, code := s.nsk(args...); code != 0 {
			t.Fatal(args, out)
		}
	}
	out, code := s.nsk("accounts", "token", "add", "anna", "--purpose", "notebook")
	token := regexp.MustCompile(`nsk_\w+`).FindString(out)
	if code != 0 || token == "" {
		t.Fatal(out)
	}
	s.start()
	s.until("Flight SQL is served", func() bool { return flightAt.MatchString(s.said()) })
	found := flightAt.FindStringSubmatch(s.said())
	file := found[2]
	if !filepath.IsAbs(file) {
		file = filepath.Join(s.dir, file)
	}
	trusted, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	options := map[string]string{adbc.OptionKeyURI: found[1], flightsql.OptionSSLRootCerts: string(trusted), flightsql.OptionAuthorizationHeader: "Bearer " + token}
	if got, err := askFlight(t, options); got != "42" || err != nil {
		t.Errorf("%q, %v\n%s", got, err, s.said())
	}
	options[flightsql.OptionAuthorizationHeader] = "Bearer nsk_none"
	if got, err := askFlight(t, options); err == nil {
		t.Errorf("a token that there is not: %q", got)
	}
	if code := s.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if log, code := s.nsk("audit", "list", "--lang", "en"); code != 0 || !strings.Contains(log, "flight query") {
		t.Error("the question is not on record: ", log)
	}
}

// askFlight asks for a number by the ADBC driver.
func askFlight(t *testing.T, options map[string]string) (got string, err error) {
	db, err := flightsql.NewDriver(memory.DefaultAllocator).NewDatabase(options)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Open(t.Context())
	if err != nil {
		return "", err
	}
	defer c.Close()
	st, err := c.NewStatement()
	if err != nil {
		return "", err
	}
	defer st.Close()
	if err := st.SetSqlQuery("SELECT 6 * 7 AS answer"); err != nil {
		return "", err
	}
	rows, _, err := st.ExecuteQuery(t.Context())
	if err != nil {
		return "", err
	}
	defer rows.Release()
	for rows.Next() {
		if b := rows.RecordBatch(); b.NumRows() > 0 {
			got += b.Column(0).ValueStr(0)
		}
	}
	return got, rows.Err()
}
