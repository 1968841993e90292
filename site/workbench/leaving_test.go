package workbench_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"nsk/site/account"
	"nsk/site/workbench"
)

const endless = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range % 7 = b.range % 5"

// A person who signs out, and an account that is switched off, leave no query running.
func testLeaving(t *testing.T, d desk) {
	s := sit(t, d.Stand, account.Engineer)
	id := s.begin(endless).ID
	s.post("/sign-out", nil)
	again := sit(t, d.Stand, account.Engineer)
	if at := again.end(id); at.Fault == nil || at.State != "failed" {
		t.Errorf("after signing out: %+v", at)
	}
	id = again.begin(endless).ID
	set := func(off bool) {
		if err := d.Door.Accounts.Update(t.Context(), "engineer", func(a *account.Account) error { a.Disabled = off; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	set(true)
	time.Sleep(50 * time.Millisecond)
	set(false) // to be able to look; the session is another all the same
	if code, _ := again.get("/sql"); code != http.StatusSeeOther && code != http.StatusFound {
		t.Errorf("a session of an account that was switched off: %d", code)
	}
	if at := sit(t, d.Stand, account.Engineer).end(id); at.Fault == nil || at.State != "failed" {
		t.Errorf("after switching off: %+v", at)
	}
}

// end waits for the end of a query.
func (s seat) end(id string) (at standing) {
	s.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		_, text := s.get("/sql/results/" + id)
		if err := json.Unmarshal([]byte(text), &at); err != nil {
			s.t.Fatal(text, err)
		}
		if at.State != "running" {
			return at
		}
	}
	return at
}

// The history outlives the service; a result does not, and that is said, with the way to have
// it again.
func testGone(t *testing.T, d desk) {
	s, id := d.analyst, "BEFORETHERESTART"
	s.get("/?lang=en")
	saved := &workbench.Saved{Dir: d.Data + "/queries", Now: time.Now}
	if err := saved.Remember(t.Context(), "analyst", workbench.Past{ID: id, At: time.Now(), SQL: "SELECT 7 AS seven", State: "running"}); err != nil {
		t.Fatal(err)
	}
	if _, page := s.get("/sql/queries"); !strings.Contains(page, "Broken off: the service ended") {
		t.Error("the history does not say that the query was broken off")
	}
	if at := s.end(id); at.State != "lost" || at.Fault == nil || !strings.Contains(at.Fault.Text, "restart") {
		t.Errorf("%+v", at)
	}
	code, page := s.get("/sql/results/" + id + "/export?as=csv")
	if code != http.StatusNotFound || !strings.Contains(page, `href="/sql?again=`+id) {
		t.Errorf("%d %s", code, page)
	}
	if _, page := s.get("/sql?again=" + id); !strings.Contains(page, "SELECT 7 AS seven") {
		t.Error("the query does not come back")
	}
}
