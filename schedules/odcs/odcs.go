// Package odcs tells contracts in the Open Data Contract Standard v3.1, for the tools of
// others (https://bitol-io.github.io/open-data-contract-standard/v3.1.0).
//
// Nothing is lost on the way that the standard has a word for; rules in SQL go along as
// quality of the engine nsk, since other engines have no such tables.
package odcs

import (
	"strconv"
	"strings"

	"nsk/connectors/contract"
	"nsk/schedules"
)

// A Document is one contract in the words of the standard.
type Document struct {
	Version     string     `json:"version" yaml:"version"` // of the contract: that of the program
	Kind        string     `json:"kind" yaml:"kind"`
	APIVersion  string     `json:"apiVersion" yaml:"apiVersion"`
	ID          string     `json:"id" yaml:"id"`
	Name        string     `json:"name" yaml:"name"`
	Status      string     `json:"status" yaml:"status"`
	Domain      string     `json:"domain" yaml:"domain"`
	Description Text       `json:"description" yaml:"description"`
	Schema      []Table    `json:"schema" yaml:"schema"`
	Roles       []Role     `json:"roles" yaml:"roles"`
	SLA         []SLA      `json:"slaProperties" yaml:"slaProperties"`
	Custom      []Property `json:"customProperties" yaml:"customProperties"`
}

// Text is what the contract is for, and where its limits are.
type Text struct {
	Purpose     string `json:"purpose" yaml:"purpose"`
	Usage       string `json:"usage" yaml:"usage"`
	Limitations string `json:"limitations,omitempty" yaml:"limitations,omitempty"`
}

// A Table is the one that the rows of a source stand in.
type Table struct {
	Name         string    `json:"name" yaml:"name"`
	PhysicalName string    `json:"physicalName" yaml:"physicalName"`
	PhysicalType string    `json:"physicalType" yaml:"physicalType"`
	LogicalType  string    `json:"logicalType" yaml:"logicalType"`
	Description  string    `json:"description" yaml:"description"`
	Columns      []Column  `json:"properties" yaml:"properties"`
	Quality      []Quality `json:"quality,omitempty" yaml:"quality,omitempty"`
}

// A Column is one field of a source, kept or not.
type Column struct {
	Name           string         `json:"name" yaml:"name"`
	BusinessName   string         `json:"businessName" yaml:"businessName"`
	Description    string         `json:"description" yaml:"description"`
	LogicalType    string         `json:"logicalType" yaml:"logicalType"`
	PhysicalType   string         `json:"physicalType" yaml:"physicalType"`
	Options        map[string]any `json:"logicalTypeOptions,omitempty" yaml:"logicalTypeOptions,omitempty"`
	PrimaryKey     bool           `json:"primaryKey,omitempty" yaml:"primaryKey,omitempty"`
	Position       int            `json:"primaryKeyPosition,omitempty" yaml:"primaryKeyPosition,omitempty"`
	Required       bool           `json:"required" yaml:"required"`
	Classification string         `json:"classification" yaml:"classification"` // public, or personal: it is not kept
	Transform      string         `json:"transformDescription,omitempty" yaml:"transformDescription,omitempty"`
	Quality        []Quality      `json:"quality,omitempty" yaml:"quality,omitempty"`
	Custom         []Property     `json:"customProperties,omitempty" yaml:"customProperties,omitempty"`
}

// A Quality is one rule.
type Quality struct {
	Name           string         `json:"name" yaml:"name"`
	Type           string         `json:"type" yaml:"type"`
	Metric         string         `json:"metric,omitempty" yaml:"metric,omitempty"`
	Arguments      map[string]any `json:"arguments,omitempty" yaml:"arguments,omitempty"`
	MustBe         *int           `json:"mustBe,omitempty" yaml:"mustBe,omitempty"`
	Engine         string         `json:"engine,omitempty" yaml:"engine,omitempty"`
	Implementation string         `json:"implementation,omitempty" yaml:"implementation,omitempty"`
	Severity       string         `json:"severity" yaml:"severity"`
	Description    string         `json:"description" yaml:"description"`
}

// A Role is who has to do with the source, and how.
type Role struct {
	Role        string `json:"role" yaml:"role"`
	Access      string `json:"access" yaml:"access"`
	Description string `json:"description" yaml:"description"`
}

// An SLA is one thing agreed on, or ordered, about when it comes.
type SLA struct {
	Property    string `json:"property" yaml:"property"`
	Value       any    `json:"value" yaml:"value"`
	Unit        string `json:"unit,omitempty" yaml:"unit,omitempty"`
	Driver      string `json:"driver" yaml:"driver"` // regulatory: by an act; operational: by agreement
	Description string `json:"description" yaml:"description"`
}

// A Property is what the standard has no word for.
type Property struct {
	Property string `json:"property" yaml:"property"`
	Value    any    `json:"value" yaml:"value"`
}

