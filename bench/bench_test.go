package main

import (
	"context"
	"os"
	"testing"
)

// The test binary is also the program that runs a step.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == stepCommand || os.Args[1] == brokerCommand) {
		main()
		return
	}
	os.Exit(m.Run())
}

// Every measure can be made, and the rows that it makes are accepted to the last: a rule
// that comes to reject what is measured is noticed here, not by who measures.
func TestMeasures(t *testing.T) {
	if testing.Short() {
		t.Skip("receives the registers of the synthetic republic anew")
	}
	dir := t.TempDir()
	for _, c := range []benchCase{{kind: kindTable, rows: 200}, {kind: kindReturns, rows: 500}, {kind: kindCorrect, rows: 60}, {kind: kindCheck, rows: 120}, {kind: kindSmall, rows: 22}, {kind: kindReport, rows: 1000}, {kind: kindRest, rows: 3000}, {kind: kindKafka, rows: 1500}} {
		t.Run(string(c.kind), func(t *testing.T) {
			l, err := c.measure(context.Background(), Settings{Rounds: 1}, dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(l.nsk) != 1 || len(l.reference) != 1 || l.nsk[0].Rows == 0 || l.nsk[0].PeakKiB == 0 {
				t.Errorf("%+v", l)
			}
		})
	}
}
