package warehouse_test

import (
	"context"
	"testing"
	"time"

	"nsk/warehouse"
)

// Over a release another period can be spoken about; the release stays as it is, and nothing
// outside of it can be reached.
func TestOverlay(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	e, err := warehouse.Open(ctx, dir, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, q := range []string{"CREATE SCHEMA IF NOT EXISTS mart", "CREATE SCHEMA IF NOT EXISTS reference", "CREATE OR REPLACE TABLE reference.parameter AS SELECT 1 AS n", "CREATE TABLE mart.twice AS SELECT 2 * n AS n FROM reference.parameter"} {
		if _, err := e.DB().ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	const id = "2025-11-20-0000abcd"
	if err := e.Publish(ctx, warehouse.Release{ID: id, Made: time.Unix(0, 0), AsOf: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Overlay(ctx, dir, id, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{"UPDATE reference.parameter SET n = 5", "DROP VIEW mart.twice", "CREATE TABLE mart.twice AS SELECT 2 * n AS n FROM reference.parameter"} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{"FROM read_text('/etc/hostname')", "ATTACH '/tmp/x.duckdb'", "SET enable_external_access = true", "UPDATE release.reference.parameter SET n = 7"} {
		if _, err := db.ExecContext(ctx, bad); err == nil {
			t.Errorf("%s was allowed", bad)
		}
	}
	read, err := warehouse.OpenRelease(ctx, dir, id, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	var over, under int
	if err := db.QueryRowContext(ctx, "SELECT n FROM mart.twice").Scan(&over); err != nil || over != 10 {
		t.Error(over, err)
	}
	if err := read.QueryRowContext(ctx, "SELECT n FROM mart.twice").Scan(&under); err != nil || under != 2 {
		t.Error(under, err)
	}
}
