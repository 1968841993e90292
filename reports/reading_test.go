package reports

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"nsk/reports/document"
	"nsk/reports/words"
)

// Before any figure the reader is told the period, the day of knowledge, the day of the
// delivery, that every value may still change, and what the signs mean; the cover says so too.
func TestReading(t *testing.T) {
	for l, d := range newResult(t).Documents {
		start := slices.IndexFunc(d.Blocks, func(b document.Block) bool { s, ok := b.(document.Section); return ok && s.ID == "reading" })
		summary := slices.IndexFunc(d.Blocks, func(b document.Block) bool { s, ok := b.(document.Section); return ok && s.ID == "summary" })
		if start < 0 || start > summary {
			t.Fatalf("%s: how to read stands at %d, the summary at %d", l, start, summary)
		}
		told := strings.Join(textsOf(d.Blocks[start:summary]), "\n")
		for _, want := range []string{"01.01.2025–31.10.2025", "20.11.2025", "15.12.2025", "(p)"} {
			if !strings.Contains(told, want) {
				t.Errorf("%s: how to read does not say %s:\n%s", l, want, told)
			}
		}
		for _, s := range d.Labels.Statuses {
			if !strings.Contains(told, s.Symbol+" "+s.Meaning) {
				t.Errorf("%s: the sign %q is not explained", l, s.Symbol)
			}
		}
		var cover []string
		for _, m := range d.Meta {
			cover = append(cover, m.Value)
		}
		if got := strings.Join(cover, " | "); !strings.Contains(got, "20.11.2025") || !strings.Contains(got, "15.12.2025") || !strings.Contains(got, "(p)") {
			t.Errorf("%s: the cover says %s", l, got)
		}
	}
	if p := newResult(t).Publication(); p.Status != "p" {
		t.Errorf("facts.json says %q of the period", p.Status)
	}
}

func textsOf(blocks []document.Block) (all []string) {
	for _, b := range blocks {
		if d, ok := b.(document.Definitions); ok {
			for _, i := range d.Items {
				line := i.Term + " "
				for _, r := range i.Text {
					line += r.Text
				}
				all = append(all, line)
			}
		}
	}
	return all
}

// In 2024 the 15th is a Sunday: the document is delivered on Friday, and says why.
func TestDeliveryBeforeAWeekend(t *testing.T) {
	r := newRepublic(t)
	must(t, r.db, "UPDATE reference.parameter SET period_to = DATE '2024-10-31'")
	d, err := readDelivery(context.Background(), r.db)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2024, 12, 13, 0, 0, 0, 0, time.UTC); !d.on.Equal(want) || len(d.off) != 2 {
		t.Fatalf("%+v, want %s", d, want)
	}
	for l, want := range map[words.Lang]string{
		words.RU: "13.12.2024 – последний рабочий день не позднее 15 декабря (пункт 21 Правил); 14.12.2024 – суббота, 15.12.2024 – воскресенье.",
		words.KK: "13.12.2024 – 15 желтоқсаннан кешіктірілмейтін соңғы жұмыс күні (Қағидалардың 21-тармағы); 14.12.2024 – сенбі, 15.12.2024 – жексенбі.",
	} {
		p := &page{lang: l, delivery: d}
		got := ""
		for _, run := range p.deliveryItem().Text {
			got += run.Text
		}
		if got != want || p.err != nil {
			t.Errorf("%q, want %q (%v)", got, want, p.err)
		}
	}
}
