package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	rowsForm = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_-]*\.[\p{L}_][\p{L}\p{N}_-]*$`)
	ruleForm = regexp.MustCompile(`^NSK\.[a-z0-9-]+\.[a-z0-9_]+\.\d{3}$`)
)

// Lint returns every fault of the contract, each with its path; none means it is sound.
func (c *Contract) Lint() []string {
	l := &linter{}
	l.say(c.Title.EN == "" || c.Title.RU == "" || c.Title.KK == "", "title: give en, ru and kk")
	l.say(c.Provider == "", "provider: missing")
	l.say(c.Paragraph == "", "paragraph: name the paragraph of Order 391")
	l.say(c.Content != Snapshot && c.Content != Changes, "content: %q is neither snapshot nor changes", c.Content)
	l.say(c.Connector == "", "connector: missing")
	l.say(len(c.Dialects) == 0 && c.JSON == nil && c.XML == nil && c.XLSX == nil, "give dialects, json, xml or xlsx: nothing says how to read a file")
	l.say(c.XML != nil && !rowsForm.MatchString(c.XML.Rows), "xml.rows: write the element that holds the rows and the rows' own name, as in programs.program")
	for key := range c.Options {
		l.say(looksSecret(key), "options.%s: a secret does not belong in a contract; name a variable or file in the configuration", key)
	}
	for i, d := range c.Dialects {
		l.say(len(d.Delimiter) != 1, "dialects[%d].delimiter: one character", i)
		l.say(!slices.Contains([]string{"utf-8", "windows-1251", "utf-16"}, d.Encoding), "dialects[%d].encoding: %q is unknown", i, d.Encoding)
	}
	c.lintColumns(l)
	c.lintKey(l)
	c.lintRules(l)
	return l.faults
}

type linter struct{ faults []string }

func (l *linter) say(bad bool, format string, args ...any) {
	if bad {
		l.faults = append(l.faults, fmt.Sprintf(format, args...))
	}
}

func looksSecret(key string) bool {
	for _, word := range []string{"password", "token", "secret", "apikey"} {
		if strings.Contains(strings.ToLower(key), word) {
			return true
		}
	}
	return false
}

func (c *Contract) lintColumns(l *linter) {
	seen := make(map[string]bool)
	for i := range c.Columns {
		col := &c.Columns[i]
		at := fmt.Sprintf("columns[%s]", col.Name)
		l.say(!nameForm.MatchString(col.Name), "%s.name: use lower-case letters, digits and _", at)
		l.say(col.Type.SQL() == "", "%s.type: %q is unknown", at, col.Type)
		l.say(col.RU == "" || col.KK == "", "%s: give ru and kk", at)
		l.say(col.Type == TypeIIN && !col.Personal(), "%s.keep: an IIN is personal; say what is kept of it", at)
		if _, err := regexp.Compile(col.Pattern); err != nil {
			l.say(true, "%s.pattern: %v", at, err)
		}
		for _, k := range col.Keep {
			l.say(keeps[k].From != col.Type, "%s.keep: %q cannot be kept of a %s", at, k, col.Type)
		}
		if r := col.Ref; r != nil {
			l.say(r.Source == "" || r.Column == "", "%s.ref: give source and column", at)
			l.say(r.Severity != SeverityRow && r.Severity != SeverityWarning, "%s.ref.severity: row or warning", at)
			l.say(col.Personal(), "%s.ref: a personal column cannot refer to a register", at)
		}
	}
	l.say(len(c.Columns) == 0, "columns: none")
	for _, s := range c.Stored() {
		l.say(seen[s.Name], "columns: %s would be stored twice", s.Name)
		seen[s.Name] = true
	}
}

func (c *Contract) lintKey(l *linter) {
	l.say(len(c.Key) == 0, "key: name the columns that identify a row")
	for _, k := range c.Key {
		col := c.Column(k)
		l.say(col == nil, "key: no column %q", k)
		l.say(col != nil && col.Personal(), "key: %s is personal and cannot identify a row", k)
		l.say(col != nil && !col.Required, "key: %s must be required", k)
	}
	if h := c.Hierarchy; h != nil {
		l.say(c.Column(h.Code) == nil, "hierarchy.code: no column %q", h.Code)
		l.say(h.Parent != "kato-prefix" && c.Column(h.Parent) == nil, "hierarchy.parent: no column %q", h.Parent)
	}
}
