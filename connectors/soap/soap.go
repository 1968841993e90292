// Package soap pulls registers through ШЭП (SmartBridge), the gateway of the state's systems,
// on its synchronous and its asynchronous channel (domain § 7.6).
//
// What is handed over is the document that the source published: what lies in the element
// data, without the envelope around it, whose numbers and moments are of the question and
// not of the answer. So the same answer given twice is the same bytes. What the signature
// of the envelope is worth is said beside it.
package soap

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/ncanode"
)

// A gateway is one service behind ШЭП, as a contract and this installation say.
type gateway struct {
	http     *http.Client
	address  string
	source   string
	service  string
	route    string
	sender   string
	password string
	question question
	absent   string
	now      func() time.Time
	again    time.Duration
	check    check
	key      *ncanode.Key    // what is sent is signed with; nil: it is not signed
	signs    *ncanode.Client // who signs
	limit    int64           // bytes of one answer
}

// answerLimit bounds one answer in memory: a signature is over the whole of it, so that it
// has to be there at once.
const answerLimit = 64 << 20

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{
		Name: "soap", About: "Registers behind ШЭП (SmartBridge), on its synchronous or asynchronous channel.", Address: "https://host", New: New,
		Options: []connectors.Option{
			{Name: "endpoint", About: "name of the gateway; its address stands under endpoints in nsk.yaml", Required: true},
			{Name: "path", About: "what follows the address of the gateway"},
			{Name: "service", About: "serviceId of the source, as registered with the gateway", Required: true},
			{Name: "route", About: "routeId, where the gateway asks for one"},
			{Name: "channel", About: "whether the answer comes at once, or later", Default: "sync", Values: []string{"sync", "async"}},
			{Name: "question", About: "what is asked, in XML; {provider}, {period}, {from} and {to} stand for those of the return"},
			{Name: "form", About: "whether the question is sent as text or as elements", Default: "text", Values: []string{"text", "elements"}},
			{Name: "type", About: "xsi:type of the question, such as q:Request; with namespace"},
			{Name: "namespace", About: "address that the prefix of type stands for"},
			{Name: "absent", About: "status code by which the source says that there is nothing for the period yet"},
			{Name: "again", About: "after how long a question that nobody answered is asked anew; async", Form: connectors.Duration, Default: "72h"},
			{Name: "verify", About: "name of the endpoint of an NCANode server; signatures are looked at where it is configured", Default: "ncanode"},
			{Name: "signed", About: "which signature counts: that of the envelope, or of the document in it", Default: "envelope", Values: []string{"envelope", "document"}},
			{Name: "invalid", About: "what becomes of an answer whose signature is invalid", Default: "refuse", Values: []string{"refuse", "land"}},
		},
		Secrets: []connectors.Option{
			{Name: "*-sender", About: "senderId, where the endpoint has no user"},
			{Name: "*-password", About: "password of the sender"},
			{Name: "*-p12", About: "key that what is sent is signed with, a container of PKCS #12 in base64; an NCANode server signs"},
			{Name: "*-p12-password", About: "what opens that container"},
		},
	}
}

// New returns the register of the contract, with the options of Kind.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	s, err := Kind().Settings(c)
	if err != nil {
		return nil, err
	}
	g := &gateway{http: staying(env.Client(s["endpoint"])), source: c.Source, service: s["service"], route: s["route"],
		absent: s["absent"], now: env.Now, again: s.Duration("again"), limit: answerLimit}
	if g.now == nil {
		return nil, fmt.Errorf("source %s: the kind soap needs a clock", c.Source)
	}
	if g.address, err = address(c, env, s); err != nil {
		return nil, err
	}
	if g.question, err = newQuestion(s); err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source, err)
	}
	if err := g.identify(env, s["endpoint"]); err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source, err)
	}
	g.check = check{document: s["signed"] == "document", land: s["invalid"] == "land"}
	if at := env.Endpoints[s["verify"]].Address; at != "" {
		g.check.client = ncanode.New(at, env.Client(s["verify"]), env.Now)
	}
	if err := g.sealed(env, s); err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source, err)
	}
	if s["channel"] == "async" {
		return &async{gateway: g, asked: make(map[string]string), taken: make(map[string][]message)}, nil
	}
	return &direct{g}, nil
}

// staying returns the client, bound to the address it was sent to: every envelope holds the
// password.
func staying(client *http.Client) *http.Client {
	bound := *client
	bound.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &bound
}

// identify looks up who asks.
func (g *gateway) identify(env connectors.Env, endpoint string) (err error) {
	if g.sender = env.Endpoints[endpoint].User; g.sender == "" {
		if g.sender, err = env.Secret(endpoint + "-sender"); err != nil {
			return err
		}
	}
	g.password, err = env.Secret(endpoint + "-password")
	return err
}

// sealed looks up what is signed with, if anything is.
func (g *gateway) sealed(env connectors.Env, s connectors.Settings) error {
	name := s["endpoint"] + "-p12"
	p12, err := env.Secret(name)
	if err != nil || p12 == "" {
		return err
	}
	if g.signs = g.check.client; g.signs == nil {
		return fmt.Errorf("secret %s is set, and nobody signs with it: write the address of an NCANode server under endpoints.%s in nsk.yaml", name, s["verify"])
	}
	password, err := env.Secret(name + "-password")
	if err != nil {
		return err
	}
	g.key = &ncanode.Key{PKCS12: p12, Password: password}
	if err := g.key.Sound(); err != nil {
		return fmt.Errorf("secret %s: %w", name, err)
	}
	return nil
}

