package foldertest

import (
	"errors"
	"io"
	"strings"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/folder"
)

// settle: what is on record is put aside by what became of it; nothing is overwritten.
func settle(s *sitting) {
	for how, want := range map[string]map[string]string{
		folder.Move:   {"processed/" + March: "1", "processed/2-" + March: "3", "refused/" + March: "2"},
		folder.Delete: {"refused/" + March: "2"},
		folder.Leave:  {March: "3"},
	} {
		s, gone := s.suite.sit(s.T), connectors.ErrNotPublished
		if s.options["settle"] = how; how == folder.Leave {
			gone = connectors.ErrUnchanged
		}
		c := s.connect()
		for i, accepted := range []bool{true, false, true} {
			s.put(March, string(rune('1'+i)))
			s.pulls(c, string(rune('1'+i)), accepted)
			if _, err := connectortest.Pull(s, c, true); !errors.Is(err, gone) {
				s.Errorf("%s: what is on record was fetched again: %v", how, err)
			}
		}
		if diff := cmp.Diff(want, s.world.Lies(s)); diff != "" {
			s.Errorf("%s: %s", how, diff)
		}
	}
}

// replaced: a file that is written anew after it was read is not put aside unread.
func replaced(s *sitting) {
	for _, how := range []string{folder.Delete, folder.Move} {
		s := s.suite.sit(s.T)
		s.options["settle"] = how
		s.put(March, "old")
		c := s.connect()
		b := s.begun(c, len("old"))
		s.put(March, "new")
		if err := errors.Join(b.Body.Close(), c.(connectors.Settler).Settle(s.Context(), b, true)); err != nil {
			s.Fatal(err)
		}
		s.pulls(c, "new", true)
	}
}

// begun is a batch of which n bytes were read.
func (s *sitting) begun(c connectors.Connector, n int) *connectors.Batch {
	s.Helper()
	b, err := c.Fetch(s.Context(), connectortest.March)
	if err == nil {
		_, err = io.ReadFull(b.Body, make([]byte, n))
	}
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { b.Body.Close() })
	return b
}

// underWay: a file that is being written is not taken.
func underWay(s *sitting) {
	s.options["age"] = "1m"
	s.put(March, "x")
	c := s.connect()
	for after, want := range map[string]int{"30s": 0, "2m": 1} {
		s.now = s.written.Add(connectors.Settings{"": after}.Duration(""))
		if got, err := c.(connectors.Lister).List(s.Context()); err != nil || len(got) != want {
			s.Errorf("%s after it was written: listed %v, %v", after, got, err)
		}
	}
}

// taken: only what is named as a return of this source, and by the pattern, in the order of
// versions; whatever letters a name has.
func taken(s *sitting) {
	s.options["path"], s.options["pattern"] = "out/", "9*.csv"
	second, tenth := "990440000385_2025-03_v2 &%41 ә+.csv", "990440000385_2025-03_v10.csv"
	for _, name := range []string{"." + March, "990440000385_2025-Q1.csv", "notes.txt", "920101300123_2025-03.csv", "880440000385_2025-03.csv", March + ".part", "sub/" + March,
		tenth, second, "990440000385_2025-02.csv"} {
		s.put("out/"+name, name)
	}
	c := s.connect()
	wants, err := c.(connectors.Lister).List(s.Context())
	if err != nil || len(wants) != 3 || wants[0].Period.N != 2 {
		s.Fatalf("listed %v, %v", wants, err)
	}
	s.pulls(c, second, true)
	s.pulls(c, tenth, true)
}

// each: a return whose place is known is asked for by it, and nothing else is.
func each(s *sitting) {
	s.options["path"] = "{provider}/{period}/list.csv"
	s.put("990440000385/2025-03/list.csv", "march")
	c := s.connect()
	s.pulls(c, "march", true)
	if _, err := c.Fetch(s.Context(), connectortest.April); !errors.Is(err, connectors.ErrNotPublished) {
		s.Errorf("error %v, want ErrNotPublished", err)
	}
	_, err := c.Fetch(s.Context(), connectors.Want{Provider: "../..", Period: connectortest.March.Period})
	s.told(err, "leads out of the folder")
}

// away: that there is no such folder is not the same as nothing published.
func away(s *sitting) {
	for _, path := range []string{"", "{period}.csv"} {
		s.options["path"] = path
		c, err := s.try(func(env *connectors.Env) { s.world.Away(env, s.options) })
		if err != nil {
			s.Fatal(err)
		}
		_, err = c.Fetch(s.Context(), connectortest.March)
		s.told(err, "is not there; check")
	}
}

const large = 1 << 20

// cut: a connection that falls in the middle of a file is made anew, and the file gone on
// with where it was.
func cut(s *sitting) {
	s.fault.Line = connectortest.Line{Cut: large / 3, Cuts: 2}
	text := strings.Repeat("0123456789abcde\n", large/16)
	s.put(March, text)
	if got, err := connectortest.Pull(s, s.connect(), true); err != nil || got != text {
		s.Errorf("%d of %d bytes, %v", len(got), len(text), err)
	}
}

// cutAndReplaced: if the file is another one by then, that is told.
func cutAndReplaced(s *sitting) {
	s.fault.Line = connectortest.Line{Cut: large / 3, Cuts: 1}
	s.put(March, strings.Repeat("0123456789abcde\n", large/16))
	b := s.begun(s.connect(), 10)
	s.put(March, strings.Repeat("another content\n", large/16))
	if _, err := io.Copy(io.Discard, b.Body); !errors.Is(err, folder.ErrChanged) {
		s.Errorf("error %v, want ErrChanged", err)
	}
}

// mistakes: what cannot be is told when the source is built.
func mistakes(s *sitting) {
	for want, options := range map[string]map[string]string{
		"is a folder, and what lies there":         {"path": "{period}/"},
		"in braces stand period and provider":      {"path": "{year}.csv"},
		"ends in no known form":                    {"path": "{period}.doc"},
		"are for a folder":                         {"path": "{period}.csv", "settle": "move"},
		"options.pattern":                          {"pattern": "["},
		`"burn" is unknown; write leave, move, de`: {"settle": "burn"},
		"no address is configured":                 {"endpoint": "elsewhere"},
		"has no such option":                       {"patern": "*.csv"},
	} {
		s := s.suite.sit(s.T)
		for k, v := range options {
			s.options[k] = v
		}
		_, err := s.try()
		s.told(err, want)
	}
	for _, address := range []string{"gopher://host/", "//host/x", "https:/host", "sftp:///x"} {
		_, err := s.at(func(string) string { return address })
		s.told(err, "write its address as "+s.suite.Kind.Address)
	}
	for _, more := range []string{"?key=" + s.suite.Secret, "#x"} {
		_, err := s.at(func(was string) string { return was + more })
		s.told(err, "without name, password and query")
	}
}

// at builds the source with another address.
func (s *sitting) at(change func(was string) string) (connectors.Connector, error) {
	return s.try(func(env *connectors.Env) {
		e := env.Endpoints["folder"]
		e.Address = change(e.Address)
		env.Endpoints["folder"] = e
	})
}
