package annex

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"nsk/reports"
)

// facts lists every fact of the release, one row a fact.
func (b *book) facts([]twin) error {
	heads := []any{"ID", "Көрсеткіш · Показатель", "Бөлініс · Разрез", "Кілт · Ключ", "Кезең · Период", "Мән · Значение", "Өлшем бірлігі · Единица", "Мәртебе · Статус", "p/f/r", "Өткен жылғы құжатта · В документе прошлого года",
		"Алым · Числитель", "Бөлім · Знаменатель", "Қамту, % · Охват, %", "Төменгі шек · Нижняя граница", "Жоғарғы шек · Верхняя граница",
		"95%: төменгі · нижняя", "95%: жоғарғы · верхняя", "Дереккөздер · Источники"}
	if err := b.open("Фактілер · Факты", 1, 1, 34, 12, 16, 16, 12, 14, 14, 10, 8, 14, 14, 14, 12, 14, 14, 14, 14, 40); err != nil {
		return err
	}
	if err := b.line("head", heads...); err != nil {
		return err
	}
	for _, f := range b.content.Publication.Facts {
		values := []any{f.ID, f.Indicator, f.By, f.Key, f.Window}
		for _, add := range []func(reports.Fact) ([]any, error){b.measured, b.counted, b.bounded} {
			more, err := add(f)
			if err != nil {
				return err
			}
			values = append(values, more...)
		}
		if err := b.line("text", append(values, strings.Join(f.Sources, "; "))...); err != nil {
			return err
		}
	}
	return b.out.Flush()
}

func (b *book) measured(f reports.Fact) ([]any, error) {
	v, err := b.decimal(f.Value)
	if err != nil {
		return nil, err
	}
	was, err := b.decimal(f.Was)
	return []any{v, string(f.Unit), string(f.Status), string(f.Finality), was}, err
}

func (b *book) counted(f reports.Fact) ([]any, error) {
	style, err := b.number("#,##0")
	var list []any
	for _, n := range []*int64{f.Numerator, f.Denominator} {
		if n == nil {
			list = append(list, nil)
			continue
		}
		list = append(list, excelize.Cell{StyleID: style, Value: *n})
	}
	return list, err
}

func (b *book) bounded(f reports.Fact) ([]any, error) {
	var list []any
	for _, s := range []string{f.Coverage, f.BoundLow, f.BoundHigh, f.IntervalLow, f.IntervalHigh} {
		v, err := b.decimal(s)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// decimal is an exact decimal as a number that shows as many places; nil if there is none.
func (b *book) decimal(s string) (any, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, nil // empty: the status says why
	}
	format := "#,##0"
	if _, places, ok := strings.Cut(s, "."); ok {
		format += "." + strings.Repeat("0", len(places))
	}
	style, err := b.number(format)
	return excelize.Cell{StyleID: style, Value: n}, err
}

// definitions tells every indicator in both languages.
func (b *book) definitions([]twin) error {
	if err := b.open("Анықтамалар · Определения", 1, 1, 10, 40, 40, 50, 50, 40, 40, 40, 40, 14, 30, 40, 40); err != nil {
		return err
	}
	if err := b.line("head", "ID", "Атауы", "Наименование", "Есептеу", "Расчёт", "Алым", "Числитель", "Бөлім", "Знаменатель", "Өлшем бірлігі · Единица",
		"Қағидалардың тармақтары · Пункты Правил", "Ескертпе", "Примечание"); err != nil {
		return err
	}
	for _, i := range b.content.Definitions {
		if err := b.line("text", i.ID, i.Name.KK, i.Name.RU, i.Formula.KK, i.Formula.RU, i.Numerator.KK, i.Numerator.RU, i.Denominator.KK, i.Denominator.RU,
			string(i.Unit), strings.Join(i.Paragraphs, "; "), i.Caveat.KK, i.Caveat.RU); err != nil {
			return err
		}
	}
	return b.out.Flush()
}
