package words

import (
	"flag"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// sample fills every slot of the catalogue; each count is n, each share is p.
func sample(n, p Number) Args {
	prof := Text{KK: "Аспаз", RU: "Повар"}
	a := Args{
		"y": Bare(2025), "y0": Bare(2024), "row": Bare(1234), "no": Bare(7),
		"d": Date{2025, time.December, 15}, "d1": Date{2025, time.January, 1}, "d2": Date{2025, time.November, 30},
		"per": Quarter(2025, 2), "r": Region("33"), "rs": Regions{"11", "10", "71"},
		"r1": Region("75"), "r2": Region("62"), "dir": Choice(0), "state": Choice(1), "reason": Choice(1),
		"prof": prof, "name": prof, "src": Text{KK: "Тану қорытындылары", RU: "Итоги признания"},
		"org": TermText("national_chamber"), "owner": Owner("state_bodies"), "action": Say("A06", nil),
		"ind": TermText("pass_rate"), "text": prof, "list": List{prof, prof}, "where": prof,
		"code": Label("5120-1"), "f": prof, "file": Label("vozvrat.csv"), "ref": Same("КАТО"), "ed": Label("17.07.2026"),
		"message": Say("V12", nil),
	}
	for _, slot := range []string{"n", "m", "N", "k", "n0", "x", "a", "b", "c", "e", "g", "v", "v0", "v1", "s"} {
		a[slot] = n
	}
	for _, slot := range []string{"p", "p0", "p1", "p2"} {
		a[slot] = p
	}
	return a
}

// special has the values of slots whose letter means something else in one sentence.
var special = map[string]Args{
	"F05": {"c": Same("Маман")},
	"K05": {"reason": Say("K06", Args{"reason": Choice(1)})},
	"V03": {"v": Label("75")}, "V13": {"v": Label("32.01.2025")}, "V15": {"v": Label("9")}, "V23": {"v": Label("Алмaты")},
	"V04": {"a": Date{2025, 11, 5}, "b": Date{2025, 11, 6}},
	"V07": {"s": Label("KZ 001")}, "V22": {"s": Label("KZ 001")},
	"V08": {"reason": Text{KK: "бос", RU: "пусто"}},
	"V10": {"c": Same("БИН")}, "V11": {"c": Same("БИН")}, "V20": {"v": Bare(2)},
	"TABLE": {"n": Bare(3)}, "FIGURE": {"n": Bare(3)}, "ANNEX": {"n": Bare(3)}, "ROW": {"n": Bare(3)},
	"REF_PARAGRAPH": {"n": Bare(7)}, "REF_SUBPARAGRAPH": {"n": Bare(7), "m": Bare(4)}, "REF_LAW": {"a": Bare(6), "n": Bare(2)},
	"LEVEL": {"n": Bare(4)}, "LEVEL_AT": {"n": Bare(4)}, "LEVEL_OF": {"n": Bare(4)},
}

func argsFor(id string, n, p Number) Args {
	a := sample(n, p)
	for slot, v := range special[id] {
		a[slot] = v
	}
	return a
}

var atPlace = regexp.MustCompile(`:\w+\.p\}`) // no form for a number with decimals

func TestEverySentenceForEveryNumber(t *testing.T) {
	for _, s := range []string{"0", "1", "2", "5", "8", "11", "21", "22", "101", "111", "1234", "2.5"} {
		n := mustNumber(t, s, strings.Count(s, "."))
		for _, id := range Sentences() {
			if s == "2.5" && atPlace.MatchString(Template(id).RU) {
				if got, err := Render(RU, id, argsFor(id, n, n)); err == nil {
					t.Errorf("%s with a fraction: %q, want an error", id, got)
				}
				continue
			}
			checkSentence(t, id, argsFor(id, n, n.AsPercent()))
		}
	}
}

func checkSentence(t *testing.T, id string, a Args) {
	t.Helper()
	both, err := RenderBoth(id, a)
	if err != nil {
		t.Error(err)
		return
	}
	for _, l := range Both {
		if strings.ContainsAny(both.In(l), "{}~|") {
			t.Errorf("%s in %s: a slot is left in %q", id, l, both.In(l))
		}
		for _, fault := range Typography(both.In(l)) {
			if id != "V23" { // it quotes a mixed word, see its test value
				t.Errorf("%s in %s: %s in %q", id, l, fault, both.In(l))
			}
		}
	}
	if kk, ru := figures(both.KK), figures(both.RU); !slices.Equal(kk, ru) {
		t.Errorf("%s: figures %q in Kazakh, %q in Russian\n%s\n%s", id, kk, ru, both.KK, both.RU)
	}
}

// inLoc are «in one of them» to «in seven of them», as figures reads them.
var inLoc = strings.NewReplacer("бірінде", "1", "екеуінде", "2", "үшеуінде", "3", "төртеуінде", "4",
	"бесеуінде", "5", "алтауында", "6", "жетеуінде", "7")

var figure = regexp.MustCompile(`\d{1,3}(?:\x{a0}\d{3})+(?:,\d+)?%?|[0-9]+(?:[.,-][0-9]+)*%?`)

// figures returns the set of numbers, dates and codes of a sentence; «in five of
// them» counts as 5.
func figures(s string) []string {
	all := figure.FindAllString(inLoc.Replace(s), -1)
	slices.Sort(all)
	return slices.Compact(all)
}

func TestTypography(t *testing.T) {
	for _, bad := range []string{"бiлiм", "a  b", "12 %", "раз , два", `"x"`, "а - б", " x"} {
		if len(Typography(bad)) == 0 {
			t.Errorf("%q passes", bad)
		}
	}
	if f := Typography("«Маман» – 12,3% (I тоқсан), 5-тен"); f != nil {
		t.Error(f)
	}
}

func TestCatalogueLints(t *testing.T) {
	for _, id := range Sentences() {
		for _, fault := range Lint(Template(id)) {
			t.Errorf("%s: %s", id, fault)
		}
	}
	if len(Sentences()) < 100 {
		t.Errorf("only %d sentences", len(Sentences()))
	}
}

// distinct gives every number of a sentence another value, so that the golden file
// shows which stands where.
func distinct(id string) Args {
	a := argsFor(id, Int(1234), Percent(big.NewRat(123, 10), 1))
	for slot, v := range map[string]int64{"k": 5, "N": 20, "m": 3, "n0": 1099, "a": 11, "b": 21, "c": 2, "e": 4, "g": 8, "v0": 40, "v1": 90} {
		if _, ok := a[slot].(Number); ok {
			a[slot] = Int(v)
		}
	}
	a["x"] = Dec(big.NewRat(5, 2), 1)
	a["p0"] = Percent(big.NewRat(452, 10), 1)
	a["p1"] = Percent(big.NewRat(477, 10), 1)
	a["p2"] = Percent(big.NewRat(9, 1), 0)
	return a
}

// The golden file shows every sentence once, for a native reader.
func TestGoldenSentences(t *testing.T) {
	var b strings.Builder
	b.WriteString("# One rendering of each sentence, each number another.\n")
	for _, id := range Sentences() {
		both, err := RenderBoth(id, distinct(id))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n%s\nkk: %s\nru: %s\n", id, both.KK, both.RU)
	}
	const name = "testdata/sentences.golden"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("sentences differ from %s; run with -update if that is meant:\n%s", name, d)
	}
}
