// Package foldertest is what every kind that takes files out of a folder passes, beside the
// conformance suite: how files are named, settled, and read while somebody writes them.
package foldertest

import (
	"bytes"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
)

// A World is a real server with a folder, and how it is asked.
type World interface {
	// Put writes a file into the folder, over what was there.
	Put(t testing.TB, f File)
	// Lies names the files below the folder and what is in them.
	Lies(t testing.TB) map[string]string
	// Reach says how the server is asked, with the fault in between, and as whom. The
	// endpoint is called folder. What is asked further is for the kind.
	Reach(t testing.TB, f connectortest.Fault) connectors.Env
	// Away makes the folder one that is not there, and says so by changing env or options.
	Away(env *connectors.Env, options map[string]string)
}

// A File is one that lies in a folder.
type File struct {
	Name, Text string
	At         time.Time // it was written
}

// A Suite describes one kind to Run.
type Suite struct {
	Kind    connectors.Kind
	Begin   func(t testing.TB) World
	Options map[string]string     // that a contract cannot do without, beside the endpoint
	Secret  string                // that Reach gives to show
	Not     connectortest.Reasons // of connectortest.Suite, beside what no folder has
}

// Run tries the kind in all ways.
func Run(t *testing.T, s Suite) {
	t.Run("Readme", func(t *testing.T) { connectortest.Readme(t, s.Kind) })
	t.Run("Conformance", func(t *testing.T) { s.conform(t) })
	for name, try := range map[string]func(*sitting){
		"Settle": settle, "Replaced": replaced, "UnderWay": underWay, "Taken": taken, "Each": each, "Away": away, "Cut": cut, "CutAndReplaced": cutAndReplaced, "Mistakes": mistakes,
	} {
		t.Run(name, func(t *testing.T) { try(s.sit(t)) })
	}
}

// March is the file of the return that the conformance suite asks for.
const March = "990440000385_2025-03.csv"

// noon is when the clock of a sitting begins.
var noon = time.Date(2025, 4, 2, 12, 0, 0, 0, time.UTC)

// A sitting is a world in which one thing is tried.
type sitting struct {
	*testing.T
	suite   Suite
	world   World
	options map[string]string
	fault   connectortest.Fault
	written time.Time // the last file
	now     time.Time // an hour later, unless a case says otherwise
}

func (s Suite) sit(t *testing.T) *sitting {
	options := map[string]string{"endpoint": "folder"}
	maps.Copy(options, s.Options)
	return &sitting{T: t, suite: s, world: s.Begin(t), options: options, written: noon, now: noon.Add(time.Hour)}
}

// put writes a file; each is written a minute later than the one before.
func (s *sitting) put(name, text string) {
	s.Helper()
	s.written = s.written.Add(time.Minute)
	s.now = s.written.Add(time.Hour)
	s.world.Put(s, File{name, text, s.written})
}

func (s *sitting) try(change ...func(*connectors.Env)) (connectors.Connector, error) {
	s.Helper()
	env := s.world.Reach(s, s.fault)
	env.Now = func() time.Time { return s.now }
	for _, c := range change {
		c(&env)
	}
	return s.suite.Kind.New(&contract.Contract{Source: "returns", Cadence: contract.Monthly, Options: s.options}, env)
}

func (s *sitting) connect() connectors.Connector {
	s.Helper()
	c, err := s.try()
	if err != nil {
		s.Fatal(err)
	}
	return c
}

// pulls pulls March and compares.
func (s *sitting) pulls(c connectors.Connector, want string, accepted bool) {
	s.Helper()
	if text, err := connectortest.Pull(s, c, accepted); err != nil || text != want {
		s.Errorf("pulled %q, %v, want %q", text, err, want)
	}
}

func (s Suite) conform(t *testing.T) {
	over := func(t *testing.T, held connectortest.Published, f connectortest.Fault) connectors.Connector {
		in := s.sit(t)
		in.fault = f
		for want, parts := range held {
			in.put(want.Provider+"_"+want.Period.String()+".csv", string(joined(parts)))
		}
		return in.connect()
	}
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaCSV, Secret: s.Secret, Parts: lines, Bytes: joined, Faulty: over,
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			return over(t, held, connectortest.Fault{})
		},
		Not: s.Not.
			Of("a file is not served in pages", connectortest.Pages...).
			Of("a file is whole, and a further version has its own name", connectortest.Parted...),
	})
}

func lines(texts []string) [][]byte {
	return [][]byte{[]byte("text\r\n" + strings.Join(texts, "\r\n") + "\r\n")}
}

func joined(parts [][]byte) []byte { return bytes.Join(parts, nil) }

// told demands an error that is a failure, has the words and no secret.
func (s *sitting) told(err error, words string) {
	s.Helper()
	if err == nil || errors.Is(err, connectors.ErrNotPublished) || !strings.Contains(err.Error(), words) || s.suite.Secret != "" && strings.Contains(err.Error(), s.suite.Secret) {
		s.Errorf("error %v, want %q", err, words)
	}
}
