package approval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"nsk/reports/words"
)

// forms are the files that a document consists of at least.
func forms(c *Case) (lack []string) {
	have := map[string]bool{}
	for _, f := range c.Files {
		have[f.Name] = f.Bytes > 0
	}
	for _, name := range Required {
		if !have[name] {
			lack = append(lack, name)
		}
	}
	return lack
}

// Required are the files without which a document is not whole (design, section 9). A PDF is
// printed by a browser, which a machine may lack: that it is missing is a warning.
var Required = []string{"report.kk.html", "report.ru.html", "report.kk.docx", "report.ru.docx", "annex.xlsx", "facts.json", "manifest.json"}

func printed(c *Case) (lack []string) {
	for _, l := range words.Both {
		name := fmt.Sprintf("report.%s.pdf", l)
		if !slices.ContainsFunc(c.Files, func(f File) bool { return f.Name == name }) {
			lack = append(lack, name)
		}
	}
	return lack
}

func oneRelease(c *Case) (wrong []string) {
	if c.Publication.Release == "" {
		return []string{"facts.json"}
	}
	for _, l := range words.Both {
		if !slices.Contains(c.Pages[l].Text, c.Publication.Release) {
			wrong = append(wrong, fmt.Sprintf("report.%s.html: %s", l, c.Publication.Release))
		}
	}
	return wrong
}

func releaseKept(c *Case) []string {
	if slices.Contains(c.Releases, c.Publication.Release) {
		return nil
	}
	return []string{c.Publication.Release}
}

// statutory are the parts of Order 391, paragraph 20.
var statutory = []string{"current", "problems", "proposals", "indicators"}

func parts(c *Case) (wrong []string) {
	for _, l := range words.Both {
		var found []string
		for _, id := range c.Pages[l].Parts {
			if slices.Contains(statutory, id) {
				found = append(found, id)
			}
		}
		if !slices.Equal(found, statutory) {
			wrong = append(wrong, fmt.Sprintf("%s: %s", l, strings.Join(found, ", ")))
		}
	}
	return wrong
}

func sameStructure(c *Case) (wrong []string) {
	kk, ru := c.Pages[words.KK].Anchors, c.Pages[words.RU].Anchors
	for i := range max(len(kk), len(ru)) {
		if a, b := at(kk, i), at(ru, i); a != b {
			return []string{fmt.Sprintf("%d: kk %q, ru %q", i+1, a, b)}
		}
	}
	return nil
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// accusing are beginnings of words that no finding may use (analysis, section 3.2).
var accusing = regexp.MustCompile(`(?i)(^|[^\p{L}])(наруш|винов|худш|фальсиф|отстающ|лидер|рейтинг|бұзды|бұзуш|кінәлі|көшбасшы)`)

func neutral(c *Case) []string { return c.matching(accusing) }

// unfilled is what a template that was not filled in leaves.
var unfilled = regexp.MustCompile(`\{[a-z_.:]+\}|%!|<nil>|\bNaN\b|TODO|\bundefined\b`)

func filledIn(c *Case) []string { return c.matching(unfilled) }

// matching are the pieces of text in which something is found.
func (c *Case) matching(re *regexp.Regexp) (found []string) {
	for _, l := range words.Both {
		for _, piece := range c.Pages[l].Text {
			if re.MatchString(piece) {
				found = append(found, fmt.Sprintf("%s: %s", l, shortened(piece)))
			}
		}
	}
	return found
}

func shortened(s string) string {
	r := []rune(s)
	if len(r) > 90 {
		return string(r[:90]) + "…"
	}
	return s
}

var (
	// iin begins with a day of birth; the fifth digit of a BIN is 4 to 6, which no day has.
	iin     = regexp.MustCompile(`(^|[^\d.])\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[0-6]\d{5}([^\d]|$)`)
	contact = regexp.MustCompile(`[\w.+-]+@[\w-]+\.\w{2,}|\+7[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}`)
)

// personal finds what only a person has: an IIN, an address of mail, a telephone number. What
// is found is not repeated.
func personal(c *Case) (found []string) {
	for _, l := range words.Both {
		whole := c.Pages[l].Whole
		for range iin.FindAllString(whole, -1) {
			found = append(found, fmt.Sprintf("report.%s.html: ************", l))
		}
		for range contact.FindAllString(whole, -1) {
			found = append(found, fmt.Sprintf("report.%s.html: @ / +7", l))
		}
	}
	return found
}

// pure finds words of the other language outside of names.
func pure(c *Case) (found []string) {
	for _, l := range words.Both {
		for _, piece := range c.Pages[l].Text {
			if foreign := words.Foreign(l, piece); len(foreign) > 0 {
				found = append(found, fmt.Sprintf("%s: %s (%s)", l, shortened(piece), strings.Join(foreign, ", ")))
			}
		}
	}
	return found
}

func amended(c *Case) (lack []string) {
	if c.Standing.Version < 2 {
		return nil
	}
	for _, l := range words.Both {
		p := c.Pages[l]
		if note := c.Standing.Note.In(l); note == "" || !slices.ContainsFunc(p.Text, func(s string) bool { return strings.Contains(s, note) }) {
			lack = append(lack, fmt.Sprintf("report.%s.html: note", l))
		}
		if !slices.Contains(p.Anchors, "amendment") {
			lack = append(lack, fmt.Sprintf("report.%s.html: #amendment", l))
		}
	}
	return lack
}

func cover(c *Case) (lack []string) {
	for _, l := range words.Both {
		for _, line := range []string{"p organisation", "p addressee", "h1", "p subtitle", "p reference", "p place"} {
			if strings.TrimFunc(c.Pages[l].Cover[line], func(r rune) bool { return !unicode.IsLetter(r) }) == "" {
				lack = append(lack, fmt.Sprintf("report.%s.html: %s", l, line))
			}
		}
	}
	return lack
}

func unstamped(c *Case) (stamped []string) {
	for _, l := range words.Both {
		if s := c.Pages[l].Cover["p stamp"]; s != "" {
			stamped = append(stamped, fmt.Sprintf("report.%s.html: %s", l, s))
		}
	}
	return stamped
}

func described(c *Case) (lack []string) {
	for _, l := range words.Both {
		for _, f := range c.Pages[l].Figures {
			if len([]rune(f.Alt)) < 20 {
				lack = append(lack, fmt.Sprintf("%s: %s", l, f.ID))
			}
		}
	}
	return lack
}

func filled(c *Case) (empty []string) {
	for _, l := range words.Both {
		for _, f := range c.Pages[l].Figures {
			if f.Marks < 5 {
				empty = append(empty, fmt.Sprintf("%s: %s", l, f.ID))
			}
		}
		for _, t := range c.Pages[l].Tables {
			if t.Rows == 0 || !t.Titled {
				empty = append(empty, fmt.Sprintf("%s: %s", l, t.ID))
			}
		}
	}
	return empty
}
