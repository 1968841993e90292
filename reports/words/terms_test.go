package words

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Paragraph 20 of the order names the four parts; the reader compares them letter
// by letter.
func TestStatutoryTitles(t *testing.T) {
	for key, want := range map[string]Text{
		"sec_current":        {RU: "Описание текущей ситуации", KK: "Ағымдағы жағдайдың сипаттамасы"},
		"sec_problems":       {RU: "Проблемные вопросы", KK: "Проблемалық мәселелер"},
		"sec_proposals":      {RU: "Предложения и рекомендации", KK: "Ұсыныстар мен ұсынымдар"},
		"sec_indicators":     {RU: "Количественные показатели", KK: "Сандық көрсеткіштер"},
		"annual_information": {RU: "информация по итогам анализа и обработки данных по вопросам НСК", KK: "ҰБЖ мәселелері бойынша деректерді талдау және өңдеу қорытындылары бойынша ақпарат"},
	} {
		if got := TermText(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

// The platform writes these strings; input is matched on them.
func TestStatusesOfThePlatform(t *testing.T) {
	for key, want := range map[string]string{
		"st_under_review":       "На рассмотрении",
		"st_refused":            "Отказано",
		"st_documents_accepted": "Документы приняты",
		"st_sign_candidate":     "На подписи у кандидата",
		"st_sign_centre":        "На подписи у ЦППК",
		"st_contract_concluded": "Договор заключен",
		"st_assigned":           "Назначено",
		"st_passed":             "Экзамен сдан",
		"st_failed":             "Экзамен не сдан",
		"st_no_show":            "Неявка на экзамен",
		"st_recognised":         "Получил признание",
	} {
		if got := Term(RU, key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestTermsAreWhole(t *testing.T) {
	for _, key := range Terms() {
		tm := TermText(key)
		for _, l := range Both {
			if tm.In(l) == "" {
				t.Errorf("term %s is empty in %s", key, l)
			}
			for _, fault := range Typography(tm.In(l)) {
				t.Errorf("term %s in %s: %s", key, l, fault)
			}
		}
	}
	if len(Terms()) < 450 {
		t.Errorf("only %d terms", len(Terms()))
	}
}

func TestTitle(t *testing.T) {
	if got := Title(KK, "summary") + "|" + Title(KK, "exam_first") + "|" + Title(RU, "source_line"); got != "Қысқаша тұжырымдар|Бірінші емтихан|Источник:" {
		t.Error(got)
	}
	if got := capital("ісік"); got != "Ісік" {
		t.Errorf("capital of і: %q", got)
	}
}

func TestTermPanicsOnUnknownKey(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || HasTerm("no_such_term") {
			t.Errorf("recovered %v", r)
		}
	}()
	Term(RU, "no_such_term")
}

// Every key that is written whole in the program exists, so that an unknown key cannot
// happen at run time. A beginning that something is added to is no key: whoever
// composes keys tests them.
func TestKeysUsedInTheProgram(t *testing.T) {
	terms := regexp.MustCompile(`words\.(?:Term|Title)\([^",]*,\s*"([^"]+)"\)|words\.TermText\("([^"]+)"\)`)
	ids := regexp.MustCompile(`words\.(?:Render|RenderParts)\([^",]*,\s*"([^"]+)"|words\.(?:Say|RenderBoth|Template)\("([^"]+)"`)
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		src, err := os.ReadFile("../../" + path)
		if err != nil {
			return err
		}
		for _, m := range terms.FindAllStringSubmatch(string(src), -1) {
			if key := m[1] + m[2]; !HasTerm(key) {
				t.Errorf("%s: no term %q", path, key)
			}
		}
		for _, m := range ids.FindAllStringSubmatch(string(src), -1) {
			if _, ok := catalogue()[m[1]+m[2]]; !ok {
				t.Errorf("%s: no sentence %q", path, m[1]+m[2])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
