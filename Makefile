# Each line can be run by hand.
GO ?= go

.PHONY: demo build test check race year bench clean

demo: build            ## live the year 2025 of a synthetic republic; ends in out/annual-2025
	bin/nsk demo --dir out

build:                 ## build bin/nsk
	$(GO) build -o bin/nsk ./cmd/nsk

test: check race year  ## every check and every test

check:                 ## form, tidy modules, vet (also with the Arrow of the driver), staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$(GO) vet -tags duckdb_arrow ./...
	$(GO) tool staticcheck ./...

race:                  ## tests with the race detector; the floors of the house are one of them
	$(GO) test -race -timeout 20m ./...

year:                  ## what the race detector would make too slow: years that are lived, a hundred kills, a gigabyte
	$(GO) test -timeout 20m -run 'TestAYearOfTheRepublic|TestEveryDefectIsFound|TestKilledAtAnyMoment|TestNobodyIsReadable|TestNothingIsSpilt' ./cmd/nsk
	$(GO) test -timeout 20m -run 'TestGigabyte|TestManyOccurrences' ./ingest ./ingest/verdict

bench:                 ## measure against bare DuckDB in the same run
	$(GO) run ./bench

clean:
	rm -rf bin out
