package soap_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"nsk/connectors/connectortest"
)

const password = "p@ss-that-nobody-may-see"

// A shep is ШЭП in this process: one service behind its synchronous and its asynchronous
// channel. What it holds is what the service would answer, by period.
type shep struct {
	t    testing.TB
	lock sync.Mutex
	held map[string]string // documents by period

	elements  bool              // documents stand as elements, not as text
	questions map[string]string // chain, by number of the question: asked twice, it is one
	asked     int               // questions that were new
	waiting   []letter          // answers that wait, until they are confirmed
	told      []string          // operations, in the order in which they came
	late      bool              // answers are not there yet
	lost      bool              // questions are acknowledged and forgotten
	status    string
	fault     string
	header    string // of the envelope of answers
	id        string // of its body
}

type letter struct{ id, chain, kind, date, document string }

// An asked is all that requests say.
type asked struct {
	Sync      *request `xml:"Body>SendMessage>request"`
	Send      *request `xml:"Body>sendMessage>request"`
	Get       *request `xml:"Body>getMessages>request"`
	Delivered *request `xml:"Body>sendDeliveryNotification>request"`
	Changed   *request `xml:"Body>changeMassageStatusNotification>request"`
}

type request struct {
	Info struct {
		ID     string `xml:"messageId"`
		Date   string `xml:"messageDate"`
		Sender sender `xml:"sender"`
	} `xml:"requestInfo"`
	AsyncInfo struct {
		ID     string `xml:"messageId"`
		Type   string `xml:"messageType"`
		Sender sender `xml:"sender"`
	} `xml:"messageInfo"`
	Sync         string `xml:"requestData>data"`
	Async        string `xml:"messageData>data"`
	Chain        string `xml:"correlationId"`
	Sender       sender `xml:"sender"`
	Notification struct {
		ID    string `xml:"messageId"`
		State string `xml:"messageState"`
	} `xml:"notification"`
}

type sender struct {
	ID       string `xml:"senderId"`
	Password string `xml:"password"`
}

func newShep(t testing.TB, held connectortest.Published) *shep {
	s := &shep{t: t, held: make(map[string]string), questions: make(map[string]string), status: "SCSS001"}
	for w, parts := range held {
		s.held[w.Provider+" "+w.Period.String()] = string(bytes.Join(parts, nil))
	}
	return s
}

func (s *shep) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	var a asked
	if err := xml.Unmarshal(text, &a); err != nil {
		s.t.Errorf("the request is no XML: %v\n%s", err, text)
	}
	if s.fault != "" {
		w.WriteHeader(http.StatusInternalServerError)
		s.envelope(w, `<S:Fault><faultcode>S:Server</faultcode><faultstring>`+s.fault+`</faultstring></S:Fault>`)
		return
	}
	s.dispatch(w, a)
}

func (s *shep) dispatch(w io.Writer, a asked) {
	who := func(x sender) {
		if x.ID != "nsk" || x.Password != password {
			s.t.Errorf("asked as %q", x.ID)
		}
	}
	switch {
	case a.Sync != nil:
		who(a.Sync.Info.Sender)
		s.told = append(s.told, "SendMessage")
		s.answer(w, a.Sync)
	case a.Send != nil:
		who(a.Send.AsyncInfo.Sender)
		s.told = append(s.told, "sendMessage")
		s.acknowledge(w, a.Send)
	case a.Get != nil:
		who(a.Get.Sender)
		s.told = append(s.told, "getMessages")
		s.deliver(w)
	case a.Delivered != nil:
		who(a.Delivered.Sender)
		s.told = append(s.told, "sendDeliveryNotification "+a.Delivered.Notification.ID)
		s.waiting = slices.DeleteFunc(s.waiting, func(l letter) bool { return l.id == a.Delivered.Notification.ID })
		s.envelope(w, `<t:sendDeliveryNotificationResponse xmlns:t="http://bip.bee.kz/AsyncChannel/v10/Types"><response/></t:sendDeliveryNotificationResponse>`)
	case a.Changed != nil:
		s.told = append(s.told, "changeMassageStatusNotification "+a.Changed.Notification.State)
		s.envelope(w, `<t:changeMassageStatusNotificationResponse xmlns:t="http://bip.bee.kz/AsyncChannel/v10/Types"><response/></t:changeMassageStatusNotificationResponse>`)
	default:
		s.t.Error("the request is none of those of ШЭП")
	}
}

