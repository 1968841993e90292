package draft

import (
	"regexp"
	"slices"
	"strings"

	"nsk/connectors/contract"
)

// Seen is what a sample shows of one column.
type Seen struct {
	Name   string // path in a JSON row, or the header
	Values []string
	Empty  int
	flags  int // values that were true or false in JSON
}

var (
	twelve    = regexp.MustCompile(`^\d{12}$`)
	nine      = regexp.MustCompile(`^[1-7]\d{8}$`)
	day       = regexp.MustCompile(`^([12]\d{3}-\d\d-\d\d|\d\d\.\d\d\.[12]\d{3})$`)
	instant   = regexp.MustCompile(`^[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?$`)
	whole     = regexp.MustCompile(`^[+-]?(0|[1-9]\d{0,17})$`)
	fraction  = regexp.MustCompile(`^[+-]?\d{1,14}(\.\d{1,4})?$`)
	codeForm  = regexp.MustCompile(`^[\p{L}\d][\p{L}\d._/-]{0,39}$`)
	mailForm  = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[a-z]{2,}$`)
	phoneForm = regexp.MustCompile(`^(\+7|8)[ (-]*7\d{2}[ )-]*\d{3}[ -]?\d{2}[ -]?\d{2}$`)
	threeName = regexp.MustCompile(`^[А-ЯЁӘҒҚҢӨҰҮҺІ][\p{L}-]+ [А-ЯЁӘҒҚҢӨҰҮҺІ][\p{L}-]+( [А-ЯЁӘҒҚҢӨҰҮҺІ][\p{L}-]+)?$`)
)

func (c *Seen) all(form *regexp.Regexp) bool {
	return len(c.Values) > 0 && !slices.ContainsFunc(c.Values, func(v string) bool { return !form.MatchString(v) })
}

// most reports whether at least half of the values have the form.
func (c *Seen) most(form *regexp.Regexp) bool {
	n := 0
	for _, v := range c.Values {
		if form.MatchString(v) {
			n++
		}
	}
	return n > 0 && 2*n >= len(c.Values)
}

func (c *Seen) numbers(is func(string) bool) bool {
	return c.all(twelve) && !slices.ContainsFunc(c.Values, func(v string) bool { return !is(v) })
}

// isIIN tells by the fifth digit: that of a day, where a BIN has 4, 5 or 6.
func isIIN(v string) bool { return v[4] <= '3' }
func isBIN(v string) bool { return v[4] >= '4' && v[4] <= '6' }

// Guess is the narrowest type that all values have. Twelve digits that are no BIN for sure
// are taken for an IIN: the worse mistake is to keep one.
func (c *Seen) Guess() contract.Type {
	switch {
	case c.numbers(isBIN) || c.all(twelve) && meansBIN(c.Name) && !c.numbers(isIIN):
		return contract.TypeBIN
	case c.all(twelve) || means(c.Name, "iin", "zhsn"):
		return contract.TypeIIN
	case c.all(nine) && meansKATO(c.Name):
		return contract.TypeKATO
	case c.all(day):
		return contract.TypeDate
	case c.all(instant):
		return contract.TypeTimestamp
	case len(c.Values) > 0 && c.flags == len(c.Values):
		return contract.TypeBoolean
	case c.all(whole) && !meansKey(c.Name):
		return contract.TypeInteger
	case c.all(fraction) && !meansKey(c.Name) && !c.zeros():
		return contract.TypeDecimal
	case c.all(codeForm) && (meansKey(c.Name) || c.digits() || c.few() != nil):
		return contract.TypeCode
	}
	return contract.TypeText
}

// zeros reports leading zeros: a code, never a number.
func (c *Seen) zeros() bool {
	return slices.ContainsFunc(c.Values, func(v string) bool { return len(v) > 1 && v[0] == '0' && v[1] != '.' })
}

// digits reports whether every value has one, as numbers of documents do.
func (c *Seen) digits() bool {
	return !slices.ContainsFunc(c.Values, func(v string) bool { return !strings.ContainsAny(v, "0123456789") })
}

func (c *Seen) distinct() int {
	all := slices.Clone(c.Values)
	slices.Sort(all)
	return len(slices.Compact(all))
}

// few lists the values where they are so few, and so often repeated, that they look like a
// closed list; nil otherwise.
func (c *Seen) few() []string {
	if n := c.distinct(); n > 12 || 3*n > len(c.Values) || !c.all(codeForm) {
		return nil
	}
	all := slices.Clone(c.Values)
	slices.Sort(all)
	return slices.Compact(all)
}

// personal says why the column looks personal; "" if it does not.
func (c *Seen) personal(t contract.Type, persons bool) string {
	name, called := c.Name, snake(c.Name)
	switch {
	case t == contract.TypeIIN:
		return "an IIN"
	case c.most(mailForm) || means(name, "email", "mail", "pochta", "poshta"):
		return "an e-mail address"
	case c.most(phoneForm) || means(name, "phone", "tel", "telephone", "telefon", "mobile", "telefony"):
		return "a telephone number"
	case means(name, "fio", "surname", "lastname", "firstname", "middlename", "patronymic", "familiia", "otchestvo", "tegi", "zhoni") ||
		strings.Contains(called, "full_name") || strings.Contains(called, "last_name") || strings.Contains(called, "first_name") || strings.Contains(called, "middle_name"):
		return "the name of a person"
	case t == contract.TypeDate && means(name, "birth", "birthday", "dob", "rozhdeniia", "tugan", "born"):
		return "a date of birth"
	case means(name, "birth", "birthday", "dob", "rozhdeniia", "tugan"):
		return "about a birth"
	case means(name, "passport", "pasport", "login", "snils"):
		return "it identifies a person"
	case means(name, "address", "adres", "mekenzhai", "street", "home", "residence"):
		return "an address"
	case c.most(threeName) || persons && means(name, "name", "imia", "aty", "candidate", "person", "applicant") && t == contract.TypeText:
		return "it may be the name of a person"
	}
	return ""
}
