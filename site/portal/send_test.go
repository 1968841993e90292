package portal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"nsk/site/sitetest"
)

const head = "application_no,attempt,iin,full_name,birth_date,sex,phone,email,home_kato,centre_bin,profession,level,exam_region,exam_date,result,no_show_reason,protocol_no,protocol_date,lang\n"

// file is a return of a month with a row for each IIN.
func file(month string, iins ...string) string {
	var b strings.Builder
	b.WriteString(head)
	for i, iin := range iins {
		fmt.Fprintf(&b, "CE-2025-%s%05d,1,%s,Ахметова Айгүл,1990-05-17,f,,,750000000,%s,5120-1-001,4,75,%s-14,passed,,12,%[5]s-14,kk\n", month[5:], i+1, iin, sitetest.CentreBIN, month)
	}
	return b.String()
}

const (
	good = "900517400015"
	bad  = "900517400016" // wrong check digit
)

// send posts a file as a form without scripts does, and follows until the verdict is there.
func (w *world) send(month, name, text string) (path string) {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	f, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err != nil || form.Close() != nil {
		w.t.Fatal(err)
	}
	r, err := w.mine.Post(w.Address+"/portal/send/recognition-persons/"+month, form.FormDataContentType(), &body)
	if err != nil {
		w.t.Fatal(err)
	}
	if code, text := w.read(r); code != http.StatusSeeOther {
		w.t.Fatal(code, text)
	}
	return w.follow(r.Header.Get("Location"))
}