// answer is that of the synchronous channel.
func (s *shep) answer(w io.Writer, r *request) {
	document, ok := s.held[r.Sync]
	status := s.status
	if !ok && status == "SCSS001" {
		status = "SCSE404"
	}
	s.envelope(w, fmt.Sprintf(`<t:SendMessageResponse xmlns:t="http://bip.bee.kz/SyncChannel/v10/Types"><response><responseInfo><messageId>answer-1</messageId><correlationId>%s</correlationId>`+
		`<responseDate>2026-09-30T10:00:01.094+05:00</responseDate><status><code>%s</code><message>said of 000228100007</message></status><sessionId>{1}</sessionId></responseInfo>`+
		`<responseData>%s</responseData></response></t:SendMessageResponse>`, r.Info.ID, status, s.data(document)))
}

// acknowledge takes a question, once for each number.
func (s *shep) acknowledge(w io.Writer, r *request) {
	id := r.AsyncInfo.ID
	if r.AsyncInfo.Type != "REQUEST" {
		s.t.Errorf("a question of type %q", r.AsyncInfo.Type)
	}
	if s.questions[id] == "" {
		s.asked++
		s.questions[id] = fmt.Sprintf("chain-%d", s.asked)
		if document, ok := s.held[r.Async]; ok && !s.lost {
			s.waiting = append(s.waiting, letter{fmt.Sprintf("answer-%d", s.asked), s.questions[id], "RESPONSE", "2026-09-30T10:00:01+05:00", document})
		}
	}
	s.envelope(w, fmt.Sprintf(`<t:sendMessageResponse xmlns:t="http://bip.bee.kz/AsyncChannel/v10/Types"><response><messageId>%s</messageId><correlationId>%s</correlationId>`+
		`<responseDate>2026-09-30T10:00:01+05:00</responseDate></response></t:sendMessageResponse>`, id, s.questions[id]))
}

// deliver gives all that waits, whoever asks: to pick what is theirs is for those who ask.
func (s *shep) deliver(w io.Writer) {
	var b strings.Builder
	b.WriteString(`<t:getMessagesResponse xmlns:t="http://bip.bee.kz/AsyncChannel/v10/Types"><response><responseDate>2026-09-30T10:00:01+05:00</responseDate>`)
	for _, l := range s.waiting {
		if s.late {
			break
		}
		fmt.Fprintf(&b, `<messages><messageInfo><messageId>%s</messageId><correlationId>%s</correlationId><messageType>%s</messageType><messageDate>%s</messageDate></messageInfo><messageData>%s</messageData></messages>`,
			l.id, l.chain, l.kind, l.date, s.data(l.document))
	}
	s.envelope(w, b.String()+`</response></t:getMessagesResponse>`)
}

// data is the element with a document: as it stands, as CDATA, or escaped where CDATA
// cannot hold it.
func (s *shep) data(document string) string {
	if s.elements {
		return `<data>` + document + `</data>`
	}
	if !strings.Contains(document, "]]>") && !strings.Contains(document, "\r") {
		return `<data><![CDATA[` + document + `]]></data>`
	}
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(document)); err != nil {
		s.t.Error(err)
	}
	return `<data>` + b.String() + `</data>`
}

func (s *shep) envelope(w io.Writer, body string) {
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">%s<S:Body Id="%s">%s</S:Body></S:Envelope>`, s.header, s.id, body) // a client that went away is the test's affair
}

func (s *shep) operations() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return strings.Join(s.told, ", ")
}
