package draft_test

import (
	"cmp"
	"strings"
	"testing"
	"testing/fstest"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/draft"
)

var rest = connectors.Kind{Name: "rest", Options: []connectors.Option{{Name: "endpoint", Required: true}, {Name: "shape", Required: true, Values: []string{"array", "spring"}}}}

// drafted reads the contract that is guessed from a sample.
func drafted(t *testing.T, form draft.Form, text string) (*contract.Contract, *draft.Draft) {
	t.Helper()
	s, err := draft.Read(form, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d, err := draft.New(draft.Ask{Source: "thing", Kind: rest, Provider: "centre", Paragraph: "19", Cadence: "monthly", Content: "snapshot", File: "s"}, s)
	if err != nil {
		t.Fatal(err)
	}
	all, err := contract.Load(fstest.MapFS{"thing.yaml": {Data: d.YAML}})
	if err != nil {
		t.Fatalf("%v in\n%s", err, d.YAML)
	}
	return all[0], d
}

// A column is guessed from all its values; a doubt ends at the type that loses nothing, and
// at the one that keeps no person.
func TestTypes(t *testing.T) {
	for _, tt := range []struct{ name, values, want string }{
		{"n", "1 22 -3", "integer"},
		{"n", "01 22", "code"},
		{"n", "1 2.5", "decimal"},
		{"n", "1.23456 2", "code"},
		{"profession_code", "12 13", "code"},
		{"day", "2025-01-02 2025-03-04", "date"},
		{"day", "02.01.2025", "date"},
		{"at", "2025-01-02T10:00:00+05:00 2025-01-02T10:00:00Z", "timestamp"},
		{"x", "990440000385 940140000385", "bin"},
		{"x", "900101300017 990440000385", "iin keep person_key"},
		{"iin", "900101300017", "iin keep person_key"},
		{"kato", "751110000 711010000", "kato"},
		{"homeKato", "751110000", "kato keep region"},
		{"number", "751110000", "code"},
		{"birthDate", "1990-01-02", "date keep birth_year"},
		{"fullName", "Ivanov", "text keep"},
		{"contact", "a@b.kz", "text keep"},
		{"contact", "+77011234567", "text keep"},
		{"status", "a a a b b b", "code of a,b"},
		{"status", "1 a a 1 a a", "code of 1,a"},
		{"status", "a b c d", "text"},
	} {
		rows := `"` + strings.Join(strings.Fields(tt.values), `"},{"`+tt.name+`":"`) + `"`
		c, _ := drafted(t, draft.JSON, `[{"`+tt.name+`":`+rows+`}]`)
		col := c.Columns[0]
		got := string(col.Type)
		if col.Personal() {
			got = strings.TrimSpace(got + " keep " + strings.Join(col.Keep, ","))
		}
		if len(col.Values) > 0 {
			got += " of " + strings.Join(col.Values, ",")
		}
		if got != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.name, tt.values, got, tt.want)
		}
	}
}

// Whatever is drafted is a contract that needs nothing but the words of people: what lint
// says of it is that.
func TestOnlyWordsAreMissing(t *testing.T) {
	for form, text := range map[draft.Form]string{
		draft.JSON:      `{"content":[{"id":1,"a":{"b":true}},{"id":2,"a":{"b":false}}],"totalElements":2}`,
		draft.JSONLines: "{\"id\":1,\"Ұзақ атау: x\":\"ә, [b] # 'c'\"}\n{\"id\":2}\n",
		draft.XML:       "<?xml version='1.0'?><x:list xmlns:x='urn:x'><day>1</day><x:item code='a'><name>Бір &amp; екі</name></x:item><x:item code='b'/></x:list>",
		draft.CSV:       "\ufeffКод;Атауы (қаз.);name, x\n1;а;b\n2;в;c\n",
	} {
		c, d := drafted(t, form, text)
		for _, f := range c.Lint() {
			if !strings.Contains(f.Says, contract.ToFill) || f.Line == 0 {
				t.Errorf("%s: %v in\n%s", form, f, d.YAML)
			}
		}
		if len(c.Lint()) == 0 {
			t.Errorf("%s: nothing is to be filled in\n%s", form, d.YAML)
		}
		if s, err := draft.Read(form, d.Fixture); err != nil || s.Rows != d.Rows {
			t.Errorf("%s: the fixture cannot be read: %v", form, err)
		}
	}
}

