package all_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

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
			Endpoints: map[string]connectors.Endpoint{c.Options["endpoint"]: {Address: "http://localhost"}}}
		kind, ok := all.Kinds()[c.Connector]
		if !ok {
			t.Errorf("%s: no kind is called %q", c.Source, c.Connector)
			continue
		}
		if _, err := kind.New(c, env); err != nil {
			t.Error(err)
		}
	}
}

// What is wrong with a contract's transport is told with its line and what to write.
func TestLint(t *testing.T) {
	sources, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range all.Lint(sources) {
		t.Error(fault)
	}
	const head = "source: thing\ntitle: {en: a, ru: b, kk: c}\nprovider: administrator\nparagraph: \"1\"\ncadence: monthly\ncontent: snapshot\n"
	for text, want := range map[string]string{
		"connector: pigeon\n": `contract thing.yaml:7: no kind of transport is called "pigeon"; there are drop, `,
		"connector: rest\noptions:\n  endpoint: x\n  shape: round\n":                `contract thing.yaml:10: options.shape: "round" is unknown; write array, `,
		"connector: rest\noptions:\n  endpoint: x\n  shape: array\n  sise: \"5\"\n": `contract thing.yaml:11: options.sise: the kind rest has no such option; it has `,
		"connector: rest\noptions: {shape: taldau}\n":                               `contract thing.yaml:8: options.endpoint: missing; name of the system`,
		"connector: rest\noptions: {endpoint: x, shape: array, size: many}\n":       `contract thing.yaml:8: options.size: "many" is not a number of 1 or more`,
	} {
		one, err := contract.Load(fstest.MapFS{"thing.yaml": {Data: []byte(head + text)}})
		if err != nil {
			t.Fatal(err)
		}
		if faults := all.Lint(one); len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), want) {
			t.Errorf("%s: %v, want %s", text, faults, want)
		}
	}
}
