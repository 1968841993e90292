package odcs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/schedules"
	"nsk/schedules/odcs"
)

const schemaFile = "../../../shared/odcs/odcs-json-schema-v3.1.0.json"

// Every built-in contract, told in the standard, is valid by the standard's own schema, and
// one from which something was taken is not.
func TestEveryContractIsValid(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Skipf("the schema of the standard is not at %s", schemaFile)
	}
	source, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("odcs.json", source); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("odcs.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents(t) {
		if err := schema.Validate(plain(t, d)); err != nil {
			t.Errorf("%s: %v", d.ID, err)
		}
		d.Kind = "Contract"
		if schema.Validate(plain(t, d)) == nil {
			t.Errorf("%s: a document of no kind is valid", d.ID)
		}
	}
}

// What the contract says stands in the document: key, rules, what is personal, the term.
func TestWhatIsTold(t *testing.T) {
	var d odcs.Document
	for _, one := range documents(t) {
		if one.ID == "recognition-persons" {
			d = one
		}
	}
	rules := len(d.Schema[0].Quality)
	for _, c := range d.Schema[0].Columns {
		rules += len(c.Quality)
		switch c.Name {
		case "iin":
			if c.Classification != "personal" || c.Transform != "kept is only: person_key" || !c.Required {
				t.Errorf("iin: %+v", c)
			}
		case "attempt":
			if !c.PrimaryKey || c.Position != 2 || c.Options["maximum"] != 9.0 || c.LogicalType != "integer" {
				t.Errorf("attempt: %+v", c)
			}
		}
	}
	if rules < 10 || len(d.SLA) != 3 || d.SLA[0].Driver != "regulatory" || d.Roles[0].Role != "centre" {
		t.Errorf("%d rules, %+v, %+v", rules, d.SLA, d.Roles)
	}
}

func documents(t *testing.T) (docs []odcs.Document) {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	duties, err := schedules.LoadObligations()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		docs = append(docs, odcs.Of(c, duties, "1"))
	}
	return docs
}

func plain(t *testing.T, d odcs.Document) any {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
