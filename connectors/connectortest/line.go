package connectortest

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// A Line is how connections between a connector and its source behave, whatever protocol
// they carry. The zero Line is sound.
type Line struct {
	Refuse bool          // connections close as soon as they are made
	Hang   bool          // connections are made, and nothing passes
	Cut    int64         // bytes of the answers after which a connection is reset
	Cuts   int           // connections that are cut, the first ones; -1: all
	Pause  time.Duration // before each Chunk of the answers
	Chunk  int           // bytes; 32 KB if 0
}

// through is a proxy to address until the test ends, and its own address.
func (l Line) through(t testing.TB, address string) string {
	t.Helper()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(func() { stop(); listen.Close() })
	var made atomic.Int32
	go func() {
		for {
			from, err := listen.Accept()
			if err != nil {
				return // the test is over
			}
			n := int(made.Add(1))
			go l.carry(ctx, from, address, l.Cuts < 0 || n <= l.Cuts)
		}
	}()
	return listen.Addr().String()
}

// carry passes the bytes of one connection until one of the ends, or the test, is done.
func (l Line) carry(ctx context.Context, from net.Conn, address string, cut bool) {
	defer from.Close()
	if l.Refuse {
		reset(from)
		return
	}
	if l.Hang {
		<-ctx.Done()
		return
	}
	to, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer to.Close()
	defer context.AfterFunc(ctx, func() { from.Close(); to.Close() })()
	go func() {
		_, _ = io.Copy(to, from)           // an end that is gone is what the test is about
		_ = to.(*net.TCPConn).CloseWrite() // as above
	}()
	l.answer(ctx, from, to, cut)
}

// answer passes the bytes that come back.
func (l Line) answer(ctx context.Context, from, to net.Conn, cut bool) {
	left := l.Cut
	chunk := make([]byte, 32<<10)
	if l.Chunk > 0 {
		chunk = chunk[:l.Chunk]
	}
	for {
		n, err := to.Read(chunk)
		if l.Pause > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(l.Pause):
			}
		}
		pass := chunk[:n]
		if cut && int64(n) >= left {
			pass = chunk[:left]
		}
		_, failed := from.Write(pass)
		if left -= int64(n); cut && left <= 0 {
			reset(from)
			return
		}
		if errors.Join(err, failed) != nil {
			return
		}
	}
}

// reset ends a connection as a fallen line does.
func reset(c net.Conn) {
	_ = c.(*net.TCPConn).SetLinger(0) // it may be gone
	c.Close()
}
