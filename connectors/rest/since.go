package rest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// since is how a service is asked for what came after what was read last: a parameter of
// the query, and the column of its rows that it is compared with. The greatest value seen
// is where the next pull goes on.
type since struct {
	parameter, column string
}

func (s since) set() bool { return s.parameter != "" }

// newSince reads the two options, which are said together or not at all.
func newSince(parameter, column string) (since, error) {
	switch {
	case parameter != "" && column == "":
		return since{}, errors.New("options.cursor: missing; name the column that options.since is compared with")
	case column != "" && parameter == "":
		return since{}, errors.New("options.since: missing; name the parameter that asks for rows beyond options.cursor")
	}
	return since{parameter, column}, nil
}

// part is the name of what is pulled after a cursor. The same part pulled anew, longer
// perhaps, takes the place of the part.
func part(after string) string {
	sum := sha256.Sum256([]byte(after))
	return hex.EncodeToString(sum[:8])
}

// furthest is the greatest value of the cursor's column in rows and that seen before.
func (s since) furthest(rows [][]byte, after, seen string) (string, error) {
	for i, r := range rows {
		v, err := s.value(r)
		if err != nil {
			return "", fmt.Errorf("row %d: %w", i+1, err)
		}
		if after != "" && ascending(v, after) <= 0 {
			return "", fmt.Errorf("row %d: %s is %s, and rows beyond %s were asked for; the service must leave out what was read", i+1, s.column, v, after)
		}
		if seen == "" || ascending(v, seen) > 0 {
			seen = v
		}
	}
	return seen, nil
}

func (s since) value(row []byte) (string, error) {
	if row[0] != '{' {
		return "", errors.New("not an object")
	}
	var raw []byte
	look := scan{text: row, member: func(name, value []byte) {
		if named(name, s.column) {
			raw = value
		}
	}}
	var text string
	if look.whole() && json.Unmarshal(raw, &text) == nil && text != "" {
		return text, nil
	}
	if whole(string(raw)) {
		return string(raw), nil
	}
	return "", fmt.Errorf("%s, the column of options.cursor, is neither a text nor a whole number", s.column)
}

// named reports whether a name as it is written in JSON is that name.
func named(written []byte, name string) bool {
	if bytes.IndexByte(written, '\\') < 0 {
		return string(written[1:len(written)-1]) == name
	}
	var text string
	return json.Unmarshal(written, &text) == nil && text == name
}

// ascending compares whole numbers by size, and anything else, as times of one zone, by
// letter.
func ascending(a, b string) int {
	if whole(a) && whole(b) {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}

func whole(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == "" && (s == "0" || s[0] != '0')
}
