package main

// A holding is an entry of the data folder. Apart says why its files do not go into a backup
// as they are; "" for those that do.
type holding struct{ name, apart string }

// holdings are all entries that a data folder may have. A test finds one that is missing
// here, so that nothing durable is forgotten by backups.
var holdings = []holding{
	{name: "backup.json"},
	{name: "audit"},
	{name: "documents"},
	{name: "disclosure"},
	{name: "portal"},
	{name: "queries"},
	{"releases", "goes in after what says which of them readers open"},
	{"landing", "goes in by itself, since it may lie elsewhere, and never changes"},
	{"warehouse.duckdb", "DuckDB copies it as of one moment"},
	{"warehouse.duckdb.wal", "is part of that copy"},
	{"accounts", "goes in encrypted with the landing key, see sealAccounts"},
	{"warehouse.lock", "says which process has the warehouse now"},
	{"backup.lock", "says that a backup is being made now"},
	{"lineage", "holds events for other tools until they are taken"},
	{"serve.sock", "is where a serving process takes commands now"},
	{"tmp", "holds what is half done, and is done again"},
	{".*", "is hidden while it is being made, and is made again"},
	{"damaged-*", "was put aside for a person to look at; what is sound took its place"},
}
