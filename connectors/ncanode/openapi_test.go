package ncanode_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"nsk/connectors/ncanode"
)

const described = "../../../shared/data/ncanode/openapi-3.0.yml"

// What is asked, and what the server of these tests answers, is as the OpenAPI file of
// NCANode 3 says.
func TestAsDescribed(t *testing.T) {
	text, err := os.ReadFile(described)
	if err != nil {
		t.Skipf("the OpenAPI file of NCANode is not there (%v)", err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = nil
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation())
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range answers {
		if name == "not JSON" {
			continue
		}
		c := client(t, func(w http.ResponseWriter, r *http.Request) { answer(t, router, w, r, a.looked) })
		for _, ask := range []func() (ncanode.Verdict, error){
			func() (ncanode.Verdict, error) { return c.WSSE(t.Context(), []byte(envelope)) },
			func() (ncanode.Verdict, error) {
				return c.XML(t.Context(), []byte(`<a><d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:SignedInfo><d:Reference URI=""/></d:SignedInfo></d:Signature></a>`))
			},
			func() (ncanode.Verdict, error) { return c.CMS(t.Context(), []byte{0x30}, []byte("data")) },
		} {
			if _, err := ask(); err != nil {
				t.Error(err)
			}
		}
	}
	sign := client(t, func(w http.ResponseWriter, r *http.Request) {
		text, err := json.Marshal(map[string]any{"status": 200, "message": "OK", "xml": envelope})
		if err != nil {
			t.Error(err)
		}
		answer(t, router, w, r, string(text))
	})
	if got, err := sign.SignWSSE(t.Context(), []byte("<a/>"), ncanode.Key{PKCS12: "MIINKwIBAzCC", Password: "x"}); err != nil || string(got) != envelope {
		t.Errorf("%s, %v", got, err)
	}
	up := client(t, func(w http.ResponseWriter, r *http.Request) { answer(t, router, w, r, `{"status":"UP"}`) })
	if err := up.Health(t.Context()); err != nil {
		t.Error(err)
	}
}

// answer holds request and answer against the file.
func answer(t *testing.T, router routers.Router, w http.ResponseWriter, r *http.Request, text string) {
	route, params, err := router.FindRoute(r)
	if err != nil {
		t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
		t.Error(err)
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader([]byte(text)))}
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		t.Errorf("%s: %v", r.URL.Path, err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, text)
}
