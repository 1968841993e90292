package papers_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nsk/reports/approval"
	"nsk/site"
	"nsk/site/account"
	"nsk/site/sitetest"
	"nsk/warehouse/backup"
)

// name is the document of the tests.
const name = sitetest.Document

// A desk is a site with one document that is being worked on.
type desk struct {
	*sitetest.Stand
	t       *testing.T
	release time.Time
	clients map[account.Role]*http.Client
}

// client is signed in once.
func (d *desk) client(who account.Role) *http.Client {
	if d.clients[who] == nil {
		d.clients[who] = d.Client(d.t, who)
	}
	return d.clients[who]
}

// stand puts a draft in. What the pages ask for is done to the store as it is; signing needs
// no checks here, which are proven beside them.
func stand(t *testing.T) *desk {
	d := &desk{t: t, clients: map[account.Role]*http.Client{}}
	d.Stand = sitetest.New(t, func(o *site.Options) {
		o.Work.Check = func(context.Context, string) ([]approval.Unmet, error) {
			return []approval.Unmet{{ID: "b27", Blocks: true, Details: []string{"№ 2"}}, {ID: "w02", Details: []string{"990440000385"}}}, nil
		}
		o.Work.Do = func(ctx context.Context, name string, e approval.Event, _ string) (string, error) {
			if e.Act == approval.ActAgree {
				e.Release = d.release
			}
			_, err := o.Documents.Do(ctx, name, e)
			return "done", err
		}
	})
	d.Draft(t)
	return d
}

// get is the answer to who asks for a path.
func (d *desk) get(who account.Role, path string) (int, string) {
	d.t.Helper()
	r, err := d.client(who).Get(d.Address + path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

func (d *desk) post(who account.Role, form url.Values) int {
	d.t.Helper()
	r, err := d.client(who).PostForm(d.Address+"/papers/"+name, form)
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode
}

// routes are all ways to a document.
var routes = []string{"/papers/" + name, "/papers/" + name + "/read/1", "/papers/" + name + "/read/draft", "/papers/" + name + "/files/1/report.ru.html", "/papers/" + name + "/files/draft/report.ru.html"}

// Before its time a document is not there for who does not work on it, on any route; they do
// not even learn that there is one.
func TestNobodyIsEarly(t *testing.T) {
	d := stand(t)
	for _, who := range []account.Role{account.Engineer, account.Centre} {
		if _, text := d.get(who, "/papers"); strings.Contains(text, name) {
			t.Errorf("%s sees the document in the list", who)
		}
		for _, path := range routes {
			if code, _ := d.get(who, path); code != http.StatusNotFound {
				t.Errorf("%s, %s: %d", who, path, code)
			}
		}
	}
	if code, text := d.get(account.Ministry, routes[4]); code != http.StatusOK || !strings.Contains(text, "<h2>ru") {
		t.Errorf("the authorised body cannot read the draft: %d", code)
	}
	if code, text := d.get(account.Analyst, routes[0]); code != http.StatusOK || !strings.Contains(text, `<option value="s1">`) {
		t.Errorf("the headings cannot be remarked on: %d\n%s", code, text)
	}
}

// The way of a document over the pages, from the review to the delivery, each by another
// hand; from its time of release on everybody has it.
func TestTheWayOfADocument(t *testing.T) {
	d := stand(t)
	now := sitetest.Now()
	d.release = now().Add(-time.Minute)
	if code := d.post(account.Centre, url.Values{"act": {"review"}}); code != http.StatusForbidden {
		t.Errorf("a centre reviews: %d", code)
	}
	for _, step := range []struct {
		who  account.Role
		form url.Values
	}{
		{sitetest.Reviewer, url.Values{"act": {"comment"}, "section": {"s1"}, "kk": {"түсініксіз"}, "blocking": {"1"}}},
		{account.Ministry, url.Values{"act": {"settle"}, "comment": {"2"}}},
		{sitetest.Reviewer, url.Values{"act": {"review"}}},
		{account.Ministry, url.Values{"act": {"agree"}, "ref": {"12-3/45"}}},
	} {
		if code := d.post(step.who, step.form); code != http.StatusOK {
			t.Fatalf("%s, %v: %d", step.who, step.form, code)
		}
	}
	out := t.TempDir()
	if _, err := d.Documents.Deliver(t.Context(), name, approval.Event{Who: "administrator", Account: "administrator"}, approval.World{}, approval.Into(backup.Folder{Dir: out}, out)); err == nil {
		t.Fatal("delivered without its checks") // the files of this test are no report
	}
	if code, text := d.get(sitetest.Reviewer, "/papers/"+name); code != http.StatusOK || !strings.Contains(text, "12-3/45") || !strings.Contains(text, "түсініксіз") {
		t.Errorf("the history lacks something: %d", code)
	}
}

// Who is to sign reads before what keeps the document from being signed, in words and with
// what it concerns; who has no part in it does not.
func TestChecks(t *testing.T) {
	d := stand(t)
	code, text := d.get(sitetest.Reviewer, "/papers/"+name+"/checks")
	for _, want := range []string{approval.TextOf("b27").RU, "№ 2", "990440000385", "препятствий для подписи: 1"} {
		if code != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("checks, %d: no %q in\n%s", code, want, text)
		}
	}
	for who, want := range map[account.Role]int{account.Centre: http.StatusForbidden, account.Engineer: http.StatusForbidden} {
		if code, _ := d.get(who, "/papers/"+name+"/checks"); code != want {
			t.Errorf("%s: %d, not %d", who, code, want)
		}
	}
}

// A released document is there for everybody, with each of its versions and their notes.
func TestReleased(t *testing.T) {
	d := stand(t)
	for _, e := range []approval.Event{{Act: approval.ActReview, Who: sitetest.Reviewer}, {Act: approval.ActAgree, Who: "ministry", Ref: "1"}, {Act: approval.ActDeliver, Who: "administrator"}} {
		if _, err := d.Documents.Do(t.Context(), name, e); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{routes[0], routes[1], routes[3]} {
		if code, _ := d.get(account.Centre, path); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
	for _, path := range []string{routes[2], routes[4]} {
		if code, _ := d.get(account.Centre, path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
	r, err := d.client(account.Centre).Get(d.Address + routes[3])
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if p := r.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "script") {
		t.Errorf("a document may run scripts: %s", p)
	}
}

// The reading view shows both languages beside each other.
func TestReading(t *testing.T) {
	d := stand(t)
	b := d.Browser(t)
	b.SignIn(sitetest.Reviewer)
	for _, path := range []string{"/papers", "/papers/" + name, "/papers/" + name + "/checks", "/papers/" + name + "/read/draft?both=1"} {
		for where, width := range sitetest.Widths {
			b.Open(path, width)
			for _, fault := range append(append(b.Heard(), b.Overflow()...), b.Axe()...) {
				t.Errorf("%s, %s: %s", path, where, fault)
			}
			b.Keep("papers-" + where + strings.ReplaceAll(path, "?", "-"))
		}
	}
	if texts := sitetest.Eval[string](b, `[...document.querySelectorAll('iframe')].map(f => f.contentDocument.body.textContent).join()`); texts != "kk,ru" {
		t.Errorf("side by side: %q", texts)
	}
}
