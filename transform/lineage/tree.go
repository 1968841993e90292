package lineage

import "strings"

// A node is one of DuckDB's parse tree, as json_serialize_sql writes it.
type node map[string]any

func (n node) text(key string) string { s, _ := n[key].(string); return s }

func (n node) flag(key string) bool { b, _ := n[key].(bool); return b }

func (n node) child(key string) node { c, _ := n[key].(map[string]any); return c }

// list returns the children of a list that are nodes.
func (n node) list(key string) (all []node) {
	items, _ := n[key].([]any)
	for _, i := range items {
		if m, ok := i.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// texts returns the strings of a list, in lower case: DuckDB's names do not tell case apart.
func (n node) texts(key string) (all []string) {
	items, _ := n[key].([]any)
	for _, i := range items {
		if s, ok := i.(string); ok {
			all = append(all, strings.ToLower(s))
		}
	}
	return all
}

// position is the place that a constant of GROUP BY or ORDER BY names, from 1; 0 for none.
func (n node) position() int {
	if n.text("class") != "CONSTANT" {
		return 0
	}
	f, _ := n.child("value")["value"].(float64)
	return int(f)
}

// name is what DuckDB calls an item of a select list: its alias, or the column it is; ""
// where it would be called by its text.
func (n node) name() string {
	if a := n.text("alias"); a != "" {
		return strings.ToLower(a)
	}
	if parts := n.texts("column_names"); n.text("class") == "COLUMN_REF" && len(parts) > 0 {
		return parts[len(parts)-1]
	}
	return ""
}
