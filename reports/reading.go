package reports

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A deliveryDay is the working day that paragraph 21 leaves for the delivery: the last one
// not after 15 December. It is zero where the release does not know those days.
type deliveryDay struct {
	on  time.Time
	off []time.Time // the days off between it and the day that is named, the last first
}

func readDelivery(ctx context.Context, db *sql.DB) (d deliveryDay, err error) {
	query, err := files.ReadFile("sql/delivery.sql")
	if err != nil {
		return d, err
	}
	rows, err := db.QueryContext(ctx, string(query))
	if err != nil {
		return d, fmt.Errorf("day of the delivery: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var day time.Time
		var working bool
		if err := rows.Scan(&day, &working); err != nil {
			return d, err
		}
		if working {
			d.on = day
			break
		}
		d.off = append(d.off, day)
	}
	return d, rows.Err()
}

// provisional marks what holds figures of the year: all of them may still change.
const provisional = "p"

// reading says what must be known before a figure is read: which period, known when,
// delivered when and why then, what may still change, and what the signs mean (analysis,
// sections 1.8 and 5.1).
func (p *page) reading() {
	p.add(document.Section{ID: "reading", Level: 1, Title: p.in("Құжатты қалай оқу керек", "Как читать документ"), Unnumbered: true, NewPage: true})
	w := p.result.Window
	items := []document.Definition{
		p.read(p.title("reporting_period"), words.Text{
			KK: "{d1.short}–{d2.short} (қоса алғанда). Оқиғалар өз күні бойынша есепке алынады, файлдың келген күні бойынша емес",
			RU: "{d1.short}–{d2.short} (включительно). События учтены по своей дате, а не по дате поступления файла",
		}, words.Args{"d1": words.DateOf(w.From), "d2": words.DateOf(w.To)}),
		p.read(p.title("cut_off"), words.Text{
			KK: "{d.short} (жұмыс келісімі). Кейін алынған мәліметтер келесі құжатқа енеді",
			RU: "{d.short} (рабочая договорённость). Полученное позднее войдёт в следующий документ",
		}, words.Args{"d": words.DateOf(w.AsOf)}),
	}
	if !p.delivery.on.IsZero() {
		items = append(items, p.deliveryItem())
	}
	items = append(items,
		p.read(p.title("provisional")+" ("+provisional+")", words.Text{
			KK: "есепті кезеңнің барлық мәндері алдын ала болып табылады: кейін алынған мәліметтер оларды өзгертуі мүмкін. Бір жылға есептеп шығару жүргізілмейді",
			RU: "все значения отчётного периода являются предварительными: их могут изменить сведения, полученные позднее. До полного года значения не досчитываются",
		}, nil),
		p.read(p.in("Шектер", "Границы"), words.Text{
			KK: "қамту 95%-дан төмен болса, жетіспейтін мәліметтер келгенде мән қандай болуы мүмкін екені көрсетіледі. Бұл – логикалық шектер",
			RU: "если охват ниже 95%, показано, каким может стать значение, когда поступят непредставленные сведения. Это логические границы",
		}, nil),
		p.read(p.in("Интервал", "Интервал"), words.Text{
			KK: "кездейсоқ ауытқудың 95% интервалы; шектермен біріктірілмейді",
			RU: "интервал случайных колебаний 95%; с границами не объединяется",
		}, nil))
	p.add(document.Definitions{Items: items})
	p.signs()
}

func (p *page) read(term string, text words.Text, args words.Args) document.Definition {
	runs := p.sentence(text, args, nil)
	if n := len(runs); n > 0 {
		runs[n-1].Text += "."
	}
	return document.Definition{Term: term, Text: runs}
}

// deliveryItem is the day of the delivery and, where it is not the one that is named, the
// days off that moved it.
func (p *page) deliveryItem() document.Definition {
	text := words.Text{
		KK: "{d.short} – 15 желтоқсаннан кешіктірілмейтін соңғы жұмыс күні (Қағидалардың 21-тармағы)",
		RU: "{d.short} – последний рабочий день не позднее 15 декабря (пункт 21 Правил)",
	}
	var days []string
	for i := len(p.delivery.off) - 1; i >= 0; i-- {
		d := p.delivery.off[i]
		days = append(days, words.DateOf(d).Short()+" – "+p.dayOff(d))
	}
	if len(days) > 0 {
		text.KK, text.RU = text.KK+"; "+strings.Join(days, ", "), text.RU+"; "+strings.Join(days, ", ")
	}
	return p.read(p.in("Ұсыну күні", "День представления"), text, words.Args{"d": words.DateOf(p.delivery.on)})
}

// dayOff names a day off by its weekday, or as a holiday if it is none of the weekend.
func (p *page) dayOff(d time.Time) string {
	switch d.Weekday() {
	case time.Saturday:
		return words.Term(p.lang, "weekday_6")
	case time.Sunday:
		return words.Term(p.lang, "weekday_7")
	}
	return p.in("демалыс күні", "выходной день")
}

// signs lists the status symbols that may stand in the place of a value, and zero.
func (p *page) signs() {
	items := []document.Definition{{Term: "0", Text: document.Text(p.in("құбылыс жоқ", "явление отсутствует"))}}
	for _, s := range statusNames {
		items = append(items, document.Definition{Term: string(s.status), Text: document.Text(s.name.In(p.lang))})
	}
	p.add(document.Section{ID: "signs", Level: 3, Title: p.title("legend"), Unnumbered: true}, document.Definitions{Items: items})
}
