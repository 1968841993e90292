package warehouse

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"
)

// A transaction that is cut off at any moment says truly whether it is kept, and the next
// one begins as if nothing had been.
func TestCutOff(t *testing.T) {
	t.Parallel()
	e, err := Open(t.Context(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.writer.ExecContext(t.Context(), "CREATE TABLE t (n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	for n := range 300 {
		ctx, cancel := context.WithCancel(t.Context())
		moment := time.Duration(rand.IntN(1500)) * time.Microsecond
		if n%2 == 0 { // about the beginning
			time.AfterFunc(moment/3, cancel)
		}
		said := e.Tx(ctx, func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO t VALUES (?)", n)
			time.AfterFunc(moment, cancel) // about the end
			return err
		})
		cancel()
		var kept bool
		if err := e.DB().QueryRow("SELECT count(*) = 1 FROM t WHERE n = ?", n).Scan(&kept); err != nil || kept != (said == nil) {
			t.Fatalf("transaction %d is kept: %t, %v; it said %v", n, kept, err, said)
		}
	}
}

// A statement that is cut off in a transaction is over when it says so: the transaction is
// rolled back at once, and the next one is not hit by the interrupt.
func TestCutOffStatement(t *testing.T) {
	t.Parallel()
	e, err := Open(t.Context(), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for range 4 { // the driver takes half a second to each
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+rand.IntN(20))*time.Millisecond)
		err := e.Tx(ctx, func(tx *Tx) error {
			_, err := tx.Exec(ctx, "CREATE TABLE t AS SELECT a.range FROM range(100000) AS a, range(100000) AS b WHERE a.range + b.range < 0")
			return err
		})
		cancel()
		if err == nil || ctx.Err() == nil {
			t.Fatalf("it was not cut off: %v", err)
		}
		if err := e.Tx(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), "CREATE TABLE t (n INTEGER); DROP TABLE t")
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