// follow asks the page of a file under way until it goes on to the verdict.
func (w *world) follow(path string) string {
	w.t.Helper()
	for range 300 {
		r, err := w.mine.Get(w.Address + path)
		if err != nil {
			w.t.Fatal(err)
		}
		code, text := w.read(r)
		if code == http.StatusSeeOther {
			return r.Header.Get("Location")
		}
		if code != http.StatusOK || r.Header.Get("Refresh") == "" {
			w.t.Fatal(code, text)
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatal("no verdict")
	return ""
}

// api asks an address for programs.
func (w *world) api(c *http.Client, method, path, body string, headers ...string) (code int, told map[string]any) {
	w.t.Helper()
	r, err := http.NewRequest(method, w.Address+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := c.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	code, text := w.read(a)
	if err := json.Unmarshal([]byte(text), &told); err != nil {
		w.t.Fatalf("%s %s: %d %v %s", method, path, code, err, text)
	}
	return code, told
}

// A file is sent, judged, corrected and counts; a program with a token can do the same; no
// byte of it lies anywhere in plain text.
func sending(w *world) {
	t := w.t
	path := w.send("2025-10", "Ахметова Айгүл 900517400015.csv", file("2025-10", good, bad))
	if path != "/portal/returns/3" {
		t.Fatal(path)
	}
	_, text := w.get(w.mine, path+"?lang=ru")
	w.has(text, "Принято частично", "Строка 3", "NSK.recognition-persons.iin.007", "версия 1", "Учитывается эта версия", "form=xlsx")
	if strings.Contains(text, good) || strings.Contains(text, "Айгүл") {
		t.Error("a person is named")
	}
	for form, mark := range map[string]string{"xlsx": "PK", "csv": "\ufeffkind;", "html": "<!doctype html>", "json": "{"} {
		if code, text := w.get(w.mine, path+"/report?form="+form); code != http.StatusOK || !strings.HasPrefix(text, mark) {
			t.Error(form, code, text[:min(len(text), 100)])
		}
	}
	if again := w.send("2025-10", "x.csv", file("2025-10", good, bad)); again != path+"?already=1" {
		t.Error("the same bytes are another version:", again)
	}

	_, token, err := w.Accounts.AddToken(t.Context(), "centre", "test", 1)
	if err != nil {
		t.Fatal(err)
	}
	corrected := file("2025-10", good, good)
	sum := sha256.Sum256([]byte(corrected))
	code, told := w.api(http.DefaultClient, "POST", "/api/v1/returns/recognition-persons?period=2025-10&name=a.csv", corrected, "Authorization", "Bearer "+token)
	if code != http.StatusOK || told["state"] != "done" || told["sha256"] != hex.EncodeToString(sum[:]) || told["version"] != 2.0 {
		t.Error(code, told)
	}
	if rows := told["rows"].(map[string]any); rows["received"] != 2.0 || rows["accepted"] != 2.0 {
		t.Error(rows)
	}
	code, verdict := w.api(http.DefaultClient, "GET", told["report"].(string), "", "Authorization", "Bearer "+token)
	if code != http.StatusOK || verdict["verdict"] != told["verdict"] {
		t.Error(code, verdict)
	}
	if code, _ := w.api(http.DefaultClient, "POST", "/api/v1/returns/recognition-persons?period=2025-10&name=a.pdf", "x", "Authorization", "Bearer "+token); code != http.StatusUnsupportedMediaType {
		t.Error(code)
	}
	w.nothingLeft()
	if err := w.house.Ingester.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}

// nothingLeft reports a file of the portal that is still there.
func (w *world) nothingLeft() {
	w.t.Helper()
	err := filepath.WalkDir(filepath.Join(w.dir, "uploads"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			w.t.Error("left behind:", path)
		}
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
}

// A file in pieces goes on after a broken connection from where it came to; what does not
// fit is refused and says where to go on.
func pieces(w *world) {
	t := w.t
	text := file("2025-09", good, good, good)
	size := len(text)
	code, told := w.api(w.mine, "POST", "/api/v1/uploads?"+url.Values{"source": {"recognition-persons"}, "period": {"2025-09"}, "name": {"a.csv"}, "size": {fmt.Sprint(size)}}.Encode(), "")
	if code != http.StatusCreated {
		t.Fatal(code, told)
	}
	at := told["status"].(string)
	piece := func(from, to int) (int, map[string]any) {
		return w.api(w.mine, "PUT", at, text[from:to], "Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to-1, size))
	}
	if code, told := piece(0, 100); code != http.StatusOK || told["offset"] != 100.0 {
		t.Fatal(code, told)
	}
	w.breakOff(at, text[100:200], fmt.Sprintf("bytes 100-%d/%d", size-1, size))
	var here int
	for range 100 { // the server learns of it in its own time
		_, told := w.api(w.mine, "GET", at, "")
		if here = int(told["offset"].(float64)); here > 100 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if here != 200 {
		t.Fatal("came to", here)
	}
	if code, told := piece(100, 200); code != http.StatusConflict || told["error"].(map[string]any)["offset"] != 200.0 {
		t.Error(code, told)
	}
	if code, _ := w.api(w.mine, "PUT", at, "x", "Content-Range", "bytes 200-200/7"); code != http.StatusBadRequest {
		t.Error(code)
	}
	if code, _ := w.api(w.other, "GET", at, ""); code != http.StatusNotFound {
		t.Error("another centre sees it:", code)
	}
	for _, file := range w.files() {
		if strings.Contains(file, "Ахметова") || strings.Contains(file, good) {
			t.Error("a person lies in plain text")
		}
	}
	if code, told := piece(200, size); code != http.StatusAccepted {
		t.Fatal(code, told)
	}
	if path := w.follow(strings.Replace(at, "/api/v1", "/portal", 1)); !strings.HasPrefix(path, "/portal/returns/") {
		t.Error(path)
	}
	w.nothingLeft()
}

// breakOff sends less than it says and hangs up.
func (w *world) breakOff(path, text, rang string) {
	w.t.Helper()
	r, pipe := io.Pipe()
	go func() {
		_, _ = pipe.Write([]byte(text))
		time.Sleep(300 * time.Millisecond)
		pipe.CloseWithError(io.ErrUnexpectedEOF)
	}()
	q, err := http.NewRequest("PUT", w.Address+path, r)
	if err != nil {
		w.t.Fatal(err)
	}
	q.Header.Set("Content-Range", rang)
	if a, err := w.mine.Do(q); err == nil {
		a.Body.Close()
		w.t.Fatal("did not break off")
	}
}
