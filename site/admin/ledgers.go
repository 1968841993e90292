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
	chosen         string // parameter that says what the forms are about
}

// A source is the command that makes a list.
type source struct {
	title   string
	command []string
	columns []string // those that are shown; all if empty
	having  string   // column without which a row is left out
	link    string   // column that leads to what is told and done about it
	as      string   // parameter of that link, where it is called otherwise
	of      string   // the list is there only where this parameter is, which the command takes
	by      string   // flag that takes it; "" where it is an argument
	text    bool     // it prints a text
	newest  bool     // it prints the oldest first, and the page shows the newest first
	timed   bool     // it has moments
}

// keeps reports whether a column is shown.
func (s source) keeps(code string) bool {
	return len(s.columns) == 0 || slices.Contains(s.columns, code)
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
		if f.Argument && (value != "" || !f.Free) {
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

var (
	why      = field{Name: "why", Kind: "text"}
	rule     = field{Name: "rule", Kind: "text", Argument: true}
	severity = field{Name: "severity", Options: []string{"", "file", "row", "warning", "information"}, Free: true}
	search   = field{Name: "text", Kind: "search", Free: true}
	origin   = field{Name: "source", Kind: "text", Free: true}
)

// ruled is an act on a rule.
func ruled(name string, command []string, more ...field) act {
	return act{Name: name, command: command, by: "who", Fields: append([]field{rule}, more...)}
}

var ledgers = []ledger{
	{name: "accounts", readers: office, hands: office, chosen: "name", lists: []source{
		{title: "accounts", command: []string{"accounts", "list"}, link: "account", as: "name", timed: true},
		{title: "tokens", command: []string{"accounts", "token", "list"}, link: "token", timed: true},
	}, acts: []act{
		{Name: "add", command: []string{"accounts", "add"}, Fields: []field{name, {Name: "role", Options: roles}, provider, password}},
		{Name: "password", command: []string{"accounts", "password"}, Fields: []field{name, password}},
		{Name: "role", command: []string{"accounts", "role"}, Fields: []field{name, {Name: "role", Options: roles, Argument: true}, provider}},
		on("disable"), on("enable"), on("unlock"),
		{Name: "second-off", command: []string{"accounts", "second", "--off"}, Fields: []field{name}},
		{Name: "subject", command: []string{"accounts", "subject"}, Fields: []field{name, {Name: "subject", Kind: "text", Argument: true, Free: true}}},
		{Name: "token", command: []string{"accounts", "token", "add"}, Fields: []field{name, {Name: "purpose", Kind: "text"}, {Name: "days", Kind: "number"}}},
		{Name: "drop", command: []string{"accounts", "token", "drop"}, Fields: []field{{Name: "token", Kind: "text", Argument: true}}},
	}},
	{name: "rules", readers: readers, hands: workers, chosen: "rule", lists: []source{
		{title: "history", command: []string{"rules"}, of: "rule", by: "history", timed: true},
		{title: "rules", command: []string{"rules"}, link: "rule", timed: true},
	}, filters: []field{search, origin, severity, {Name: "changed", Kind: "box", Free: true}}, acts: []act{
		ruled("rule", []string{"rules", "set"}, severity, why),
		ruled("rule-off", []string{"rules", "set", "--off"}, why),
		ruled("rule-on", []string{"rules", "set", "--on"}, why),
		ruled("rule-built-in", []string{"rules", "set", "--built-in"}, why),
	}},
	{name: "tolerances", readers: readers, hands: workers, lists: []source{{title: "tolerances", command: []string{"tolerances"}}}, acts: []act{
		{Name: "tolerate", command: []string{"tolerances", "add"}, by: "approver", Fields: []field{{Name: "rule", Kind: "text"}, {Name: "source", Kind: "text"}, {Name: "provider", Kind: "text"},
			{Name: "period", Kind: "text"}, {Name: "most", Kind: "number"}, {Name: "reason", Kind: "text"}, {Name: "expires", Kind: "date"}}},
	}},
	{name: "runs", readers: workers, lists: []source{
		{title: "run", command: []string{"runs", "show"}, of: "run", timed: true},
		{title: "runs", command: []string{"runs", "--last=2000"}, columns: []string{"run", "began", "kind", "source", "state", "seconds", "received", "accepted", "rejected", "next", "message"}, link: "run", timed: true},
	}, filters: []field{origin, {Name: "failed", Kind: "box", Free: true}}},
	{name: "obligations", readers: readers, lists: []source{
		{title: "law", command: []string{"obligations"}, columns: []string{"duty", "paragraph", "owes", "law"}},
		{title: "conventions", command: []string{"obligations"}, columns: []string{"duty", "agreed", "set_by"}, having: "agreed"},
		{title: "conflicts", command: []string{"obligations"}, columns: []string{"duty", "paragraph", "conflict"}, having: "conflict"},
	}},
	{name: "audit", readers: office, hands: office, lists: []source{{title: "audit", command: []string{"audit", "list"}, newest: true, timed: true}},
		filters: []field{{Name: "since", Kind: "date", Free: true}, {Name: "until", Kind: "date", Free: true}, {Name: "who", Kind: "text", Free: true}, {Name: "did", Kind: "text", Free: true}, search},
		acts:    []act{{Name: "verify", command: []string{"audit", "verify"}}}},
	{name: "machine", readers: office, hands: office, lists: []source{
		{title: "resources", command: []string{"resources"}},
		{title: "backups", command: []string{"backup", "list"}, columns: []string{"backup", "made_at", "files", "bytes", "rows"}, newest: true, timed: true},
	}, acts: []act{{Name: "doctor", command: []string{"doctor"}}, {Name: "backup", command: []string{"backup"}}, {Name: "backup-verify", command: []string{"backup", "verify"}}}},
}
