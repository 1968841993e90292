package verdict_test

import (
	"bytes"
	"iter"
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/ingest/verdict"
)

// nasty are values that a careless writer would break on.
var nasty = []string{
	`он сказал "да"; и ушёл`, "первая\nвторая", "=1+1", "+7 701", "-1", "@SUM(A1)", "'=1+1", "<script>alert(1)</script>",
	"Қазақ ӘҒҚҢӨҰҮҺІ әғқңөұүһі", "a,b;c\td", "0012", " с краю ", "\u00a0\u200b", "{{.}}", "\x1b[31m", strings.Repeat("ә", 5000),
}

var period, _ = contract.ParsePeriod("2025-03")

// sample is a report with everything in it. Its occurrences carry the nasty values.
func sample() *verdict.Report {
	r := &verdict.Report{
		Verdict: verdict.Partly,
		File:    verdict.File{Name: "940140000385_2025-03.xlsx", SHA256: strings.Repeat("3f", 32), Form: "XLSX", Sheet: "Мәліметтер"},
		Return: verdict.Return{Source: "recognition-persons", Provider: "940140000385", Period: period, Version: 2, Content: "data",
			Title: contract.Title{EN: "Persons who passed through the recognition procedure", RU: "База данных о физических лицах, прошедших процедуру признания профессиональных квалификаций",
				KK: "Кәсіптік біліктілікті тану рәсімінен өткен жеке тұлғалар туралы дерекқор"},
			ProviderName: contract.Text{RU: "ТОО «Маман»", KK: "«Маман» ЖШС"}},
		Counts:  verdict.Counts{Received: 1234, Accepted: 1215, Rejected: 16, Duplicate: 2, OutOfScope: 1},
		RuleSet: "5d1f0c2ab3e49786",
		Registers: []verdict.Register{
			{Source: "accredited-centres", Title: contract.Title{EN: "Accredited centres", RU: "Перечень аккредитованных центров признания", KK: "Аккредиттелген тану орталықтарының тізбесі"}, Hash: "9ab3", Editions: []string{"2025-02", "2025-03"}},
			{Source: "profession-registry", Title: contract.Title{EN: "Register of professions", RU: "Реестр профессий", KK: "Кәсіптер тізілімі"}},
		},
		Settings:   []verdict.Setting{{Rule: "NSK.recognition-persons.protocol_date.101", Severity: verdict.Off, By: "аналитик 3", Why: "протоколы переносятся", Since: "2025-02-01"}},
		Tolerances: []verdict.Tolerance{{Rule: "NSK.recognition-persons.file.110", Value: "5 %", Why: "закрытие центра", By: "согласующий 1", Until: "2025-12-31"}},
		Questions:  []verdict.Question{{Rule: "NSK.recognition-persons.file.110", Text: contract.Text{RU: "строк намного меньше, чем в предыдущие месяцы", KK: "жолдар саны алдыңғы айлардағыдан әлдеқайда аз"}}},
		Confirm:    "nsk confirm 17",
		Summary: []verdict.Rule{
			{ID: "NSK.recognition-persons.iin.007", Stage: contract.StageRow, Severity: contract.SeverityRow, Count: int64(len(nasty)),
				Message: contract.Text{RU: "контрольный разряд не совпадает", KK: "бақылау разряды сәйкес келмейді"},
				Remedy:  contract.Text{RU: "проверьте номер", KK: "нөмірді тексеріңіз"}, Basis: contract.Text{RU: "строение номера", KK: "нөмірдің құрылымы"}},
			{ID: "NSK.recognition-persons.file.110", Stage: contract.StageHistory, Severity: contract.SeverityWarning, Count: 1,
				Message: contract.Text{RU: "строк намного меньше, чем в предыдущие месяцы", KK: "жолдар саны алдыңғы айлардағыдан әлдеқайда аз"},
				Remedy:  contract.Text{RU: "подтвердите или отправьте недостающие строки", KK: "растаңыз немесе жетіспейтін жолдарды жіберіңіз"}, Basis: contract.Text{RU: "сопоставимость сведений", KK: "мәліметтердің салыстырмалылығы"}},
		},
	}
	r.Occurrences = occurrences(r, nasty)
	return r
}

// occurrences are one of the whole file and one for each value.
func occurrences(r *verdict.Report, values []string) iter.Seq2[verdict.Occurrence, error] {
	iin, file := r.Summary[0], r.Summary[1]
	return func(yield func(verdict.Occurrence, error) bool) {
		whole := verdict.Occurrence{Value: "12", Rule: file.ID, Severity: file.Severity, Message: file.Message, Remedy: file.Remedy}
		if !yield(whole, nil) {
			return
		}
		for i, v := range values {
			if !yield(verdict.Occurrence{
				Sheet: "Мәліметтер", Row: int64(i + 1002), Key: "CE-2025-0000002 / 1", Field: "iin", Label: contract.Text{RU: "ИИН", KK: "ЖСН"}, Value: v,
				Rule: iin.ID, Severity: iin.Severity, Remedy: iin.Remedy,
				Message: contract.Text{RU: "«" + v + "»: контрольный разряд не совпадает", KK: "«" + v + "»: бақылау разряды сәйкес келмейді"},
			}, nil) {
				return
			}
		}
	}
}

var (
	forms     = []verdict.Form{verdict.Text, verdict.JSON, verdict.CSV, verdict.XLSX, verdict.HTML}
	languages = []verdict.Language{verdict.KK, verdict.RU, verdict.EN}
)

func write(t *testing.T, r *verdict.Report, form verdict.Form, lang verdict.Language) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b, form, lang); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
