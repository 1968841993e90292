// Package chain keeps files of JSON lines that are bound by hashes: appended durably, one
// process at a time, and read up to the last line that was acknowledged; and files of one
// JSON value that are replaced whole.
package chain

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Sum is the SHA-256, in hex, of v as JSON. The hash of an entry is the sum of all its other
// fields. It panics on what JSON cannot hold.
func Sum(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Lock is the file that the processes which write into dir take turns with.
func Lock(dir string) *flock.Flock { return flock.New(filepath.Join(dir, ".lock")) }

// Alone does something with the files of dir, which is made if need be, while no other
// process does.
func Alone(ctx context.Context, dir string, do func() error) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	lock := Lock(dir)
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return fmt.Errorf("waiting for %s: %w", lock.Path(), err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return do()
}

// Append adds v as a line, durable before it returns. A line that a crash cut off was never
// acknowledged: it is taken away, so that the new one stands whole.
func Append(file string, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	end, err := wholeEnd(f)
	if err == nil {
		_, err = f.WriteAt(append(line, '\n'), end)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// Replace makes v the content of a file, readable by its owner alone: a reader sees the old
// or the new, never a part.
func Replace(file string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".replacing-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), file)
}

// wholeEnd cuts a torn last line off and returns where the next one begins.
func wholeEnd(f *os.File) (int64, error) {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	whole, err := lineEnd(f, end)
	if err != nil || whole == end {
		return whole, err
	}
	return whole, f.Truncate(whole)
}

// Last is the last whole line without its end; nil where there is none.
func Last(file string) (line []byte, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if end, err = lineEnd(f, end); err != nil || end == 0 {
		return nil, err
	}
	start, err := lineEnd(f, end-1)
	if err != nil {
		return nil, err
	}
	line = make([]byte, end-1-start)
	_, err = f.ReadAt(line, start)
	return line, err
}

// lineEnd is the place behind the last end of a line among the first n bytes; 0 if there is
// none. It reads backwards, for a log may be long.
func lineEnd(f io.ReaderAt, n int64) (int64, error) {
	part := make([]byte, 64<<10)
	for n > 0 {
		part = part[:min(n, int64(len(part)))]
		n -= int64(len(part))
		if _, err := f.ReadAt(part, n); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
			return n + int64(i) + 1, nil
		}
	}
	return 0, nil
}

// Each calls fn with every line, from number 1, without its end. whole is false for a last
// line that a crash cut off. A file that there is not has no lines.
func Each(file string, fn func(n int, line []byte, whole bool) error) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		torn := errors.Is(err, io.EOF)
		if torn && len(line) == 0 {
			return nil
		}
		if err != nil && !torn {
			return err
		}
		if err := fn(n, bytes.TrimSuffix(line, []byte{'\n'}), !torn); err != nil {
			return err
		}
	}
}
