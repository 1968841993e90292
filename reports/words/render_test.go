package words

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRenderText(t *testing.T) {
	a := Args{"n": Int(1234), "k": Int(5), "p": mustNumber(t, "12.3", 1).AsPercent(), "dir": Choice(1), "r": Region("62"), "name": Label("і")}
	for _, tt := range []struct {
		l              Lang
		template, want string
	}{
		{RU, "у {n:candidate.g}", "У 1\u00a0234\u00a0кандидатов"},
		{KK, "{n:region.gen} {k.pxloc}", "1\u00a0234\u00a0өңірдің бесеуінде"},
		{KK, "{p.dat} {dir?көп|аз}", "12,3%-ға аз"},
		{RU, "{r.p} пусто", "В области Ұлытау пусто"},
		{KK, "іске қосу", "Іске қосу"},
		{KK, "«{name}» мәліметтері", "«і» мәліметтері"},
		{RU, "№~{k}", "№\u00a05"},
		{RU, "{p.signed}", "+12,3%"},
		{RU, "", ""},
	} {
		if got, err := RenderText(tt.l, tt.template, a); err != nil || got != tt.want {
			t.Errorf("%s %q: %q, %v; want %q", tt.l, tt.template, got, err, tt.want)
		}
	}
}

func TestRenderTextRefuses(t *testing.T) {
	a := Args{"n": Int(1), "dir": Choice(2), "s": Label("x"), "in": Sentence{Template: Same("{gone}")}}
	for template, want := range map[string]string{
		"{m}":           "slot {m}: no value",
		"{n":            "not closed",
		"n}":            "stray }",
		"{n}}":          "stray }",
		"{}":            "want {name}",
		"{регион}":      "want {name}",
		"{n:planet}":    "no noun",
		"{n.dative}":    "no form",
		"{n:region.p1}": "want {name}",
		"{dir?a|b}":     "not a choice from 2",
		"{n?a|b}":       "not a choice",
		"{dir?a}":       "two words",
		"{dir.x?a|b}":   "bare name",
		"{dir}":         "without choices",
		"{s:region}":    "not a number",
		"{in}":          "slot {gone}: no value",
		"{in.dat}":      "slot {gone}: no value",
	} {
		got, err := RenderText(RU, template, a)
		if err == nil || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%q: %q, %v; want an error with %q", template, got, err, want)
		}
	}
}

func TestRenderRefusesUnknownSentence(t *testing.T) {
	if _, err := RenderBoth("Z99", nil); err == nil {
		t.Error("no error")
	}
	if _, err := RenderBoth("S01", Args{"y": Bare(2025)}); err == nil || !strings.Contains(err.Error(), "S01") {
		t.Errorf("error %v does not name the sentence", err)
	}
}

func TestPartsTraceEveryValue(t *testing.T) {
	a := Args{"owner": Owner("recognition_centres"), "d": day,
		"action": Say("A01", Args{"r": Region("71"), "n": Int(2), "prof": Same("Повар")})}
	ps, err := RenderParts(RU, "P01", a)
	if err != nil {
		t.Fatal(err)
	}
	want := "[owner=Центрам признания] рекомендуется не позднее [d=15 декабря 2025 года] обеспечить " +
		"[action.r=в городе Астане] аккредитацию не менее [action.n=2]\u00a0центров признания по профессии «[action.prof=Повар]»."
	got := ps.Wrap(func(p Part) string { return "[" + p.Slot + "=" + p.Text + "]" })
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if ps[0].Value != Owner("recognition_centres") {
		t.Errorf("value of the first part: %v", ps[0].Value)
	}
}

func TestLint(t *testing.T) {
	for _, tt := range []struct {
		t    Text
		want string // "" means clean
	}{
		{Text{KK: "{n:region.loc}", RU: "в {n:region.p}"}, ""},
		{Text{KK: "{p.acc} {dir?көп|аз} 95%", RU: "{dir?больше|меньше} 95% {p}"}, ""},
		{Text{KK: "{n}", RU: "{m}"}, "kk has"},
		{Text{RU: "есть"}, "kk: empty"},
		{Text{KK: "бiлiм", RU: "знания"}, "mixes scripts"},
		{Text{KK: "{n", RU: "{n}"}, "not closed"},
		{Text{KK: "12 ай", RU: "13 месяцев"}, "kk has"},
		{Text{KK: "{d?а|б|в}", RU: "{d?а|б}"}, "kk has"},
		{Text{KK: "{n:region.p}", RU: "{n:region.p}"}, "no form"},
		{Text{KK: "{n:planet}", RU: "{n}"}, "no noun"},
		{Text{KK: "{d.abl}", RU: "{d.abl}"}, "no form"},
	} {
		got := strings.Join(Lint(tt.t), "; ")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%v: %q, want %q", tt.t, got, tt.want)
		}
	}
	if got, err := Slots("{b} {a:region.p} {b} {c?x|y}"); err != nil || strings.Join(got, "") != "abc" {
		t.Errorf("slots %v, %v", got, err)
	}
}

func TestLanguageAndDirection(t *testing.T) {
	for s, want := range map[string]Lang{"kk": KK, "ru": RU, "en": "", "": ""} {
		if got, err := ParseLang(s); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	if got := Direction(Int(-3)); got != 1 {
		t.Errorf("a fall is %d", got)
	}
}
