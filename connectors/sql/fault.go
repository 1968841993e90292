package sql

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"nsk/connectors"
)

// brief is how long is waited for what the server ends by itself.
const brief = 5 * time.Second

// failed says where and on what it happened. Messages of the server about values are left
// out, as they quote them; what the client says of an address has no password.
func (s *Source) failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if over := context.Cause(ctx); over != nil {
		return fmt.Errorf("pull %s from %s: %w", s.what(), s.at, over)
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return fmt.Errorf("pull %s from %s: %w", s.what(), s.at, tell(said))
	}
	return fmt.Errorf("pull %s from %s: %w", s.what(), s.at, err)
}

// A RefusedError is what the server said, by its code (PostgreSQL, appendix A).
type RefusedError struct{ Code, Says string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("the server says: %s (SQLSTATE %s)", e.Says, e.Code)
}

func tell(said *pgconn.PgError) error {
	says := said.Message
	switch said.Code[:min(2, len(said.Code))] {
	case "21", "22", "23", "44": // about values
		says = "a value cannot be read or compared; its message is left out, because it quotes the value"
	case "28":
		says += "; look at user of the endpoint and at its secret"
	}
	switch said.Code {
	case "57014":
		says += "; raise options.timeout, or give the table an index"
	case "42501":
		says += "; GRANT SELECT to the user"
	}
	return &RefusedError{said.Code, says}
}

// passing reports whether asking again can help: the server could not be reached, is
// starting or stopping, or has no room. A password that is wrong stays so, and so does a
// certificate.
func passing(err error) bool {
	if errors.Is(err, connectors.ErrNotPublished) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return strings.HasPrefix(said.Code, "08") || strings.HasPrefix(said.Code, "53") || strings.HasPrefix(said.Code, "57P") || said.Code == "40001"
	}
	var unproved *tls.CertificateVerificationError
	var broken net.Error
	var unreached *pgconn.ConnectError
	return !errors.As(err, &unproved) && (errors.As(err, &unreached) || errors.As(err, &broken) || errors.Is(err, io.ErrUnexpectedEOF))
}
