package ncanode_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nsk/connectors/ncanode"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

const (
	person  = `"commonName":"ТЕСТОВ ТЕСТ","lastName":"ТЕСТОВИЧ","surName":"ТЕСТОВ","iin":"000228100007","email":"test@example.com","gender":"NONE","country":"KZ","dn":"CN=ТЕСТОВ ТЕСТ, SERIALNUMBER=IIN000228100007"`
	current = `"notBefore":"2026-01-01T00:00:00.000+00:00","notAfter":"2027-01-01T00:00:00.000+00:00","keyUsage":"SIGN","serialNumber":"60ba","signAlg":"ECGOST34310","keyUser":["ORGANIZATION","CEO"],"subject":{` + person + `,"bin":"990440000385"},"issuer":{"commonName":"НУЦ"}`
	ended   = `"notBefore":"2024-01-01T00:00:00.000+00:00","notAfter":"2025-01-01T00:00:00.000+00:00","keyUser":["INDIVIDUAL"],"subject":{` + person + `}`
)

// answers a server gives, in the shape of its OpenAPI file, and what they are worth. The
// second is what is said when nothing is looked up.
var answers = map[string]struct{ looked, plain, want, why string }{
	"valid": {
		looked: `{"status":200,"message":"OK","valid":true,"signers":[{"valid":true,"revocations":[{"revoked":false,"by":"OCSP"}],` + current + `}]}`,
		want:   "valid bin=990440000385 users=CEO,ORGANIZATION at=2026-11-28T12:00:00Z",
	},
	"revoked": {
		looked: `{"status":200,"message":"OK","valid":false,"signers":[{"valid":false,"revocations":[{"revoked":true,"by":"OCSP","revocationTime":"2026-09-28T16:03:41.000+00:00","reason":"keyCompromise"}],` + current + `}]}`,
		want:   "invalid bin=990440000385 users=CEO,ORGANIZATION at=2026-11-28T12:00:00Z", why: "revoked",
	},
	"try again": {
		looked: `{"status":200,"message":"OK","valid":false,"signers":[{"valid":false,"revocations":[{"revoked":true,"by":"OCSP"}],` + current + `}]}`,
		plain:  `{"status":200,"message":"OK","valid":true,"signers":[{"valid":true,"revocations":[],` + current + `}]}`,
		want:   "indeterminate bin=990440000385 users=CEO,ORGANIZATION", why: "did not say whether",
	},
	"changed": {
		looked: `{"status":200,"message":"OK","valid":false,"signers":[{"valid":true,"revocations":[{"revoked":false,"by":"OCSP"}],` + current + `}]}`,
		plain:  `{"status":200,"message":"OK","valid":false,"signers":[{"valid":true,"revocations":[],` + current + `}]}`,
		want:   "invalid bin=990440000385 users=CEO,ORGANIZATION at=2026-11-28T12:00:00Z", why: "not valid",
	},
	"run out": {
		looked: `{"status":200,"message":"OK","valid":false,"signers":[{"valid":false,"revocations":[],` + ended + `}]}`,
		want:   "indeterminate users=INDIVIDUAL", why: "run out",
	},
	"nobody signed": {looked: `{"status":200,"message":"OK","valid":true,"signers":[]}`, want: "indeterminate", why: "no signer"},
	"says nothing":  {looked: `{"status":200,"message":"OK"}`, want: "indeterminate", why: "did not say"},
	"not JSON":      {looked: `<html>000228100007`, want: "indeterminate", why: "not what NCANode 3 says"},
	"a person's number for that of an organisation": {
		looked: `{"status":200,"message":"OK","valid":true,"signers":[{"valid":true,"revocations":[],"keyUser":["INDIVIDUAL"],"subject":{"bin":"000228100007"}}]}`,
		want:   "valid users=INDIVIDUAL at=2026-11-28T12:00:00Z",
	},
}

// server answers as NCANode does: with looked where revocation is asked for.
func server(t *testing.T, looked, plain string) *ncanode.Client {
	t.Helper()
	return client(t, func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ RevocationCheck []string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		text := looked
		if len(asked.RevocationCheck) == 0 && plain != "" {
			text = plain
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, text) // a client that went away is the test's affair
	})
}

func client(t *testing.T, h http.HandlerFunc) *ncanode.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return ncanode.WithoutPause(ncanode.New(srv.URL+"/", srv.Client(), func() time.Time { return noon }))
}

const envelope = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header><w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">` +
	`<d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:SignedInfo><d:Reference URI="#b"/></d:SignedInfo></d:Signature></w:Security></S:Header>` +
	`<S:Body xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" u:Id="b"><x/></S:Body></S:Envelope>`

func TestStates(t *testing.T) {
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			v, err := server(t, a.looked, a.plain).WSSE(t.Context(), []byte(envelope))
			if err != nil {
				t.Fatal(err)
			}
			if v.String() != a.want || !strings.Contains(v.Why, a.why) || (a.why == "") != (v.Why == "") {
				t.Errorf("%s (%s), want %s (%s)", v, v.Why, a.want, a.why)
			}
			if strings.Contains(v.String()+v.Why, "000228100007") || strings.Contains(v.String()+v.Why, "ТЕСТОВ") {
				t.Errorf("a person is named: %s %s", v, v.Why)
			}
		})
	}
}

