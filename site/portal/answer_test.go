package portal_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"nsk/site/sitetest"
)

// post sends a form.
func (w *world) post(path string, form ...string) (code int, text string) {
	w.t.Helper()
	v := url.Values{}
	for i := 0; i < len(form); i += 2 {
		v.Set(form[i], form[i+1])
	}
	r, err := w.mine.PostForm(w.Address+path, v)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(r)
}

// between is what stands between two marks of a text.
func between(text, before, after string) string {
	_, text, _ = strings.Cut(text, before)
	text, _, _ = strings.Cut(text, after)
	return text
}

// A version that raises questions counts when its sender has confirmed it; a signature is
// about the bytes that were read, and is bound to the ones before it.
func answering(w *world) {
	t := w.t
	const month = "2025-08"
	first := w.send(month, "a.csv", file(month, good, good, good))
	held := w.send(month, "a.csv", file(month, good))
	_, text := w.get(w.mine, held+"?lang=ru")
	w.has(text, "Ожидает подтверждения", "строк меньше", `action="`+held+`/confirm"`)
	if strings.Contains(text, held+"/sign") {
		t.Error("what does not count can be signed")
	}
	if code, text := w.post(held+"/confirm", "role", "директор"); code != http.StatusBadRequest {
		t.Error(code, text)
	}
	if code, text := w.post(held+"/confirm", "role", "директор", "reason", "экзаменов было меньше"); code != http.StatusSeeOther {
		t.Error(code, text)
	}
	if code, text := w.post(held+"/confirm", "role", "директор", "reason", "ещё раз"); code != http.StatusBadRequest || !strings.Contains(text, "не ожидает подтверждения") {
		t.Error(code, text)
	}
	_, text = w.get(w.mine, held)
	w.has(text, "Учитывается эта версия", held+"/changes", "экзаменов было меньше (директор, centre, 20.11.2025")
	_, changes := w.get(w.mine, held+"/changes")
	w.has(changes, "удалена", "CE-2025-0800003 / 1", "без изменений – 1, добавлено – 0, удалено – 2")

	hash := between(text, `name="sha256" value="`, `"`)
	for _, form := range [][]string{{"sha256", hash, "name", "", "role", "директор"}, {"sha256", "другое", "name", "Серікова Мадина", "role", "директор"}} {
		if code, _ := w.post(held+"/sign", form...); code == http.StatusSeeOther {
			t.Error("signed with", form)
		}
	}
	if code, text := w.post(held+"/sign", "sha256", hash, "name", "Серікова Мадина", "role", "директор"); code != http.StatusSeeOther {
		t.Fatal(code, text)
	}
	_, text = w.get(w.mine, held+"?lang=kk")
	w.has(text, "Серікова Мадина, директор", "20.11.2025", hash)
	if _, text := w.get(w.mine, first); strings.Contains(text, "Серікова") {
		t.Error("another version is signed")
	}
	w.named("Серікова")

	file := filepath.Join(w.dir, "signatures", sitetest.CentreBIN+".jsonl")
	line, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	forged := strings.Replace(string(line), "директор", "бухгалтер", 1)
	for _, text := range []string{forged, string(line)} { // the true one last: others go on with it
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _ := w.get(w.mine, held); (code == http.StatusInternalServerError) != (text == forged) {
			t.Error("a changed signature", text == forged, code)
		}
	}
}

// named reports where in the warehouse or in the log of acts a name stands.
func (w *world) named(name string) {
	w.t.Helper()
	var n int
	if err := w.house.Engine.DB().QueryRow(`SELECT count(*) FROM ledger.confirmation AS c WHERE contains(CAST(c AS VARCHAR), ?)`, name).Scan(&n); err != nil || n > 0 {
		w.t.Error("the warehouse names a person", n, err)
	}
	logs, err := filepath.Glob(filepath.Join(w.Data, "audit", "*.jsonl"))
	if err != nil || len(logs) == 0 {
		w.t.Fatal(logs, err)
	}
	for _, file := range logs {
		text, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(text), name) {
			w.t.Error("the log of acts names a person", err)
		}
		w.has(string(text), `"did":"return signed"`)
	}
}

