package reports

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"sync"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/reports/words"
)

// A Finding is one case of a rule, with its proof.
type Finding struct {
	ID       string     `json:"id"` // hash of rule and key: the same case next year has the same id
	Rule     string     `json:"rule"`
	Key      string     `json:"key"`
	Kind     string     `json:"kind"`
	Area     string     `json:"area"`
	Severity int        `json:"severity"`
	History  string     `json:"history"`         // new, persisting or recurred
	Since    string     `json:"since,omitempty"` // year in which it was first found
	Gaps     int        `json:"gaps,omitempty"`  // how often it was resolved and came back
	Title    Text       `json:"title"`
	Sentence words.Text `json:"sentence"`
	Evidence []Evidence `json:"evidence"`
	Effect   string     `json:"effect,omitempty"` // percentage points from the expected share
	P        string     `json:"p,omitempty"`      // exact smaller tail
	Entities []string   `json:"entities"`
	Owner    string     `json:"owner"`
	SQL      string     `json:"sql"`
	Given    string     `json:"given,omitempty"` // what the query got as $1
	SQLHash  string     `json:"sql_sha256"`

	args     words.Args
	template words.Text
}

// Evidence is one column of the row that proves a finding. A number withheld
// to protect persons has the status c and no value.
type Evidence struct {
	Column string `json:"column"`
	Value  string `json:"value,omitempty"`
	Status Status `json:"status,omitempty"`
}

// FindingID is the identity of a case over the years.
func FindingID(rule, key string) string {
	sum := sha256.Sum256([]byte(rule + "\x00" + key))
	return rule + "-" + hex.EncodeToString(sum[:5])
}

// A row is one row of an evidence query by the name of its columns.
type row struct {
	columns []string
	values  map[string]any
}

// rows asks for the evidence of a rule.
func (r Rule) rows(ctx context.Context, db *sql.DB) ([]row, error) {
	switch {
	case r.Given == "":
		return queryRows(ctx, db, r.Query)
	case r.Given == verdictsGiven:
		return nil, nil // known only when last year's recommendations are judged: see followUp
	case r.Given == contractsGiven:
		text, err := json.Marshal(conditional())
		if err != nil {
			return nil, err
		}
		return queryRows(ctx, db, r.Query, string(text))
	}
	return queryRows(ctx, db, r.Query, r.Given)
}

// What a query can be given that no table holds.
const (
	contractsGiven = "contracts" // the obligations whose official texts differ
	verdictsGiven  = "verdicts"  // the recommendations that were not carried out
)

// source tells apart what is asked: rules with the same one share the answer.
func (r Rule) source() string {
	if r.Given == "" {
		return r.SQL
	}
	return r.SQL + "?" + r.Given
}

func queryRows(ctx context.Context, db *sql.DB, query string, args ...any) ([]row, error) {
	result, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer result.Close()
	columns, err := result.Columns()
	if err != nil {
		return nil, err
	}
	var list []row
	for result.Next() {
		cells, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			places[i] = &cells[i]
		}
		if err := result.Scan(places...); err != nil {
			return nil, err
		}
		w := row{columns, map[string]any{}}
		for i, c := range columns {
			w.values[c] = cells[i]
		}
		list = append(list, w)
	}
	return list, result.Err()
}

func (w row) text(column string) string {
	switch v := w.values[column].(type) {
	case nil:
		return ""
	case time.Time:
		return v.Format(time.DateOnly)
	default:
		return fmt.Sprint(v)
	}
}

func (w row) int(column string) int {
	n, err := strconv.Atoi(w.text(column))
	if err != nil {
		return 0
	}
	return n
}

// hidden stands for a number that is not published.
var hidden = words.Text{KK: "жарияланбайды", RU: "не публикуется"}

func (r Rule) withheld(column string, w row) bool {
	for _, c := range r.Withhold {
		if n := w.int(column); c == column && 0 < n && n < 5 {
			return true
		}
	}
	return false
}

