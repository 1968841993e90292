package admin

import (
	"net/http"
	"slices"
	"strings"

	"nsk/site/account"
)

// A ledger is one page: what it lists, and what can be done there.
type ledger struct {
	name           string
	readers, hands []account.Role
	lists          []source
	filters        []field
	acts           []act
}

// A source is the command that makes a list.
type source struct {
	title   string
	command []string
	columns []string // those that are shown; all if empty. {lang} is the official language of the reader
	text    bool     // it prints a text
	newest  bool     // it prints the oldest first, and the page shows the newest first
}

// keeps reports whether a column is shown.
func (s source) keeps(code, lang string) bool {
	if lang != "kk" {
		lang = "ru"
	}
	return len(s.columns) == 0 || slices.ContainsFunc(s.columns, func(c string) bool { return strings.ReplaceAll(c, "{lang}", lang) == code })
}

// A field is something to fill in. Its name is that of the flag.
type field struct {
	Name     string
	Kind     string // text, password, number, date, box, or "" for one of Options
	Options  []string
	Free     bool // it may be left empty
	Argument bool // it is an argument and no flag
	Value    string
}

// flag is the argument that a value makes.
func (f field) flag(value string) []string {
	switch {
	case value == "" || f.Argument || f.Kind == "password":
		return nil
	case f.Kind == "box":
		return []string{"--" + f.Name}
	}
	return []string{"--" + f.Name + "=" + value}
}

// An act is a command that a form gives.
type act struct {
	Name    string
	command []string
	by      string // flag that takes the account of who gives it
	Fields  []field
}

// args are the arguments of the command, with what was typed.
func (c act) args(r *http.Request, who string) []string {
	args := slices.Clone(c.command)
	if c.by != "" {
		args = append(args, "--"+c.by+"="+who)
	}
	typed := []string{"--"}
	for _, f := range c.Fields {
		value := strings.TrimSpace(r.PostFormValue(f.Name))
		args = append(args, f.flag(value)...)
		if f.Argument {
			typed = append(typed, value)
		}
	}
	if len(typed) == 1 {
		return args
	}
	return append(args, typed...)
}

var (
	name     = field{Name: "name", Kind: "text", Argument: true}
	password = field{Name: "password", Kind: "password"}
	provider = field{Name: "provider", Kind: "text", Free: true}
	roles    = []string{"analyst", "ministry", "centre", "engineer", "administrator"}
)

// on is an act on an account.
func on(verb string) act {
	return act{Name: verb, command: []string{"accounts", verb}, Fields: []field{name}}
}

var ledgers = []ledger{
	{name: "accounts", readers: office, hands: office, lists: []source{
		{title: "accounts", command: []string{"accounts", "list"}},
		{title: "tokens", command: []string{"accounts", "token", "list"}},
	}, acts: []act{
		{Name: "add", command: []string{"accounts", "add"}, Fields: []field{name, {Name: "role", Options: roles}, provider, password}},
		{Name: "password", command: []string{"accounts", "password"}, Fields: []field{name, password}},
		{Name: "role", command: []string{"accounts", "role"}, Fields: []field{name, {Name: "role", Options: roles, Argument: true}, provider}},
		on("disable"), on("enable"), on("unlock"),
		{Name: "second-off", command: []string{"accounts", "second", "--off"}, Fields: []field{name}},
		{Name: "drop", command: []string{"accounts", "token", "drop"}, Fields: []field{{Name: "token", Kind: "text", Argument: true}}},
	}},
	{name: "rules", readers: readers, hands: workers, lists: []source{
		{title: "rules", command: []string{"rules", "--format=csv"}, columns: []string{"rule", "source", "severity", "severity_built_in", "enabled", "message_{lang}", "who", "why"}},
	}, filters: []field{{Name: "changed", Kind: "box", Free: true}}, acts: []act{
		{Name: "rule", command: []string{"rules", "set"}, by: "who", Fields: []field{{Name: "rule", Kind: "text", Argument: true},
			{Name: "severity", Options: []string{"", "file", "row", "warning", "information"}, Free: true}, {Name: "why", Kind: "text"}}},
		{Name: "rule-off", command: []string{"rules", "set", "--off"}, by: "who", Fields: []field{{Name: "rule", Kind: "text", Argument: true}, {Name: "why", Kind: "text"}}},
		{Name: "rule-built-in", command: []string{"rules", "set", "--built-in"}, by: "who", Fields: []field{{Name: "rule", Kind: "text", Argument: true}, {Name: "why", Kind: "text"}}},
	}},
	{name: "tolerances", readers: readers, hands: workers, lists: []source{{title: "tolerances", command: []string{"tolerances"}}}, acts: []act{
		{Name: "tolerate", command: []string{"tolerances", "add"}, by: "approver", Fields: []field{{Name: "rule", Kind: "text"}, {Name: "source", Kind: "text"}, {Name: "provider", Kind: "text"},
			{Name: "period", Kind: "text"}, {Name: "most", Kind: "number"}, {Name: "reason", Kind: "text"}, {Name: "expires", Kind: "date"}}},
	}},
	{name: "runs", readers: workers, lists: []source{{title: "runs", command: []string{"runs", "--last=200"}}},
		filters: []field{{Name: "source", Kind: "text", Free: true}, {Name: "failed", Kind: "box", Free: true}}},
	{name: "obligations", readers: readers, lists: []source{{title: "obligations", command: []string{"obligations"}, text: true}}},
	{name: "audit", readers: office, hands: office, lists: []source{{title: "audit", command: []string{"audit", "list"}, newest: true}},
		filters: []field{{Name: "since", Kind: "date", Free: true}, {Name: "who", Kind: "text", Free: true}},
		acts:    []act{{Name: "verify", command: []string{"audit", "verify"}}}},
	{name: "machine", readers: office, hands: office, lists: []source{
		{title: "resources", command: []string{"resources"}},
		{title: "backups", command: []string{"backup", "list"}, columns: []string{"backup", "made_at", "files", "bytes", "rows"}, newest: true},
	}, acts: []act{{Name: "doctor", command: []string{"doctor"}}, {Name: "backup", command: []string{"backup"}}}},
}
