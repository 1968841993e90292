package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"github.com/google/uuid"

	"nsk/connectors"
)

// A question is what a contract asks for.
type question struct {
	text      string // XML with places for the return
	elements  bool
	typ       string
	namespace string
}

func newQuestion(s connectors.Settings) (question, error) {
	q := question{text: s["question"], elements: s["form"] == "elements", typ: s["type"], namespace: s["namespace"]}
	prefix, _, qualified := strings.Cut(q.typ, ":")
	if q.typ != "" && (!qualified || q.namespace == "" || prefix == "xsi") {
		return q, errors.New("options.type: write it with a prefix, as in q:Request, and give options.namespace")
	}
	if _, err := wellFormed(q.text); err != nil {
		return q, fmt.Errorf("options.question: not well-formed XML: %w", err)
	}
	return q, nil
}

func wellFormed(text string) (elements int, err error) {
	dec := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return elements, nil
		}
		if err != nil {
			return 0, err
		}
		if _, ok := token.(xml.StartElement); ok {
			elements++
		}
	}
}

// data is the element data of the question.
func (q question) data(w connectors.Want) string {
	from, end := w.Period.Bounds()
	text := strings.NewReplacer("{provider}", escaped(w.Provider), "{period}", w.Period.String(),
		"{from}", from.Format(time.DateOnly), "{to}", end.AddDate(0, 0, -1).Format(time.DateOnly)).Replace(q.text)
	if !q.elements {
		text = escaped(text)
	}
	if q.typ == "" {
		return "<data>" + text + "</data>"
	}
	prefix, _, _ := strings.Cut(q.typ, ":")
	return fmt.Sprintf(`<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:%s="%s" xsi:type="%s">%s</data>`, prefix, escaped(q.namespace), escaped(q.typ), text)
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a buffer takes all
	return b.String()
}

// identity is the number of a question. It is the same for the same return and the same
// moment, so that asking again after a restart is no second question.
func identity(source string, w connectors.Want, moment string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(strings.Join([]string{"nsk", source, w.Provider, w.Period.String(), moment}, "\x1f"))).String()
}

// instant is a moment as the gateway reads it.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// envelopes are what is sent, by the names in domain § 7.6; the misspelt one is real.
var envelopes = template.Must(template.New("").Funcs(template.FuncMap{"x": escaped}).Parse(`
{{- define "sender"}}<sender><senderId>{{x .Sender}}</senderId><password>{{x .Password}}</password></sender>{{end}}
{{- define "head"}}<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body>{{end}}
{{- define "foot"}}</soapenv:Body></soapenv:Envelope>{{end}}
{{- define "sync"}}{{template "head"}}<typ:SendMessage xmlns:typ="http://bip.bee.kz/SyncChannel/v10/Types"><request><requestInfo><messageId>{{.ID}}</messageId><correlationId/><serviceId>{{x .Service}}</serviceId><messageDate>{{.At}}</messageDate><routeId>{{x .Route}}</routeId>{{template "sender" .}}<sessionId>{{"{"}}{{.ID}}{{"}"}}</sessionId></requestInfo><requestData>{{.Data}}</requestData></request></typ:SendMessage>{{template "foot"}}{{end}}
{{- define "sendMessage"}}{{template "head"}}<typ:sendMessage xmlns:typ="http://bip.bee.kz/AsyncChannel/v10/Types"><request><messageInfo><messageId>{{.ID}}</messageId><serviceId>{{x .Service}}</serviceId><messageType>REQUEST</messageType><routeId>{{x .Route}}</routeId><messageDate>{{.At}}</messageDate>{{template "sender" .}}</messageInfo><messageData>{{.Data}}</messageData></request></typ:sendMessage>{{template "foot"}}{{end}}
{{- define "getMessages"}}{{template "head"}}<typ:getMessages xmlns:typ="http://bip.bee.kz/AsyncChannel/v10/Types"><request><correlationId>{{x .Correlation}}</correlationId><requestDate>{{.At}}</requestDate><serviceId>{{x .Service}}</serviceId>{{template "sender" .}}</request></typ:getMessages>{{template "foot"}}{{end}}
{{- define "sendDeliveryNotification"}}{{template "head"}}<typ:sendDeliveryNotification xmlns:typ="http://bip.bee.kz/AsyncChannel/v10/Types"><request><notification><messageId>{{x .ID}}</messageId><correlationId>{{x .Correlation}}</correlationId><deliveryDate>{{.At}}</deliveryDate><deliveryStatus>DELIVERED</deliveryStatus></notification><requestDate>{{.At}}</requestDate>{{template "sender" .}}</request></typ:sendDeliveryNotification>{{template "foot"}}{{end}}
{{- define "changeMassageStatusNotification"}}{{template "head"}}<typ:changeMassageStatusNotification xmlns:typ="http://bip.bee.kz/AsyncChannel/v10/Types"><request><notification><notificationId>{{.Notice}}</notificationId><messageId>{{x .ID}}</messageId><notificationDate>{{.At}}</notificationDate><messageState>{{.State}}</messageState></notification><requestDate>{{.At}}</requestDate></request></typ:changeMassageStatusNotification>{{template "foot"}}{{end}}`))

// An outgoing message is what the envelopes say.
type outgoing struct {
	ID, Service, Route, At, Sender, Password string
	Data, Correlation, Notice, State         string
}

func (g *gateway) outgoing(id string, at time.Time) outgoing {
	return outgoing{ID: id, Service: g.service, Route: g.route, At: instant(at), Sender: g.sender, Password: g.password}
}

func (o outgoing) as(name string) []byte {
	var b bytes.Buffer
	if err := envelopes.ExecuteTemplate(&b, name, o); err != nil {
		panic(err) // texts only
	}
	return b.Bytes()
}

func (g *gateway) sync(id string, w connectors.Want, at time.Time) []byte {
	o := g.outgoing(id, at)
	o.Data = g.question.data(w)
	return o.as("sync")
}
