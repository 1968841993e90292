package approval_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"nsk/reports/approval"
	"nsk/warehouse/backup"
)

var roles = approval.Roles{
	approval.Author: {"aigul", "berik", "both"}, approval.Reviewer: {"carla", "both"},
	approval.Authorised: {"dana", "carla"}, approval.Deliverer: {"erlan", "both"},
}

// A desk is a store with a clock that the test sets.
type desk struct {
	*approval.Store
	now time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{now: time.Date(2025, 12, 1, 4, 0, 0, 0, time.UTC)}
	d.Store = &approval.Store{Dir: filepath.Join(t.TempDir(), "documents"), Roles: roles, Now: func() time.Time { return d.now }}
	return d
}

// files is a folder with these files.
func files(t *testing.T, content map[string]string) string {
	dir := t.TempDir()
	for name, text := range content {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (d *desk) putIn(t *testing.T, who, text string) {
	t.Helper()
	if _, err := d.PutIn(context.Background(), "annual-2025", files(t, map[string]string{"report.ru.html": text}), approval.Event{Who: who}); err != nil {
		t.Fatal(err)
	}
}

// do carries an act out and returns the error.
func (d *desk) do(e approval.Event) error {
	_, err := d.Do(context.Background(), "annual-2025", e)
	return err
}

func (d *desk) must(t *testing.T, e approval.Event) {
	t.Helper()
	if err := d.do(e); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, why string) {
	t.Helper()
	var r *approval.Refusal
	if !errors.As(err, &r) || !strings.Contains(r.EN, why) || r.KK == "" || r.RU == "" {
		t.Errorf("want a refusal with %q in three languages, got %v", why, err)
	}
}

var note = approval.Note("жазба", "запись")

// agreed brings a document up to the delivery, to be released at that time.
func (d *desk) agreed(t *testing.T, release time.Time) {
	t.Helper()
	d.putIn(t, "aigul", "text")
	d.must(t, approval.Event{Act: approval.ActReview, Who: "carla"})
	d.must(t, approval.Event{Act: approval.ActAgree, Who: "dana", Ref: "12-3/45", Release: release})
}

// Who wrote a document signs nothing, nobody signs twice, whoever has no role does nothing.
func TestHandsAreKeptApart(t *testing.T) {
	d := newDesk(t)
	_, err := d.PutIn(context.Background(), "annual-2025", files(t, map[string]string{"a": "1"}), approval.Event{Who: "dana"})
	refused(t, err, "roles are written")
	d.putIn(t, "both", "one")
	refused(t, d.do(approval.Event{Act: approval.ActReview, Who: "both"}), "who wrote it")
	d.putIn(t, "aigul", "two")
	refused(t, d.do(approval.Event{Act: approval.ActReview, Who: "both"}), "who wrote it") // an earlier draft of it
	d.must(t, approval.Event{Act: approval.ActReview, Who: "carla"})
	refused(t, d.do(approval.Event{Act: approval.ActAgree, Who: "carla", Ref: "1"}), "already done")
	refused(t, d.do(approval.Event{Act: approval.ActAgree, Who: "dana"}), "number of the letter")
	refused(t, d.do(approval.Event{Act: approval.ActDeliver, Who: "erlan"}), "the document is reviewed")
}

// A document that was written anew has lost its signatures; one that was sent back too, and
// waits until another than the author has settled the reason.
func TestANewDraftIsSignedByNobody(t *testing.T) {
	d := newDesk(t)
	d.putIn(t, "aigul", "one")
	d.must(t, approval.Event{Act: approval.ActReview, Who: "carla"})
	d.must(t, approval.Event{Act: approval.ActReturn, Who: "dana", Section: "current", Text: note})
	s, err := d.Standing("annual-2025")
	if err != nil || s.State != approval.Draft || len(s.Open(true)) != 1 {
		t.Fatal(err, s)
	}
	d.putIn(t, "aigul", "two")
	refused(t, d.do(approval.Event{Act: approval.ActReview, Who: "carla"}), "1 blocking comments are open")
	refused(t, d.do(approval.Event{Act: approval.ActSettle, Who: "aigul", Comment: 3}), "may not settle")
	refused(t, d.do(approval.Event{Act: approval.ActSettle, Who: "dana", Comment: 2}), "no open comment 2")
	d.must(t, approval.Event{Act: approval.ActSettle, Who: "dana", Comment: 3})
	d.must(t, approval.Event{Act: approval.ActReview, Who: "carla"})
}

// Files that somebody changed are signed and given out by nobody; a line of the history that
// was changed, or taken away, is noticed.
func TestNothingIsChangedUnnoticed(t *testing.T) {
	d := newDesk(t)
	d.putIn(t, "aigul", "text")
	file := filepath.Join(d.Dir, "annual-2025/v1/draft1/report.ru.html")
	rewrite(t, file, "tekst")
	refused(t, d.do(approval.Event{Act: approval.ActReview, Who: "carla"}), "the files have changed")
	_, err := d.Look(context.Background(), "annual-2025", "carla", "carla")
	refused(t, err, "were changed")
	rewrite(t, file, "text")
	d.must(t, approval.Event{Act: approval.ActReview, Who: "carla"})
	history := filepath.Join(d.Dir, "annual-2025/history.jsonl")
	whole, err := os.ReadFile(history)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{strings.Replace(string(whole), "carla", "berik", 1), string(whole[strings.IndexByte(string(whole), '\n')+1:])} {
		rewrite(t, history, bad)
		if _, err := d.History("annual-2025"); err == nil {
			t.Errorf("nobody noticed: %s", bad)
		}
	}
}

// An act that a crash cut off was never done: the document stands as before, and the next act
// takes its place.
func TestAnActCutOffWasNeverDone(t *testing.T) {
	d := newDesk(t)
	d.putIn(t, "aigul", "text")
	f, err := os.OpenFile(filepath.Join(d.Dir, "annual-2025", "history.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"seq":2,"act":"comm`); errors.Join(err, f.Close()) != nil {
		t.Fatal(err)
	}
	d.must(t, approval.Event{Act: approval.ActComment, Who: "carla", Text: approval.Note("сурет 3", "рисунок 3")})
	events, err := d.History("annual-2025")
	if err != nil || len(events) != 2 || events[1].Who != "carla" {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func rewrite(t *testing.T, file, text string) {
	t.Helper()
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Before the time of release no way leads to the document but that of those who work on it,
// whatever time the caller believes it is; not even that there is one can be learnt.
func TestNobodyIsEarly(t *testing.T) {
	d := newDesk(t)
	release := d.now.Add(72 * time.Hour)
	d.agreed(t, release)
	hand := approval.Into(backup.Folder{Dir: t.TempDir()}, "ministry")
	deliver := func() error {
		_, err := d.deliver(hand)
		return err
	}
	for _, at := range []time.Duration{0, 71 * time.Hour, 72*time.Hour - time.Second} {
		d.now = release.Add(at - 72*time.Hour)
		refused(t, deliver(), "not given out before 2025-12-04 09:00")
		d.gone(t)
	}
	_, err := d.Look(context.Background(), "annual-2025", "stranger", "x")
	refused(t, err, "may not look")
	if c, err := d.Look(context.Background(), "annual-2025", "dana", "dana"); err != nil || len(c.Files) != 1 {
		t.Error(c, err)
	}
	events, err := d.History("annual-2025")
	if err != nil || events[len(events)-1].Act != approval.ActLook {
		t.Error("that dana looked is not on record", err)
	}
	d.now = release
	if err := deliver(); err != nil {
		t.Fatal(err)
	}
	if got := d.get(t, "/annual-2025/report.ru.html"); got.Code != 200 || got.Body.String() != "text" {
		t.Error(got.Code, got.Body)
	}
	d.now = release.Add(-time.Hour) // a clock that was set back
	d.gone(t)
	refused(t, d.do(approval.Event{Act: approval.ActAmend, Who: "aigul", Text: note}), "a later act")
}

func (d *desk) deliver(hand approval.Hand) (approval.Event, error) {
	return d.Store.DeliverUnchecked(context.Background(), "annual-2025", approval.Event{Who: "erlan"}, hand)
}

func (d *desk) get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Date", "Mon, 01 Jan 2035 00:00:00 GMT")
	r.Header.Set("If-Modified-Since", "Mon, 01 Jan 2035 00:00:00 GMT")
	d.Handler().ServeHTTP(w, r)
	return w
}

// gone tries every open way.
func (d *desk) gone(t *testing.T) {
	t.Helper()
	if _, err := d.Released("annual-2025"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("released:", err)
	}
	for _, path := range []string{"/annual-2025/report.ru.html", "/annual-2025/../annual-2025/report.ru.html", "/annual-2025/history.jsonl", "/annual-2025/v1/draft1/report.ru.html", "/no-such/report.ru.html"} {
		if w := d.get(t, path); w.Code == 200 || strings.Contains(w.Body.String(), "text") {
			t.Error(path, w.Code, w.Body)
		}
	}
	if w := d.get(t, "/"); strings.Contains(w.Body.String(), "annual") {
		t.Error("the index names it")
	}
}

// A delivered document stays as it is for everybody while its amendment is under way, and
// afterwards the amendment is what is given out.
func TestAnAmendmentIsANewVersion(t *testing.T) {
	d := newDesk(t)
	d.agreed(t, d.now)
	to := t.TempDir()
	if _, err := d.deliver(approval.Into(backup.Folder{Dir: to}, "ministry")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(to, "report.ru.html")); err != nil || string(text) != "text" {
		t.Error(string(text), err)
	}
	for _, act := range []approval.Act{approval.ActReview, approval.ActAgree, approval.ActDeliver, approval.ActReturn, approval.ActComment} {
		refused(t, d.do(approval.Event{Act: act, Who: "both", Text: note}), "a delivered document is not changed")
	}
	refused(t, d.do(approval.Event{Act: approval.ActAmend, Who: "aigul", Text: approval.Note("жазба", "")}), "in both languages")
	d.must(t, approval.Event{Act: approval.ActAmend, Who: "aigul", Text: note})
	d.putIn(t, "berik", "amended")
	if got := d.get(t, "/annual-2025/report.ru.html"); got.Body.String() != "text" {
		t.Error("the first version is not what is given out:", got.Body)
	}
	d.must(t, approval.Event{Act: approval.ActReview, Who: "carla"})
	d.must(t, approval.Event{Act: approval.ActAgree, Who: "dana", Ref: "12-3/46"})
	if _, err := d.deliver(approval.Into(backup.Folder{Dir: to}, "ministry")); err != nil {
		t.Fatal(err)
	}
	if got := d.get(t, "/annual-2025/report.ru.html"); got.Body.String() != "amended" {
		t.Error(got.Body)
	}
}

// A delivery that failed is no delivery, and can be tried again.
func TestAFailedDeliveryIsNone(t *testing.T) {
	d := newDesk(t)
	d.agreed(t, d.now)
	_, err := d.deliver(func(context.Context, approval.Copy) (string, string, error) {
		return "", "", errors.New("the line is down")
	})
	if err == nil || !strings.Contains(err.Error(), "the line is down") {
		t.Error(err)
	}
	if s, err := d.Standing("annual-2025"); err != nil || s.State != approval.Agreed {
		t.Error(s.State, err)
	}
}

// However people act, no document is delivered without a draft, a review and an agreement of
// the same bytes by three persons who are not its authors, after its time.
func TestRandomWalks(t *testing.T) {
	delivered, refusals := 0, 0
	for walk := range 12 {
		r := rand.New(rand.NewPCG(uint64(walk), 7))
		d := newDesk(t)
		for range 150 {
			d.now = d.now.Add(time.Duration(r.IntN(3)) * time.Minute)
			err := d.step(t, r)
			var refusal *approval.Refusal
			if errors.As(err, &refusal) {
				refusals++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		events, err := d.History("annual-2025")
		if err != nil {
			t.Fatal(err)
		}
		delivered += proveDeliveries(t, events)
	}
	t.Logf("%d deliveries, %d refusals", delivered, refusals)
	if delivered < 3 || refusals < 500 {
		t.Errorf("the walks saw %d deliveries and %d refusals: too few to prove anything", delivered, refusals)
	}
}

// step lets somebody do something; twice out of three what comes next, else nothing would
// ever be delivered.
func (d *desk) step(t *testing.T, r *rand.Rand) error {
	s, err := d.Standing("annual-2025")
	if err != nil {
		t.Fatal(err)
	}
	act := s.Next()
	if r.IntN(3) == 0 {
		act = acts[r.IntN(len(acts))]
	}
	e := approval.Event{Act: act, Who: people[r.IntN(len(people))], Text: note, Ref: "1", Comment: r.IntN(30), Release: d.now.Add(time.Duration(r.IntN(5)) * time.Minute), Blocking: r.IntN(3) == 0}
	if act == approval.ActDraft {
		_, err = d.PutIn(context.Background(), "annual-2025", files(t, map[string]string{"f": string(rune('a' + r.IntN(26)))}), e)
		return err
	}
	return d.do(e)
}

var (
	people = []string{"aigul", "berik", "both", "carla", "dana", "erlan", "stranger"}
	acts   = []approval.Act{approval.ActDraft, approval.ActReview, approval.ActAgree, approval.ActDeliver, approval.ActReturn, approval.ActComment, approval.ActSettle, approval.ActAmend, approval.ActLook}
)

// proveDeliveries looks at the history alone, without the code that made it.
func proveDeliveries(t *testing.T, events []approval.Event) (n int) {
	var draft, review, agree approval.Event
	var authors []string
	for _, e := range events {
		switch e.Act {
		case approval.ActDraft:
			draft, review, agree = e, approval.Event{}, approval.Event{}
			authors = append(authors, e.Who)
		case approval.ActReturn:
			review, agree = approval.Event{}, approval.Event{}
		case approval.ActReview:
			review = e
		case approval.ActAgree:
			agree = e
		case approval.ActAmend:
			draft, review, agree, authors = approval.Event{}, approval.Event{}, approval.Event{}, nil
		case approval.ActDeliver:
			n++
			signers := []string{review.Who, agree.Who, e.Who}
			slices.Sort(signers)
			different := len(slices.Compact(signers)) == 3 && !slices.ContainsFunc(authors, func(a string) bool { return slices.Contains(signers, a) })
			same := draft.Files != "" && review.Files == draft.Files && agree.Files == draft.Files && e.Files == draft.Files
			if !different || !same || e.At.Before(agree.Release) {
				t.Errorf("delivered by %s: %+v %+v %+v", e.Who, draft, review, agree)
			}
		}
	}
	return n
}

// A bucket is a place of delivery like a folder; what arrived there is read back.
func TestDeliveryToABucket(t *testing.T) {
	mem := s3mem.New()
	if err := mem.CreateBucket("ministry"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(mem).Server())
	defer srv.Close()
	place, err := backup.NewS3(backup.S3Options{Endpoint: strings.TrimPrefix(srv.URL, "http://"), Bucket: "ministry", Prefix: "2025/", Key: "k", Secret: "secret", Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.agreed(t, d.now)
	done, err := d.deliver(approval.Into(place, "s3://ministry/2025/"))
	if err != nil || done.Receipt.To != "s3://ministry/2025/" || len(done.Receipt.Files) != 1 {
		t.Fatal(done.Receipt, err)
	}
	if o, err := mem.HeadObject("ministry", "2025/report.ru.html"); err != nil || o.Size != 4 {
		t.Error(o, err)
	}
}
