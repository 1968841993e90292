package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"nsk": func() {
		debug.SetGCPercent(400) // a short command spends a good part of its time collecting what it has just read
		os.Exit(run(clock()))
	}, "broker": brokerMain})
}

// clock is that of the machine, unless a script sets another moment.
func clock() func() time.Time {
	text := os.Getenv("NSK_TEST_NOW")
	if text == "" {
		return time.Now
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	began := time.Now()
	return func() time.Time { return at.Add(time.Since(began)) }
}

// Each script is a sitting at the command line: what a person types and what they read.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"loopback": loopback},
	})
}

// loopback starts a service that answers every request with a file as it stands then, until
// the script ends. $LOOPBACK is its address.
func loopback(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: loopback FILE")
	}
	file := ts.MkAbs(args[0])
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		http.ServeFile(w, r, file)
	}))
	ts.Defer(s.Close)
	ts.Setenv("LOOPBACK", s.URL)
}
