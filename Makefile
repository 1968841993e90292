# Each line can be run by hand.
GO ?= go

.PHONY: demo build test test-services chromium postgres check plain race bench clean

demo: build            ## live the year 2025 of a synthetic republic; ends in out/annual-2025
	bin/nsk demo --dir out

build:                 ## build bin/nsk
	$(GO) build -o bin/nsk ./cmd/nsk

test: chromium postgres check plain race ## every check and every test

test-services:         ## the suites of services against a real Kafka (Maven Central) and PostgreSQL (package of the system)
	@GO="$(GO)" .ci/services

chromium:              ## install Chromium where there is none and nobody need be asked; never fails
	@.ci/chromium

postgres:              ## say what is not tested where there is no PostgreSQL; never fails
	@.ci/postgres

# Only the warehouse imports the driver, so it alone is another with the driver's Arrow.
check:                 ## form, tidy modules, vet (also with the Arrow of the driver), staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$(GO) vet -tags duckdb_arrow ./warehouse
	$(GO) tool staticcheck ./...

# The race detector sees what Go does, and makes it many times slower. So it watches every
# package but those that do one thing after the other, and of those that hold the longest
# tests, or wait for a browser, the ones that serve, pull, and ask while others do.
UNRACED = bench cmd/nsk connectors/contract connectors/drop connectors/sql connectors/sql/pgserver connectors/synthetic connectors/webdav ingest ingest/template ingest/verdict reports reports/annex reports/approval reports/chart reports/dictionary reports/disclosure reports/document reports/docx reports/edition reports/leak reports/pdf reports/picture reports/recount reports/statistics reports/words schedules/calendar schedules/ical schedules/letters schedules/outbox schedules/readiness schedules/rehearsal schedules/stream schedules/yamlfile site site/api site/board site/export site/guide site/papers site/portal site/workbench transform transform/lineage warehouse/chain warehouse/query warehouse/query/flight
RACED = TestTheFirstDays|TestServe|TestNobodyGetsPastTheDoor|TestCorpus|TestFilesRefused|TestChunksEndAnywhere|TestReadersAgree|TestQuotesComeLate|TestRotate|TestTwoHundredAtOnce|TestAPI|TestPortal|TestAsk|TestCancel|TestPlacesAreShared

plain:                 ## every test of those packages, with years that are lived, a hundred kills and half a gigabyte
	$(GO) test -vet=off -timeout 25m $(UNRACED:%=./%)

race:                  ## every test of all others, and some of those, with the race detector
	$(GO) test -race -vet=off -timeout 20m $(filter-out $(UNRACED:%=nsk/%),$(shell $(GO) list ./...))
	$(GO) test -race -vet=off -timeout 20m -run '^($(RACED))$$' ./cmd/nsk ./ingest ./site ./site/api ./site/portal ./warehouse/query ./warehouse/query/flight

bench:                 ## measure against bare DuckDB in the same run
	$(GO) run ./bench

clean:
	rm -rf bin out
