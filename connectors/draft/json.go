package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
)

// readJSON finds the rows: the text itself, lines, or the one list of objects in it.
func (s *Sample) readJSON(data []byte) error {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), "\x1e \r\n\t")
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if s.Form == JSONLines {
		for len(s.objects) < rowLimit {
			var v any
			if err := d.Decode(&v); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
			s.objects = append(s.objects, v)
		}
		return s.fromObjects()
	}
	if err := d.Decode(&s.root); err != nil {
		return err
	}
	if err := s.find(); err != nil {
		return err
	}
	return s.fromObjects()
}

// find says where the rows are in one JSON text, and how the service seems to page.
func (s *Sample) find() error {
	switch root := s.root.(type) {
	case []any:
		s.objects, s.shape = root, "array"
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(root)) {
			if list, ok := root[key].([]any); ok && (len(list) == 0 || isObject(list[0])) && (s.rows == "" || key == "content") {
				s.objects, s.rows = list, key
			}
		}
		if _, total := root["totalElements"]; total && s.rows == "content" {
			s.shape = "spring"
		}
		if s.rows == "" {
			return errors.New("no list of objects is in it; a sample is what the service answers to one request")
		}
	default:
		return errors.New("it is neither a list nor an object")
	}
	s.objects = s.objects[:min(len(s.objects), rowLimit)]
	return nil
}

func isObject(v any) bool { _, ok := v.(map[string]any); return ok }

// fromObjects makes a column of each path that holds single values.
func (s *Sample) fromObjects() error {
	s.Rows = len(s.objects)
	at := make(map[string]*Seen)
	lists := make(map[string]bool)
	var order []string
	for _, v := range s.objects {
		if !isObject(v) {
			return errors.New("a row is not an object")
		}
		flat(v.(map[string]any), "", func(path string, v any) {
			if at[path] == nil && !lists[path] {
				at[path] = new(Seen)
				order = append(order, path)
			}
			if _, list := v.([]any); list {
				lists[path] = true
			} else if at[path] != nil {
				at[path].takeJSON(v)
			}
		})
	}
	for _, path := range s.ordered(order) {
		c := at[path]
		if lists[path] || len(c.Values) == 0 {
			s.Skipped = append(s.Skipped, path)
			continue
		}
		c.Name, c.Empty = path, s.Rows-len(c.Values)
		s.Columns = append(s.Columns, c)
	}
	return nil
}

// ordered puts paths that name the row first, the rest by name: JSON has no order.
func (s *Sample) ordered(paths []string) []string {
	slices.Sort(paths)
	slices.SortStableFunc(paths, func(a, b string) int {
		return strings.Count(a, ".") - strings.Count(b, ".")
	})
	return paths
}

func flat(object map[string]any, prefix string, each func(path string, v any)) {
	for key, v := range object {
		if inner, ok := v.(map[string]any); ok {
			flat(inner, prefix+key+".", each)
			continue
		}
		each(prefix+key, v)
	}
}

func (c *Seen) takeJSON(v any) {
	switch v := v.(type) {
	case json.Number:
		c.take(v.String())
	case string:
		c.take(strings.TrimSpace(v))
	case bool:
		c.flags++
		c.take(map[bool]string{true: "true", false: "false"}[v])
	}
}
