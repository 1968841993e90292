package sitetest

import (
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site"
	"nsk/warehouse"
)

// OtherBIN is a second centre; Other is the account of it that a Stand with a House has.
const (
	OtherBIN = "940140000385"
	Other    = "other-centre"
)

// House stands an open warehouse with a landing folder behind the site: the built-in
// contracts and duties, one profession, and two centres that are accredited for it.
func House(t testing.TB) func(*site.Options) {
	return func(o *site.Options) {
		h := house(t, o)
		o.Portal.Desk, o.Portal.Regions, o.Portal.House = &h.Desk, h.Regions, h
		o.Portal.Audit = o.Audit
		o.Portal.Dir = filepath.Join(t.TempDir(), "portal")
		o.Portal.Life, o.Portal.Jobs = t.Context(), new(sync.WaitGroup)
		t.Cleanup(o.Portal.Jobs.Wait)
	}
}

// desk is what planning looks at, as it is built in.
func desk(t testing.TB) (d schedules.Desk, regions []contract.Region) {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err == nil {
		d.Contracts = all
		d.Bodies, err = contract.LoadBodies(contracts.FS)
	}
	if err == nil {
		d.Obligations, err = schedules.LoadObligations()
	}
	if err == nil {
		regions, err = contract.LoadRegions(contracts.FS)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.Calendar = calendar.Kazakhstan()
	return d, regions
}

func house(t testing.TB, o *site.Options) *schedules.House {
	t.Helper()
	e, err := warehouse.Open(t.Context(), "", warehouse.Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := &schedules.House{Engine: e, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	h.Desk, h.Regions = desk(t)
	if h.Ingester, err = ingest.New(t.Context(), e, keys, t.TempDir(), h.Contracts); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Ingester.Close() })
	if err := h.Lists(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, r := range registers {
		r.take(t, h, o)
	}
	return h
}

// A register is a source that the house knows.
type register struct{ source, provider, period, body string }

var registers = []register{
	{"profession-registry", "authorised-body", "2025-H1", `{"content":[{"code":"5120-1-001","nameRu":"Повар","nameKz":"Аспаз","display":"4 уровень - Повар","nkz":{"code":"5120-1"},"level":4,"sector":"I","mandatory":true,"includedOn":"2024-02-01"}]}`},
	{"accredited-centres", "national-chamber", "2025-10", `{"content":[` + accredited(CentreBIN, "Шеберлер", "A-1") + "," + accredited(OtherBIN, "Маман", "A-2") + `]}`},
}

func accredited(bin, name, certificate string) string {
	return strings.NewReplacer("BIN", bin, "NAME", name, "NO", certificate).Replace(`{"bin":"BIN","nameRu":"ТОО «NAME»","nameKz":"«NAME» ЖШС","region":"75",
"certificate":{"number":"NO","issuedOn":"2025-06-03","validTo":"2028-06-02","status":"issued","statusOn":"2025-06-03"},"profession":"5120-1-001","level":4,"scopeFrom":"2025-06-03"}`)
}

func (r register) take(t testing.TB, h *schedules.House, o *site.Options) {
	t.Helper()
	p, err := contract.ParsePeriod(r.period)
	if err != nil {
		t.Fatal(err)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: r.provider, Period: p}, Origin: "test", MediaType: connectors.MediaJSON, Body: io.NopCloser(strings.NewReader(r.body))}
	out, err := h.Take(t.Context(), b, r.source, o.Now().AddDate(0, 0, -1))
	if err != nil {
		t.Fatal(err)
	}
	if out.Verdict != ingest.Accepted {
		all, _ := ingest.Findings(t.Context(), h.Engine, out.Landing.Number)
		t.Fatalf("register %s is %s: %v", r.source, out.Verdict, all)
	}
}
