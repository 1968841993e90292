package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/synthetic"
)

const smallRows = 30 // of a small file

// write makes the input file; the same case gives the same bytes.
func (c benchCase) write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	switch c.kind {
	case kindTable:
		err = writeTable(f, c.rows)
	case kindReturns:
		err = synthetic.New(synthetic.Options{Seed: 1}).WriteReturns(f, c.rows)
	case kindSmall:
		err = synthetic.New(synthetic.Options{Seed: 1}).WriteReturns(f, smallRows)
	}
	return errors.Join(err, f.Close())
}

// writeTable writes six columns of about 58 bytes a row.
func writeTable(w io.Writer, rows int) error {
	b := bufio.NewWriterSize(w, 1<<20)
	dice := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := b.WriteString("id,name,v,ts,region,ok\n"); err != nil {
		return err
	}
	for i := range rows {
		at := start.Add(time.Duration(dice.IntN(366*24*3600)) * time.Second).Format(time.DateTime)
		v := dice.IntN(1_000_000_00)
		fmt.Fprintf(b, "%d,applicant %06d,%d.%02d,%s,%02d,%t\n", i+1, dice.IntN(1_000_000), v/100, v%100, at, 10+dice.IntN(20), dice.IntN(2) == 0)
	}
	return b.Flush()
}

// tableContract is the contract of the six columns, with a rule of each cheap kind.
func tableContract() *contract.Contract {
	regions := make([]string, 20)
	for i := range regions {
		regions[i] = fmt.Sprint(10 + i)
	}
	return &contract.Contract{
		Source: "bench-table", Provider: "bench", Cadence: contract.Monthly, Content: contract.Changes, Connector: "drop",
		Dialects: []contract.Dialect{{Encoding: "utf-8", Delimiter: ","}},
		Key:      []string{"id"},
		Columns: []contract.Column{
			{Name: "id", Type: contract.TypeInteger, Required: true, Min: "1"},
			{Name: "name", Type: contract.TypeText, Required: true},
			{Name: "v", Type: contract.TypeDecimal, Required: true, Min: "0"},
			{Name: "ts", Type: contract.TypeTimestamp, Required: true},
			{Name: "region", Type: contract.TypeCode, Required: true, Values: regions},
			{Name: "ok", Type: contract.TypeBoolean, Required: true},
		},
	}
}
