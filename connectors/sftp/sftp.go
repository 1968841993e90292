// Package sftp takes files from the folders of an SFTP server.
//
// The server is known by its host key, which is configured: one that is unknown or has
// changed is refused before a password is sent, and the error says which key was seen.
// What lies in a folder is read as package folder does.
package sftp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"strings"

	"github.com/pkg/sftp"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/folder"
)

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{
		Name: "sftp", About: "Files from the folders of an SFTP server.", Address: "sftp://host:22/folder", New: New,
		Options: folder.Options(),
		Secrets: []connectors.Option{
			{Name: "*", About: "password of the user"},
			{Name: "*-key", About: "private key of the user in the form of OpenSSH, in place of a password"},
			{Name: "*-passphrase", About: "what the private key is locked with"},
		},
	}
}

// New returns the folder of the contract, with the options of Kind. Nothing is asked of
// the server yet.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	return folder.New(Kind(), c, env, func(site *folder.Site) (folder.Setting, error) {
		h, err := newHost(site, env.Secret)
		return folder.Setting{Place: h}, err
	})
}

// locate reads where the server and its folder are. A path of /~/ begins in the home of
// the user, and so does none.
func (h *host) locate(u *url.URL) {
	h.tcp = net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "22"))
	h.base = strings.TrimPrefix(strings.TrimSuffix(u.Path, "/"), "/~/")
	if u.Path == "/" {
		h.base = "/"
	}
}

// at is the path of a name on the server; "." is the home of the user.
func (h *host) at(name string) string { return path.Clean(path.Join(h.base, name)) }

// Files lists a folder, or one file.
func (h *host) Files(ctx context.Context, name string) (all []folder.File, err error) {
	err = h.do(ctx, func(l *line) error {
		all = nil // of an attempt that failed
		if folder.IsOne(name) {
			all, err = h.one(l, name)
			return err
		}
		infos, err := l.files.ReadDir(h.at(name))
		if err != nil {
			return h.missing(err, name)
		}
		for _, info := range infos {
			if info.Mode().IsRegular() {
				all = append(all, listed(name+info.Name(), info))
			}
		}
		return nil
	})
	return all, err
}

// one looks for a file. That the very base is missing is not the same as nothing published.
func (h *host) one(l *line, name string) ([]folder.File, error) {
	info, err := l.files.Stat(h.at(name))
	if errors.Is(err, fs.ErrNotExist) {
		_, err := l.files.Stat(h.at(""))
		return nil, h.missing(err, "")
	}
	if err != nil || !info.Mode().IsRegular() {
		return nil, err
	}
	return []folder.File{listed(name, info)}, nil
}

// missing says which folder cannot be read.
func (h *host) missing(err error, name string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("folder %q: %w", h.at(name), err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the user may not read the folder %q: %w", h.at(name), err)
	}
	return err
}

func listed(name string, info os.FileInfo) folder.File {
	return folder.File{Name: name, Size: info.Size(), At: info.ModTime(), Mark: mark(info)}
}

// mark is what a server tells of the content of a file.
func mark(info os.FileInfo) string {
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().Unix())
}

// same reports ErrChanged for a file that is not what was listed.
func same(info os.FileInfo, err error, f folder.File) error {
	if err == nil && mark(info) != f.Mark {
		return folder.ErrChanged
	}
	return err
}

// Open reads a file on a connection that is its own until it is closed.
func (h *host) Open(ctx context.Context, f folder.File, offset int64) (io.ReadCloser, error) {
	var file *sftp.File
	l, err := h.hold(ctx, func(l *line) (err error) {
		if file, err = l.files.Open(h.at(f.Name)); err != nil {
			return err
		}
		info, err := file.Stat()
		if err := same(info, err, f); err != nil {
			return errors.Join(err, file.Close())
		}
		_, err = file.Seek(offset, io.SeekStart)
		return err
	})
	if err != nil {
		return nil, err
	}
	return newReader(ctx, h, l, file, f, offset), nil
}

// Aside moves or removes a file.
func (h *host) Aside(ctx context.Context, f folder.File, into string) error {
	return h.do(ctx, func(l *line) error {
		from := h.at(f.Name)
		info, err := l.files.Lstat(from)
		if err := same(info, err, f); err != nil {
			return err
		}
		if into == "" {
			return l.files.Remove(from)
		}
		dir := path.Join(path.Dir(from), into)
		if _, err := l.files.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			err = l.files.Mkdir(dir)
			if err != nil {
				return fmt.Errorf("make the folder %q: %w", dir, err)
			}
		}
		to, err := folder.Free(dir, path.Base(from), func(to string) (bool, error) {
			_, err := l.files.Lstat(to)
			if errors.Is(err, fs.ErrNotExist) {
				return false, nil
			}
			return true, err
		})
		if err != nil {
			return err
		}
		return l.files.Rename(from, to)
	})
}
