package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"nsk/connectors/synthetic"
)

// A needle is a personal text as some encoding would spell it.
type needle struct {
	what, as string
	bytes    []byte
}

// keySize is how many bytes of a needle the search looks at first. Shorter needles are not
// looked for: chance would find them.
const keySize = 8

// A dragnet finds many needles in one pass: a bit for each hash of eight bytes says
// whether any needle begins with them.
type dragnet struct {
	bits    []uint64
	needles map[uint64][]needle
	seen    map[string]bool
}

const dragnetBits = 26

func newDragnet() *dragnet {
	return &dragnet{bits: make([]uint64, 1<<dragnetBits/64), needles: make(map[uint64][]needle), seen: make(map[string]bool)}
}

func bit(key uint64) (word, mask uint64) {
	h := key * 0x9E3779B97F4A7C15 >> (64 - dragnetBits)
	return h / 64, 1 << (h % 64)
}

// seek adds a text in every encoding.
func (d *dragnet) seek(what, text string) {
	for as, spelt := range spellings(text) {
		if len(spelt) < keySize || d.seen[string(spelt)] {
			continue
		}
		d.seen[string(spelt)] = true
		key := binary.LittleEndian.Uint64(spelt)
		d.needles[key] = append(d.needles[key], needle{what, as, spelt})
		word, mask := bit(key)
		d.bits[word] |= mask
	}
}

// in lists the first needles found in data, at most a few.
func (d *dragnet) in(data []byte) (found []needle) {
	for i := 0; i+keySize <= len(data) && len(found) < 5; i++ {
		key := binary.LittleEndian.Uint64(data[i:])
		if word, mask := bit(key); d.bits[word]&mask == 0 {
			continue
		}
		for _, n := range d.needles[key] {
			if bytes.HasPrefix(data[i:], n.bytes) {
				found = append(found, n)
			}
		}
	}
	return found
}

// spellings are the ways in which a text may lie in a file. Of base64 only the characters
// are taken that no neighbour can change, for each place of the text among threes of bytes.
func spellings(text string) map[string][]byte {
	plain := []byte(text)
	all := map[string][]byte{
		"plain text": plain, "hex": []byte(hex.EncodeToString(plain)), "HEX": bytes.ToUpper([]byte(hex.EncodeToString(plain))),
		"UTF-16LE": utf16Bytes(text, binary.LittleEndian), "UTF-16BE": utf16Bytes(text, binary.BigEndian),
		"an address": []byte(url.QueryEscape(text)), "escapes": []byte(strings.Trim(strconv.QuoteToASCII(text), `"`)),
	}
	if ansi, err := charmap.Windows1251.NewEncoder().Bytes(plain); err == nil {
		all["windows-1251"] = ansi
	}
	for shift := range 3 {
		shifted := append(make([]byte, shift), plain...)
		from, to := (shift*8+5)/6, len(shifted)*8/6
		all[fmt.Sprint("base64 at ", shift)] = []byte(base64.RawStdEncoding.EncodeToString(shifted))[from:to]
		all[fmt.Sprint("base64url at ", shift)] = []byte(base64.RawURLEncoding.EncodeToString(shifted))[from:to]
	}
	return all
}

func utf16Bytes(text string, order binary.AppendByteOrder) (out []byte) {
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

// wanted looks for everything that stands anywhere about the persons of a republic: the
// texts as they are, and family names by themselves, none of which is a common word.
func wanted(r *synthetic.Republic) *dragnet {
	d := newDragnet()
	for _, p := range r.Persons() {
		d.seek("iin", p.IIN)
		for column, texts := range p.Texts {
			for _, text := range texts {
				d.seek(column, text)
			}
		}
	}
	for _, name := range r.FamilyNames() {
		d.seek("family name", name)
	}
	return d
}

// A hit is where something personal was found.
type hit struct{ where, what, as string }

func (h hit) String() string { return fmt.Sprintf("%s holds a text of %s in %s", h.where, h.what, h.as) }

// folder searches every file below dir, and what is packed in it. Landings that are
// encrypted are passed by; sealed is how many.
func (d *dragnet) folder(dir string) (hits []hit, files, sealed int, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hits = append(hits, d.hits("the name of "+path, []byte(e.Name()))...)
		if !e.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		files++
		if strings.HasSuffix(path, ".age") && bytes.HasPrefix(data, []byte("age-encryption.org/v1\n")) {
			sealed++
			return err
		}
		hits = append(hits, d.file(path, data)...)
		return err
	})
	return hits, files, sealed, err
}

// file searches a file; of a workbook, document or bundle each part as well.
func (d *dragnet) file(path string, data []byte) []hit {
	hits := d.hits(path, data)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return hits
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return append(hits, hit{path, part.Name + " that cannot be opened", err.Error()})
		}
		inner, err := io.ReadAll(r)
		if err != nil {
			return append(hits, hit{path, part.Name + " that cannot be read", err.Error()})
		}
		hits = append(hits, d.file(path+"!"+part.Name, inner)...)
	}
	return hits
}

func (d *dragnet) hits(where string, data []byte) (hits []hit) {
	for _, n := range d.in(data) {
		hits = append(hits, hit{where, n.what, n.as})
	}
	return hits
}
