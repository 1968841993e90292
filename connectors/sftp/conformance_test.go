package sftp_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/sftp"
)

func TestConformance(t *testing.T) {
	over := func(t *testing.T, held connectortest.Published, f connectortest.Fault) connectors.Connector {
		w := begin(t)
		for want, parts := range held {
			w.put(t, want.Provider+"_"+want.Period.String()+".csv", string(joined(parts)))
		}
		if f.Denied {
			w.secrets["centre"] = password + "?"
		}
		w.endpoint.Address = "sftp://" + f.Through(t, w.address) + w.dir
		return w.connect(t)
	}
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaCSV, Secret: password, Parts: lines, Bytes: joined, Faulty: over,
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			return over(t, held, connectortest.Fault{})
		},
		Not: connectortest.Reasons{}.
			Of("a server of SSH shows a host key and no certificate", connectortest.Certificates...).
			Of("there is no HTTP", connectortest.HTTP...).
			Of("a file is not served in pages", connectortest.Pages...).
			Of("a file is whole, and a further version has its own name", connectortest.Parted...),
	})
}

func lines(texts []string) [][]byte {
	return [][]byte{[]byte("text\r\n" + strings.Join(texts, "\r\n") + "\r\n")}
}

func joined(parts [][]byte) []byte { return bytes.Join(parts, nil) }

func TestReadme(t *testing.T) { connectortest.Readme(t, sftp.Kind()) }

// The time-out is that of one answer: a server that says nothing is given up.
func TestTimeOut(t *testing.T) {
	w := begin(t)
	w.endpoint.Timeout, w.endpoint.Attempts = time.Second, 1
	w.endpoint.Address = "sftp://" + connectortest.Fault{Line: connectortest.Line{Hang: true}}.Through(t, w.address) + w.dir
	if _, err := w.connect(t).Fetch(t.Context(), connectortest.March); err == nil || !strings.Contains(err.Error(), "no answer within 1s") {
		t.Error(err)
	}
}
