package chart

import (
	"fmt"
	"math"
	"slices"
)

// samples returns one chart of each kind, with gaps, long names and hostile text.
func samples() []Chart {
	return []Chart{
		Bars{Frame: Frame{ID: "bars", Title: "Stacked", Alt: "Programmes by kind"}, Stacked: true, Direction: Rows, Value: Axis{Name: "бағдарламалар саны"},
			Categories: []string{"Техникалық, кәсіптік және орта білімнен кейінгі білім беру", "Жоғары және жоғары оқу орнынан кейінгі"},
			Series: []Series{
				{Name: "қолданыстағы стандарт бойынша", Values: []Value{Of(1240, "1 240"), Of(3120, "3 120")}},
				{Name: "мерзімі өткен", Values: []Value{Of(310, "310"), Of(45, "45")}},
				{Name: "стандартсыз", Hatched: true, Values: []Value{Of(890, "890"), Value{}}},
			}}.Chart(),
		Bars{Frame: Frame{ID: "columns", Title: "Columns", Alt: "Documents by quarter"}, Value: Axis{Name: "документы, тыс."},
			Categories: []string{"I кв.", "II кв.", "III кв.", "IV кв."},
			Series:     []Series{{Name: "истекает", Values: []Value{Of(0, "0"), Of(1.5, "1,5"), Gap("c"), Of(4.25, "4,25")}}}}.Chart(),
		Funnel{Frame: Frame{ID: "funnel", Title: "Funnel", Alt: "Stages"}, Value: Axis{Name: "өтініштер"}, OnwardName: "келесі кезеңге өтті", EndedName: "осы кезеңде аяқталды", OpenName: "шешім күтілуде",
			Stages: []Stage{
				{Name: "Өтініш", Onward: Of(9200, "9 200"), Ended: Of(800, "800"), Open: Of(420, "420"), Reached: "10 420"},
				{Name: "Құжаттар қабылданды", Onward: Of(8100, "8 100"), Ended: Of(200, "200"), Open: Of(900, "900"), Reached: "9 200"},
				{Name: "Емтихан", Onward: Of(6000, "6 000"), Ended: Of(1500, "1 500"), Open: Of(600, "600"), Reached: "8 100"},
			}}.Chart(),
		lineSample(), stepSample(), heatSample(), tileSample(), planeSample(),
	}
}

func lineSample() Chart {
	return Lines{Frame: Frame{ID: "xmr", Title: "XmR", Alt: "Share in time"}, Value: Axis{Name: "в срок, %"},
		Categories: []string{"янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт"},
		Series:     []Series{{Name: "доля", Values: []Value{Of(91, "91"), Of(88.5, "88,5"), Gap("c"), Of(93, "93"), Of(90, "90"), Of(95, "95"), Value{}, Of(92, "92"), Of(89, "89"), Of(97, "97")}}},
		Limits:     []Limit{{99, "99,0"}, {91.9, "91,9"}, {84, "84,0"}}}.Chart()
}

func stepSample() Chart {
	a := Curve{Name: "2025 жыл", Step: true, Points: []Point{{0, 100, ""}, {5, 90, ""}, {12, 55, ""}, {30, 20, ""}, {60, 11, ""}}}
	b := Curve{Name: "2024 жыл", Step: true, Points: []Point{{0, 100, ""}, {8, 85, ""}, {20, 60, ""}, {40, 25, ""}, {55, 14, ""}}}
	zero, full := 0.0, 100.0
	return Plane{Frame: Frame{ID: "km", Title: "KM", Alt: "Time"}, X: Axis{Name: "жұмыс күндері"}, Y: Axis{Name: "нәтижесі жоқ өтініштер, %", Min: &zero, Max: &full}, Curves: []Curve{a, b}}.Chart()
}

func heatSample() Chart {
	h := Heat{Frame: Frame{ID: "matrix", Title: "Matrix", Alt: "Source by month"},
		Rows: []string{"Аккредиттелген тану орталықтарының тізілімі", "Кәсіптік біліктілікті тану рәсімінен өту қорытындылары туралы мәліметтер", "Бос жұмыс орындары"}, Columns: []string{"қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз"},
		States: []State{{"мерзімінде ұсынылды", Deepest, false, ""}, {"кешіктіріліп", Middle, false, "К"}, {"нөлдік", Palest, false, "0"}, {"ұсынылмады", Palest, true, "×"}}}
	for i := range h.Rows {
		var row []Cell
		for j := range h.Columns {
			row = append(row, Cell{State: (i*3 + j) % 5})
		}
		h.Cells = append(h.Cells, row)
	}
	return h.Chart()
}

func tileSample() Chart {
	labels := map[string]string{"59": "СҚО", "39": "Қостанай", "11": "Ақмола", "71": "Астана", "55": "Павлодар", "27": "БҚО", "15": "Ақтөбе", "62": "Ұлытау", "35": "Қарағанды", "10": "Абай", "63": "ШҚО", "23": "Атырау", "43": "Қызылорда", "61": "Түркістан", "31": "Жамбыл", "19": "Алматы обл.", "33": "Жетісу", "47": "Маңғыстау", "79": "Шымкент", "75": "Алматы"}
	t := Tiles{Frame: Frame{ID: "map", Title: "Map", Alt: "Centres by region"}, FlagName: "міндетті кәсіп бойынша орталық жоқ", MissingName: "деректер жоқ",
		Classes: []Class{{"0–2", Palest}, {"3–5", Pale}, {"6–9", Middle}, {"10 және одан көп", Deepest}}}
	for i, r := range []string{"10", "11", "15", "19", "23", "27", "31", "33", "35", "39", "43", "47", "55", "59", "61", "62", "63", "71", "75", "79"} {
		tile := Tile{Region: r, Label: labels[r], Text: fmt.Sprint(i), Class: i/5 + 1, Flagged: i%4 == 1}
		if r == "62" {
			tile.Class, tile.Text = 0, "c"
		}
		t.Tiles = append(t.Tiles, tile)
	}
	return t.Chart()
}

func planeSample() Chart {
	p := Plane{Frame: Frame{ID: "plane", Title: `<script>alert("x")</script>`, Alt: "Funnel plot"}, X: Axis{Name: "исходы"}, Y: Axis{Name: "отклонение доли сдавших от ожидаемой, п.п."}, ZeroLine: true}
	var up, low Curve
	up.Name, low.Name, up.Limit, low.Limit = "границы 99,8 %", "границы 99,8 %", true, true
	for n := 20.0; n <= 200; n += 10 {
		up.Points = append(up.Points, Point{X: n, Y: 400 / n})
		low.Points = append(low.Points, Point{X: n, Y: -600 / n})
	}
	p.Curves = []Curve{up, low}
	p.Groups = []Points{{Name: "центры", Points: []Point{{25, -8, ""}, {40, 3, ""}, {70, -2.5, ""}, {120, 1, ""}, {180, -4, `<b>&{a}`}}}, {Name: "вне сравнения", Hollow: true, Points: []Point{{30, 12, ""}}}}
	return p.Chart()
}

func nan() float64 { return math.NaN() }

func contains(list []string, s string) bool { return slices.Contains(list, s) }
