package connectortest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"

	"nsk/connectors"
)

func fetch(t *testing.T, c connectors.Connector, w connectors.Want) *connectors.Batch {
	t.Helper()
	b, err := c.Fetch(t.Context(), w)
	if err != nil {
		t.Fatalf("fetch %s: %v", w.Period, err)
	}
	t.Cleanup(func() { b.Body.Close() })
	return b
}

// pull fetches and reads to the end, as ingest does. An error of reading means that
// nothing is landed.
func pull(ctx context.Context, c connectors.Connector, w connectors.Want) ([]byte, error) {
	b, err := c.Fetch(ctx, w)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(b.Body)
	return got, errors.Join(err, b.Body.Close())
}

// compare reads the body to its end, closes it and compares every byte.
func (s Suite) compare(t *testing.T, b *connectors.Batch, parts [][]byte) {
	t.Helper()
	got, err := io.ReadAll(b.Body)
	s.whole(t, got, errors.Join(err, b.Body.Close()), parts)
}

// whole demands every byte.
func (s Suite) whole(t *testing.T, got []byte, err error, parts [][]byte) {
	t.Helper()
	if err != nil {
		t.Errorf("error %v, want every byte", err)
		return
	}
	if want := s.Bytes(parts); !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, want %d, first difference at %d", len(got), len(want), differ(got, want))
	}
}

// told demands an error that is a failure, has one of the words, if any, and no secret.
func (s Suite) told(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Error("it was taken for a batch")
		return
	}
	if errors.Is(err, connectors.ErrNotPublished) || errors.Is(err, connectors.ErrUnchanged) {
		t.Errorf("error %v: this is a failure, and the period must stay due", err)
	}
	s.discreet(t, err.Error())
	for _, w := range words {
		if strings.Contains(err.Error(), w) {
			return
		}
	}
	if len(words) > 0 {
		t.Errorf("error %q says none of %q", err, words)
	}
}

// wholeOrTold demands every byte or an error, never a shorter batch.
func (s Suite) wholeOrTold(t *testing.T, got []byte, err error, parts [][]byte) {
	t.Helper()
	if err != nil {
		s.told(t, err)
		return
	}
	s.whole(t, got, nil, parts)
}

// discreet demands that a text for people has no secret.
func (s Suite) discreet(t *testing.T, text string) {
	t.Helper()
	if s.Secret != "" && (strings.Contains(text, s.Secret) || strings.Contains(text, url.QueryEscape(s.Secret))) {
		t.Errorf("the secret is told: %s", text)
	}
}

// differ is the place of the first byte in which a and b differ.
func differ(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// isNothing reports whether an error says that there is nothing new.
func isNothing(err error) bool {
	return errors.Is(err, connectors.ErrNotPublished) || errors.Is(err, connectors.ErrUnchanged)
}

func readAll(b *connectors.Batch) ([]byte, error) {
	got, err := io.ReadAll(b.Body)
	return got, errors.Join(err, b.Body.Close())
}
