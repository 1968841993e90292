package sql_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/sql"
	"nsk/connectors/sql/pgserver"
)

// The README has the options as they are declared.
func TestReadme(t *testing.T) { connectortest.Readme(t, sql.Kind()) }

// A table of many periods and providers, and one that says which are complete, keep every
// promise of a connector.
func TestConformance(t *testing.T) {
	if server == nil {
		t.Skip("NOT TESTED: ", pgserver.ErrAbsent)
	}
	none := connectortest.Reasons{}.Of("the protocol of PostgreSQL is no HTTP", connectortest.HTTP...).
		Of("a cursor of the server has no pages: all rows are of one snapshot", connectortest.Pages...).
		Of("a database in UTF-8 refuses them when they are written; TestAnotherEncoding has one that does not", "bytes that are no letters come as they are, or not at all").
		Of("a database does not say what lies ready", "List names what lies ready").
		Of("nothing is put aside in a table of others", "Settle puts the original aside")
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaJSONLines, Secret: server.Password, Not: none, Parts: rows, Bytes: lines,
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			d := hold(t, held)
			return d.reached(env(server.Password).Endpoints["house"], server.Password)
		},
		Faulty: func(t *testing.T, held connectortest.Published, f connectortest.Fault) connectors.Connector {
			d, e, secret := hold(t, held), connectors.Endpoint{User: server.User, Attempts: 1}, server.Password
			if f.Line.Cuts == 1 {
				e.Attempts = 2
			}
			u, err := url.Parse(server.Address)
			if err != nil {
				t.Fatal(err)
			}
			if f.Cert != "" {
				c, ca := f.Cert.TLS(t)
				u.Host, e.CA = secure(t, u.Host, c), ca
			}
			u.Host = f.Through(t, u.Host)
			if e.Address = u.String(); f.Denied {
				secret = "another"
			}
			return d.reached(e, secret)
		},
		Growing: func(t *testing.T) (connectors.Connector, func([]string)) {
			d := open(t, `CREATE TABLE r (n bigserial, text text)`)
			return d.source("table=r", "cursor=n"), func(texts []string) {
				if _, err := d.conn.Exec(t.Context(), "INSERT INTO r (text) SELECT unnest($1::text[])", texts); err != nil {
					t.Fatal(err)
				}
			}
		},
		Texts: func(body []byte) (all []string) {
			for line := range bytes.Lines(body) {
				var row struct{ Text string }
				if err := json.Unmarshal(line, &row); err != nil {
					t.Error(err)
				}
				all = append(all, row.Text)
			}
			return all
		},
	})
}

// rows are published as JSON of their columns, one a part.
func rows(texts []string) (parts [][]byte) {
	for i, text := range texts {
		line, _ := json.Marshal(map[string]any{"n": i, "text": text}) // of these it is made always
		parts = append(parts, line)
	}
	return parts
}

// lines are the rows as they come: PostgreSQL escapes only what must be.
func lines(parts [][]byte) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		var row struct {
			N    int
			Text string
		}
		_ = json.Unmarshal(p, &row) // written above
		b.WriteString(`{"n":` + strconv.Itoa(row.N) + `,"text":"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(row.Text) + "\"}\n")
	}
	return b.Bytes()
}

// hold writes what is published into a database.
func hold(t *testing.T, held connectortest.Published) *database {
	t.Helper()
	d := open(t, `CREATE TABLE r (n int, text text, month text, whose text); CREATE TABLE done (month text, whose text)`)
	for w, parts := range held {
		all := "[" + string(bytes.Join(parts, []byte(","))) + "]"
		for _, do := range []string{"INSERT INTO done SELECT $1, $2 WHERE $3::text <> ''", "INSERT INTO r SELECT n, text, $1, $2 FROM jsonb_to_recordset($3::jsonb) AS x(n int, text text)"} {
			if _, err := d.conn.Exec(t.Context(), do, w.Period.String(), w.Provider, all); err != nil {
				t.Fatal(err)
			}
		}
	}
	return d
}

// reached is a connector to what hold wrote.
func (d *database) reached(e connectors.Endpoint, secret string) connectors.Connector {
	d.Helper()
	c := &contract.Contract{Source: "persons", Key: []string{"n"}, Columns: []contract.Column{{Name: "n"}, {Name: "text"}}, Options: map[string]string{
		"endpoint": "house", "table": d.schema + ".r", "period": "month", "provider": "whose",
		"published": "SELECT true FROM " + d.schema + ".done WHERE month = $1 AND whose = $2"}}
	s, err := sql.New(c, connectors.Env{Endpoints: map[string]connectors.Endpoint{"house": e}, Secret: func(string) (string, error) { return secret, nil }})
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// secure puts TLS in front of a server, as PostgreSQL begins it.
func secure(t *testing.T, address string, c *tls.Config) string {
	t.Helper()
	at := listen(t, func(client net.Conn) {
		if _, err := io.ReadFull(client, make([]byte, 8)); err != nil { // SSLRequest
			return
		}
		_, _ = client.Write([]byte("S")) // a client that went away is the test's affair
		up, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		defer up.Close()
		inside := tls.Server(client, c)
		go func() { _, _ = io.Copy(up, inside); up.Close() }()
		_, _ = io.Copy(inside, up)
	})
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// A database that takes any bytes for letters does not get them past.
func TestAnotherEncoding(t *testing.T) {
	d := open(t, `CREATE TABLE nothing (n int)`)
	name := "ascii_" + d.schema
	d.exec("CREATE DATABASE " + name + " ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
	defer d.exec("DROP DATABASE " + name + " WITH (FORCE)")
	e := env(server.Password)
	house := e.Endpoints["house"]
	house.Address = house.Address[:strings.LastIndex(house.Address, "/")+1] + name
	e.Endpoints["house"] = house
	c, err := sql.New(&contract.Contract{Source: "persons", Options: map[string]string{"endpoint": "house", "query": `SELECT convert_from('\xcae0'::bytea, 'SQL_ASCII') AS text`}}, e)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Fetch(context.Background(), connectortest.March)
	if err == nil {
		_, err = io.ReadAll(b.Body)
		b.Body.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "UTF-8") && !strings.Contains(err.Error(), "SQLSTATE 22") {
		t.Errorf("error %v", err)
	}
}
