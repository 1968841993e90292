package ingest

import "time"

// The national numbers (domain § 1): twelve ASCII digits, kept as text. An IIN begins
// with a birth date and has the century in its 7th digit; a BIN begins with year and
// month and has its type, 4 to 6, in the 5th. The 12th is a check digit for both.

// iinFault returns the number of the rule an IIN breaks, "" if it is sound. One cause
// gives one fault: shape before kind, kind before date, date before check digit.
func iinFault(s string) string {
	switch {
	case !twelveDigits(s):
		return noPattern
	case s[4] >= '4' && s[4] <= '6':
		return noBINinIIN
	case !birthDate(s):
		return noNumberDate
	case !checkDigit(s):
		return noDigit
	}
	return ""
}

// binFault does the same for a BIN.
func binFault(s string) string {
	switch {
	case !twelveDigits(s), s[4] < '4' || s[4] > '6', s[5] > '3', s[2:4] < "01" || s[2:4] > "12":
		return noPattern
	case !checkDigit(s):
		return noDigit
	}
	return ""
}

func twelveDigits(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// birthDate judges the first six digits. The century digit 0 is said to be given to
// foreigners; no source confirms it, so such a number passes as one of this century.
func birthDate(s string) bool {
	var century int
	switch s[6] {
	case '1', '2':
		century = 1800
	case '3', '4':
		century = 1900
	case '0', '5', '6':
		century = 2000
	default:
		return false
	}
	pair := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	t := time.Date(century+pair(0), time.Month(pair(2)), pair(4), 0, 0, 0, 0, time.UTC)
	return int(t.Month()) == pair(2) && t.Day() == pair(4)
}

// checkDigit computes the 12th digit. The second row of weights decides only where the
// first gives 10; ten in both means that the number is never issued.
func checkDigit(s string) bool {
	sum := func(first int) int {
		total := 0
		for i := range 11 {
			total += int(s[i]-'0') * ((first+i-1)%11 + 1)
		}
		return total % 11
	}
	c := sum(1)
	if c == 10 {
		c = sum(3)
	}
	return c == int(s[11]-'0')
}
