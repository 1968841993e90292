package approval_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nsk/reports"
	"nsk/reports/approval"
	"nsk/reports/document"
	"nsk/reports/words"
	"nsk/schedules/calendar"
)

func n(i int64) *int64 { return &i }

// publication is a small analysis in which everything is right.
func publication() reports.Publication {
	return reports.Publication{
		Release: "2025-11-20-0000abcd", AsOf: "2025-11-20", From: "2025-01-01", To: "2025-10-31", PrevFrom: "2024-01-01", PrevTo: "2024-10-31",
		Facts: []reports.Fact{
			{ID: "D.01", Indicator: "D.01", By: "nation", Window: reports.Now, Value: "1200", Numerator: n(1200), Unit: reports.Count, Coverage: "97.0"},
			{ID: "D.01@before", Indicator: "D.01", By: "nation", Key: "KZ", Window: reports.Before, Value: "1100", Numerator: n(1100), Unit: reports.Count},
			{ID: "E.02", Indicator: "E.02", By: "nation", Window: reports.Now, Value: "84.5", Numerator: n(845), Denominator: n(1000), Unit: reports.Percent},
			{ID: "A.01", Indicator: "A.01", By: "nation", Window: reports.Now, Value: "4", Numerator: n(4), Unit: reports.Count},
			{ID: "D.19", Indicator: "D.19", By: "nation", Window: reports.Now, Status: reports.Protected, Unit: reports.Percent},
		},
		Findings: []reports.Finding{{ID: "r01-aa", Rule: "r01", Severity: 3, SQLHash: "00", Sentence: words.Text{KK: "бір", RU: "один"},
			Evidence: []reports.Evidence{{Column: "n", Value: "7"}, {Column: "num_share", Value: "2"}, {Column: "den_share", Value: "3"}}}},
		Recommendations: []reports.Recommendation{{ID: "rec-r01", Rule: "r01", Findings: []string{"r01-aa"}, Owner: "centres", Metric: "C.03", Issued: "2025-12-15", Deadline: "2026-02-02", Target: "40.0",
			Text: words.Text{KK: "қарау", RU: "рассмотреть"}}},
	}
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="1" height="1"/><rect width="1" height="1"/><rect width="1" height="1"/><path d="M0 0"/><text>1 200</text></svg>`

// pages are the documents of that analysis.
func pages() map[words.Lang]document.Document {
	kk := document.Document{Lang: "kk", Title: "Ақпарат", Subtitle: "2025 жылғы қаңтар – қазан", Organisation: "Ұлттық орган", Addressee: "Уәкілетті органға", Reference: "№ ___ күні", PlaceDate: "Астана қаласы",
		Meta: []document.Meta{{Label: "Шығарылым", Value: "2025-11-20-0000abcd"}},
		Labels: document.Labels{Table: func(n int) string { return fmt.Sprintf("%d-кесте", n) }, Figure: func(n int) string { return fmt.Sprintf("%d-сурет", n) },
			Statuses: []document.Status{{Symbol: "c", Meaning: "жарияланбайды"}}}}
	ru := kk
	ru.Lang, ru.Title, ru.Subtitle, ru.Organisation, ru.Addressee, ru.Reference, ru.PlaceDate = "ru", "Информация", "январь – октябрь 2025 года", "Национальный орган", "Уполномоченному органу", "№ ___ от", "город Астана"
	ru.Meta = []document.Meta{{Label: "Выпуск", Value: "2025-11-20-0000abcd"}}
	ru.Labels.Statuses = []document.Status{{Symbol: "c", Meaning: "не публикуется"}}
	kk.Blocks, ru.Blocks = blocks("Берілген өтініштер саны – ", "Бес тіктөртбұрыштан тұратын сурет", "Саны"), blocks("Подано заявлений: ", "Рисунок из пяти прямоугольников", "Количество")
	return map[words.Lang]document.Document{words.KK: kk, words.RU: ru}
}

func blocks(sentence, alt, title string) []document.Block {
	section := func(id string) document.Section { return document.Section{ID: id, Level: 1, Title: title} }
	num := func(text, fact, value string) document.Run {
		return document.Run{Text: text, FactID: fact, Value: value}
	}
	return []document.Block{
		section("current"), document.Paragraph{Runs: []document.Run{{Text: sentence}, num("1 200", "D.01", "1200"), {Text: ", "}, num("845", "E.02", "845"), {Text: ", "}, num("66,7", "r01-aa/num_share", "66.7")}},
		document.Figure{ID: "f", Caption: title, SVG: drawing, Alt: alt},
		document.Table{ID: "t", Caption: title, Columns: []document.Column{{}, {}}, Header: [][]document.HeaderCell{{{Text: title}, {Text: title}}}, Stub: 1,
			Rows: []document.Row{{Cells: []document.Cell{{Text: title}, {FactID: "D.19", Status: "c"}}}, {Cells: []document.Cell{{Text: title}, {Text: "84,5", FactID: "E.02", Value: "84.5"}}}}},
		section("problems"), section("proposals"), section("indicators"),
	}
}

func read(t *testing.T, docs map[words.Lang]document.Document) map[words.Lang]*approval.Page {
	t.Helper()
	all := map[words.Lang]*approval.Page{}
	for l, d := range docs {
		var b bytes.Buffer
		if err := document.WriteHTML(&b, d); err != nil {
			t.Fatal(err)
		}
		p, err := approval.ReadPage(&b)
		if err != nil {
			t.Fatal(err)
		}
		all[l] = p
	}
	return all
}

// A sample is a case that a test may spoil before it is read.
type sample struct {
	*approval.Case
	docs map[words.Lang]document.Document
}

// everywhere changes the document of both languages.
func (s *sample) everywhere(change func(*document.Document)) {
	for _, l := range words.Both {
		d := s.docs[l]
		change(&d)
		s.docs[l] = d
	}
}

// ru puts a sentence into the Russian document only, kk into the Kazakh one.
func (s *sample) say(l words.Lang, text string) {
	d := s.docs[l]
	d.Blocks = append(slices.Clone(d.Blocks), document.Paragraph{Runs: document.Text(text)})
	s.docs[l] = d
}

func newSample() *sample {
	s := &sample{&approval.Case{Publication: publication()}, pages()}
	s.World = approval.World{Today: calendar.Date(2025, time.December, 1), Freeze: calendar.Date(2025, time.November, 20), Delivery: calendar.Date(2025, time.December, 15), DaysLeft: 10,
		Releases: []string{"2025-09-30-00000000", "2025-11-20-0000abcd"}, Previous: true}
	for _, name := range append([]string{"report.kk.pdf", "report.ru.pdf"}, approval.Required...) {
		s.Files = append(s.Files, approval.File{Name: name, Bytes: 1000})
	}
	s.Book = []reports.Indicator{{ID: "D.01"}, {ID: "E.02", Kind: reports.Ratio, Unit: reports.Percent}, {ID: "D.19"}}
	s.Standing = approval.Standing{Version: 1, State: approval.Draft, Signed: map[approval.Act]approval.Event{approval.ActDraft: {Who: "aigul", Account: "a"}}}
	return s
}

func (s *sample) fact(id string) *reports.Fact {
	i := slices.IndexFunc(s.Publication.Facts, func(f reports.Fact) bool { return f.ID == id })
	return &s.Publication.Facts[i]
}

// bind puts a number bound to a fact into both documents.
func (s *sample) bind(fact, value string) {
	s.everywhere(func(d *document.Document) {
		d.Blocks = append(slices.Clone(d.Blocks), document.Paragraph{Runs: []document.Run{{Text: value, FactID: fact, Value: value}}})
	})
}

// spoils break each check once, and no other.
var spoils = map[string]func(*sample){
	"b01": func(s *sample) { s.Files = s.Files[:len(s.Files)-1] },
	"b02": func(s *sample) {
		s.everywhere(func(d *document.Document) { d.Meta = []document.Meta{{Label: "x", Value: "another"}} })
	},
	"b03": func(s *sample) { s.Releases = nil },
	"b04": func(s *sample) {
		s.everywhere(func(d *document.Document) { d.Blocks = slices.Delete(slices.Clone(d.Blocks), 4, 5) })
	},
	"b05": func(s *sample) {
		d := s.docs[words.RU]
		d.Blocks = append(slices.Clone(d.Blocks), document.Section{ID: "more", Level: 2, Title: "Ещё"})
		s.docs[words.RU] = d
	},
	"b06": func(s *sample) { s.Book = append(s.Book, reports.Indicator{ID: "Z.01"}) },
	"b07": func(s *sample) { s.fact("D.01@before").Value = "" },
	"b08": func(s *sample) { *s.fact("E.02").Numerator = 844; s.fact("E.02").BoundLow = "845" },
	"b09": func(s *sample) { f := s.fact("D.01@before"); f.Value = "-3" },
	"b10": func(s *sample) { s.bind("E.02", "84.6") },
	"b11": func(s *sample) {
		d := s.docs[words.KK]
		d.Blocks = append(slices.Clone(d.Blocks), document.Paragraph{Runs: []document.Run{{Text: "1 200", FactID: "D.01", Value: "1200"}}})
		s.docs[words.KK] = d
	},
	"b12": func(s *sample) { s.fact("D.19").Numerator = n(3); s.fact("D.19").Denominator = n(40) },
	"b13": func(s *sample) { s.Leaks = []string{"annex.xlsx"} },
	"b14": func(s *sample) { s.say(words.RU, "Центр нарушил порядок.") },
	"b15": func(s *sample) { s.say(words.KK, "Саны – {n}.") },
	"b16": func(s *sample) { s.say(words.RU, "Кандидат 870412300415") },
	"b17": func(s *sample) { s.say(words.KK, "Барлығы – 5, в том числе для центров.") },
	"b18": func(s *sample) { s.Stale = []string{"S01"} },
	"b19": func(s *sample) { s.Publication.Recommendations[0].Findings = []string{"r02-bb"} },
	"b20": func(s *sample) { s.Publication.Recommendations[0].Deadline = "2025-12-15" },
	"b21": func(s *sample) { s.Publication.Findings[0].Severity = 0 },
	"b22": func(s *sample) { s.Publication.PrevTo = "2025-02-01" },
	"b23": func(s *sample) { s.Publication.AsOf = "2025-11-19" },
	"b24": func(s *sample) {
		s.everywhere(func(d *document.Document) {
			d.Blocks = swap(d.Blocks, document.Figure{ID: "f", Caption: d.Title, SVG: drawing})
		})
	},
	"b25": func(s *sample) {
		s.everywhere(func(d *document.Document) {
			d.Blocks = swap(d.Blocks, document.Figure{ID: "f", Caption: d.Title, Alt: strings.Repeat("а", 20), SVG: `<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>`})
		})
	},
	"b26": func(s *sample) { s.Broken = []string{"c07"} },
	"b27": func(s *sample) {
		s.Standing.Comments = []approval.Comment{{Number: 4, Who: "dana", Text: words.Text{RU: "уточнить"}, Blocking: true}}
	},
	"b28": func(s *sample) {
		s.Standing.Version, s.Standing.Note = 2, words.Text{KK: "түзету", RU: "исправление"}
	},
	"b29": func(s *sample) { s.everywhere(func(d *document.Document) { d.Addressee = "" }) },
	"b30": func(s *sample) { s.everywhere(func(d *document.Document) { d.Stamp = "1" }) },
	"w01": func(s *sample) { f := s.fact("D.19"); f.Status = reports.Uncovered },
	"w02": func(s *sample) { s.Releases = append(s.Releases, "2025-12-01-00000000") },
	"w03": func(s *sample) { s.DaysLeft = 2 },
	"w04": func(s *sample) { s.fact("D.01@before").Value = "100" },
	"w05": func(s *sample) {
		for _, key := range []string{"75", "10", "71"} {
			s.Publication.Facts = append(s.Publication.Facts, reports.Fact{ID: "E.02/region=" + key, By: "region", Status: reports.Protected})
		}
	},
	"w06": func(s *sample) { s.Missing = 3 },
	"w07": func(s *sample) {
		s.Standing.Comments = []approval.Comment{{Number: 4, Text: words.Text{RU: "уточнить"}}}
	},
	"w08": func(s *sample) { s.Standing.Signed[approval.ActReview] = approval.Event{Who: "carla", Account: "a"} },
	"w09": func(s *sample) { s.Previous = false },
	"w10": func(s *sample) { s.Warned = []string{"c12"} },
	"w11": func(s *sample) { s.Publication.Findings[0].Severity = 4 },
	"w13": func(s *sample) { s.Files = s.Files[1:] },
	"w12": func(s *sample) { s.Files[0].Bytes = 1 << 30 },
}

func swap(blocks []document.Block, f document.Figure) []document.Block {
	blocks = slices.Clone(blocks)
	i := slices.IndexFunc(blocks, func(b document.Block) bool { return b.Kind() == "figure" })
	blocks[i] = f
	return blocks
}

func TestEveryCheckIsBrokenOnce(t *testing.T) {
	s := newSample()
	s.Pages = read(t, s.docs)
	if got := s.Examine(); len(got) > 0 {
		t.Fatalf("the sample does not hold: %+v", got)
	}
	for _, id := range approval.Checks() {
		s := newSample()
		if spoils[id] == nil {
			t.Errorf("nothing breaks %s", id)
			continue
		}
		spoils[id](s)
		s.Pages = read(t, s.docs)
		if got := s.Examine(); !slices.Equal(approval.IDs(got), []string{id}) {
			t.Errorf("%s: %+v", id, got)
		}
	}
}

// The order asks for a document that cannot be signed by mistake: at least 20 checks block
// and 10 warn; each says in three languages what it asks for.
func TestChecksAreSaid(t *testing.T) {
	blocking, warnings := 0, 0
	for _, id := range approval.Checks() {
		text := approval.TextOf(id)
		if text.KK == "" || text.RU == "" || text.EN == "" {
			t.Errorf("%s is not said in three languages", id)
		}
		if id[0] == 'b' {
			blocking++
		} else {
			warnings++
		}
	}
	if blocking < 20 || warnings < 10 {
		t.Errorf("%d checks block, %d warn", blocking, warnings)
	}
}
