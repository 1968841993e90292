package edition_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/reports/edition"
)

// A file is told from its forgery: a changed number is named with what it was, a changed word
// is told from a changed number, and a file that was only moved is still the one.
func TestVerify(t *testing.T) {
	dir, m := written(t, edition.HTML, edition.DOCX, edition.XLSX, edition.JSON, edition.Data)
	if m.Edition != 1 || m.Release != "2025-11-20-0a1b2c3d" || !m.Draft {
		t.Errorf("manifest %+v", m)
	}
	var fact, text string
	list, err := edition.Shown("report.ru.html", contents(t, dir, "report.ru.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if len(f.Text) > 3 && strings.HasPrefix(f.ID, "E.02") {
			fact, text = f.ID, f.Text
			break
		}
	}
	forged := strings.NewReplacer(text, "1"+text)
	for name, c := range map[string]struct {
		file string
		edit func([]byte) []byte
		want edition.State
	}{
		"moved":                   {"report.ru.html", func(b []byte) []byte { return b }, edition.Same},
		"a word in HTML":          {"report.ru.html", replaced("Краткие выводы", "Кратко"), edition.BytesDiffer},
		"a number in HTML":        {"report.ru.html", func(b []byte) []byte { return []byte(forged.Replace(string(b))) }, edition.FactsDiffer},
		"a word in DOCX":          {"report.ru.docx", zipped("word/document.xml", "Краткие выводы", "Кратко"), edition.BytesDiffer},
		"a number in DOCX":        {"report.ru.docx", zipped("word/document.xml", text, "1"+text), edition.FactsDiffer},
		"a value in JSON":         {"facts.json", replaced(`"value": "`, `"value": "1`), edition.FactsDiffer},
		"a row of a CSV":          {"annex/facts.csv", replaced("E.02,", "E.02x,"), edition.FactsDiffer},
		"bytes of a Parquet":      {"annex/facts.parquet", func(b []byte) []byte { return append(b, 0) }, edition.OnlyDiffers},
		"a workbook that is none": {"annex.xlsx", func([]byte) []byte { return []byte("none") }, edition.OnlyDiffers},
	} {
		file := filepath.Join(t.TempDir(), filepath.Base(c.file))
		if err := os.WriteFile(file, c.edit(contents(t, dir, c.file)), 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := edition.Verify(file, t.TempDir(), dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v.State != c.want {
			t.Errorf("%s: state %d, want %d (%v)", name, v.State, c.want, v.Changes)
		}
		if c.file == "report.ru.html" && c.want == edition.FactsDiffer && !named(v.Changes, edition.Change{ID: fact, Was: text, Is: "1" + text}) {
			t.Errorf("%s: %s: %s → 1%s is not among %v", name, fact, text, text, v.Changes)
		}
	}
}

func named(list []edition.Change, want edition.Change) bool {
	for _, c := range list {
		if c == want {
			return true
		}
	}
	return false
}

func replaced(old, with string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(old), []byte(with)) }
}

// zipped replaces text in one part of a package.
func zipped(part, old, with string) func([]byte) []byte {
	return func(b []byte) []byte {
		in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			panic(err)
		}
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, f := range in.File {
			r, err := f.Open()
			if err != nil {
				panic(err)
			}
			data, err := io.ReadAll(r)
			if err != nil {
				panic(err)
			}
			if f.Name == part {
				data = replaced(old, with)(data)
			}
			w, err := z.Create(f.Name)
			if err != nil {
				panic(err)
			}
			if _, err := w.Write(data); err != nil {
				panic(err)
			}
		}
		if err := z.Close(); err != nil {
			panic(err)
		}
		return out.Bytes()
	}
}

// Where no manifest is, or none knows the name, that is said.
func TestVerifyUnknown(t *testing.T) {
	dir, _ := written(t, edition.JSON)
	file := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if v, err := edition.Verify(file, dir); err != nil || v.State != edition.Unknown {
		t.Errorf("got %v, %v", v.State, err)
	}
	if _, err := edition.Verify(file, t.TempDir()); err == nil {
		t.Error("no manifest, and no error")
	}
}
