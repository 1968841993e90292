package docx

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The children of properties stand in the sequence of ECMA-376, part 1, annex A; a strict reader
// refuses any other. Only the elements that a report may use are listed.
var sequences = map[string][]string{
	"pPr": {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs",
		"suppressAutoHyphens", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"},
	"rPr": {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "noProof", "webHidden", "color", "spacing", "kern", "position",
		"sz", "szCs", "u", "shd", "vertAlign", "lang"},
	"tblPr":  {"tblStyle", "tblStyleRowBandSize", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription"},
	"tcPr":   {"tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"},
	"sdt":    {"sdtPr", "sdtEndPr", "sdtContent"},
	"tbl":    {"tblPr", "tblGrid", "tr"},
	"inline": {"extent", "effectExtent", "docPr", "cNvGraphicFramePr", "graphic"},
	"sectPr": {"headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid"},
}

func TestElementsStandInOrder(t *testing.T) {
	if len(disordered(t, []byte("<pPr><jc/><pStyle/></pPr>"))) != 1 {
		t.Fatal("a paragraph whose style comes last passes")
	}
	_, parts := written(t, sample(t))
	for name, data := range parts {
		if !strings.HasPrefix(name, "word/") || !strings.HasSuffix(name, ".xml") {
			continue
		}
		for _, fault := range disordered(t, data) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// disordered tells every child that stands after one it should come before, or is not known.
func disordered(t *testing.T, data []byte) (faults []string) {
	t.Helper()
	type open struct {
		name string
		at   int
	}
	stack := []open{{}}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return faults
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			top := &stack[len(stack)-1]
			if order, ok := sequences[top.name]; ok {
				at := slices.Index(order, e.Name.Local)
				if at < top.at {
					faults = append(faults, e.Name.Local+" stands wrong in "+top.name)
				}
				top.at = max(top.at, at)
			}
			stack = append(stack, open{name: e.Name.Local})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

// Every picture says in words what it shows, has an id of its own and a caption that counts; the
// language of the text is that of the document.
func TestPicturesAndLanguage(t *testing.T) {
	for lang, tag := range map[string]string{"kk": "kk-KZ", "ru": "ru-RU"} {
		d := sample(t)
		d.Lang = lang
		_, parts := written(t, d)
		body := string(parts["word/document.xml"])
		pictures := strings.Count(body, "<w:drawing>")
		alts := regexp.MustCompile(`<wp:docPr id="(\d+)" name="[^"]+" descr="[^"]{5,}"`).FindAllStringSubmatch(body, -1)
		seen := map[string]bool{}
		for _, a := range alts {
			seen[a[1]] = true
		}
		if pictures == 0 || len(seen) != pictures || strings.Count(body, "SEQ figure") != pictures {
			t.Errorf("%s: %d pictures, %d with a text and an id, %d captions", lang, pictures, len(seen), strings.Count(body, "SEQ figure"))
		}
		if !strings.Contains(string(parts["word/styles.xml"]), `<w:lang w:val="`+tag+`"`) {
			t.Errorf("the text is not in %s", tag)
		}
	}
}