// args turns the columns into the slots of a sentence: a pair x_kk, x_ru is a
// text, num_x with den_x a share, decimal_x a number, x_choice a choice, region a region, source
// the title of a source; dates and numbers are themselves.
func (r Rule) args(w row) (words.Args, []Evidence) {
	args, proof := words.Args{}, []Evidence{}
	for _, c := range w.columns {
		e := Evidence{Column: c, Value: w.text(c)}
		if r.withheld(c, w) {
			e.Value, e.Status = "", Protected
			args[c] = hidden
			proof = append(proof, e)
			continue
		}
		name, value := w.slot(c)
		if value != nil {
			args[name] = value
		}
		if c != "plus" {
			proof = append(proof, e)
		}
	}
	return args, proof
}

func (w row) slot(c string) (string, words.Value) {
	v := w.values[c]
	switch {
	case strings.HasSuffix(c, "_kk"):
		name := strings.TrimSuffix(c, "_kk")
		if w.text(c) == "" || w.text(name+"_ru") == "" {
			return name, unnamed // one row of a register without a name must not stop the report
		}
		return name, words.Text{KK: inner(w.text(c), "“", "”"), RU: inner(w.text(name+"_ru"), "„", "“")}
	case strings.HasSuffix(c, "_ru"):
		return "", nil
	case strings.HasPrefix(c, "num_"):
		name := strings.TrimPrefix(c, "num_")
		return name, share(w.int(c), w.int("den_"+name))
	case strings.HasPrefix(c, "den_"):
		return "", nil
	case strings.HasSuffix(c, "_choice"):
		return strings.TrimSuffix(c, "_choice"), words.Choice(w.int(c))
	case strings.HasPrefix(c, "decimal_"):
		n, err := words.ParseNumber(w.text(c), Fraction(w.text(c)))
		if err != nil {
			return "", nil
		}
		return strings.TrimPrefix(c, "decimal_"), n
	case c == "region":
		return c, words.Region(w.text(c))
	case c == "source":
		return c, sourceTitle(w.text(c))
	}
	switch v := v.(type) {
	case time.Time:
		return c, words.DateOf(v)
	case string:
		return c, words.Label(v)
	case nil:
		return c, nil
	}
	return c, words.Int(int64(w.int(c)))
}

// unnamed stands for a name that no register has.
var unnamed = words.Text{KK: "көрсетілмеген", RU: "не указано"}

// inner gives a name that will stand between «» the inner quotation marks of its
// language (glossary 2.6).
func inner(name, opening, closing string) string {
	return strings.NewReplacer("«", opening, "»", closing).Replace(name)
}

func share(num, den int) words.Number {
	if den == 0 {
		return words.Number{}
	}
	return words.Percent(big.NewRat(int64(num)*100, int64(den)), decimals(Percent, int64(den)))
}

// sources are the contracts that come with the program; a fault in them is
// found by their own tests.
var sources = sync.OnceValue(func() []*contract.Contract {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		panic(err)
	}
	return all
})

// sourceTitle is the name of a source in both languages, its id if it has no
// contract.
func sourceTitle(id string) words.Text {
	if c := contract.Find(sources(), id); c != nil {
		return words.Text{KK: c.Title.KK, RU: c.Title.RU}
	}
	return words.Same(id)
}

// tell makes the finding of one row.
func (r Rule) tell(w row) (Finding, error) {
	f := r.prepare(w)
	return f, f.say(r.Sentence)
}

// prepare is tell without the sentence, whose slots may need more than the row.
func (r Rule) prepare(w row) Finding {
	args, proof := r.args(w)
	owner := r.Owner
	if own := w.text("owner"); own != "" { // of a rule that addresses more than one body
		owner = own
	}
	return Finding{
		ID: FindingID(r.ID, w.text("key")), Rule: r.ID, Key: w.text("key"), Kind: r.Kind, Area: r.Area,
		Title: r.Question, Evidence: proof, Entities: strings.Split(w.text("key"), "/"), Owner: owner,
		Severity: min(4, r.Severity+w.int("plus")), SQL: r.SQL, Given: r.Given, SQLHash: hashOf(r.Query), args: args,
	}
}

func (f *Finding) say(template words.Text) error {
	f.template = template
	for _, l := range words.Both {
		s, err := words.RenderText(l, template.In(l), f.args)
		if err != nil {
			return fmt.Errorf("%s %s: %w", f.Rule, f.Key, err)
		}
		if l == words.KK {
			f.Sentence.KK = s
		} else {
			f.Sentence.RU = s
		}
	}
	return nil
}
