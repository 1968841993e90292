package soap_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/soap"
)

const signature = `<S:Header><w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#">` +
	`<d:SignedInfo><d:Reference URI="#body"/></d:SignedInfo></d:Signature></w:Security></S:Header>`

const certificate = `"revocations":[],"keyUser":["CEO","ORGANIZATION"],"subject":{"commonName":"ТЕСТОВ ТЕСТ","iin":"000228100007","bin":"990440000385"}`

// What the signature is worth is said with the batch; what is invalid is not landed unless
// the contract says so, and what nobody can tell is landed.
func TestSignatures(t *testing.T) {
	const valid = "valid bin=990440000385 users=CEO,ORGANIZATION at=2026-11-28T12:00:00Z"
	for name, c := range map[string]struct {
		header, says, want, err string
		options                 map[string]string
	}{
		"valid":           {signature, `{"valid":true,"signers":[{` + certificate + `}]}`, valid, "", nil},
		"none":            {"", `{}`, "none", "", nil},
		"invalid":         {signature, `{"valid":false,"signers":[{` + certificate + `}]}`, "", "signature of the answer is invalid", nil},
		"invalid, let in": {signature, `{"valid":false,"signers":[{` + certificate + `}]}`, "in" + valid, "", map[string]string{"invalid": "land"}},
		"over another":    {strings.Replace(signature, "#body", "#other", 1), `{"valid":true,"signers":[{` + certificate + `}]}`, "", "not over the body", nil},
		"nobody can tell": {signature, ``, "indeterminate", "", nil},
		"of the document": {signature, `{"valid":true,"signers":[{` + certificate + `}]}`, "none", "", map[string]string{"signed": "document"}},
		"not looked at":   {signature, `{"valid":false}`, "", "", map[string]string{"verify": "elsewhere"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, channel := range []string{"sync", "async"} {
				t.Run(channel, func(t *testing.T) {
					t.Parallel() // one of them is asked about again, after a pause
					s := newShep(t, heldMarch("<list/>"))
					s.header, s.id = c.header, "body"
					b, err := signed(t, channel, c.options, s, c.says).Fetch(t.Context(), march)
					switch {
					case c.err != "" && (!says(err, c.err) || isAbsent(err)):
						t.Errorf("error %v, want %s", err, c.err)
					case c.err == "" && (err != nil || b.Signature != c.want):
						t.Errorf("%+v, %v, want %q", b, err, c.want)
					case c.err == "" && strings.Contains(string(b.Evidence), "<S:Header>") != (c.header != "" && c.options["verify"] == "" && c.options["signed"] == ""):
						t.Errorf("evidence %q", b.Evidence)
					}
				})
			}
		})
	}
}

// signed is a connector to a gateway and to an NCANode server that says the same always.
func signed(t *testing.T, channel string, options map[string]string, s *shep, says string) connectors.Connector {
	t.Helper()
	gate := httptest.NewServer(s)
	t.Cleanup(gate.Close)
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ XML string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.XML == "" {
			t.Errorf("asked %q, %v", asked.XML, err)
		}
		_, _ = io.WriteString(w, says) // a client that went away is the test's affair
	}))
	t.Cleanup(node.Close)
	c := register(channel)
	for name, value := range options {
		c.Options[name] = value
	}
	conn, err := soap.New(c, connectors.Env{HTTP: http.DefaultClient, Now: func() time.Time { return noon },
		Endpoints: map[string]connectors.Endpoint{"shep": {Address: gate.URL, User: "nsk"}, "ncanode": {Address: node.URL}},
		Secret:    secret})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// secret is what the sender shows; it signs nothing.
func secret(name string) (string, error) {
	if name == "shep-password" {
		return password, nil
	}
	return "", nil
}

// p12 begins as a container does; the server of this test signs with anything.
const p12 = "MIINKwIBAzCC"

// Whatever is sent is signed where there is a key: the question, the look for its answer,
// the confirmations. What could not be signed is not sent.
func TestWhatIsSentIsSigned(t *testing.T) {
	var spoil atomic.Bool
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ XML, Key, Password string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || r.URL.Path == "/wsse/sign" && (asked.Key != p12 || asked.Password != "opens") {
			t.Errorf("%s: %+v, %v", r.URL.Path, asked, err)
		}
		if r.URL.Path != "/wsse/sign" || spoil.Load() {
			_, _ = io.WriteString(w, `{"status":200,"message":"`+asked.Password+`","xml":"<a/>"}`) // a client that went away is the test's affair
			return
		}
		text := strings.Replace(asked.XML, "<soapenv:Header/>", strings.ReplaceAll(signature, "S:Header", "soapenv:Header"), 1)
		text = strings.Replace(text, "<soapenv:Body>", `<soapenv:Body Id="body">`, 1)
		_ = json.NewEncoder(w).Encode(map[string]any{"status": 200, "message": "OK", "xml": text}) // as above
	}))
	t.Cleanup(node.Close)
	for channel, want := range map[string]int{"sync": 1, "async": 4} {
		spoil.Store(false)
		s, signed := newShep(t, heldMarch("<list/>")), 0
		gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text, err := io.ReadAll(r.Body)
			if err != nil || !strings.Contains(string(text), `<d:Reference URI="#body"/>`) || !strings.Contains(string(text), `<soapenv:Body Id="body">`) {
				t.Errorf("it is not signed: %s, %v", text, err)
			}
			signed++
			r.Body = io.NopCloser(bytes.NewReader(text))
			s.ServeHTTP(w, r)
		}))
		t.Cleanup(gate.Close)
		env := connectors.Env{HTTP: http.DefaultClient, Now: func() time.Time { return noon },
			Endpoints: map[string]connectors.Endpoint{"shep": {Address: gate.URL, User: "nsk"}, "ncanode": {Address: node.URL}},
			Secret: func(name string) (string, error) {
				return map[string]string{"shep-password": password, "shep-p12": p12, "shep-p12-password": "opens"}[name], nil
			}}
		conn, err := soap.New(register(channel), env)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := connectortest.Pull(t, conn, true); err != nil || text != "<list/>" || signed != want {
			t.Errorf("%s: %q, %v, %d signed, want %d", channel, text, err, signed, want)
		}
		spoil.Store(true)
		if _, err := connectortest.Pull(t, conn, true); !says(err, "no signature over its body") || says(err, "opens") || signed != want && channel == "sync" {
			t.Errorf("%s: %v, %d sent", channel, err, signed)
		}
		delete(env.Endpoints, "ncanode")
		if _, err := soap.New(register(channel), env); !says(err, "endpoints.ncanode") {
			t.Errorf("nobody signs: %v", err)
		}
	}
}
