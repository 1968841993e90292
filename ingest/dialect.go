package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"nsk/connectors/contract"
)

// headLimit bounds the header line.
const headLimit = 64 << 10

// A found dialect is the contract's dialect with the columns of this file's header.
type found struct {
	contract.Dialect
	columns []string
	spare   int // columns without a name at the end
}

// opener gives the bytes from the start, as often as asked.
type opener func() (io.ReadCloser, error)

// dialectOf is the dialect of the contract's in which the first record is a header.
func dialectOf(open opener, c *contract.Contract) (found, error) {
	if len(c.Dialects) == 0 {
		return found{}, fault("form", "CSV")
	}
	head, err := headOf(open)
	if err != nil {
		return found{}, err
	}
	var likely, other error
	for _, d := range c.Dialects {
		f, several, err := inDialect(d, head, c)
		switch {
		case err == nil:
			return f, nil
		case several && likely == nil:
			likely = err
		case other == nil:
			other = err
		}
	}
	return found{}, whyNot(head, c, cmp.Or(likely, other))
}

// headOf returns the first bytes of a file that may be text.
func headOf(open opener) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, headLimit))
	switch form := formOf(head); {
	case err != nil:
		return nil, err
	case len(head) < headLimit && len(bytes.TrimSpace(head)) == 0:
		return nil, fault("empty", 0)
	case form != "":
		return nil, fault("other-form", form)
	}
	return head, nil
}

// inDialect matches the first record against the contract. several tells that the record
// has more than one cell, so that the delimiter may be right where the names are not.
func inDialect(d contract.Dialect, head []byte, c *contract.Contract) (f found, several bool, err error) {
	header, err := newRecordReader(decoded(d.Encoding, bytes.NewReader(head)), d.Delimiter).read()
	if errors.Is(err, io.EOF) {
		err = fault("empty", 0)
	}
	if err != nil {
		return f, false, err
	}
	columns, err := matchHeader(header, c)
	return found{Dialect: d, columns: columns, spare: len(header) - len(columns)}, len(header) > 1, err
}

// whyNot looks at a head that fits no dialect of the contract: written in another dialect,
// with lines above the header, or with carriage returns alone. otherwise is the fault if
// it is nothing of the kind. What it finds is said, not read.
func whyNot(head []byte, c *contract.Contract, otherwise error) error {
	for _, d := range otherDialects(c) {
		text := decoded(d.Encoding, bytes.NewReader(head))
		r := newRecordReader(withLineFeeds(text, head), d.Delimiter)
		for range 30 {
			cells, err := r.read()
			if err != nil {
				break
			}
			if _, err := matchHeader(cells, c); err != nil || len(cells) == 0 {
				continue
			}
			switch {
			case r.line > 1:
				return fault("header-below", r.line)
			case !bytes.Contains(head, []byte{'\n'}) && bytes.Contains(head, []byte{'\r'}):
				return fault("line-ends", 1)
			}
			return fault("dialect", d.Encoding+" "+inGuillemets(d.Delimiter)+" → "+foreseen(c))
		}
	}
	if textForm(head) == "JSON" {
		return fault("other-form", "JSON")
	}
	return otherwise
}

// withLineFeeds puts line feeds in place of carriage returns if a head has only these.
func withLineFeeds(text io.Reader, head []byte) io.Reader {
	if bytes.Contains(head, []byte{'\n'}) {
		return text
	}
	all, _ := io.ReadAll(text) // from memory, and what cannot be decoded is replaced
	return bytes.NewReader(bytes.ReplaceAll(all, []byte{'\r'}, []byte{'\n'}))
}

// otherDialects are those of the contract, and then all that are in use.
func otherDialects(c *contract.Contract) []contract.Dialect {
	all := append([]contract.Dialect(nil), c.Dialects...)
	for _, encoding := range []string{"utf-8", "windows-1251", "utf-16", utf16BE} {
		for _, delimiter := range []string{",", ";", "\t", "|"} {
			all = append(all, contract.Dialect{Encoding: encoding, Delimiter: delimiter})
		}
	}
	return all
}

// utf16BE is UTF-16 without a byte order mark as no contract has it.
const utf16BE = "utf-16be"

func foreseen(c *contract.Contract) string {
	var all []string
	for _, d := range c.Dialects {
		all = append(all, d.Encoding+" "+inGuillemets(d.Delimiter))
	}
	return strings.Join(all, ", ")
}

func inGuillemets(delimiter string) string {
	if delimiter == "\t" {
		return "«TAB»"
	}
	return "«" + delimiter + "»"
}

// reader decodes into UTF-8 and drops a byte order mark.
func (f *found) reader(open opener) (io.ReadCloser, error) {
	raw, err := open()
	if err != nil {
		return nil, err
	}
	text := io.Reader(raw)
	if f.Encoding == "windows-1251" {
		text = &ansiGuard{r: raw}
	}
	return struct {
		io.Reader
		io.Closer
	}{decoded(f.Encoding, text), raw}, nil
}

// decoded turns text into UTF-8. What has no meaning in the encoding becomes U+FFFD, which
// no record may hold.
func decoded(encoding string, r io.Reader) io.Reader {
	switch encoding {
	case "windows-1251":
		return transform.NewReader(r, charmap.Windows1251.NewDecoder())
	case "utf-16":
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case utf16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	}
	return withoutBOM(r)
}

func withoutBOM(r io.Reader) io.Reader {
	br := bufio.NewReader(r) // larger reads pass by its buffer
	if head, _ := br.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = br.Discard(3) // what Peek returned is there to discard
	}
	return br
}

// An ansiGuard watches over text in a one-byte encoding. Text beyond ASCII that is valid
// UTF-8 as a whole was hardly written in it, and reading it so would change every letter
// silently. Windows-1251 has no letters of Kazakh of its own: who saves them so gets
// question marks in words.
type ansiGuard struct {
	r          io.Reader
	high, wide bool
	tail       []byte
	line       int
	asked      bool // the byte before was a question mark
}

func (g *ansiGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.look(p[:n])
	if at := g.question(p[:n]); at > 0 {
		return 0, fault("lost-kazakh", at)
	}
	if errors.Is(err, io.EOF) && g.high && !g.wide && len(g.tail) == 0 {
		return n, fault("not-1251", "UTF-8")
	}
	return n, err
}

// question returns the line of a question mark with a Cyrillic letter right after it, 0 if
// there is none.
func (g *ansiGuard) question(p []byte) int {
	for i, c := range p {
		letter := c >= 0xc0 || c == 0xa8 || c == 0xb8
		if g.asked && letter && !g.mayBeUTF8(p[i:]) {
			return g.line + 1
		}
		g.asked = c == '?'
		if c == '\n' {
			g.line++
		}
	}
	return 0
}

// mayBeUTF8 leaves text alone that will be refused as UTF-8 at its end.
func (g *ansiGuard) mayBeUTF8(rest []byte) bool {
	r, size := utf8.DecodeRune(rest)
	return !g.wide && (r != utf8.RuneError || size > 1)
}

func (g *ansiGuard) look(p []byte) {
	text := append(g.tail, p...)
	g.tail = nil
	for i := 0; i < len(text) && !g.wide; {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			if !utf8.FullRune(text[i:]) {
				g.tail = append([]byte(nil), text[i:]...)
				return
			}
			g.wide = true // a byte that cannot be UTF-8
			return
		}
		g.high = g.high || size > 1
		i += size
	}
}
