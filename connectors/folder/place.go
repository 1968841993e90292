package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// What kinds need to be a Place.

// IsOne reports whether a name that Files was given is that of one file.
func IsOne(name string) bool { return name != "" && !strings.HasSuffix(name, "/") }

// Free is the first name in dir that is not taken, with a number before it if it must be:
// what was received is never overwritten.
func Free(dir, name string, taken func(to string) (bool, error)) (string, error) {
	to := path.Join(dir, name)
	for n := 2; ; n++ {
		if is, err := taken(to); err != nil || !is {
			return to, err
		}
		to = path.Join(dir, fmt.Sprintf("%d-%s", n, name))
	}
}

// Same reports fs.ErrNotExist for a file that is gone, and ErrChanged for one that
// is no longer what was listed.
func Same(ctx context.Context, p Place, f File) error {
	now, err := p.Files(ctx, f.Name)
	switch {
	case err != nil:
		return err
	case len(now) == 0:
		return fs.ErrNotExist
	case now[0].Mark != f.Mark:
		return ErrChanged
	}
	return nil
}

// At is the address of a file or folder of a site that speaks HTTP.
func (s *Site) At(name string) string {
	return (&url.URL{Scheme: s.URL.Scheme, Host: s.URL.Host, Path: strings.TrimSuffix(s.URL.Path, "/") + "/" + name}).String()
}

// Answered says what an answer of HTTP about a file means: nothing where it is 2xx and, if
// asked for, the rest of a file; that the file is gone or has changed; or what a person must do.
func (s *Site) Answered(res *http.Response) error {
	switch code := res.StatusCode; {
	case code == http.StatusOK && res.Request.Header.Get("Range") != "":
		return errors.New("the server cannot go on in the middle of a file")
	case code/100 == 2 && (code != http.StatusNoContent || res.Request.Method != http.MethodGet && res.Request.Method != "PROPFIND"):
		return nil
	case code == http.StatusNotFound, code == http.StatusGone:
		return fs.ErrNotExist
	case code == http.StatusPreconditionFailed:
		return ErrChanged
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return fmt.Errorf("the server answered %s; check endpoints.%s.user and the secret %s in nsk.yaml, and what this user may do", res.Status, s.Name, s.Name)
	}
	return fmt.Errorf("the server answered %s", res.Status)
}
