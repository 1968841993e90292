package approval

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"nsk/reports"
	"nsk/reports/words"
	"nsk/schedules/calendar"
)

// A World is what the files of a document cannot say about it.
type World struct {
	Today    calendar.Day
	Freeze   calendar.Day // day of knowledge that the order of work asks for; 0: none
	Delivery calendar.Day // planned
	DaysLeft int          // working days until then
	Releases []string     // that are kept, the newest last
	Broken   []string     // checks of the data that block
	Warned   []string     // checks of the data that warn
	Missing  int          // returns that are owed for the period and have not come
	Leaks    []string     // what the audit of disclosure found; nil: nothing
	Stale    []string     // sentences whose translation is out of date
	Previous bool         // there is a report of last year
}

// A Case is a document under examination.
type Case struct {
	World
	Standing    Standing
	Files       []File
	Dir         string // where they lie
	Publication reports.Publication
	Pages       map[words.Lang]*Page
	Book        []reports.Indicator
}

// An Unmet is a check that does not hold, with what breaks it.
type Unmet struct {
	ID      string
	Blocks  bool
	Text    reports.Text
	Details []string // at most detailed, the rest is counted in the last
}

const detailed = 12

//go:embed checks.yaml
var checkTexts []byte

// texts are the checks by id.
var texts = func() map[string]reports.Text {
	all := map[string]reports.Text{}
	if err := yaml.UnmarshalWithOptions(checkTexts, &all, yaml.Strict()); err != nil {
		panic(err)
	}
	return all
}()

// find are the checks: each lists what breaks it.
var find = map[string]func(*Case) []string{
	"b01": forms, "b02": oneRelease, "b03": releaseKept, "b04": parts, "b05": sameStructure,
	"b06": everyIndicator, "b07": everyStatus, "b08": recomputed, "b09": possible, "b10": bound,
	"b11": sameNumbers, "b12": protected, "b13": func(c *Case) []string { return c.Leaks }, "b14": neutral, "b15": filledIn,
	"b16": personal, "b17": pure, "b18": func(c *Case) []string { return c.Stale }, "b19": founded, "b20": later,
	"b21": proven, "b22": period, "b23": frozen, "b24": described, "b25": filled,
	"b26": func(c *Case) []string { return c.Broken }, "b27": commentsOf(true), "b28": amended, "b29": cover, "b30": unstamped,
	"w01": thin, "w02": outdated, "w03": near, "w04": jumps, "w05": hiddenMany, "w06": missing, "w07": commentsOf(false),
	"w08": oneAccount, "w09": unreconciled, "w10": func(c *Case) []string { return c.Warned }, "w11": critical, "w12": large, "w13": printed,
}

// Checks are the ids of all checks, blocking ones first.
func Checks() []string { return slices.Sorted(maps.Keys(find)) }

// TextOf says what a check asks for.
func TextOf(id string) reports.Text { return texts[id] }

// Examine makes every check.
func (c *Case) Examine() (unmet []Unmet) {
	for _, id := range Checks() {
		details := find[id](c)
		if len(details) == 0 {
			continue
		}
		if more := len(details) - detailed; more > 0 {
			details = append(details[:detailed:detailed], fmt.Sprintf("… +%d", more))
		}
		unmet = append(unmet, Unmet{ID: id, Blocks: strings.HasPrefix(id, "b"), Text: texts[id], Details: details})
	}
	return unmet
}

// Blocking are those over which nobody can sign.
func Blocking(unmet []Unmet) (blocking []Unmet) {
	for _, u := range unmet {
		if u.Blocks {
			blocking = append(blocking, u)
		}
	}
	return blocking
}

// IDs names the checks.
func IDs(unmet []Unmet) (ids []string) {
	for _, u := range unmet {
		ids = append(ids, u.ID)
	}
	return ids
}
