package sftp

import (
	"bufio"
	"context"
	"io"

	"github.com/pkg/sftp"

	"nsk/connectors/folder"
)

// window is how much is asked for at once; the line need not wait for each answer.
const window = 256 << 10

// A reader reads a file on a connection of its own.
type reader struct {
	ctx    context.Context
	host   *host
	line   *line
	file   *sftp.File
	ahead  *bufio.Reader
	want   folder.File
	broken bool
}

func newReader(ctx context.Context, h *host, l *line, file *sftp.File, f folder.File, offset int64) *reader {
	size := int(max(4<<10, min(window, f.Size-offset+1)))
	return &reader{ctx: ctx, host: h, line: l, file: file, ahead: bufio.NewReaderSize(file, size), want: f}
}

// Read returns io.EOF only if the file is still what was listed.
func (r *reader) Read(p []byte) (n int, err error) {
	err = r.host.guard(r.ctx, r.line, func() (err error) {
		if n, err = r.ahead.Read(p); err != io.EOF {
			return err
		}
		info, err := r.file.Stat()
		if err := same(info, err, r.want); err != nil {
			return err
		}
		return io.EOF
	})
	r.broken = r.broken || err != nil && err != io.EOF
	return n, err
}

// Close gives the connection back if it is sound.
func (r *reader) Close() error {
	if r.broken || r.ctx.Err() != nil {
		r.line.close()
		return nil
	}
	if err := r.host.guard(context.WithoutCancel(r.ctx), r.line, r.file.Close); err != nil {
		r.line.close()
		return nil // all that was wanted was read, or is not wanted
	}
	r.host.give(r.line)
	return nil
}
