package synthetic

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// spoiled are the rows of a return with what the book plants in it.
func (r *Republic) spoiled(source, provider, period string, rows [][]string) [][]string {
	if r.defects == nil {
		return rows
	}
	for at := range r.defects.Sheets {
		if s := &r.defects.Sheets[at]; s.On == "" && s.is(source, provider, period) {
			if s.Copy != "" {
				rows = r.beginning(s)
			}
			return r.draft(at, rows).rows
		}
	}
	return rows
}

func (s *sheet) is(source, provider, period string) bool {
	return s.Source == source && s.Provider == provider && s.Period == period
}

// spoiledPage is spoiled for a page, whose provider the contract names.
func (r *Republic) spoiledPage(source string, p contract.Period, got page) page {
	if r.defects != nil {
		got.rows = r.spoiled(source, r.contract(source).Provider, p.String(), got.rows)
	}
	return got
}

// ownFiles are the files of the book that appear on a day: returns, and answers to what
// was asked about them.
func (r *Republic) ownFiles(day calendar.Day) (out []file) {
	if r.defects == nil {
		return nil
	}
	for at := range r.defects.Sheets {
		s := &r.defects.Sheets[at]
		if s.On == text(day) {
			out = append(out, r.ownFile(at))
		}
		if s.Confirm == text(day) && r.contract(s.Source).Connector == "drop" {
			f := r.heldFile(at)
			sum := sha256.Sum256(f.body)
			out = append(out, declaration(s.Source, r.defectProvider(s.Provider)+"_"+s.Period,
				`{"declaration":"confirm","sha256":"`+hex.EncodeToString(sum[:])+`","by":"Руководитель","role":"руководитель","reason":"Сведения верны."}`))
		}
	}
	return out
}

// heldFile is the file that a sheet is in.
func (r *Republic) heldFile(at int) file {
	if s := &r.defects.Sheets[at]; s.Source == "applications" {
		return r.streamFile(dayOf(s.Period))
	}
	return r.ownFile(at)
}

func (r *Republic) ownFile(at int) file {
	s := &r.defects.Sheets[at]
	c, d := r.contract(s.Source), r.draft(at, r.beginning(s))
	name := d.provider + "_" + s.Period
	if s.Version > 1 {
		name += "_v" + strconv.Itoa(s.Version)
	}
	if c.XLSX != nil {
		return file{s.Source, name + ".xlsx", sheetOf(c, d.rows)}
	}
	return file{s.Source, name + ".csv", table(header(c, technical), d.rows, false)}
}

func sheetOf(c *contract.Contract, rows [][]string) []byte {
	return sheetBytes(c.XLSX.Sheet, header(c, technical), rows)
}

// beginning are the rows that a sheet begins with: none in a file of its own, those it
// copies from an earlier file of the book or from what the republic publishes, or those it
// joins. The events it joins are written apart.
func (r *Republic) beginning(s *sheet) [][]string {
	from := s.Copy
	if from == "" {
		if from = s.Period; s.On != "" || s.Source == "applications" {
			return nil
		}
	}
	for at := range r.defects.Sheets {
		if b := &r.defects.Sheets[at]; b != s && b.On != "" && b.is(s.Source, s.Provider, from) {
			return r.draft(at, r.beginning(b)).rows
		}
	}
	return r.published(s.Source, s.Provider, from)
}

// spoiledStream adds the events that the book plants on a day.
func (r *Republic) spoiledStream(day calendar.Day, b *bytes.Buffer) {
	c := r.contract("applications")
	for _, row := range r.spoiled("applications", "administrator", text(day), nil) {
		line, err := json.Marshal(object(c, row))
		if err != nil {
			panic(err) // strings, numbers, booleans
		}
		b.Write(append(line, '\n'))
	}
}

// published are the rows of a return as the republic publishes it without the book.
func (r *Republic) published(source, provider, period string) [][]string {
	p, err := contract.ParsePeriod(period)
	if err != nil {
		panic(fmt.Sprintf("data/defects.yaml: %s %q: %v", source, period, err))
	}
	switch c := r.contract(source); {
	case source == "labour-statistics":
		return r.employedRows(r.quarterOf(period))
	case c.Connector == "rest":
		got, _ := r.rawPageOf(source, p)
		return got.rows
	case c.Cadence == contract.OnChange:
		return r.edition(source, provider, period)
	}
	return r.reported(source, provider, period)
}

// edition are the rows of a register that is published when it changes.
func (r *Republic) edition(source, provider, period string) [][]string {
	switch source {
	case "national-framework":
		return r.levels(r.date(1, 1) - 200)
	case "occupation-classifier":
		return r.occupations()
	case "isco-08":
		return rows("isco")
	case "activities":
		return r.activities()
	case "territories":
		return r.territories()
	case "sector-frameworks":
		return r.frameworkOf(provider, true, r.date(1, 1)-240)
	case "legal-acts":
		return r.actsKnown(dayOf(period))
	}
	panic("data/defects.yaml: no edition of " + source)
}

// reported are the rows of what bodies report by quarter and half year.
func (r *Republic) reported(source, provider, period string) [][]string {
	half := 0
	if period == fmt.Sprintf("%d-H1", r.year) {
		half = 1
	}
	switch source {
	case "national-council":
		return r.nationalCouncil(half)
	case "programmes-tvet":
		return r.tvet(half)
	case "standard-reviews":
		return r.reviews(r.quarterOf(period))
	case "sector-councils":
		for i, b := range r.contract(source).Providers(r.bodies) {
			if b.ID == provider {
				return r.council(i, b, r.quarterOf(period))
			}
		}
	}
	return nil
}

func (r *Republic) quarterOf(period string) int {
	for q := range 4 {
		if r.quarterName(q) == period {
			return q
		}
	}
	panic("data/defects.yaml: no quarter " + period)
}
