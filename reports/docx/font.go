package docx

import (
	"encoding/hex"
	"slices"

	"nsk/reports/typeface"
)

// embedded is a font inside the file. Name and Role say which face of which family it is.
type embedded struct {
	Family, Role string
	Key          string // GUID with which the first bytes are mixed, as the standard wants
	data         []byte
}

// fonts are the faces of the document. The keys are any, and always the same.
var fonts = []embedded{
	{"PT Serif", "Regular", "6E736B00-0001-4000-8000-000000000001", typeface.Serif},
	{"PT Serif", "Bold", "6E736B00-0001-4000-8000-000000000002", typeface.SerifBold},
	{"PT Sans", "Regular", "6E736B00-0001-4000-8000-000000000003", typeface.Sans},
	{"PT Sans", "Bold", "6E736B00-0001-4000-8000-000000000004", typeface.SansBold},
}

// obfuscated is the font as ECMA-376 part 4 § 2.8.1 stores it: its first 32 bytes mixed with
// the key, last byte of the key first.
func (f embedded) obfuscated() []byte {
	var digits []byte
	for _, c := range []byte(f.Key) {
		if c != '-' {
			digits = append(digits, c)
		}
	}
	key, err := hex.DecodeString(string(digits))
	if err != nil || len(key) != 16 {
		panic("docx: the key of a font is no GUID") // written above
	}
	slices.Reverse(key)
	out := slices.Clone(f.data)
	for i := range 32 {
		out[i] ^= key[i%16]
	}
	return out
}
