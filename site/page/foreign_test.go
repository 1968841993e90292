package page

import "testing"

// On a page in English what is in Russian says so; what says its language already, and what may
// hold no element, is left as it is.
func TestSpoken(t *testing.T) {
	for in, want := range map[string]string{
		"<p>English only, 3–4</p>":                                                              "<p>English only, 3–4</p>",
		"<td>ТОО «Шебер-2»</td>":                                                                `<td><span lang="ru">ТОО «Шебер-2»</span></td>`,
		"<p>Repeats: Повар, Бармен (2), and more: 3</p>":                                        `<p>Repeats: <span lang="ru">Повар, Бармен (2)</span>, and more: 3</p>`,
		`<a lang="kk">Қазақша</a> Орал`:                                                         `<a lang="kk">Қазақша</a> <span lang="ru">Орал</span>`,
		`<select><option value="1">Повар</option><option>Cook</option></select> Бар`:            `<select><option value="1" lang="ru">Повар</option><option>Cook</option></select> <span lang="ru">Бар</span>`,
		`<textarea>Бар</textarea><div aria-label="Бар" data-options="{&quot;а&quot;:1}"></div>`: `<textarea>Бар</textarea><div aria-label="Бар" data-options="{&quot;а&quot;:1}"></div>`,
		`<div lang="ru"><div>Бар</div>Бар</div>Бар`:                                             `<div lang="ru"><div>Бар</div>Бар</div><span lang="ru">Бар</span>`,
		"a &lt; Б":   `a &lt; <span lang="ru">Б</span>`,
		"<b>Б<br>В ": `<b><span lang="ru">Б</span><br><span lang="ru">В</span> `,
	} {
		if got := string(spoken([]byte(in))); got != want {
			t.Errorf("%s\n is   %s\n want %s", in, got, want)
		}
	}
}
