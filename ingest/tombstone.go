package ingest

import (
	"strings"

	"nsk/connectors/contract"
)

// A tombMark is how a row says that what has its key was deleted; nil if none does.
type tombMark struct {
	path  []string
	value string // "": anything but nothing
}

func markOf(c *contract.Contract) *tombMark {
	place, value := c.Tombstone()
	if place == "" {
		return nil
	}
	return &tombMark{path: strings.Split(place, "."), value: value}
}

// steps are the way to the place within a row.
func (m *tombMark) steps() []string {
	if m == nil {
		return nil
	}
	return m.path
}

// on reports whether the value at that place says so.
func (m *tombMark) on(v any) bool {
	if m == nil {
		return false
	}
	text, kind := cellText(v)
	return m.says(text) || kind == "" && m.value == ""
}

func (m *tombMark) says(text string) bool {
	switch {
	case m == nil:
		return false
	case m.value != "":
		return text == m.value
	}
	return text != "" && text != "0" && text != "false"
}

// marked is the cell of a row that was deleted, or of another.
func marked(deleted bool) string {
	if deleted {
		return "1"
	}
	return ""
}
