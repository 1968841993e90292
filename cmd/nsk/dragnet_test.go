package main

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
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
	around   []byte // of one that was found: what stands there
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
	for _, n := range spellings(text) {
		if len(n.bytes) < keySize || d.seen[string(n.bytes)] {
			continue
		}
		d.seen[string(n.bytes)] = true
		n.what = what
		key := binary.LittleEndian.Uint64(n.bytes)
		d.needles[key] = append(d.needles[key], n)
		word, mask := bit(key)
		d.bits[word] |= mask
	}
}

// in lists the needles found in data, one of each kind and encoding.
func (d *dragnet) in(data []byte) (found []needle) {
	told := make(map[[2]string]bool)
	for i := 0; i+keySize <= len(data); i++ {
		key := binary.LittleEndian.Uint64(data[i:])
		if word, mask := bit(key); d.bits[word]&mask == 0 {
			continue
		}
		for _, n := range d.needles[key] {
			if kind := [2]string{n.what, n.as}; !told[kind] && bytes.HasPrefix(data[i:], n.bytes) {
				told[kind] = true
				n.around = data[max(0, i-100):min(len(data), i+100)]
				found = append(found, n)
			}
		}
	}
	return found
}

// spellings are the ways in which a text may lie in a file. Of base64 only the characters
// are taken that no neighbour can change, for each place of the text among threes of bytes.
func spellings(text string) []needle {
	plain := []byte(text)
	inHex := hex.EncodeToString(plain)
	all := []needle{
		{as: "plain text", bytes: plain}, {as: "hex", bytes: []byte(inHex)}, {as: "HEX", bytes: []byte(strings.ToUpper(inHex))},
		{as: "UTF-16LE", bytes: utf16Bytes(text, binary.LittleEndian)}, {as: "UTF-16BE", bytes: utf16Bytes(text, binary.BigEndian)},
		{as: "an address", bytes: []byte(url.QueryEscape(text))}, {as: "escapes", bytes: []byte(strings.Trim(strconv.QuoteToASCII(text), `"`))},
	}
	if ansi, err := charmap.Windows1251.NewEncoder().Bytes(plain); err == nil {
		all = append(all, needle{as: "windows-1251", bytes: ansi})
	}
	for shift := range 3 {
		shifted := append(make([]byte, shift), plain...)
		from, to := (shift*8+5)/6, len(shifted)*8/6
		all = append(all, needle{as: fmt.Sprint("base64 at ", shift), bytes: []byte(base64.RawStdEncoding.EncodeToString(shifted))[from:to]},
			needle{as: fmt.Sprint("base64url at ", shift), bytes: []byte(base64.RawURLEncoding.EncodeToString(shifted))[from:to]})
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
// texts as they are, and family names by themselves, none of which is a common word. A BIN
// that was written in place of an IIN is the number of an organisation.
func wanted(r *synthetic.Republic) *dragnet {
	d := newDragnet()
	for _, p := range r.Persons() {
		if bin := len(p.IIN) == 12 && p.IIN[4] >= '4' && p.IIN[4] <= '6'; !bin {
			d.seek("iin", p.IIN)
		}
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

// A hit is where something personal was found, with what stands about it: all is synthetic.
type hit struct{ where, what, as, about string }

func (h hit) String() string {
	return fmt.Sprintf("%s holds a text of %s in %s: %q", h.where, h.what, h.as, h.about)
}

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
			return append(hits, hit{where: path, what: part.Name + " that cannot be opened", as: err.Error()})
		}
		inner, err := io.ReadAll(r)
		if err != nil {
			return append(hits, hit{where: path, what: part.Name + " that cannot be read", as: err.Error()})
		}
		hits = append(hits, d.file(path+"!"+part.Name, inner)...)
	}
	return hits
}

func (d *dragnet) hits(where string, data []byte) (hits []hit) {
	for _, n := range d.in(data) {
		hits = append(hits, hit{where: where, what: n.what, as: n.as, about: string(n.around)})
	}
	return hits
}

// database searches every value of every column of every table: what a database file
// compresses cannot be found in its bytes. A number is read as an IIN with its zeros lost.
func (d *dragnet) database(name string, db *sql.DB) (hits []hit, columns int, err error) {
	places, err := pairsOf(db, `SELECT concat_ws('.', '"' || t.schema_name || '"', '"' || t.table_name || '"'), '"' || c.column_name || '"'
		FROM duckdb_tables() AS t JOIN duckdb_columns() AS c ON c.table_oid = t.table_oid AND c.database_oid = t.database_oid
		WHERE NOT t.temporary AND c.data_type NOT IN ('DATE', 'TIMESTAMP', 'BOOLEAN', 'SMALLINT', 'TINYINT', 'INTEGER')`)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range places {
		values, err := pairsOf(db, `SELECT DISTINCT CAST(`+p[1]+` AS VARCHAR), lpad(split_part(CAST(`+p[1]+` AS VARCHAR), '.', 1), 12, '0') FROM `+p[0]+` WHERE `+p[1]+` IS NOT NULL`)
		if err != nil {
			return hits, columns, err
		}
		var all bytes.Buffer
		for _, v := range values {
			all.WriteString(v[0] + "\n" + v[1] + "\n")
		}
		hits = append(hits, d.hits(name+", "+p[0]+"."+p[1], all.Bytes())...)
		columns++
	}
	return hits, columns, nil
}

// pairsOf runs a query of two text columns.
func pairsOf(db *sql.DB, query string) (all [][2]string, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r [2]string
		if err := rows.Scan(&r[0], &r[1]); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