func address(c *contract.Contract, env connectors.Env, s connectors.Settings) (string, error) {
	name := s["endpoint"]
	base := env.Endpoints[name].Address
	if base == "" {
		return "", &connectors.UnconfiguredError{Source: c.Source, Endpoint: name}
	}
	u, err := url.Parse(strings.TrimSuffix(base, "/") + s["path"])
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("source %s: endpoint %q: the configured text is not an address", c.Source, name)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("source %s: endpoint %q: write the address without name, password and query; they are configured apart", c.Source, name)
	}
	return u.String(), nil
}

// A direct register answers at once.
type direct struct{ *gateway }

// Fetch asks for the wanted period and waits for the answer.
func (d *direct) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	now := d.now()
	id := identity(d.source, w, now.UTC().Format(time.RFC3339Nano))
	body, said, err := d.ask(ctx, d.sync(id, w, now))
	if err != nil {
		return nil, err
	}
	if said.op != "SendMessageResponse" || len(said.messages) != 1 {
		return nil, d.fail("the answer is no SendMessageResponse with one answer in it")
	}
	m := said.messages[0]
	if of := m.fields["correlationId"]; of != "" && of != id {
		return nil, d.fail("the answer is one to another question")
	}
	return d.batch(ctx, w, body, m)
}

// batch makes of a message what is handed over.
func (g *gateway) batch(ctx context.Context, w connectors.Want, envelope []byte, m message) (*connectors.Batch, error) {
	if code := m.fields["code"]; code != "" && code == g.absent {
		return nil, fmt.Errorf("pull %s: the source answered %s: %w", g.address, g.tame(code), connectors.ErrNotPublished)
	} else if code != success && (code != "" || m.direct) {
		return nil, g.fail("the gateway answered with the status %s (%s), not %s", g.tame(code), g.tame(m.fields["message"]), success)
	}
	if len(bytes.TrimSpace(m.data)) == 0 {
		return nil, g.fail("the answer has an empty element data; this does not mean that there are no rows")
	}
	v, err := g.check.judge(ctx, envelope, m.data)
	if err != nil {
		return nil, fmt.Errorf("pull %s: %w", g.address, err)
	}
	if v.State == ncanode.Invalid && !g.check.land {
		return nil, g.fail("the signature of the answer is invalid: %s; nothing was landed. If such answers are to be taken all the same, the contract says options.invalid: land", v.Why)
	}
	b := &connectors.Batch{Want: w, Origin: g.address, MediaType: connectors.MediaXML, Name: cmp.Or(m.fields["messageId"], g.service), Body: io.NopCloser(bytes.NewReader(m.data))}
	if v.State != "" {
		b.Signature = v.String()
	}
	if !g.check.document && (v.State == ncanode.Valid || v.State == ncanode.Invalid || v.State == ncanode.Indeterminate) {
		b.Evidence = envelope
	}
	return b, nil
}

func (g *gateway) fail(format string, args ...any) error {
	return fmt.Errorf("pull %s: %w", g.address, fmt.Errorf(format, args...))
}

// A check is how signatures are looked at. Without a client they are not.
type check struct {
	client         *ncanode.Client
	document, land bool
}

func (c check) judge(ctx context.Context, envelope, document []byte) (ncanode.Verdict, error) {
	switch {
	case c.client == nil:
		return ncanode.Verdict{}, nil
	case c.document:
		return c.client.XML(ctx, document)
	}
	return c.client.WSSE(ctx, envelope)
}

// ask sends an envelope and reads the answer, which may be a fault.
func (g *gateway) ask(ctx context.Context, envelope []byte) ([]byte, *reply, error) {
	if g.key != nil {
		var err error
		if envelope, err = g.signs.SignWSSE(ctx, envelope, *g.key); err != nil {
			return nil, nil, fmt.Errorf("pull %s: %w", g.address, err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.address, bytes.NewReader(envelope))
	if err != nil {
		return nil, nil, fmt.Errorf("pull %s: %w", g.address, err)
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	req.Header.Set("SOAPAction", `""`)
	res, err := g.http.Do(req)
	if err != nil {
		return nil, nil, g.withoutSecrets(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, g.limit+1))
	if err != nil {
		return nil, nil, fmt.Errorf("pull %s: the answer broke off: %w", g.address, err)
	}
	said, err := g.read(res, body)
	return body, said, err
}

func (g *gateway) read(res *http.Response, body []byte) (*reply, error) {
	if int64(len(body)) > g.limit {
		return nil, g.fail("the answer is larger than %d MB; ask for less at once", g.limit>>20)
	}
	said, err := parse(body)
	switch {
	case err == nil && said.fault:
		return nil, g.fail("the gateway answered with a fault: %s %s", g.tame(cmp.Or(said.fields["errorCode"], said.fields["faultcode"])), g.tame(cmp.Or(said.fields["errorMessage"], said.fields["faultstring"])))
	case res.StatusCode != http.StatusOK:
		return nil, g.fail("the gateway answered %s; check address and path", res.Status)
	case len(bytes.TrimSpace(body)) == 0:
		return nil, g.fail("the gateway answered 200 with an empty body; this does not mean that there are no rows")
	case err != nil:
		return nil, g.fail("the answer is no SOAP envelope: %w (%.60q)", err, res.Header.Get("Content-Type"))
	}
	return said, nil
}

// withoutSecrets is a failed request without what was sent.
func (g *gateway) withoutSecrets(err error) error {
	var e *url.Error
	for errors.As(err, &e) && e.Op != "parse" {
		err = e.Err
	}
	return fmt.Errorf("pull %s: %w", g.address, err)
}
