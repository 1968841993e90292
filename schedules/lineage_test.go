package schedules_test

import (
	"bytes"
	decode "encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nsk/schedules/openlineage"
)

// Every run is told to a service of lineage: what a pull brought and which rules held, what
// failed without a word of its error, and a job. Nothing of it is a value of the data.
func TestRunsAreTold(t *testing.T) {
	var mu sync.Mutex
	var got [][]byte
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		text, _ := io.ReadAll(r.Body)
		got = append(got, text)
		w.WriteHeader(http.StatusCreated)
	}))
	defer srv.Close()
	out, err := openlineage.ToService(filepath.Join(t.TempDir(), "lineage"), srv.URL, srv.Client(), func() (string, error) { return "", nil })
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.Lineage = &openlineage.Emitter{Namespace: "nsk", Producer: "urn:nsk:test", Outbox: out, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	h.drop("chamber_2025-01.csv", "code,n\nSECRET1,1\nSECRET2,x\n")
	h.publish("/rows 2025-01", "fail")
	_, _ = h.Pull(t.Context(), now) // what could not be pulled is told, and looked at below

	schema, err := jsonschema.NewCompiler().Compile("openlineage/testdata/openlineage.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	ends := map[string]openlineage.Event{}
	for _, text := range got {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		if strings.Contains(string(text), "SECRET") || strings.Contains(string(text), srv.URL) || strings.Contains(string(text), "chamber_2025") {
			t.Errorf("an event tells too much: %s", text)
		}
		var e openlineage.Event
		if err := decode.Unmarshal(text, &e); err != nil {
			t.Fatal(err)
		}
		if e.Type != openlineage.Start {
			ends[e.Job.Name] = e
		}
	}
	notes := ends["pull.notes"]
	if notes.Type != openlineage.Complete || len(notes.Inputs) != 1 || len(notes.Outputs) != 1 {
		t.Fatalf("notes: %+v", notes)
	}
	if n := notes.Outputs[0].OutputFacets["outputStatistics"]["rowCount"]; n != float64(1) || notes.Outputs[0].Name != "raw.notes" || notes.Inputs[0].Name != "notes" {
		t.Errorf("notes: %v rows, %+v", n, notes.Outputs[0])
	}
	if held := notes.Inputs[0].InputFacets["dataQualityAssertions"]["assertions"].([]any); len(held) != 1 || held[0].(map[string]any)["success"] != false {
		t.Errorf("notes: assertions %v", held)
	}
	if e := ends["pull.rows"]; e.Type != openlineage.Fail || e.Run.Facets["errorMessage"]["message"] != "failed; nsk runs --failed says more" {
		t.Errorf("rows: %s %v", e.Type, e.Run.Facets)
	}
	if e, ok := ends["pull.more"]; ok {
		t.Errorf("a look that found nothing is told as a run: %+v", e)
	}
}
