package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// ownership is the object that says whose backups a place holds.
const ownership = "installation"

// A ForeignError says that a place holds the backups of another installation. Each would
// remove what only the other one needs.
type ForeignError struct{ Owner string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("the backups here are those of another installation (%s); name another folder or prefix", e.Owner)
}

// Owner is the installation whose backups a place holds, "" if it holds none.
func Owner(ctx context.Context, of Place) (string, error) {
	body, err := of.Get(ctx, ownership)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, 200))
	return strings.TrimSpace(string(text)), err
}

// Claim makes a place that of an installation, or makes sure that it is.
func Claim(ctx context.Context, place Place, owner string) error {
	has, err := Owner(ctx, place)
	switch {
	case err != nil:
		return err
	case has == "":
		return place.Put(ctx, ownership, int64(len(owner)), strings.NewReader(owner))
	case has != owner:
		return &ForeignError{has}
	}
	return nil
}
