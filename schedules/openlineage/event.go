// Package openlineage tells other tools what was run, what it read and what it made, as events
// of OpenLineage 2-0-2 (https://openlineage.io/spec/2-0-2/OpenLineage.json).
//
// Events hold names, numbers and times, never a value of the data and no text of an error: a
// text may quote what it is about.
package openlineage

import (
	"time"

	"github.com/google/uuid"
)

const spec = "https://openlineage.io/spec/"

// An EventType is the state that a run comes to.
type EventType string

// The states.
const (
	Start    EventType = "START"
	Complete EventType = "COMPLETE"
	Fail     EventType = "FAIL"
	Abort    EventType = "ABORT" // cut off from outside; the next run does it
)

// An Event is one RunEvent.
type Event struct {
	Type      EventType `json:"eventType"`
	Time      time.Time `json:"eventTime"`
	Run       RunPart   `json:"run"`
	Job       JobPart   `json:"job"`
	Inputs    []Dataset `json:"inputs"`
	Outputs   []Dataset `json:"outputs"`
	Producer  string    `json:"producer"`
	SchemaURL string    `json:"schemaURL"`
}

// A RunPart names the run.
type RunPart struct {
	ID     string `json:"runId"`
	Facets Facets `json:"facets,omitempty"`
}

// A JobPart names what was run.
type JobPart struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Facets    Facets `json:"facets,omitempty"`
}

// A Dataset is something read or made.
type Dataset struct {
	Namespace    string `json:"namespace"`
	Name         string `json:"name"`
	Facets       Facets `json:"facets,omitempty"`
	InputFacets  Facets `json:"inputFacets,omitempty"`
	OutputFacets Facets `json:"outputFacets,omitempty"`
}

// Facets are what is known beyond a name, each under its name.
type Facets map[string]Facet

// A Facet is one thing known. Producer and schema are put in by the emitter.
type Facet map[string]any

// schemas are the definitions of the facets that we write.
var schemas = map[string]string{
	"schema":                "facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
	"columnLineage":         "facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet",
	"dataSource":            "facets/1-0-1/DatasourceDatasetFacet.json#/$defs/DatasourceDatasetFacet",
	"version":               "facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet",
	"dataQualityAssertions": "facets/1-0-1/DataQualityAssertionsDatasetFacet.json#/$defs/DataQualityAssertionsDatasetFacet",
	"outputStatistics":      "facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet",
	"parent":                "facets/1-0-1/ParentRunFacet.json#/$defs/ParentRunFacet",
	"errorMessage":          "facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet",
	"jobType":               "facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet",
	"sql":                   "facets/1-0-1/SQLJobFacet.json#/$defs/SQLJobFacet",
}

// A Field is a column of a dataset.
type Field struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"`
}

// Schema are the columns of a dataset.
func Schema(fields []Field) Facet { return Facet{"fields": fields} }

// A From is a column that another is made from. Type is DIRECT or INDIRECT, Subtype as in
// the columnLineage facet. Masked says that the value cannot be had back.
type From struct {
	Namespace, Name, Field string
	Type, Subtype          string
	Masked                 bool
}

func (f From) field() map[string]any {
	return map[string]any{"namespace": f.Namespace, "name": f.Name, "field": f.Field,
		"transformations": []map[string]any{{"type": f.Type, "subtype": f.Subtype, "description": "", "masking": f.Masked}}}
}

// ColumnLineage says what each column is made from, and what decides the rows.
func ColumnLineage(columns map[string][]From, rows []From) Facet {
	fields := map[string]any{}
	for name, from := range columns {
		fields[name] = map[string]any{"inputFields": list(from)}
	}
	return Facet{"fields": fields, "dataset": list(rows)}
}

func list(from []From) []map[string]any {
	all := []map[string]any{}
	for _, f := range from {
		all = append(all, f.field())
	}
	return all
}

// An Assertion is a rule that was asked, and whether it held. Column is empty of a rule on
// the whole.
type Assertion struct {
	Assertion string `json:"assertion"`
	Success   bool   `json:"success"`
	Column    string `json:"column,omitempty"`
}

// Assertions are the rules that were asked of a dataset that was read.
func Assertions(all []Assertion) Facet { return Facet{"assertions": all} }

// Statistics say how many rows were made.
func Statistics(rows int64) Facet { return Facet{"rowCount": rows} }

// A Run is one that has begun.
type Run struct {
	ID     string
	Job    JobPart
	Began  time.Time
	parent *Run
}

// An End is how a run ended.
type End struct {
	At              time.Time
	Type            EventType // Complete if ""
	Inputs, Outputs []Dataset
	Message         string // of a run that failed: which kind of failure, no text of an error
}

// number is a UUID of version 7: by the time at which the run began, so that it sorts.
func number(began time.Time) string {
	id := uuid.New()
	ms := began.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i)) //nolint:gosec // the lower 48 bits are meant
	}
	id[6] = id[6]&0x0f | 0x70
	return id.String()
}
