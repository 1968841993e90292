package contract

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"nsk/schedules/yamlfile"
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	rowsForm = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_-]*\.[\p{L}_][\p{L}\p{N}_-]*$`)
	ruleForm = regexp.MustCompile(`^NSK\.[a-z0-9-]+\.[a-z0-9_]+\.\d{3}$`)
)

// ToFill marks a text of a contract that a person has still to write.
const ToFill = "TO FILL"

// A Flaw is one thing that is wrong with a contract or its rules: where, and what to do.
type Flaw struct {
	Of   string // source
	At   string // place as people read it, such as columns[iin].keep
	Says string // what is wrong, with the remedy
	File string // and line it stands on; "" where the contract was read from none
	Line int
}

// Error names file, line, place, and what is wrong.
func (f Flaw) Error() string {
	says := f.At + ": " + f.Says
	if f.File == "" {
		return says
	}
	return fmt.Sprintf("contract %s:%d: %s", f.File, f.Line, says)
}

// Lint returns every fault of the contract and its rules, each with its place; none means it
// is sound.
func (c *Contract) Lint() []Flaw {
	l := &linter{of: c.Source, file: c.file}
	c.lintHead(l)
	c.lintColumns(l)
	c.lintKey(l)
	l.file = c.ruleFile
	c.lintRules(l)
	return l.flaws
}

// Lint returns every fault of all contracts, and what they say of each other and of the
// bodies that is not so.
func Lint(all []*Contract, bodies []Body) (flaws []Flaw) {
	for _, c := range all {
		flaws = append(flaws, c.Lint()...)
		l := &linter{of: c.Source, file: c.file}
		l.say(c.Provider != "" && !strings.Contains(c.Provider, ToFill) && c.Provider != KindCentre && len(c.Providers(bodies)) == 0, top("provider"),
			"nobody is called %q; write %s, the id or the kind of a body, or add it to bodies.yaml beside the contract", c.Provider, KindCentre)
		for i := range c.Columns {
			r, at := c.Columns[i].Ref, c.columnPlace(i).in("ref")
			if r == nil || r.Source == "reference" {
				continue
			}
			to := Find(all, r.Source)
			l.say(to == nil, at.in("source"), "%q is no source; nsk sources lists them", r.Source)
			l.say(to != nil && to.Column(r.Column) == nil, at.in("column"), "%s has no column %q", r.Source, r.Column)
		}
		flaws = append(flaws, l.flaws...)
	}
	return flaws
}

// A place is one of a contract, as people read it and as its file has it.
type place struct{ at, path string }

func top(key string) place { return place{key, "$." + key} }

func (p place) in(key string) place { return place{p.at + "." + key, p.path + "." + key} }

func (p place) item(i int) place {
	n := "[" + strconv.Itoa(i) + "]"
	return place{p.at + n, p.path + n}
}

// linter gathers flaws of one file; nil where there is none.
type linter struct {
	of    string
	file  *yamlfile.File
	flaws []Flaw
}

func (l *linter) say(bad bool, p place, format string, args ...any) {
	if !bad {
		return
	}
	f := Flaw{Of: l.of, At: p.at, Says: fmt.Sprintf(format, args...)}
	var where *yamlfile.Fault
	if l.file != nil && errors.As(l.file.Fault(p.path, "%s", f.Says), &where) {
		f.File, f.Line = where.File, where.Line
	}
	l.flaws = append(l.flaws, f)
}

// text wants a text that a person wrote.
func (l *linter) text(s string, p place, what string) {
	l.say(s == "", p, "missing; write %s", what)
	l.say(strings.Contains(s, ToFill), p, "%q is still to be filled; write %s", s, what)
}

func (c *Contract) lintHead(l *linter) {
	title := top("title")
	l.text(c.Title.EN, title.in("en"), "what the source is, in English, for engineers")
	l.text(c.Title.RU, title.in("ru"), "what the source is, in Russian")
	l.text(c.Title.KK, title.in("kk"), "what the source is, in Kazakh")
	l.text(c.Provider, top("provider"), "who provides it: "+KindCentre+", or the id or the kind of a body of bodies.yaml")
	l.text(c.Paragraph, top("paragraph"), "the paragraph of Order 391 that it is owed under, such as \"19\"")
	l.say(c.Content != Snapshot && c.Content != Changes, top("content"), "%q is neither snapshot nor changes; write snapshot where a return replaces the one before, changes where it adds to it", c.Content)
	l.say(c.Connector == "", top("connector"), "missing; write a kind of transport (nsk connector list)")
	l.say(len(c.Dialects) == 0 && c.JSON == nil && c.XML == nil && c.XLSX == nil, top("connector"), "give dialects, json, xml or xlsx: nothing says how to read what it brings")
	l.say(len(c.Unread) > 0 && c.JSON == nil && c.XML == nil, top("unread"), "only rows of JSON and XML have places that need no column; remove it")
	l.say(c.XML != nil && !rowsForm.MatchString(c.XML.Rows), top("xml").in("rows"), "write the element that holds the rows and the rows' own name, as in programs.program")
	for _, key := range slices.Sorted(maps.Keys(c.Options)) {
		l.say(strings.Contains(c.Options[key], ToFill), top("options").in(key), "%q is still to be filled; nsk connector show %s tells what is written here", c.Options[key], c.Connector)
		l.say(looksSecret(key), top("options").in(key), "a secret does not belong in a contract; name a variable or file under secrets in nsk.yaml")
	}
	c.lintTombstone(l)
	for i, d := range c.Dialects {
		at := top("dialects").item(i)
		l.say(len(d.Delimiter) != 1, at.in("delimiter"), "%q; write one character, such as \";\"", d.Delimiter)
		l.say(!slices.Contains([]string{"utf-8", "windows-1251", "utf-16"}, d.Encoding), at.in("encoding"), "%q is unknown; write utf-8, windows-1251 or utf-16", d.Encoding)
	}
}

// lintTombstone wants a form in which a row may leave its other columns out, and a content to
// which a row that was deleted adds something.
func (c *Contract) lintTombstone(l *linter) {
	at, place := top("deleted"), ""
	if place, _ = c.Tombstone(); place == "" {
		return
	}
	l.say(c.Deleted == "" && c.JSON == nil, at, "deletions that a kind finds come in JSON; give json")
	l.say(c.Deleted != "" && c.JSON == nil && c.XML == nil, at, "only rows of JSON and XML can say that they were deleted; remove it")
	l.say(strings.Contains(place, "^"), at, "write a place within the row")
}

func looksSecret(key string) bool {
	for _, word := range []string{"password", "token", "secret", "apikey"} {
		if strings.Contains(strings.ToLower(key), word) {
			return true
		}
	}
	return false
}

func (c *Contract) lintKey(l *linter) {
	l.say(len(c.Key) == 0, top("key"), "name the columns that together identify a row")
	for i, k := range c.Key {
		col, at := c.Column(k), top("key").item(i)
		at.at = "key"
		l.say(col == nil, at, "no column %q", k)
		l.say(col != nil && col.Personal(), at, "%s is personal and cannot identify a row; name another column", k)
		l.say(col != nil && !col.Required, at, "%s must be required; write required: true at the column", k)
	}
	if h := c.Hierarchy; h != nil {
		at := top("hierarchy")
		l.say(c.Column(h.Code) == nil, at.in("code"), "no column %q", h.Code)
		l.say(h.Parent != "kato-prefix" && c.Column(h.Parent) == nil, at.in("parent"), "no column %q", h.Parent)
	}
}
