package s3

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/minio/minio-go/v7"

	"nsk/connectors/folder"
)

// Aside copies an object into a folder beside it and removes it, or removes it only.
// Services have no move: a kill in between leaves both, and the object is seen again, as
// bytes that are known.
func (b *bucket) Aside(ctx context.Context, f folder.File, into string) error {
	if err := b.same(ctx, f); err != nil {
		return err
	}
	from := b.prefix + f.Name
	if into != "" {
		to, err := b.free(ctx, path.Join(path.Dir(from), into), path.Base(from))
		if err != nil {
			return err
		}
		source := minio.CopySrcOptions{Bucket: b.name, Object: from, MatchETag: f.Mark}
		if err := b.copy(ctx, minio.CopyDestOptions{Bucket: b.name, Object: to}, source, f.Size); err != nil {
			return b.told(ctx, err)
		}
		if err := b.same(ctx, f); err != nil {
			return err
		}
	}
	return b.told(ctx, b.client.RemoveObject(ctx, b.name, from, minio.RemoveObjectOptions{}))
}

// mostAtOnce is how much services copy with one request.
const mostAtOnce = 5 << 30

// copy copies within the service, what is large in pieces.
func (b *bucket) copy(ctx context.Context, to minio.CopyDestOptions, from minio.CopySrcOptions, size int64) (err error) {
	if size > mostAtOnce {
		_, err = b.client.ComposeObject(ctx, to, from)
	} else {
		_, err = b.client.Client.CopyObject(ctx, to, from)
	}
	return err
}

// same reports ErrChanged for an object that is not what was listed.
func (b *bucket) same(ctx context.Context, f folder.File) error {
	info, err := b.client.StatObject(ctx, b.name, b.prefix+f.Name, minio.StatObjectOptions{})
	switch {
	case is(err, minio.NoSuchKey):
		return fs.ErrNotExist
	case err != nil:
		return b.told(ctx, err)
	case strings.Trim(info.ETag, `"`) != f.Mark:
		return folder.ErrChanged
	}
	return nil
}

// free is a name in dir that nothing has yet: what was received is never overwritten.
func (b *bucket) free(ctx context.Context, dir, name string) (string, error) {
	to := path.Join(dir, name)
	for n := 2; ; n++ {
		_, err := b.client.StatObject(ctx, b.name, to, minio.StatObjectOptions{})
		if is(err, minio.NoSuchKey) {
			return to, nil
		}
		if err != nil {
			return "", b.told(ctx, err)
		}
		to = path.Join(dir, fmt.Sprintf("%d-%s", n, name))
	}
}
