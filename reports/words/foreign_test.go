package words

import (
	"strings"
	"testing"
)

func TestForeign(t *testing.T) {
	for _, tt := range []struct {
		l    Lang
		text string
		want string
	}{
		{KK, "Есепті кезеңде берілген құжаттардың саны – 25", ""},
		{KK, "Комиссия операция туралы ақпарат берді, тарих, мамыр", ""},
		{KK, "Берілген документов саны год ішінде", "год"},
		{KK, "Доля сдавших среди явившихся", "Доля сдавших явившихся"},
		{KK, "«Учебный центр и ко» ЖШС орталығы", ""},
		{KK, "Қайта рассмотрение көрсеткіші", "рассмотрение"},
		{RU, "Выдано документов в области Жетісу и Ұлытау: 25", ""},
		{RU, "Число өтініштер в городе", "өтініштер"},
		{RU, "Центр «Қазақ білім» работает", ""},
	} {
		if got := strings.Join(Foreign(tt.l, tt.text), " "); got != tt.want {
			t.Errorf("%s %q: got %q, want %q", tt.l, tt.text, got, tt.want)
		}
	}
}

// No sentence or term of the catalogue has a word of the other language.
func TestCatalogueIsPure(t *testing.T) {
	for id, text := range sources() {
		for _, l := range Both {
			if found := Foreign(l, text.In(l)); len(found) > 0 {
				t.Errorf("%s in %s: %q in %q", id, l, found, text.In(l))
			}
		}
	}
}
