package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"

	"nsk/reports/document"
	"nsk/reports/statistics"
)

// The changes of a count on other bases than the plain one (analysis, section 1.8).
const (
	PerDay  = "per_day"  // per working day, where the two windows have not as many
	SameLag = "same_lag" // against last year's document: both as known at the freeze of their year
)

// workingDays are those of this window and of the one a year earlier.
func workingDays(ctx context.Context, db *sql.DB, w Window) (now, before int, err error) {
	const query = `SELECT COUNT(*) FILTER (WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)), COUNT(*) FILTER (WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE))
		FROM reference.day WHERE working`
	if err := db.QueryRowContext(ctx, query, w.From, w.To, w.PrevFrom, w.PrevTo).Scan(&now, &before); err != nil {
		return 0, 0, fmt.Errorf("working days of the windows: %w", err)
	}
	return now, before, nil
}

// baseFacts are the changes of counts of events per working day and against what last year's
// document said. A change that differs from the latter in sign or by more than two points is
// marked as sensitive to late data.
func baseFacts(facts []Fact, book map[string]Indicator, now, before int) []Fact {
	at := map[string]Fact{}
	for _, f := range facts {
		at[f.ID] = f
	}
	var list []Fact
	for n := range facts {
		change := &facts[n]
		i := book[change.Indicator]
		if change.Window != Change || !change.Known() || i.Unit != Count || i.Period != InWindow {
			continue
		}
		this, last := at[i.ID].Rat(), at[i.ID+"@before"]
		add := func(window string, share *big.Rat) {
			f := i.fact("nation", Nation, window)
			f.ID, f.Unit, f.Value, f.Finality = i.ID+"@"+window, Percent, percentOf(share, 1), Provisional
			list = append(list, f)
		}
		if now != before && now > 0 && before > 0 {
			ratio := new(big.Rat).Quo(this, last.Rat())
			add(PerDay, ratio.Sub(ratio.Mul(ratio, big.NewRat(int64(before), int64(now))), big.NewRat(1, 1)))
		}
		if said, err := statistics.Parse(last.Was); last.Was != "" && err == nil && said.Sign() > 0 {
			lag := new(big.Rat).Quo(this, said)
			lag.Sub(lag, big.NewRat(1, 1))
			plain := new(big.Rat).Quo(this, last.Rat())
			change.Sensitive = statistics.Sensitive(plain.Sub(plain, big.NewRat(1, 1)), lag)
			add(SameLag, lag)
		}
	}
	return list
}

// bases shows the changes of the headline counts on their bases; without a document of last year
// there is none to compare with.
func (p *page) bases() {
	titles := []string{"№", p.title("indicator"), p.in("Өзгеріс", "Изменение"), p.in("Бір жұмыс күніне шаққанда", "В расчёте на рабочий день"),
		p.in("Өткен жылғы құжаттағы мәнге қатысты", "К значению документа прошлого года"), p.in("Кешіккен деректерге сезімтал", "Чувствительно к поздним данным")}
	shares := []int{8, 36, 12, 16, 16, 12}
	if p.source.in.Last == nil {
		titles, shares = titles[:4], []int{10, 50, 16, 24}
	}
	var rows []document.Row
	for _, i := range p.source.book {
		change, day, lag := p.facts.Get(ChangeID(i.ID)), p.facts.Get(i.ID+"@"+PerDay), p.facts.Get(i.ID+"@"+SameLag)
		if !i.Headline || !day.Known() && !lag.Known() {
			continue
		}
		mark := text("–")
		if lag.Known() {
			mark = text(p.yes(change.Sensitive))
		}
		cells := []document.Cell{text(i.ID), text(i.Name.In(p.lang)), p.changeCell(change), p.baseCell(day), p.baseCell(lag), mark}
		rows = append(rows, document.Row{Cells: cells[:len(titles)]})
	}
	if len(rows) > 0 {
		p.add(document.Table{ID: "bases", Caption: p.in("Өзгеріс әртүрлі негіз бойынша", "Изменение на разных основаниях"),
			Columns: widths(columns(2, len(titles)), shares...), Stub: 2, Rows: rows, Header: head(titles...)})
	}
}

func (p *page) baseCell(f Fact) document.Cell {
	if !f.Known() {
		return text("–")
	}
	return p.changeCell(f)
}