// Of tells a contract. The duty may be nil; version is that of the program.
func Of(c *contract.Contract, o *schedules.Obligations, version string) Document {
	d := Document{
		Version: version, Kind: "DataContract", APIVersion: "v3.1.0", ID: c.Source, Name: c.Title.EN, Status: "active", Domain: "qualifications",
		Description: Text{Purpose: c.Title.RU + " / " + c.Title.KK, Usage: "Order 391, paragraph " + c.Paragraph},
		Schema:      []Table{table(c)},
		Roles:       []Role{{c.Provider, "write", "provides the returns"}, {"national-body", "read", "receives, checks and analyses them"}},
		SLA:         promises(c, o),
		Custom: []Property{{"cadence", string(c.Cadence)}, {"content", string(c.Content)}, {"connector", c.Connector},
			{"paragraph", c.Paragraph}},
	}
	if c.HasPersonal() {
		d.Description.Limitations = "Columns classified personal are never stored as they are; what is kept of them says transformDescription. Their landings are encrypted."
	}
	return d
}

func table(c *contract.Contract) Table {
	t := Table{Name: c.Table(), PhysicalName: "raw." + c.Table(), PhysicalType: "table", LogicalType: "object", Description: c.Title.RU + " / " + c.Title.KK}
	for i := range c.Columns {
		t.Columns = append(t.Columns, column(c, &c.Columns[i]))
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		q := Quality{Name: r.ID, Type: "custom", Engine: "nsk", Implementation: strings.TrimSpace(r.Where + r.Rows), Severity: string(r.Severity), Description: r.RU + " / " + r.KK}
		at := columnAt(t.Columns, r.Field())
		if at == nil {
			t.Quality = append(t.Quality, q)
		} else {
			at.Quality = append(at.Quality, q)
		}
	}
	return t
}

func columnAt(all []Column, name string) *Column {
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	return nil
}

var logical = map[contract.Type]string{
	contract.TypeInteger: "integer", contract.TypeDecimal: "number", contract.TypeDate: "date", contract.TypeTimestamp: "timestamp", contract.TypeBoolean: "boolean",
}

func column(c *contract.Contract, col *contract.Column) Column {
	out := Column{Name: col.Name, BusinessName: col.RU, Description: col.RU + " / " + col.KK, LogicalType: "string", PhysicalType: col.Type.SQL(),
		Required: col.Required, Classification: "public", Options: options(col), Custom: []Property{{"type", string(col.Type)}}}
	if l := logical[col.Type]; l != "" {
		out.LogicalType = l
	}
	if col.Personal() {
		out.Classification, out.Transform = "personal", "not kept"
		if len(col.Keep) > 0 {
			out.Transform = "kept is only: " + strings.Join(col.Keep, ", ")
		}
	}
	for i, k := range c.Key {
		if k == col.Name {
			out.PrimaryKey, out.Position = true, i+1
		}
	}
	if r := col.Ref; r != nil {
		out.Custom = append(out.Custom, Property{"references", r.Source + "." + r.Column})
	}
	if len(col.Values) > 0 {
		none := 0
		out.Quality = append(out.Quality, Quality{Name: "values", Type: "library", Metric: "invalidValues", Arguments: map[string]any{"validValues": col.Values}, MustBe: &none, Severity: "row", Description: "a closed list of codes"})
	}
	return out
}

// options are the bounds that the standard has words for.
func options(col *contract.Column) map[string]any {
	o := make(map[string]any)
	if col.Pattern != "" && logical[col.Type] == "" {
		o["pattern"] = "^(" + col.Pattern + ")$"
	}
	for key, limit := range map[string]string{"minimum": col.Min, "maximum": col.Max} {
		n, err := strconv.ParseFloat(limit, 64)
		switch numeric := col.Type == contract.TypeInteger || col.Type == contract.TypeDecimal; {
		case limit == "":
		case numeric && err == nil:
			o[key] = n
		case col.Type == contract.TypeDate || col.Type == contract.TypeTimestamp:
			o[key] = limit
		}
	}
	return o
}

// promises are the cadence, and of a duty what the act says apart from what was agreed on.
func promises(c *contract.Contract, all *schedules.Obligations) []SLA {
	sla := []SLA{{Property: "frequency", Value: string(c.Cadence), Driver: "operational", Description: "how often the source is pulled"}}
	o := all.Of(c.Source)
	if o == nil {
		return sla
	}
	if o.Wording != nil {
		sla[0].Driver, sla[0].Description = "regulatory", o.Wording.RU+" / "+o.Wording.KK
	}
	if o.Due.Day > 0 {
		sla = append(sla, SLA{Property: "dueDay", Value: o.Due.Day, Unit: "d", Driver: "operational", Description: "day of the month after the period, by convention: the act names none"})
	}
	return append(sla, SLA{Property: "grace", Value: all.Grace(o), Unit: "d", Driver: "operational", Description: "working days after the due day that still count as in time, by convention"})
}
