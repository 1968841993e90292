// Package connectortest is the one conformance suite that every kind passes.
//
// A kind brings a real transport, a folder or a service on the loopback address, and says
// in a Suite how rows look on it. The suite publishes, fetches and compares bytes; it knows
// nothing of the wire. How a kind uses it:
//
//  1. New makes a connector over a transport that holds what is published.
//  2. Faulty does the same with a Fault in between. A service of HTTP calls Fault.Serve
//     with its handler and gets the Endpoint to ask; any other protocol calls Fault.Through
//     with the address of its server (for certificates, Fault.Cert.TLS is what it shows) and gets the
//     address to ask; where Fault.Denied is set it gives wrong credentials.
//  3. Growing does it for a kind that is pulled in parts (Want.Since, Batch.Cursor).
//  4. Not says of each case that cannot be what the reason is: Reasons{}.Of("a folder has
//     no HTTP", HTTP...). An unknown case, an empty reason and a case left out fail.
//  5. Secret is what the connector was given to show; no error, origin or name may have it.
//  6. Readme keeps the table of options in the kind's README.md as its declaration says.
package connectortest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// PageSize is the number of rows a page for suites whose kind pages.
const PageSize = 10

// Published is what a transport holds: of each return the parts in which it is served.
type Published map[connectors.Want][][]byte

// A Suite describes one kind to Run.
type Suite struct {
	// New returns a connector over a transport that holds what is published, for a contract
	// of monthly cadence.
	New func(t *testing.T, held Published) connectors.Connector
	// Faulty does the same with something that goes wrong in between.
	Faulty func(t *testing.T, held Published, f Fault) connectors.Connector
	// Growing returns a connector over a source that grows and is pulled in parts, and how
	// rows are added to it. Rows may be called any number of times between pulls.
	Growing func(t *testing.T) (c connectors.Connector, add func(texts []string))
	// Texts reads the rows out of what Growing's connector brought.
	Texts func(body []byte) []string
	// Parts lays rows, each of one text, out as the kind publishes them.
	Parts func(texts []string) [][]byte
	// Bytes is what Fetch must hand over for these parts.
	Bytes func(parts [][]byte) []byte
	// MediaType is what Batch.MediaType must say.
	MediaType string
	// Secret is what the connectors are given to show to their systems.
	Secret string
	// Not has the cases that cannot be with this kind, each with the reason.
	Not Reasons
}

// Reasons say of cases why they cannot be.
type Reasons map[string]string

// Of is r, with a reason for more cases.
func (r Reasons) Of(reason string, cases ...string) Reasons {
	all := maps.Clone(r)
	if all == nil {
		all = make(Reasons)
	}
	for _, c := range cases {
		all[c] = reason
	}
	return all
}

// March and April are the returns that the suite publishes.
var (
	March = connectors.Want{Provider: "990440000385", Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: 3}}
	April = connectors.Want{Provider: "990440000385", Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: 4}}
)

// A trial is one case of the suite.
type trial struct {
	name string
	run  func(Suite, *testing.T)
}

// trials are all the cases, in the order in which they run.
func trials() []trial { return slices.Concat(soundTrials, partTrials, faultTrials()) }

// Cases names all that the suite tries.
func Cases() (names []string) {
	for _, c := range trials() {
		names = append(names, c.name)
	}
	return names
}

// Run checks that the kind keeps every promise of connectors.Connector, and of the
// abilities Lister and Settler where it has them.
func Run(t *testing.T, s Suite) {
	for name, reason := range s.Not {
		if !slices.Contains(Cases(), name) {
			t.Errorf("Not: %q is no case of the suite; there are %s", name, strings.Join(Cases(), "; "))
		}
		if strings.TrimSpace(reason) == "" {
			t.Errorf("Not: %q: say why it cannot be", name)
		}
	}
	tried := 0
	for _, c := range trials() {
		if s.Not[c.name] != "" {
			continue
		}
		tried++
		t.Run(c.name, func(t *testing.T) { c.run(s, t) })
	}
	for _, name := range slices.Sorted(maps.Keys(s.Not)) {
		t.Logf("cannot be: %s: %s", name, s.Not[name])
	}
	t.Logf("%d cases of %d tried, %d cannot be", tried, len(Cases()), len(s.Not))
}
