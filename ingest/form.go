package ingest

import (
	"bytes"
	"strings"
)

// formOf names the form that bytes have beyond doubt, to say what a file is if it is not
// what it is called; "" if they may be text. Nothing is ever read by what this says.
func formOf(head []byte) string {
	for _, f := range []struct{ sign, form string }{
		{"%PDF", "PDF"}, {"\x1f\x8b", "GZIP"}, {"PAR1", "Parquet"}, {"Rar!", "RAR"}, {"7z\xbc\xaf", "7Z"}, {"{\\rtf", "RTF"}, {"\x89PNG", "PNG"},
	} {
		if bytes.HasPrefix(head, []byte(f.sign)) {
			return f.form
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipForm(head)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "XLS"
	}
	return markupForm(head)
}

// zipForm tells a workbook from other archives.
func zipForm(head []byte) string {
	if bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("xl/")) {
		return "XLSX"
	}
	return "ZIP"
}

// markupForm knows a page by its beginning, such as that of an error in place of an answer.
func markupForm(head []byte) string {
	start := strings.ToLower(string(trimmedHead(head[:min(len(head), 512)])))
	switch {
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return "HTML"
	case strings.HasPrefix(start, "<"):
		return "XML"
	}
	return ""
}

func trimmedHead(head []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n\x1e")
}

// textForm names what text seems to be where no text is expected.
func textForm(head []byte) string {
	switch start := trimmedHead(head); {
	case len(start) == 0:
		return ""
	case start[0] == '{' || start[0] == '[':
		return "JSON"
	case bytes.ContainsAny(start, ",;\t"):
		return "CSV"
	}
	return "TXT"
}
