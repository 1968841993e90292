package soap_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/soap"
)

var march = connectortest.March

func heldMarch(text string) connectortest.Published {
	return connectortest.Published{march: {[]byte(text)}}
}

func read(t *testing.T, c connectors.Connector, w connectors.Want) (string, *connectors.Batch) {
	t.Helper()
	b, err := c.Fetch(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(b.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), b
}

// An acknowledgement is no answer, and a question is asked once, however often it is looked
// whether the answer is there.
func TestAnAcknowledgementIsNoAnswer(t *testing.T) {
	s := newShep(t, heldMarch("<list/>"))
	s.late = true
	c := over(t, register("async"), s)
	for range 3 {
		if _, err := c.Fetch(t.Context(), march); !isAbsent(err) || !says(err, "acknowledged") {
			t.Fatalf("error %v, want ErrNotPublished", err)
		}
	}
	s.late = false
	if got, _ := read(t, c, march); got != "<list/>" {
		t.Errorf("got %s", got)
	}
	if got := s.operations(); got != "sendMessage, getMessages, getMessages, getMessages, getMessages" {
		t.Errorf("said %s", got)
	}
}

// A process that starts anew asks under the same number, and finds the answer to the
// question of the one before it.
func TestARestartIsNoSecondQuestion(t *testing.T) {
	s := newShep(t, heldMarch("<list/>"))
	if _, b := read(t, over(t, register("async"), s), march); b.Name != "answer-1" {
		t.Errorf("answer %s", b.Name)
	}
	if got, b := read(t, over(t, register("async"), s), march); got != "<list/>" || b.Name != "answer-1" || s.asked != 1 {
		t.Errorf("got %s of %s after %d questions", got, b.Name, s.asked)
	}
}

// Answers come twice and out of order, among those to others and among notices; the one
// given last counts, and what is confirmed is only what was landed.
func TestDisorder(t *testing.T) {
	s := newShep(t, connectortest.Published{march: {[]byte("<list>march</list>")}, connectortest.April: {[]byte("<list>april</list>")}})
	c := over(t, register("async"), s)
	s.late = true
	for _, w := range []connectors.Want{march, connectortest.April} {
		if _, err := c.Fetch(t.Context(), w); !isAbsent(err) {
			t.Fatal(err)
		}
	}
	s.late = false
	first, second := s.waiting[0], s.waiting[1]
	corrected := letter{"answer-9", first.chain, "RESPONSE", "2026-09-30T11:00:02+06:00", "<list>corrected</list>"} // 05:00:02 UTC: a second after
	notice := letter{"notice-1", first.chain, "NOTIFICATION", "2026-10-30T10:00:01+05:00", "<seen/>"}
	s.waiting = []letter{second, notice, corrected, first, first, {"foreign", "chain-99", "RESPONSE", "2026-12-01T00:00:00Z", "<list>foreign</list>"}}
	got, b := read(t, c, march)
	if got != "<list>corrected</list>" || b.Name != "answer-9" {
		t.Errorf("got %s of %s", got, b.Name)
	}
	s.told = nil
	if err := c.(connectors.Settler).Settle(t.Context(), b, true); err != nil {
		t.Fatal(err)
	}
	const want = "sendDeliveryNotification answer-9, changeMassageStatusNotification PROCESSED, sendDeliveryNotification answer-1, changeMassageStatusNotification PROCESSED"
	if said := s.operations(); said != want {
		t.Errorf("confirmed %s, want %s", said, want)
	}
	if got, _ := read(t, c, connectortest.April); got != "<list>april</list>" {
		t.Errorf("got %s", got)
	}
}

// What was landed is confirmed afterwards: a process that dies in between is given the
// same bytes again.
func TestAnswersWaitUntilTheyAreConfirmed(t *testing.T) {
	s := newShep(t, heldMarch("<list>1</list>"))
	before, _ := read(t, over(t, register("async"), s), march)
	after, b := read(t, over(t, register("async"), s), march)
	if before != after || len(s.waiting) != 1 {
		t.Errorf("first %s, then %s, %d wait", before, after, len(s.waiting))
	}
	_ = b
}

// A question that nobody answers is asked anew after its time, under another number.
func TestALostQuestionIsAskedAgain(t *testing.T) {
	s := newShep(t, heldMarch("<list/>"))
	s.lost = true
	srv := httptest.NewServer(s)
	defer srv.Close()
	now := noon
	c, err := soap.New(register("async"), connectors.Env{HTTP: srv.Client(), Endpoints: map[string]connectors.Endpoint{"shep": {Address: srv.URL, User: "nsk"}},
		Now: func() time.Time { return now }, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Fetch(t.Context(), march); !isAbsent(err) || s.asked != 1 {
		t.Fatalf("%v, %d questions", err, s.asked)
	}
	s.lost = false
	now = now.Add(73 * time.Hour)
	if got, _ := read(t, c, march); got != "<list/>" || s.asked != 2 {
		t.Errorf("got %s after %d questions", got, s.asked)
	}
}

// What stands as elements is handed over as it stands, to the byte.
func TestElementsStayAsTheyAre(t *testing.T) {
	const document = "\r\n <q:list xmlns:q='urn:q'  a=\"1\" ><!-- x --><q:item>Ә&#x49;</q:item>\n</q:list>"
	s := newShep(t, heldMarch(document))
	s.elements = true
	for _, channel := range []string{"sync", "async"} {
		if got, _ := read(t, over(t, register(channel), s), march); got != "<data>"+document+"</data>" {
			t.Errorf("%s: got %q", channel, got)
		}
	}
}

// What the gateway says is wrong is told with its words, without numbers of persons.
func TestFaultsAreTold(t *testing.T) {
	for _, channel := range []string{"sync", "async"} {
		s := newShep(t, heldMarch("<list/>"))
		s.fault = "no such service, asked for 000228100007 with " + password
		_, err := over(t, register(channel), s).Fetch(t.Context(), march)
		if isAbsent(err) || !says(err, "fault", "S:Server", "no such service", "127.0.0.1") || says(err, "000228100007") || says(err, password) {
			t.Errorf("%s: %v", channel, err)
		}
	}
	s := newShep(t, heldMarch("<list/>"))
	s.status = "SCSE002"
	_, err := over(t, register("sync"), s).Fetch(t.Context(), march)
	if isAbsent(err) || !says(err, "SCSE002", "SCSS001") || says(err, "000228100007") {
		t.Error(err)
	}
	if _, err := over(t, register("sync"), newShep(t, heldMarch(""))).Fetch(t.Context(), march); isAbsent(err) || !says(err, "empty element data") {
		t.Error(err)
	}
}

// An answer that is none is told for what it is.
func TestWhatIsNoAnswer(t *testing.T) {
	const envelope = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>`
	const response = `<SendMessageResponse><response><responseInfo><correlationId>%s</correlationId><status><code>SCSS001</code></status></responseInfo><responseData><data>x</data></responseData></response></SendMessageResponse>`
	for text, want := range map[string]string{
		`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>` + envelope + `</S:Body></S:Envelope>`: "declarations of its own",
		envelope: "not well-formed",
		envelope + `<sendMessageResponse/></S:Body></S:Envelope>`:                         "no SendMessageResponse",
		envelope + strings.Replace(response, "%s", "other", 1) + `</S:Body></S:Envelope>`: "another question",
		envelope + response + response + `</S:Body></S:Envelope>`:                         "two messages",
		envelope + `<SendMessageResponse>` + strings.Repeat("<a>", 200):                   "too deep",
		`{"content":[]}`: "no SOAP envelope",
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }))
		_, err := dial(t, register("sync"), connectors.Endpoint{Address: srv.URL, Attempts: 1}).Fetch(t.Context(), march)
		if isAbsent(err) || !says(err, want) {
			t.Errorf("%.80s: %v, want %s", text, err, want)
		}
		srv.Close()
	}
}

// A contract that cannot be is told with what to write.
func TestOptions(t *testing.T) {
	for option, wrong := range map[string][2]string{
		"question": {"<a>", "not well-formed"}, "type": {"Request", "with a prefix"}, "channel": {"later", "sync"}, "invalid": {"maybe", "refuse"},
	} {
		c := register("sync")
		c.Options[option] = wrong[0]
		_, err := soap.New(c, connectors.Env{HTTP: http.DefaultClient, Endpoints: map[string]connectors.Endpoint{"shep": {Address: "http://127.0.0.1:1"}},
			Now: func() time.Time { return noon }, Secret: func(string) (string, error) { return "", nil }})
		if !says(err, option, wrong[1]) {
			t.Errorf("%s: %v", option, err)
		}
	}
}

// The question names the return, as text or as elements of a type.
func TestQuestion(t *testing.T) {
	const want = `<q:from>2025-03-01</q:from><q:to>2025-03-31</q:to><q:by>990440000385</q:by>`
	for form, place := range map[string]string{"text": strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(want), "elements": want} {
		var asked string
		srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			text, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			asked = string(text)
		}))
		c := register("sync")
		c.Options["question"] = `<q:from>{from}</q:from><q:to>{to}</q:to><q:by>{provider}</q:by>`
		c.Options["form"], c.Options["type"], c.Options["namespace"] = form, "q:Request", "http://q.example/?a&b"
		if _, err := dial(t, c, connectors.Endpoint{Address: srv.URL, Attempts: 1}).Fetch(t.Context(), march); !says(err, "empty body") {
			t.Error(err)
		}
		srv.Close()
		if element := `xmlns:q="http://q.example/?a&amp;b" xsi:type="q:Request">` + place + `</data>`; !strings.Contains(asked, element) {
			t.Errorf("%s: asked\n%s\nwant\n%s", form, asked, element)
		}
	}
}
