// Package webdav takes files from a folder that is shared over WebDAV (RFC 4918), as by
// Nextcloud. What lies in it is read as package folder does.
package webdav

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/folder"
)

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{
		Name: "webdav", About: "Files from a folder shared over WebDAV, as by Nextcloud.", Address: "https://host/folder", New: New,
		Options: folder.Options(), Secrets: []connectors.Option{{Name: "*", About: "password of the user, best one made for this program alone"}},
	}
}

// New returns the folder of the contract. Nothing is asked of the server yet.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	return folder.New(Kind(), c, env, func(site *folder.Site) (folder.Setting, error) {
		password, err := env.Secret(site.Name)
		return folder.Setting{Place: &share{site, env.Client(site.Name), password}, Recheck: true}, err
	})
}

// A share is a folder on a server with all below it.
type share struct {
	site     *folder.Site
	client   *http.Client // which keeps time and pace, tries again, and stays with the host
	password string
}

// Files lists what lies in a folder, or one file.
func (s *share) Files(ctx context.Context, name string) ([]folder.File, error) {
	all, err := s.list(ctx, name)
	if folder.IsOne(name) && errors.Is(err, fs.ErrNotExist) { // it may be still to come, if the share is there
		_, err = s.list(ctx, "")
	}
	return all, err
}

// A listing is what PROPFIND answers.
type listing struct {
	XMLName xml.Name `xml:"DAV: multistatus"`
	Files   []struct {
		Href   string    `xml:"href"`
		Folder *struct{} `xml:"propstat>prop>resourcetype>collection"`
		Size   int64     `xml:"propstat>prop>getcontentlength"`
		At     string    `xml:"propstat>prop>getlastmodified"`
		Tag    string    `xml:"propstat>prop>getetag"`
	} `xml:"response"`
}

func (s *share) list(ctx context.Context, name string) (all []folder.File, err error) {
	body, err := s.ask(ctx, "PROPFIND", folder.File{Name: name}, http.Header{"Depth": {"1"}})
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(body, 64<<20)) // some hundred thousand files
	var said listing
	if err := errors.Join(err, body.Close(), xml.Unmarshal(text, &said)); err != nil {
		return nil, fmt.Errorf("the answer is empty, broken off or no listing in XML: %w", err)
	}
	for _, f := range said.Files {
		own, err := url.PathUnescape(path.Base(f.Href))
		at, err2 := http.ParseTime(f.At)
		if f.Folder != nil || errors.Join(err, err2) != nil {
			continue
		}
		file := folder.File{Name: name, Size: f.Size, At: at, Mark: cmp.Or(f.Tag, fmt.Sprint(f.Size, " ", f.At))}
		if !folder.IsOne(name) {
			file.Name += own
		}
		all = append(all, file)
	}
	return all, nil
}

// Open asks for a file from an offset on.
func (s *share) Open(ctx context.Context, f folder.File, offset int64) (io.ReadCloser, error) {
	h := http.Header{"Accept-Encoding": {"identity"}} // what is counted are bytes of the file
	if offset > 0 {
		h.Set("Range", fmt.Sprintf("bytes=%d-", offset))
	}
	return s.ask(ctx, http.MethodGet, f, h)
}

// Aside moves a file, never over another, or removes it.
func (s *share) Aside(ctx context.Context, f folder.File, into string) error {
	if into == "" {
		return s.do(ctx, http.MethodDelete, f, http.Header{})
	}
	dir := path.Join(path.Dir(f.Name), into)
	if err := s.do(ctx, "MKCOL", folder.File{Name: dir}, http.Header{}); err != nil {
		return err
	}
	_, err := folder.Free(dir, path.Base(f.Name), func(to string) (bool, error) {
		err := s.do(ctx, "MOVE", f, http.Header{"Destination": {s.site.At(to)}, "Overwrite": {"F"}})
		if errors.Is(err, folder.ErrChanged) { // or the name is taken
			return true, folder.Same(ctx, s, f)
		}
		return false, err
	})
	return err
}

func (s *share) do(ctx context.Context, method string, f folder.File, h http.Header) error {
	body, err := s.ask(ctx, method, f, h)
	if err == nil {
		err = body.Close()
	}
	return err
}

// ask sends a request, on the condition that a file is still the one that was listed.
func (s *share) ask(ctx context.Context, method string, f folder.File, h http.Header) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.site.At(f.Name), nil)
	if err != nil {
		return nil, err
	}
	req.Header = h
	if strings.HasPrefix(f.Mark, `"`) { // a tag that stands for every byte
		req.Header.Set("If-Match", f.Mark)
	}
	if s.site.User != "" {
		req.SetBasicAuth(s.site.User, s.password)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if err = s.site.Answered(res); err == nil || method == "MKCOL" && res.StatusCode == http.StatusMethodNotAllowed { // it is there
		return res.Body, nil
	}
	return nil, errors.Join(err, res.Body.Close())
}
