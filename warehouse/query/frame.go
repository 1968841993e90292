package query

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
)

// What the child says is a row of frames: a letter, a length of four bytes, and so many
// bytes. A piece of an Arrow stream is 'a'; 'f' is a fault in JSON and the last; 'e' is
// the end of an answer that is whole.
const (
	frameArrow = 'a'
	frameFault = 'f'
	frameEnd   = 'e'

	longestFrame = 1 << 20
)

// errTooMuch ends a stream of a child that does not keep to its bounds.
var errTooMuch = errors.New("more bytes than allowed")

// A stream reads the Arrow stream out of the frames. The child is not trusted.
type stream struct {
	from  io.Reader
	most  int64 // bytes
	left  int   // of the piece being read
	fault *Fault
	whole bool
}

func (s *stream) Read(p []byte) (int, error) {
	for s.left == 0 {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n, err := s.from.Read(p[:min(len(p), s.left)])
	s.left -= n
	if s.most -= int64(n); s.most < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// next goes to the next piece.
func (s *stream) next() error {
	if s.whole || s.fault != nil {
		return io.EOF
	}
	var head [5]byte
	if _, err := io.ReadFull(s.from, head[:]); err != nil {
		return io.ErrUnexpectedEOF
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > longestFrame {
		return errTooMuch
	}
	switch head[0] {
	case frameArrow:
		s.left = int(size)
		return nil
	case frameEnd:
		s.whole = true
		return io.EOF
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(s.from, text); err != nil {
		return io.ErrUnexpectedEOF
	}
	var told Fault
	if err := json.Unmarshal(text, &told); err != nil {
		return io.ErrUnexpectedEOF
	}
	s.fault = fault(told.Kind, told.Code).with(told)
	return io.EOF
}

// frames writes the frames; Write cuts an Arrow stream into pieces.
type frames struct{ to io.Writer }

func (f frames) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		piece := p[:min(len(p), longestFrame)]
		if err := f.frame(frameArrow, piece); err != nil {
			return n, err
		}
		n += len(piece)
		p = p[len(piece):]
	}
	return n, nil
}

func (f frames) frame(kind byte, body []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(body)))
	if _, err := f.to.Write(head); err != nil {
		return err
	}
	_, err := f.to.Write(body)
	return err
}

// end says how the answer ended.
func (f frames) end(why *Fault) error {
	if why == nil {
		return f.frame(frameEnd, nil)
	}
	text, err := json.Marshal(why)
	if err != nil {
		return err
	}
	return f.frame(frameFault, text)
}
