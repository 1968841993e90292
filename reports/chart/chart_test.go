package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/*.svg")

// draw returns the SVG of each chart, drawn one after another in one new runtime.
func draw(t *testing.T, list ...Chart) []string {
	t.Helper()
	r, err := NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range list {
		svg, err := r.SVG(c)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, svg)
	}
	return out
}

// drawn holds the samples drawn once for all tests that look at them.
var drawn = sync.OnceValues(func() ([]string, error) {
	r, err := NewRenderer()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range samples() {
		svg, err := r.SVG(c)
		if err != nil {
			return nil, err
		}
		out = append(out, svg)
	}
	return out, nil
})

// drawnSamples returns the SVG of each sample.
func drawnSamples(t *testing.T) []string {
	t.Helper()
	list, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// texts returns the character data of an SVG and fails if it is not well-formed.
func texts(t *testing.T, svg string) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		if text, ok := tok.(xml.CharData); ok && strings.TrimSpace(string(text)) != "" {
			out = append(out, strings.TrimSpace(string(text)))
		}
	}
}

// Equal charts give equal bytes whatever the runtime drew before, as the golden files
// give on every machine.
func TestSameOptionsSameBytes(t *testing.T) {
	list := samples()
	once := drawnSamples(t)
	backwards := samples()
	slices.Reverse(backwards)
	again := draw(t, backwards...)
	for i, c := range list {
		if again[len(list)-1-i] != once[i] {
			t.Errorf("%s differs between two drawings", c.ID)
		}
		name := filepath.Join("testdata", c.ID+".svg")
		if *update {
			if err := os.WriteFile(name, []byte(once[i]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), once[i]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// An SVG may stand in any page: no script, no address, ids of its own.
func TestSVGStandsAlone(t *testing.T) {
	address := regexp.MustCompile(`(?i)https?://|<script|javascript:|\bon[a-z]+="|<!\[CDATA|zr[0-9]+-`)
	id := regexp.MustCompile(`(?:id="|url\(#)([a-z]+)-`)
	for i, svg := range drawnSamples(t) {
		c := samples()[i]
		texts(t, svg)
		body := strings.Replace(svg, `xmlns="http://www.w3.org/2000/svg"`, "", 1)
		if found := address.FindString(body); found != "" {
			t.Errorf("%s contains %q", c.ID, found)
		}
		for _, m := range id.FindAllStringSubmatch(svg, -1) {
			if m[1] != c.ID {
				t.Errorf("%s has an id that starts with %q", c.ID, m[1])
			}
		}
		if !strings.Contains(svg, `role="img" aria-label="`) || !strings.Contains(svg, c.Alt+`"`) {
			t.Errorf("%s has no text alternative", c.ID)
		}
	}
}

// bars returns how many bars of the only series an SVG shows.
func bars(svg string) int { return strings.Count(svg, `fill="#173a63"`) }

// A missing value leaves no bar, a zero leaves a bar of no height.
func TestMissingIsNotZero(t *testing.T) {
	with := func(v Value) string {
		return draw(t, Bars{Frame: Frame{ID: "a"}, Categories: []string{"x", "y"}, Series: []Series{{Values: []Value{Of(5, "5"), v}}}}.Chart())[0]
	}
	if got := bars(with(Of(0, "0"))); got != 2 {
		t.Errorf("zero: %d bars, want 2", got)
	}
	for _, v := range []Value{{}, Gap("c"), Of(nan(), "?")} {
		if got := bars(with(v)); got != 1 {
			t.Errorf("missing %+v: %d bars, want 1", v, got)
		}
	}
	if got := texts(t, with(Gap("c"))); !contains(got, "c") {
		t.Errorf("the status symbol is not shown: %q", got)
	}
}

// A missing month breaks the line in two.
func TestLineBreaksAtGap(t *testing.T) {
	line := func(v Value) string {
		return draw(t, Lines{Frame: Frame{ID: "a"}, Categories: []string{"a", "b", "c", "d", "e"},
			Series: []Series{{Values: []Value{Of(1, ""), Of(2, ""), v, Of(2, ""), Of(3, "")}}}}.Chart())[0]
	}
	stroke := regexp.MustCompile(`<path d="([^"]*)" fill="none" stroke="#173a63"`)
	for name, tc := range map[string]struct {
		v    Value
		want int
	}{"whole": {Of(2, ""), 1}, "gap": {Value{}, 2}} {
		m := stroke.FindStringSubmatch(line(tc.v))
		if m == nil {
			t.Fatalf("%s: no line", name)
		}
		if got := strings.Count(m[1], "M"); got != tc.want {
			t.Errorf("%s: %d pieces, want %d", name, got, tc.want)
		}
	}
}

// A point that is not a number is no mark, and a curve breaks at it.
func TestPlaneGap(t *testing.T) {
	p := Plane{Frame: Frame{ID: "a"}, Groups: []Points{{Name: "g", Points: []Point{{X: 1, Y: 1}, {X: 2, Y: nan()}, {X: 3, Y: 2}}}},
		Curves: []Curve{{Name: "c", Points: []Point{{X: 1, Y: 1}, {X: 2, Y: 2}, {X: 3, Y: nan()}, {X: 4, Y: 2}, {X: 5, Y: 1}}}}}
	svg := draw(t, p.Chart())[0]
	if got := strings.Count(svg, `stroke="#ffffff"`); got != 3 { // two points and the legend
		t.Errorf("%d marks, want 3", got)
	}
	m := regexp.MustCompile(`<path d="([^"]*)" fill="none" stroke="#173a63"`).FindStringSubmatch(svg)
	if m == nil || strings.Count(m[1], "M") != 2 {
		t.Errorf("the curve does not break: %q", m)
	}
}

// A region that is not on the map must not vanish in silence.
func TestTilesPanicOnUnknownRegion(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Tiles{Tiles: []Tile{{Region: "99"}}}.Chart()
}

// Every printed number is the caller's text or a tick in the caller's format; ECharts
// would write 10,000.5.
func TestNumbersAreNotEnglish(t *testing.T) {
	english := regexp.MustCompile(`[0-9],[0-9]{3}\b|[0-9]\.[0-9]`)
	for i, svg := range drawnSamples(t) {
		for _, text := range texts(t, svg) {
			if english.MatchString(text) {
				t.Errorf("%s shows %q", samples()[i].ID, text)
			}
		}
	}
}

func TestPlainNumber(t *testing.T) {
	for want, x := range map[string]float64{"0": 0, "1\u00a0000": 1000, "12\u00a0345,5": 12345.5, "\u22120,3": -0.1 - 0.2, "1\u00a0234\u00a0567": 1234567} {
		if got := plainNumber(x); got != want {
			t.Errorf("plainNumber(%v) = %q, want %q", x, got, want)
		}
	}
}

// Ticks are round and lie within the axis, even without data.
func TestSettle(t *testing.T) {
	zero, hundred := 0.0, 100.0
	for _, tc := range []struct {
		axis      Axis
		low, high float64
		want      []string
	}{
		{Axis{}, 0, 10420, []string{"0", "5\u00a0000", "10\u00a0000", "15\u00a0000"}},
		{Axis{}, 0, 0, []string{"0", "0,2", "0,4", "0,6", "0,8", "1"}},
		{Axis{}, -3, 2, []string{"\u22123", "\u22122", "\u22121", "0", "1", "2"}},
		{Axis{Min: &zero, Max: &hundred}, 40, 60, []string{"0", "20", "40", "60", "80", "100"}},
	} {
		if diff := cmp.Diff(tc.want, tc.axis.settle(tc.low, tc.high).texts()); diff != "" {
			t.Errorf("settle(%v, %v) (-want +got):\n%s", tc.low, tc.high, diff)
		}
	}
}

// The grid has a place of its own for each of the 20 regions.
func TestTilePlaces(t *testing.T) {
	seen := map[place]string{}
	for _, r := range strings.Fields("10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 71 75 79") {
		p, ok := tilePlace(r)
		if !ok || p.column >= tileColumns || p.row >= tileRows {
			t.Errorf("region %s has no place", r)
		}
		if seen[p] != "" {
			t.Errorf("regions %s and %s share a place", r, seen[p])
		}
		seen[p] = r
	}
}

// The font table has every letter of both languages.
func TestAdvances(t *testing.T) {
	for _, weight := range []string{"400", "700"} {
		for _, r := range "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯаәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя0123456789№«»–−\u00a0" {
			if advances()[weight][string(r)] == 0 {
				t.Errorf("weight %s: no width of %q", weight, r)
			}
		}
	}
}

// A page carries the script and the same options, and asks for nothing from outside.
func TestPage(t *testing.T) {
	var b strings.Builder
	if err := Page(&b, "kk", "Көрсеткіштер", samples()...); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{`src="http`, `href="http`, `<script>alert`} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("page contains %s", bad)
		}
	}
	if got := strings.Count(b.String(), "data-options="); got != len(samples()) {
		t.Errorf("%d charts, want %d", got, len(samples()))
	}
}

func BenchmarkSVG(b *testing.B) {
	r, err := NewRenderer()
	if err != nil {
		b.Fatal(err)
	}
	c := tileSample()
	for b.Loop() {
		if _, err := r.SVG(c); err != nil {
			b.Fatal(err)
		}
	}
}
