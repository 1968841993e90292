package s3

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"

	"nsk/connectors/folder"
)

// is reports whether an error is what a service says in that word of its own.
func is(err error, code string) bool {
	return err != nil && minio.ToErrorResponse(err).Code == code
}

// told says what went wrong and what to do. The sentences of a service are left out: some
// say back what they were sent.
func (b *bucket) told(ctx context.Context, err error) error {
	var answer minio.ErrorResponse
	var wire *url.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case is(err, minio.PreconditionFailed):
		return folder.ErrChanged
	case is(err, minio.NoSuchKey):
		return fs.ErrNotExist
	case is(err, minio.NoSuchBucket):
		return fmt.Errorf("the bucket %q is not there; check options.bucket, options.region and options.path-style of the contract", b.name)
	case errors.As(err, &answer) && (answer.StatusCode == 401 || answer.StatusCode == 403):
		return fmt.Errorf("the service answered %d %s; check the secrets that end in -key and -secret in nsk.yaml, and what the key may do with the bucket %q", answer.StatusCode, b.masked(answer.Code), b.name)
	case errors.As(err, &answer) && answer.StatusCode >= 300 && answer.StatusCode < 400:
		return fmt.Errorf("the service answered %d and leads elsewhere; check the address in nsk.yaml and options.region of the contract", answer.StatusCode)
	case errors.As(err, &answer) && answer.StatusCode == 0: // what the client says of an answer
		return fmt.Errorf("the answer of the service cannot be read: %s", b.masked(answer.Message))
	case errors.As(err, &answer):
		return fmt.Errorf("the service answered %d %s", answer.StatusCode, b.masked(answer.Code))
	case errors.As(err, &wire):
		return b.told(ctx, wire.Err)
	}
	if text := err.Error(); b.masked(text) != text {
		return errors.New("the request failed; the message holds the secret and is not shown")
	}
	return err
}

func (b *bucket) masked(text string) string {
	for _, secret := range b.hides {
		if secret != "" {
			text = strings.ReplaceAll(strings.ReplaceAll(text, secret, "…"), url.QueryEscape(secret), "…")
		}
	}
	return text
}
