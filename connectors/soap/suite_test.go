package soap_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/soap"
	"nsk/connectors/wire"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func register(channel string) *contract.Contract {
	return &contract.Contract{Source: "register", Cadence: contract.Monthly, Options: map[string]string{
		"endpoint": "shep", "service": "NSK_REGISTER", "channel": channel, "question": "{provider} {period}", "absent": "SCSE404"}}
}

// dial makes the connector of a contract over a gateway.
func dial(t testing.TB, c *contract.Contract, e connectors.Endpoint) connectors.Connector {
	t.Helper()
	client, err := wire.Client(e, "nsk/test")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := soap.New(c, connectors.Env{HTTP: client, Endpoints: map[string]connectors.Endpoint{"shep": e},
		Now: func() time.Time { return noon },
		Secret: func(name string) (string, error) {
			return map[string]string{"shep-sender": "nsk", "shep-password": password}[name], nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func over(t testing.TB, c *contract.Contract, s *shep) connectors.Connector {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return dial(t, c, connectors.Endpoint{Address: srv.URL, Attempts: 1})
}

func parts(texts []string) [][]byte {
	var b bytes.Buffer
	b.WriteString("<list>\n")
	for _, text := range texts {
		b.WriteString("  <item>")
		if err := xml.EscapeText(&b, []byte(text)); err != nil {
			panic(err)
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</list>\n")
	return [][]byte{b.Bytes()}
}

func TestConformance(t *testing.T) {
	for _, channel := range []string{"sync", "async"} {
		t.Run(channel, func(t *testing.T) { connectortest.Run(t, suite(channel)) })
	}
}

func suite(channel string) connectortest.Suite {
	return connectortest.Suite{
		MediaType: connectors.MediaXML, Parts: parts, Secret: password,
		Bytes: func(parts [][]byte) []byte { return bytes.Join(parts, nil) },
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			return over(t, register(channel), newShep(t, held))
		},
		Faulty: func(t *testing.T, held connectortest.Published, f connectortest.Fault) connectors.Connector {
			return dial(t, register(channel), f.Serve(t, newShep(t, held)))
		},
		Not: connectortest.Reasons{}.
			Of("an answer is one document: there are no pages", connectortest.Pages...).
			Of("an answer is whole: it is not pulled in parts", connectortest.Parted...).
			Of("a signature is over the whole answer, which has to be there at once; 64 MB at most", connectortest.BoundedMemory),
	}
}

func TestReadme(t *testing.T) { connectortest.Readme(t, soap.Kind()) }

// isAbsent reports whether there is nothing yet.
func isAbsent(err error) bool { return errors.Is(err, connectors.ErrNotPublished) }

func says(err error, words ...string) bool {
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			return false
		}
	}
	return true
}