// A signature that is not over what is read is worth nothing, and what is not signed is
// not asked about.
func TestWhatIsSigned(t *testing.T) {
	var asked atomic.Int64
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, answers["valid"].looked)
	})
	for name, text := range map[string]struct {
		document string
		want     ncanode.State
	}{
		"none":              {`<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body/></S:Envelope>`, ncanode.None},
		"over another":      {strings.Replace(envelope, `u:Id="b"`, `u:Id="c"`, 1), ncanode.Invalid},
		"moved":             {strings.Replace(envelope, `<x/>`, `<x Id="b"/>`, 1), ncanode.Invalid},
		"two bodies":        {strings.Replace(envelope, `</S:Body>`, `</S:Body><S:Body u:Id="z" xmlns:u="u"/>`, 1), ncanode.Invalid},
		"two signatures":    {strings.Replace(envelope, `</w:Security>`, `<d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"/></w:Security>`, 1), ncanode.Invalid},
		"own declarations":  {`<!DOCTYPE a [<!ENTITY b "c">]>` + envelope, ncanode.Invalid},
		"broken off":        {envelope[:300], ncanode.Invalid},
		"too deep":          {strings.Repeat("<a>", 200), ncanode.Invalid},
		"reference outside": {strings.Replace(envelope, `<d:SignedInfo><d:Reference URI="#b"/></d:SignedInfo>`, `<d:SignedInfo/><d:Object><d:Reference URI="#b"/></d:Object>`, 1), ncanode.Invalid},
	} {
		if v, err := c.WSSE(t.Context(), []byte(text.document)); err != nil || v.State != text.want {
			t.Errorf("%s: %s, %v; want %s", name, v, err, text.want)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("the server was asked %d times", asked.Load())
	}
	for document, want := range map[string]ncanode.State{
		`<a/>`: ncanode.None,
		`<a><d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:SignedInfo><d:Reference URI=""/></d:SignedInfo></d:Signature></a>`:              ncanode.Valid,
		`<a Id="r"><d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:SignedInfo><d:Reference URI="#r"/></d:SignedInfo></d:Signature></a>`:     ncanode.Valid,
		`<a><b Id="r"/><d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:SignedInfo><d:Reference URI="#r"/></d:SignedInfo></d:Signature></a>`: ncanode.Invalid,
	} {
		if v, err := c.XML(t.Context(), []byte(document)); err != nil || v.State != want {
			t.Errorf("%s: %s, %v; want %s", document, v, err, want)
		}
	}
}

// Of a container with a time stamp it is said as of when it was signed.
func TestCMS(t *testing.T) {
	const stamped = `{"status":200,"message":"OK","valid":true,"signers":[{"signers":[{"valid":true,"revocations":[],` + current + `}],"tsp":{"serialNumber":"ec","genTime":"2026-09-28T16:03:41.000+00:00","policy":"1.2"}}]}`
	v, err := server(t, stamped, "").CMS(t.Context(), []byte{0x30}, []byte("data"))
	if err != nil || v.String() != "valid bin=990440000385 users=CEO,ORGANIZATION at=2026-09-28T16:03:41Z" {
		t.Errorf("%s, %v", v, err)
	}
	if v, err := server(t, "", "").CMS(t.Context(), nil, nil); err != nil || v.State != ncanode.None {
		t.Errorf("%s, %v", v, err)
	}
}

// A responder that is busy is asked again, and a server that is not there leaves the
// question open.
func TestAskedAgain(t *testing.T) {
	var n atomic.Int64
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) < 3 {
			http.Error(w, `{"status":500,"message":"busy"}`, http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, answers["valid"].looked)
	})
	if v, err := c.WSSE(t.Context(), []byte(envelope)); err != nil || v.State != ncanode.Valid || n.Load() != 3 {
		t.Errorf("%s, %v after %d requests", v, err, n.Load())
	}
	gone := ncanode.WithoutPause(ncanode.New("http://127.0.0.1:1", http.DefaultClient, func() time.Time { return noon }))
	if v, err := gone.WSSE(t.Context(), []byte(envelope)); err != nil || v.State != ncanode.Indeterminate || !strings.Contains(v.Why, "could not be asked") {
		t.Errorf("%s (%s), %v", v, v.Why, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := gone.WSSE(ctx, []byte(envelope)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestHealth(t *testing.T) {
	for text, up := range map[string]bool{`{"status":"UP"}`: true, `{"status":"DOWN"}`: false, `{}`: false, `no`: false} {
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/actuator/health" {
				t.Error(r.URL.Path)
			}
			_, _ = io.WriteString(w, text)
		})
		if err := c.Health(t.Context()); (err == nil) != up {
			t.Errorf("%s: %v", text, err)
		}
	}
}
