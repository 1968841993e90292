package ingest_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
)

// A rule whose SQL fails over some row stops the file, and the error names the rule among
// all those that are asked together; nothing of the file is kept.
func TestARuleThatFailsIsNamed(t *testing.T) {
	for _, stage := range []contract.Stage{contract.StageKeys, contract.StageRegisters, contract.StageHistory} {
		t.Run(string(stage), func(t *testing.T) {
			h := newHouse(t)
			all, err := contract.Load(contracts.FS)
			if err != nil {
				t.Fatal(err)
			}
			c := contract.Find(all, "recognition-persons")
			c.Rules = append(c.Rules, contract.Rule{
				ID: "NSK.recognition-persons.level.999", Stage: stage, Severity: contract.SeverityWarning,
				Rows: "SELECT _row, CAST(application_no AS BIGINT) AS value FROM arrived",
			})
			keys, err := ingest.LoadKeys(secrets(t))
			if err != nil {
				t.Fatal(err)
			}
			in, err := ingest.New(context.Background(), h.engine, keys, t.TempDir(), all)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			period, err := contract.ParsePeriod("2025-03")
			if err != nil {
				t.Fatal(err)
			}
			_, err = in.Run(context.Background(), &connectors.Batch{
				Want: connectors.Want{Provider: bin, Period: period}, MediaType: connectors.MediaCSV, Origin: "test",
				Body: io.NopCloser(strings.NewReader(persons("7212-1-001"))),
			}, c.Source, noon)
			if err == nil || !strings.Contains(err.Error(), "rule NSK.recognition-persons.level.999 cannot be asked: ") {
				t.Errorf("error: %v", err)
			}
			h.want(`SELECT CAST(count(*) AS VARCHAR) FROM raw.recognition_persons`, "0")
			h.want(`SELECT CAST(count(*) AS VARCHAR) FROM ledger.version`, "0")
		})
	}
}

func secrets(t *testing.T) string {
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}
