// Package s3 takes files from a bucket of any S3 service.
//
// An object is read as it was when it was listed: its ETag, and its version where the
// bucket keeps versions, is demanded with every request, so that one that was replaced
// meanwhile is an error and never a mixture. What lies below a prefix is read as package
// folder does.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/folder"
)

// mostObjects bound a listing, so that a bucket of something else cannot fill memory.
const mostObjects = 1_000_000

// Kind is this transport.
func Kind() connectors.Kind {
	options := append(folder.Options(),
		connectors.Option{Name: "bucket", About: "name of the bucket", Required: true},
		connectors.Option{Name: "region", About: "region of the bucket, for services that have several", Default: "us-east-1"},
		connectors.Option{Name: "path-style", About: "the bucket stands in the path of addresses, as most services outside AWS want it, and not in the name of the host", Form: connectors.Flag, Default: "true"},
		connectors.Option{Name: "md5", About: "an ETag of 32 digits is the MD5 of the object and is compared; false for a service where it is not", Form: connectors.Flag, Default: "true"},
	)
	for i, o := range options {
		if o.Name == "age" { // an object is there when it is whole
			options[i].Default, options[i].About = "1s", "an object is taken once it was not replaced for so long"
		}
	}
	return connectors.Kind{
		Name: "s3", About: "Files from a bucket of any S3 service.", Address: "https://host/prefix", New: New, Options: options,
		Secrets: []connectors.Option{{Name: "*-key", About: "key of access"}, {Name: "*-secret", About: "the secret of that key"}},
	}
}

// A bucket is where objects lie.
type bucket struct {
	client *minio.Core
	name   string
	prefix string // "" or ending in a slash
	host   string
	hides  []string // secrets
	md5    bool
}

// New returns the bucket of the contract, with the options of Kind. Nothing is asked of
// the service yet.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	return folder.New(Kind(), c, env, func(site *folder.Site) (folder.Setting, error) {
		b, err := newBucket(site, env)
		if err != nil {
			return folder.Setting{}, err
		}
		return folder.Setting{Place: b, Says: strings.TrimSuffix("s3://"+b.host+"/"+path.Join(b.name, b.prefix), "/")}, nil
	})
}

func newBucket(site *folder.Site, env connectors.Env) (*bucket, error) {
	name, u, settings := site.Name, site.URL, site.Settings
	key, err := env.Secret(name + "-key")
	secret, err2 := env.Secret(name + "-secret")
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	if (key == "") != (secret == "") {
		return nil, fmt.Errorf("only one of the secrets %s-key and %s-secret is set in nsk.yaml; write both, or neither for a bucket that is open to all", name, name)
	}
	options := &minio.Options{Creds: credentials.NewStaticV4(key, secret, ""), Secure: u.Scheme == "https", Region: settings["region"], BucketLookup: minio.BucketLookupDNS,
		Transport: exchange{transport(env.Client(name))}, MaxRetries: 1} // the transport tries again what can be tried again
	if settings["path-style"] == "true" {
		options.BucketLookup = minio.BucketLookupPath
	}
	client, err := minio.NewCore(u.Host, options)
	if err != nil {
		return nil, fmt.Errorf("its address cannot be used: %w", err)
	}
	b := &bucket{client: client, name: settings["bucket"], host: u.Host, hides: []string{key, secret}, md5: settings["md5"] == "true"}
	if b.prefix = strings.Trim(u.Path, "/"); b.prefix != "" {
		b.prefix += "/"
	}
	return b, nil
}

// transport is how a client asks.
func transport(c *http.Client) http.RoundTripper {
	if c == nil || c.Transport == nil {
		return http.DefaultTransport
	}
	return c.Transport
}

// Files lists what lies directly below a prefix, page by page, or one object.
func (b *bucket) Files(ctx context.Context, name string) ([]folder.File, error) {
	if folder.IsOne(name) {
		info, err := b.client.StatObject(ctx, b.name, b.prefix+name, minio.StatObjectOptions{})
		if is(err, minio.NoSuchKey) {
			return nil, b.told(ctx, b.exists(ctx))
		}
		if err != nil {
			return nil, b.told(ctx, err)
		}
		return []folder.File{b.file(info)}, nil
	}
	var all []folder.File
	ctx, stop := context.WithCancel(ctx) // or a listing that is left would wait for ever
	defer stop()
	for o := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix + name}) {
		if o.Err != nil {
			return nil, b.told(ctx, o.Err)
		}
		if strings.HasSuffix(o.Key, "/") {
			continue // a folder, or what stands for one
		}
		if all = append(all, b.file(o)); len(all) > mostObjects {
			return nil, fmt.Errorf("more than %d objects lie there; give options.path of the contract a folder of its own", mostObjects)
		}
	}
	return all, ctx.Err()
}

// exists tells an object that is not there from a bucket that is not there.
func (b *bucket) exists(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.name)
	if err == nil && !there {
		return minio.ErrorResponse{Code: minio.NoSuchBucket}
	}
	if is(err, minio.AccessDenied) {
		return nil // the key may read objects and nothing else
	}
	return err
}

func (b *bucket) file(o minio.ObjectInfo) folder.File {
	return folder.File{Name: strings.TrimPrefix(o.Key, b.prefix), Size: o.Size, At: o.LastModified, Mark: strings.Trim(o.ETag, `"`)}
}

// Open asks for an object from an offset on, on the condition that it is the one that was
// listed. The answer is held to it as well: not every service keeps to conditions.
func (b *bucket) Open(ctx context.Context, f folder.File, offset int64) (io.ReadCloser, error) {
	o := minio.GetObjectOptions{Checksum: offset == 0}
	err := o.SetMatchETag(f.Mark)
	if offset > 0 {
		err = errors.Join(err, o.SetRange(offset, 0))
	}
	if err != nil {
		return nil, err
	}
	body, info, header, err := b.client.GetObject(ctx, b.name, b.prefix+f.Name, o)
	if err != nil {
		return nil, b.told(ctx, err)
	}
	if err := b.is(f, offset, info, header); err != nil {
		return nil, errors.Join(err, body.Close())
	}
	if offset > 0 {
		return body, nil
	}
	return object{body, b.sums(f, header)}, nil
}

// is compares what is being answered with what was asked for.
func (b *bucket) is(f folder.File, offset int64, info minio.ObjectInfo, header http.Header) error {
	if strings.Trim(info.ETag, `"`) != f.Mark {
		return folder.ErrChanged
	}
	if offset > 0 && !strings.HasPrefix(header.Get("Content-Range"), fmt.Sprintf("bytes %d-", offset)) {
		return fmt.Errorf("the service cannot go on from byte %d", offset)
	}
	if info.Size != f.Size-offset {
		return fmt.Errorf("the service announces %d bytes where it has listed %d", info.Size, f.Size-offset)
	}
	return nil
}
