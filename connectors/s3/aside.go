package s3

import (
	"context"
	"path"

	"github.com/minio/minio-go/v7"

	"nsk/connectors/folder"
)

// Aside copies an object into a folder beside it and removes it, or removes it only.
// Services have no move: a kill in between leaves both, and the object is seen again, as
// bytes that are known.
func (b *bucket) Aside(ctx context.Context, f folder.File, into string) error {
	if err := folder.Same(ctx, b, f); err != nil {
		return err
	}
	from := b.prefix + f.Name
	if into != "" {
		to, err := folder.Free(path.Join(path.Dir(from), into), path.Base(from), func(to string) (bool, error) { return b.lies(ctx, to) })
		if err != nil {
			return err
		}
		source := minio.CopySrcOptions{Bucket: b.name, Object: from, MatchETag: f.Mark}
		if err := b.copy(ctx, minio.CopyDestOptions{Bucket: b.name, Object: to}, source, f.Size); err != nil {
			return b.told(ctx, err)
		}
		if err := folder.Same(ctx, b, f); err != nil {
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

// lies reports whether there is an object of that name.
func (b *bucket) lies(ctx context.Context, name string) (bool, error) {
	_, err := b.client.StatObject(ctx, b.name, name, minio.StatObjectOptions{})
	if is(err, minio.NoSuchKey) {
		return false, nil
	}
	return true, b.told(ctx, err)
}
