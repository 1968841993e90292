package ingest_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"nsk/connectors"
)

// Whatever bytes arrive under whatever name, they are read or refused: there is no error,
// no panic, and no fault in a library's words. The seeds are the corpus, which TestCorpus
// reads already; so they are only taken to fuzz.
func FuzzFiles(f *testing.F) {
	h := newCorpus(f)
	paths, err := filepath.Glob("testdata/corpus/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	if flag.Lookup("test.fuzz").Value.String() == "" {
		paths = paths[:10]
	}
	for _, name := range paths {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if p := h.piece(f, ar); len(p.body) < 1<<16 {
			f.Add(p.says["Contract"], p.name, p.body)
		}
	}
	f.Fuzz(func(t *testing.T, source, name string, body []byte) {
		if source != "" && !h.has(source) || mediaTypes[name] == "" || len(body) > 1<<16 {
			return
		}
		got := h.read(t, piece{says: map[string]string{"Contract": source}, name: name, body: body})
		if name == "declaration" {
			return
		}
		for _, word := range []string{"file.901", "Error", "invalid", "unexpected"} {
			if strings.Contains(got, word) && !strings.Contains(string(body), word) {
				t.Errorf("%s %s %q: %s", source, name, body, got)
			}
		}
	})
}

func (h *corpus) has(source string) bool {
	for _, c := range h.contracts {
		if c.Source == source {
			return true
		}
	}
	return false
}

// A statement in place of rows is understood or refused.
func FuzzDeclaration(f *testing.F) {
	h := newCorpus(f)
	for _, s := range []string{`{"declaration":"nil"}`, `{"declaration":"cannot_provide","reason":"x"}`, `{"declaration":"confirm","sha256":"00","by":"x","reason":"y"}`,
		`{"declaration":"none"}`, `{`, ``, `[]`, `{"declaration":"nil","declaration":"cannot_provide"}`, `{"declaration":"nil"} {}`, `{"Declaration":"nil"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { h.take(t, "cells", connectors.MediaDeclaration, []byte(text)) })
}
