package audit

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Forms in which a person could be named: a number of twelve or more digits, an e-mail
// address, a telephone number.
var (
	numbers   = regexp.MustCompile(`\d{12,}`)
	addresses = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+(\.[\pL\d-]+)+`)
	telephone = regexp.MustCompile(`(\+[\s(-]{0,2}[78]|\b8)[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}\b|\b7\d{10}\b`)
)

// longest is how much of a text is kept; more would not tell more.
const longest = 4000

// masked stands in place of what could name a person.
const masked = "•••"

// Mask replaces what could name a person, so that the log tells of acts and not of people
// they were about. A text that is too long is cut.
func Mask(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = numbers.ReplaceAllStringFunc(text, maskNumber)
	text = addresses.ReplaceAllString(text, masked)
	text = telephone.ReplaceAllString(text, masked)
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	return text
}

// maskNumber leaves the BIN of an organisation, whose fifth digit is 4, 5 or 6 where an IIN
// has the day of birth (it tells who the act was about, and no person).
func maskNumber(number string) string {
	if len(number) == 12 && strings.ContainsAny(number[4:5], "456") {
		return number
	}
	return masked
}
