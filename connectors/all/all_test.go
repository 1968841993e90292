package all_test

import (
	"net/http"
	"testing"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// Every built-in contract names a kind that can be built from it.
func TestEveryContractHasItsTransport(t *testing.T) {
	sources, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range sources {
		env := connectors.Env{HTTP: http.DefaultClient, Inbox: t.TempDir(), Secret: func(string) (string, error) { return "", nil },
			Endpoints: map[string]string{c.Options["endpoint"]: "http://localhost"}}
		build, ok := all.Kinds()[c.Connector]
		if !ok {
			t.Errorf("%s: no kind is called %q", c.Source, c.Connector)
			continue
		}
		if _, err := build(c, env); err != nil {
			t.Error(err)
		}
	}
}
