package backup

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 is a Place in a bucket of any S3 service.
type S3 struct {
	Client *minio.Client
	Bucket string
	Prefix string // "" or ending with a slash
}

// S3Options say where the bucket is. The secret comes from the environment or a file, never
// from the configuration.
type S3Options struct {
	Endpoint       string // host:port
	Bucket, Prefix string
	Region         string
	Plain          bool // HTTP without TLS, for a service on the same machine
	Key, Secret    string
}

// NewS3 prepares a client; nothing is asked of the service yet.
func NewS3(o S3Options) (*S3, error) {
	c, err := minio.New(o.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: !o.Plain, Region: o.Region})
	if err != nil {
		return nil, fmt.Errorf("s3 %s: %w", o.Endpoint, err)
	}
	return &S3{c, o.Bucket, o.Prefix}, nil
}

// Put uploads an object, which the service shows when it is whole. The body goes as it is,
// with its MD5, and not in signed pieces, which not every service takes apart in an upload
// of several parts; it is read back anyhow.
func (s *S3) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	_, err := s.Client.PutObject(ctx, s.Bucket, s.Prefix+name, r, size, minio.PutObjectOptions{SendContentMd5: true, DisableContentSha256: true})
	return err
}

// Get opens an object.
func (s *S3) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	o, err := s.Client.GetObject(ctx, s.Bucket, s.Prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	if _, err := o.Stat(); err != nil {
		_ = o.Close() // nothing was opened
		if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
			return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
		}
		return nil, err
	}
	return o, nil
}

// List names the objects under a prefix.
func (s *S3) List(ctx context.Context, prefix string) (all []Object, err error) {
	for o := range s.Client.ListObjects(ctx, s.Bucket, minio.ListObjectsOptions{Prefix: s.Prefix + prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, o.Err
		}
		all = append(all, Object{o.Key[len(s.Prefix):], o.Size})
	}
	slices.SortFunc(all, func(a, b Object) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Remove deletes an object.
func (s *S3) Remove(ctx context.Context, name string) error {
	return s.Client.RemoveObject(ctx, s.Bucket, s.Prefix+name, minio.RemoveObjectOptions{})
}

// sweep takes away the parts of uploads that were cut off.
func (s *S3) sweep(ctx context.Context) error {
	for o := range s.Client.ListIncompleteUploads(ctx, s.Bucket, s.Prefix, true) {
		if minio.ToErrorResponse(o.Err).Code == minio.NoSuchUpload {
			return nil // as some services say that there is none
		}
		if o.Err != nil {
			return o.Err
		}
		if err := s.Client.RemoveIncompleteUpload(ctx, s.Bucket, o.Key); err != nil {
			return err
		}
	}
	return nil
}
