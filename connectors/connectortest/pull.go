package connectortest

import (
	"errors"
	"io"
	"testing"

	"nsk/connectors"
)

// Pull fetches March, reads it and says what became of it, as a pull of nsk does.
func Pull(t testing.TB, c connectors.Connector, accepted bool) (string, error) {
	t.Helper()
	b, err := c.Fetch(t.Context(), March)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(b.Body)
	if err := errors.Join(err, b.Body.Close()); err != nil {
		return string(text), err
	}
	if s, ok := c.(connectors.Settler); ok {
		err = s.Settle(t.Context(), b, accepted)
	}
	return string(text), err
}
