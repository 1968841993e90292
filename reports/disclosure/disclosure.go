// Package disclosure decides which numbers of a release are hidden so that nobody can be
// recognised in it, and proves that the hidden ones cannot be found.
//
// A System is everything that is published together: counts, the figures that show them and
// the sums that hold between them, over all tables at once. Protect hides what is too small
// and as much more as it takes; Audit is the attacker, who knows the open figures, the sums,
// the rules and this text. A hidden count is safe only when the audit holds two whole tables
// in hand, in integers, that agree with everything published and in which the count differs
// by at least the width required: the proof rests on those tables, not on a solver's
// precision. The ledger does the same over all releases (analysis, section 6).
package disclosure

import "slices"

// A Class says how sensitive a table is (analysis, section 2).
type Class string

// The classes.
const (
	Open         Class = "O" // no persons
	Persons      Class = "P"
	Sensitive    Class = "S" // refused, failed, did not come, annulled
	Health       Class = "H" // the whole country only
	Organisation Class = "C"
)

// Known reports whether c is one of the classes.
func (c Class) Known() bool {
	return slices.Contains([]Class{Open, Persons, Sensitive, Health, Organisation}, c)
}

// NationOnly reports whether breakdowns of the class are never shown.
func (c Class) NationOnly() bool { return c == Health }

// Threshold is that of the built-in settings.
func (c Class) Threshold(person bool) int64 { return Default().Of(c, person) }
