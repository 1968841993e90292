package reports

import (
	"bytes"
	"strings"
	"testing"

	"nsk/reports/words"
)

const someEdits = `edits:
  - do: edit
    recommendation: rec-r02
    who: analyst-1
    when: "2025-11-25"
    reason: {kk: "Мәтін нақтыланды.", ru: "Текст уточнён."}
    text: {kk: "Мемлекеттік органдарға стандарттарды бекіту кестесін ұсыну ұсынылады.", ru: "Государственным органам рекомендуется представить график утверждения стандартов."}
  - do: reject
    recommendation: rec-r44
    who: analyst-1
    when: "2025-11-25"
    reason: {kk: "Акт орналастырылды.", ru: "Акт размещён."}
  - do: add
    recommendation: rec-added-1
    rule: r02
    owner: national_body
    deadline: "2026-03-31"
    who: analyst-2
    when: "2025-11-26"
    reason: {kk: "Талқылау нәтижесі.", ru: "Итог обсуждения."}
    text: {kk: "Ұлттық органға әзірлеушілерді оқыту ұсынылады.", ru: "Национальному органу рекомендуется обучить разработчиков."}
`

// Edits keep both texts, rejections leave the document with their reason and
// their findings stay.
func TestEdits(t *testing.T) {
	edits, err := ReadEdits(strings.NewReader(someEdits))
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSource(newRepublic(t).db, AnnualInput{Release: "r", Edits: edits})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.result(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]Recommendation{}
	for _, rec := range r.Recommendations {
		at[rec.ID] = rec
		if rec.Status == "generated" && (rec.Generated.RU != rec.Text.RU || rec.Cost.KK == "") {
			t.Errorf("%s: %+v", rec.ID, rec)
		}
	}
	edited := at["rec-r02"]
	if edited.Status != "edited" || edited.Text != *edited.Edited || edited.Generated.RU == "" || edited.Generated.RU == edited.Text.RU || edited.Editor != "analyst-1" {
		t.Errorf("edited: %+v", edited)
	}
	if added := at["rec-added-1"]; added.Status != "added" || len(added.Findings) == 0 || added.Generated.RU != "" {
		t.Errorf("added: %+v", added)
	}
	if _, there := at["rec-r44"]; there || len(r.Rejected) != 1 || r.Rejected[0].EditReason.RU != "Акт размещён." {
		t.Errorf("rejected: %+v", r.Rejected)
	}
	found := false
	for _, f := range r.Findings {
		found = found || f.Rule == "r44"
	}
	if !found {
		t.Error("the finding of a rejected recommendation is gone")
	}
}

// What an analyst rejected stands with text, reason and name in the internal annex, and
// nowhere in facts.json.
func TestRejectedStaysInTheHouse(t *testing.T) {
	edits := must1(ReadEdits(strings.NewReader(someEdits)))(t)
	s := must1(newSource(newRepublic(t).db, AnnualInput{Release: "r-1", Edits: edits}))(t)
	r := must1(s.result(t.Context()))(t)
	var public bytes.Buffer
	if err := r.Publication().Write(&public); err != nil {
		t.Fatal(err)
	}
	for _, l := range words.Both {
		var annex bytes.Buffer
		if err := WriteInternal(&annex, r, l); err != nil {
			t.Fatal(err)
		}
		rejected := r.Rejected[0]
		for _, said := range []string{rejected.Generated.In(l), rejected.EditReason.In(l), "analyst-1", edits[0].Text.In(l), edits[2].Text.In(l)} {
			if !strings.Contains(annex.String(), said) {
				t.Errorf("%s: the annex lacks %q", l, said)
			}
		}
		for _, secret := range []string{rejected.Generated.In(l), rejected.EditReason.In(l), "rec-r44"} {
			if strings.Contains(public.String(), secret) {
				t.Errorf("%s: facts.json has %q", l, secret)
			}
		}
	}
}

// What an analyst writes is checked: figures belong to facts, nobody is accused,
// both languages are there and each is itself.
func TestEditsAreChecked(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"figure":   {"Текст уточнён.", "Текст уточнён.", ""},
		"digit":    {"представить график утверждения стандартов", "утвердить 12 стандартов", "figure"},
		"accuses":  {"обучить разработчиков", "указать виновных", "accuses"},
		"language": {"Ұлттық органға әзірлеушілерді оқыту ұсынылады", "Рекомендуется обучить разработчиков", "other language"},
		"missing":  {`ru: "Итог обсуждения."`, `ru: ""`, "reason"},
		"deadline": {`"2026-03-31"`, `"2026-03-22"`, "no working day"},
		"owner":    {"national_body", "somebody", "owner"},
	} {
		_, err := ReadEdits(strings.NewReader(strings.Replace(someEdits, c.old, c.new, 1)))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	r := &Result{Recommendations: []Recommendation{{ID: "rec-r02"}}}
	if err := r.applyEdits([]Edit{{Do: "reject", Recommendation: "rec-r99", Reason: words.Same("x")}}); err == nil {
		t.Error("a recommendation that is not there was rejected")
	}
}
