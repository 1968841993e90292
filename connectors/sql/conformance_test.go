package sql_test

import (
	"bytes"
	"encoding/json"
	"net"
	"strconv"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/connectortest"
)

// A table of many periods and providers, and one that says which are complete, keep every
// promise of a connector.
func TestConformance(t *testing.T) {
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaJSONLines,
		Parts: func(texts []string) (parts [][]byte) {
			for i, text := range texts {
				line, _ := json.Marshal(map[string]any{"n": i, "text": text}) // of these it is made always
				parts = append(parts, line)
			}
			return parts
		},
		Bytes: func(parts [][]byte) []byte {
			var b bytes.Buffer
			for _, p := range parts {
				var row struct {
					N    int
					Text string
				}
				_ = json.Unmarshal(p, &row) // written above
				b.WriteString(`{"n":` + strconv.Itoa(row.N) + `,"text":` + quoted(row.Text) + "}\n")
			}
			return b.Bytes()
		},
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			d := open(t, `CREATE TABLE r (n int, text text, month text, whose text); CREATE TABLE done (month text, whose text)`)
			for w, parts := range held {
				if _, err := d.conn.Exec(t.Context(), "INSERT INTO done VALUES ($1, $2)", w.Period.String(), w.Provider); err != nil {
					t.Fatal(err)
				}
				for _, p := range parts {
					if _, err := d.conn.Exec(t.Context(), "INSERT INTO r SELECT n, text, $2, $3 FROM jsonb_to_record($1::jsonb) AS x(n int, text text)", string(p), w.Period.String(), w.Provider); err != nil {
						t.Fatal(err)
					}
				}
			}
			return d.source("query=SELECT n, text, month, whose FROM @r", "period=month", "provider=whose", "key=n", "key=text",
				"published=SELECT true FROM @done WHERE month = $1 AND whose = $2")
		},
		Hanging: func(t *testing.T) connectors.Connector {
			end := make(chan struct{})
			t.Cleanup(func() { close(end) })
			return through(t, connectors.Endpoint{Address: listen(t, func(net.Conn) { <-end })}, map[string]string{"table": "r"})
		},
	})
}

// quoted is text as PostgreSQL writes it in JSON: only what must be is escaped.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
