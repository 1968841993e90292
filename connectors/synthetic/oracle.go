package synthetic

import (
	"fmt"
	"slices"

	"nsk/schedules/calendar"
)

// Kinds of planted defects and of states that a report must find.
const (
	LateReturn        = "late-return"           // first version after the tenth
	MissingReturn     = "missing-return"        // expected, never sent
	NilReturn         = "nil-return"            // declared empty
	CannotProvide     = "cannot-provide"        // declared impossible
	ResentIdentical   = "resent-identical"      // second version, same bytes
	ResentCorrected   = "resent-corrected"      // second version, more rows; Count: rows that were missing
	BrokenFile        = "broken-file"           // cut inside a quoted field; a later version is whole
	Windows1251       = "windows-1251"          // files in cp1251 with semicolons: legal, must be read
	IINCheckDigit     = "iin-check-digit"       // rows
	BINInsteadOfIIN   = "bin-in-iin"            // rows
	UnknownProfession = "unknown-profession"    // rows
	UnknownResult     = "unknown-result"        // rows
	DuplicateRow      = "duplicate-row"         // rows that stand twice in their file
	AnnulledFirst     = "annulled-before-issue" // annulment reported a month before the issue
	ProtocolEarly     = "protocol-before-exam"  // applications
	NoShowSilent      = "no-show-without-reason"
	OutOfScope        = "out-of-scope-exam"   // exam held outside certificate or scope
	LowPassRate       = "low-pass-rate"       // Count passed of Of, twelve months to October
	HighPassRate      = "high-pass-rate"      // likewise
	NoCentreInRegion  = "mandatory-no-centre" // mandatory profession, vacancies, no centre on 31 October
	NoDocument        = "recognised-no-document"
	SerialConflict    = "serial-conflict"     // one serial, two centres
	Stalled           = "stalled-application" // no event since On, for ever; Key: the application
	ChronicallyLate   = "chronically-late-centre"
	SilentCouncil     = "silent-council"   // Count: quarters without a word
	ListsContradict   = "lists-contradict" // accredited and discontinued
	LapsedStandard    = "programme-on-lapsed-standard"
	ExpiringSoon      = "certificate-expiring" // within twelve months after 31 October; On: last day
	LateSupport       = "support-late"         // closed after the term
	ActNotPosted      = "act-not-posted"       // one language missing
	LateRegistration  = "late-registration"
	OverdueStandard   = "standard-overdue" // in force, revision date passed on 31 October
)

// Planted is one defect: where it is, and on which day it can first be seen.
type Planted struct {
	Kind     string       `json:"kind"`
	Source   string       `json:"source"`
	Provider string       `json:"provider,omitempty"`
	Period   string       `json:"period,omitempty"`
	Key      string       `json:"key,omitempty"`
	Also     string       `json:"also,omitempty"` // second key: what contradicts, where it stands
	Count    int          `json:"count,omitempty"`
	Of       int          `json:"of,omitempty"`
	On       calendar.Day `json:"on,omitzero"`
	Seen     calendar.Day `json:"seen,omitzero"` // day of publication; zero where nothing is published
}

// Oracle is what was planted in a whole year, whatever the clock says.
type Oracle struct {
	Seed    uint64    `json:"seed"`
	Year    int       `json:"year"`
	Planted []Planted `json:"planted"`
	// Findings are what the validator must say of it, and of what Options.Defects plants:
	// these and no others, whether they stand or a later arrival has settled them.
	Findings []Finding `json:"findings"`
}

// Of returns the defects of a kind, in the order of planting.
func (o *Oracle) Of(kind string) []Planted {
	return slices.DeleteFunc(slices.Clone(o.Planted), func(p Planted) bool { return p.Kind != kind })
}

// Count is the number of defects of a kind that could be seen by the end of a day.
func (o *Oracle) Count(kind string, by calendar.Day) int {
	n := 0
	for _, p := range o.Planted {
		if p.Kind == kind && p.Seen <= by {
			n++
		}
	}
	return n
}

// Oracle tells everything that was planted. It lives the two years once more, which takes
// about a second for every hundred thousand applications.
func (r *Republic) Oracle() *Oracle {
	o := &Oracle{Seed: r.opt.Seed, Year: r.year}
	o.returns(r)
	o.missing(r)
	o.lives(r)
	o.centres(r)
	o.bodies(r)
	o.findings(r)
	return o
}

func (o *Oracle) add(p ...Planted) { o.Planted = append(o.Planted, p...) }

// planted describes something in one sending.
func (r *Republic) planted(s sending, kind, key string) Planted {
	return Planted{Kind: kind, Source: s.source, Provider: r.centres[s.centre].bin, Period: r.monthPeriod(s.month), Key: key, Seen: s.on}
}

// returns tells of the files of centres.
func (o *Oracle) returns(r *Republic) {
	for _, s := range r.plan().all {
		tell := func(is bool, kind string) {
			if is {
				o.add(r.planted(s, kind, ""))
			}
		}
		tell(s.version == 1 && r.late(s), LateReturn)
		tell(s.form == nilReturn, NilReturn)
		tell(s.form == cannot, CannotProvide)
		tell(s.form == torn, BrokenFile)
		k := r.centres[s.centre].role
		tell(k == cyrillic && s.form == whole, Windows1251)
		tell(k == twice && s.version == 2, ResentIdentical)
		if k == corrected && s.version == 2 {
			p := r.planted(s, ResentCorrected, "")
			rows, _ := r.rowsOf(s)
			p.Count, p.Of = max(1, len(rows)/3), len(rows)
			o.add(p)
		}
		if s.fault != sound {
			_, planted := r.rowsOf(s)
			o.add(planted...)
		}
	}
}

// missing tells of returns that never come.
func (o *Oracle) missing(r *Republic) {
	for c := range r.centres {
		for m := 0; m <= lastReturn; m++ {
			for _, source := range []string{persons, documents} {
				s := sending{source: source, centre: c, month: m}
				if r.missing(s) && r.works(&r.centres[c], m) {
					o.add(r.planted(s, MissingReturn, ""))
				}
			}
		}
		if r.centres[c].role == tardy {
			o.add(Planted{Kind: ChronicallyLate, Source: persons, Provider: r.centres[c].bin, Period: fmt.Sprint(r.year), Count: lastReturn})
		}
	}
}
