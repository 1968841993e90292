package ingest

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// cell reads the cell just begun and returns its text: what is stored, not what is shown,
// but for numbers that are shown as a date or as a percentage, which are meant as such.
func (s *sheet) cell(e xml.StartElement, place string) (string, error) {
	kind := attribute(e, "t")
	var value, inline string
	var has, formula bool
	for {
		token, err := s.token()
		if err != nil {
			return "", s.cut(err)
		}
		if _, ok := token.(xml.EndElement); ok {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "v":
			has = true
			value, err = s.text()
		case "is":
			inline, err = s.richText()
		default:
			formula = formula || start.Name.Local == "f"
			_, err = s.text()
		}
		if err != nil {
			return "", err
		}
	}
	switch {
	case formula && !has: // of a row with nothing else in it, it is nothing
		s.uncomputed = place
		return "", nil
	case kind == "inlineStr":
		return inline, nil
	case !has:
		return "", nil
	}
	return s.stored(stored{kind: kind, value: value, style: attribute(e, "s"), place: place})
}

// stored is what a cell holds.
type stored struct{ kind, value, style, place string }

func (s *sheet) stored(c stored) (string, error) {
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(c.value))
		if err != nil || i < 0 || i >= len(s.book.shared) {
			return "", fault("damaged", c.place)
		}
		return s.book.shared[i], nil
	case "str":
		return unescaped(c.value), nil
	case "d":
		return c.value, nil
	case "e":
		return "", fault("cell-error", c.place+" "+errorName(c.value))
	case "b":
		switch strings.TrimSpace(c.value) {
		case "1", "true":
			return "true", nil
		case "0", "false":
			return "false", nil
		}
	case "", "n":
		return s.number(c)
	}
	return "", fault("damaged", c.place)
}

// errorName is a spreadsheet's name of an error, and nothing else that might stand there.
func errorName(value string) string {
	if regexp.MustCompile(`^#[A-Z0-9/_!?]{1,20}$`).MatchString(value) {
		return value
	}
	return "#"
}

var numeral = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$`)

// number is the text of a number: fifteen digits, as many as a spreadsheet keeps. Of a
// number with more before the point, some are lost already, which is a fault.
func (s *sheet) number(c stored) (string, error) {
	v := strings.TrimSpace(c.value)
	if v == "" {
		return "", nil
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !numeral.MatchString(v) {
		return "", fault("damaged", c.place)
	}
	if math.Abs(n) >= 1e15 {
		return "", fault("precision", c.place)
	}
	f, err := s.book.format(c.style)
	if err != nil {
		return "", fault("damaged", c.place)
	}
	switch f {
	case formatDate:
		if text := s.book.day(n); text != "" {
			return text, nil
		}
	case formatPercent:
		return plainNumber(n*100) + "%", nil
	}
	return plainNumber(n), nil
}

// plainNumber writes a number out, without an exponent.
func plainNumber(n float64) string {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64) // it was just written
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// day turns the serial number of a day into the day, with the time if there is one; "" if
// it is none. The first system has a 29 February 1900, which never was: it is written as
// it is, and no check will take it for a date.
func (b *book) day(serial float64) string {
	days, part := math.Modf(serial)
	seconds := math.Round(part * 86400)
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60:
		return "1900-02-29"
	case days < 60:
		first = first.AddDate(0, 0, 1)
	}
	if serial < 1 && !b.date1904 || serial < 0 || serial >= 2958466 {
		return ""
	}
	t := first.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	if seconds == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

// A format is how a number is shown, as far as it tells what it is.
type format int

const (
	formatPlain format = iota
	formatDate
	formatPercent
)

func (b *book) format(style string) (format, error) {
	if style == "" || style == "0" && len(b.formats) == 0 {
		return formatPlain, nil
	}
	i, err := strconv.Atoi(style)
	if err == nil && (i < 0 || i >= len(b.formats)) {
		err = strconv.ErrRange
	}
	if err != nil {
		return formatPlain, err
	}
	return b.formats[i], nil
}

func (b *book) styles(name string) error {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.whole(name, &sheet); err != nil {
		return err
	}
	codes := make(map[int]format)
	for _, f := range sheet.Formats {
		codes[f.ID] = formatOf(f.Code)
	}
	for _, x := range sheet.Cells {
		f, own := codes[x.ID]
		if !own {
			f = builtIn(x.ID)
		}
		b.formats = append(b.formats, f)
	}
	return nil
}

// builtIn is a format that every workbook has (ECMA-376, 18.8.30).
func builtIn(id int) format {
	switch {
	case id == 9 || id == 10:
		return formatPercent
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return formatDate
	}
	return formatPlain
}

// unread is what a format code shows as it stands: texts in quotes, single signs, and
// colours, countries and conditions in brackets; but [h] and the like count time.
var unread = regexp.MustCompile(`"[^"]*"|\\.|[_*].|\[[^\]hHmMsS][^\]]*\]|(?i:general)`)

func formatOf(code string) format {
	code = unread.ReplaceAllString(code, "")
	switch {
	case strings.ContainsAny(code, "yYmMdDhHsS"):
		return formatDate
	case strings.Contains(code, "%"):
		return formatPercent
	}
	return formatPlain
}