// A fixture has no value of a person, and the file of the sample is not quoted.
func TestFixtureIsDiscreet(t *testing.T) {
	_, d := drafted(t, draft.JSON, `[{"id":1,"iin":"900101300017","user":{"fullName":"Ахметов Ерлан","email":"x@y.kz"},"birthDate":"1990-05-06"},{"id":2}]`)
	for _, secret := range []string{"900101300017", "Ахметов", "x@y.kz", "1990-05-06"} {
		if strings.Contains(string(d.Fixture)+string(d.YAML)+strings.Join(d.Notes, "\n"), secret) {
			t.Errorf("%s is shown:\n%s\n%s", secret, d.YAML, d.Fixture)
		}
	}
}

// Paths of XML are those of a contract: attributes, and which of several elements; a document
// may stand in an envelope. A fixture has made-up values at the same paths.
func TestXML(t *testing.T) {
	const document = `<programmes xmlns="urn:x"><total>2</total>
<programme code="07130100"><title>Сварщик</title><title>Дәнекерлеуші</title><level code="3">үшінші</level><head><iin>900101300017</iin></head></programme>
<programme code="07130101"><title>Токарь</title><title>Токарь</title><level code="9"/><a/><a/><a/><a/><a/></programme></programmes>`
	for name, text := range map[string]string{
		"bare":     document,
		"text":     `<s:Envelope xmlns:s="x"><s:Body><r><data><![CDATA[<?xml version="1.0"?>` + document + `]]></data></r></s:Body></s:Envelope>`,
		"elements": `<s:Envelope xmlns:s="x"><s:Body><r><data>` + document + `</data></r></s:Body></s:Envelope>`,
	} {
		c, d := drafted(t, draft.XML, text)
		var got []string
		for _, col := range c.Columns {
			got = append(got, col.Name+"="+cmp.Or(col.Path, col.Name))
		}
		const want = "code=@code title_0=title.0 title_1=title.1 level_code=level.@code level=level head_iin=head.iin"
		if strings.Join(got, " ") != want || c.XML == nil || c.XML.Rows != "programmes.programme" || c.Column("head_iin").Type != contract.TypeIIN || c.Key[0] != "code" {
			t.Errorf("%s: %s, %+v in\n%s", name, got, c.XML, d.YAML)
		}
		if !strings.Contains(strings.Join(d.Notes, "\n"), "a holds a list") {
			t.Errorf("%s: notes %q", name, d.Notes)
		}
		if strings.Contains(string(d.Fixture), "900101300017") || !strings.Contains(string(d.Fixture), "<title>Дәнекерлеуші</title>") {
			t.Errorf("%s: fixture %s", name, d.Fixture)
		}
	}
	for text, says := range map[string]string{"<a><b/></a>": "no rows", "<!DOCTYPE a><a/>": "declarations of its own", "<Envelope><Body/></Envelope>": "envelope", "<a>": "unexpected EOF"} {
		if _, err := draft.Read(draft.XML, []byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
	}
}

// What no contract can be guessed from is told with what a sample is.
func TestNoSample(t *testing.T) {
	for form, text := range map[draft.Form]string{draft.JSON: `{"error":"no"}`, draft.JSONLines: "x", draft.XLSX: "x", "pdf": "%PDF"} {
		if _, err := draft.Read(form, []byte(text)); err == nil {
			t.Errorf("%s: %q is a sample", form, text)
		}
	}
	s, err := draft.Read(draft.CSV, []byte("a,b\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := draft.New(draft.Ask{Source: "thing", Kind: rest}, s); err == nil || !strings.Contains(err.Error(), "no rows") {
		t.Error(err)
	}
}
