package audit

import "regexp"

// personal are forms in which a person could be named: an IIN (twelve digits whose fifth is
// that of a day), an e-mail address, a telephone number.
var personal = regexp.MustCompile(`\b\d{4}[0-3]\d{7}\b|[\w.+-]+@[\w-]+\.[\w.-]+|\+?[78][ (-]?\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}\b`)

// longest is how much of a text is kept; more would not tell more.
const longest = 4000

// Mask replaces what could name a person, so that the log tells of acts and not of people
// they were about. A text that is too long is cut.
func Mask(text string) string {
	text = personal.ReplaceAllString(text, "•••")
	if r := []rune(text); len(r) > longest {
		text = string(r[:longest]) + "…"
	}
	return text
}