// What is sent to do harm is refused, and nothing of it stays.
func hostile(w *world) {
	t := w.t
	const month = "2025-07"
	bomb := w.send(month, "a.xlsx", archive(t.Fatal))
	_, text := w.get(w.mine, bomb+"?lang=ru")
	w.has(text, "Отклонено", "2048 MB")
	open := func(form ...string) int {
		q := url.Values{"source": {"recognition-persons"}, "period": {month}, "name": {"a.csv"}, "size": {"10"}}
		for i := 0; i < len(form); i += 2 {
			q.Set(form[i], form[i+1])
		}
		code, _ := w.api(w.mine, "POST", "/api/v1/uploads?"+q.Encode(), "")
		return code
	}
	for _, c := range []struct {
		code int
		form []string
	}{
		{http.StatusRequestEntityTooLarge, []string{"size", fmt.Sprint(1<<30 + 1)}}, {http.StatusBadRequest, []string{"size", "-1"}}, {http.StatusUnsupportedMediaType, []string{"name", "../../etc/passwd"}},
		{http.StatusNotFound, []string{"source", "vacancies"}}, {http.StatusNotFound, []string{"source", "acts"}}, {http.StatusNotFound, []string{"period", "2026-07"}}, {http.StatusNotFound, []string{"period", "../x"}},
	} {
		if code := open(c.form...); code != c.code {
			t.Errorf("%v: %d", c.form, code)
		}
	}
	for n := 0; ; n++ {
		code := open()
		if code == http.StatusTooManyRequests && n >= 4 { // one more may be under way
			break
		}
		if code != http.StatusCreated || n > 5 {
			t.Fatal(n, code)
		}
	}
	w.nothingLeft()
}

// archive is a workbook that says it unpacks to 2 GB.
func archive(fatal func(...any)) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, size := range map[string]uint64{"xl/workbook.xml": 10, "xl/worksheets/sheet1.xml": 2 << 30} {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: 0}); err != nil {
			fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		fatal(err)
	}
	return b.String()
}

// Whatever belongs to one centre is not there for another, on every address that names it.
func others(w *world) {
	t := w.t
	const month = "2025-06"
	landing := strings.TrimPrefix(w.send(month, "a.csv", file(month, good)), "/portal/returns/")
	w.send(month, "a.csv", file(month, good, good))
	tried := 0
	for _, route := range w.Routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if !strings.Contains(path, "{landing}") && !strings.Contains(path, "/uploads/{id}") {
			continue
		}
		tried++
		path = strings.ReplaceAll(strings.ReplaceAll(path, "{landing}", landing), "{id}", w.parcel(month))
		r, err := http.NewRequest(method, w.Address+path, strings.NewReader("role=a&reason=b&name=c"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a, err := w.other.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if code, text := w.read(a); code != http.StatusNotFound {
			t.Errorf("%s: %d %s", route.Pattern, code, text)
		}
		if method == http.MethodGet && !strings.HasSuffix(path, "/changes") {
			if code, _ := w.get(w.mine, path); code != http.StatusOK && code != http.StatusSeeOther {
				t.Errorf("%s: for its own centre %d", path, code)
			}
		}
	}
	if tried < 9 {
		t.Error("only", tried, "addresses were tried")
	}
	_, text := w.get(w.other, "/portal/returns")
	if strings.Contains(text, "/portal/returns/"+landing) {
		t.Error("the list names it")
	}
}

// parcel is the id of a file under way of the centre, made once.
func (w *world) parcel(month string) string {
	w.t.Helper()
	if w.under == "" {
		code, told := w.api(w.mine, "POST", "/api/v1/uploads?source=recognition-documents&size=10&name=a.csv&period="+month, "")
		if code != http.StatusCreated {
			w.t.Fatal(code, told)
		}
		w.under = told["upload"].(string)
	}
	return w.under
}
