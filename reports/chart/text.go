package chart

import (
	_ "embed"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"sync"
)

// advancesJSON holds the advance widths of PT Sans (thousandths of the text size) by
// weight and character. ECharts has no font on a server and would take every Cyrillic
// letter for a full square.
//
//go:embed advances.json
var advancesJSON []byte

// advances decodes the widths once.
var advances = sync.OnceValue(func() map[string]map[string]float64 {
	var m map[string]map[string]float64
	if err := json.Unmarshal(advancesJSON, &m); err != nil {
		panic("chart: advances.json: " + err.Error()) // embedded, covered by every test
	}
	return m
})

// textWidth returns the width of s in regular PT Sans at textSize, in CSS pixels.
func textWidth(s string) float64 {
	sum, regular := 0.0, advances()["400"]
	for _, r := range s {
		w, ok := regular[string(r)]
		if !ok {
			w = 600
		}
		sum += w
	}
	return sum * textSize / 1000
}

// widest returns the greatest textWidth among texts.
func widest(texts []string) float64 {
	most := 0.0
	for _, s := range texts {
		most = math.Max(most, textWidth(s))
	}
	return most
}

// plainNumber writes x with a decimal comma, no-break spaces between thousands and a
// true minus sign, without trailing zeros.
func plainNumber(x float64) string {
	text := strconv.FormatFloat(math.Abs(math.Round(x*1e6)/1e6), 'f', -1, 64)
	whole, frac, found := strings.Cut(text, ".")
	var b strings.Builder
	if x < 0 {
		b.WriteRune('\u2212')
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteRune('\u00a0')
		}
		b.WriteRune(r)
	}
	if found {
		b.WriteString("," + frac)
	}
	return b.String()
}

// literal makes s safe inside an ECharts label template, where braces have a meaning.
func literal(s string) string {
	return strings.NewReplacer("{", "(", "}", ")").Replace(s)
}

// wrap breaks s between words into lines of at most the given width; a single longer
// word stays whole. ECharts would measure every Cyrillic letter as a full square here.
func wrap(s string, width float64) string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' }) {
		next := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && textWidth(next) > width {
			lines, next = append(lines, line), word
		}
		line = next
	}
	return strings.Join(append(lines, line), "\n")
}

// wrapAll wraps each text and returns the most lines that any of them takes.
func wrapAll(list []string, width float64) (wrapped []string, lines int) {
	for _, s := range list {
		w := wrap(s, width)
		wrapped, lines = append(wrapped, w), max(lines, 1+strings.Count(w, "\n"))
	}
	return wrapped, max(lines, 1)
}
