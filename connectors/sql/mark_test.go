package sql_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"nsk/connectors"
	"nsk/connectors/connectortest"
)

// numbers are the values of column n in JSON Lines.
func numbers(text string) (all []string) {
	for _, found := range regexp.MustCompile(`"n":(\d+)`).FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	return all
}

func (d *database) begin(script string) pgx.Tx {
	d.Helper()
	tx, err := d.connect().Begin(context.Background())
	if err != nil {
		d.Fatal(err)
	}
	if _, err := tx.Exec(context.Background(), script); err != nil {
		d.Fatal(err)
	}
	return tx
}

func (d *database) commit(tx pgx.Tx) {
	d.Helper()
	if err := errors.Join(tx.Commit(context.Background()), tx.Conn().Close(context.Background())); err != nil {
		d.Fatal(err)
	}
}

// A transaction that began before a pull and commits after it has older values than what
// was read: they come with the next pull, and then the mark moves on.
func TestATransactionThatCommitsLate(t *testing.T) {
	for name, at := range map[string]string{"by key": "cursor=n", "by time": "cursor=at", "by time without a zone": "cursor=plain", "by day": "cursor=day"} {
		t.Run(name, func(t *testing.T) {
			d := open(t, `CREATE TABLE r (n bigserial PRIMARY KEY, at timestamptz DEFAULT now(), plain timestamp DEFAULT now(), day date DEFAULT now()); INSERT INTO r DEFAULT VALUES`)
			c := d.source("table=r", at)
			late := d.begin("INSERT INTO r DEFAULT VALUES") // takes 2, and its time
			d.exec("INSERT INTO r DEFAULT VALUES")          // takes 3, and is seen
			first, b := pull(t, c, "")
			if got := fmt.Sprint(numbers(first)); got != "[1 3]" {
				t.Fatalf("first pull %s", got)
			}
			d.commit(late)
			second, next := pull(t, c, b.Cursor)
			if got := fmt.Sprint(numbers(second)); !strings.Contains(got, "2") {
				t.Fatalf("second pull %s lacks 2", got)
			}
			if next.Period.Part != b.Period.Part {
				t.Error("what is told from the same place anew is not the same part")
			}
			d.exec("INSERT INTO r DEFAULT VALUES")
			third, _ := pull(t, c, next.Cursor)
			if got := fmt.Sprint(numbers(third)); !strings.HasSuffix(got, "4]") || at == "cursor=n" && got != "[4]" {
				t.Errorf("third pull %s", got)
			}
		})
	}
}

// One that began before the pull and has written nothing yet counts too, and so does one
// that was prepared and has no session any more.
func TestATransactionThatWritesLate(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int, at timestamptz DEFAULT now()); INSERT INTO r (n) VALUES (1)`)
	c := d.source("table=r", "cursor=at")
	late := d.begin("SELECT now()")
	d.exec("INSERT INTO r (n) VALUES (2)")
	_, b := pull(t, c, "")
	if _, err := late.Exec(t.Context(), "INSERT INTO r (n) VALUES (3)"); err != nil {
		t.Fatal(err)
	}
	d.commit(late)
	if second, _ := pull(t, c, b.Cursor); !strings.Contains(fmt.Sprint(numbers(second)), "3") {
		t.Errorf("second pull %v lacks 3", numbers(second))
	}
}

// A clock that is fast hides nothing, and rows without a value are never lost.
func TestClocksAndGaps(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int, at timestamptz DEFAULT now()); INSERT INTO r VALUES (1, now()), (2, '2999-01-01')`)
	c := d.source("table=r", "cursor=at", "overlap=1h")
	_, b := pull(t, c, "")
	d.exec("INSERT INTO r VALUES (3, now()), (4, NULL), (5, now() - interval '30 minutes'), (6, now() - interval '3 hours')")
	if got, _ := pull(t, c, b.Cursor); fmt.Sprint(numbers(got)) != "[5 1 3 2 4]" {
		t.Errorf("second pull %v", numbers(got))
	}
}

// Nothing new is nothing to hand over.
func TestNothingNew(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int); INSERT INTO r VALUES (1)`)
	c := d.source("table=r", "cursor=n")
	_, b := pull(t, c, "")
	w := connectortest.March
	w.Since = b.Cursor
	if _, err := c.Fetch(t.Context(), w); !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
	d.exec("UPDATE r SET n = 7")
	if got, _ := pull(t, c, b.Cursor); fmt.Sprint(numbers(got)) != "[7]" {
		t.Errorf("second pull %v", numbers(got))
	}
}

// Writers begin, write, commit and roll back in any order, and pulls come in between: once
// nobody is at work, everything committed was handed over.
func TestNothingIsEverLost(t *testing.T) {
	for seed := range uint64(2) {
		for _, cursor := range []string{"cursor=n", "cursor=at"} {
			d := open(t, `CREATE TABLE r (n bigserial PRIMARY KEY, at timestamptz DEFAULT now())`)
			c := d.source("table=r", cursor)
			dice := rand.New(rand.NewPCG(seed, 1))
			var open []pgx.Tx
			var committed int
			told, since := map[string]bool{}, ""
			look := func() {
				w := connectortest.March
				w.Since = since
				b, err := c.Fetch(t.Context(), w)
				if errors.Is(err, connectors.ErrNotPublished) {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				b.Body.Close()
				text, b := pull(t, c, since)
				for _, n := range numbers(text) {
					told[n] = true
				}
				since = b.Cursor
			}
			for range 30 {
				switch k := dice.IntN(4); {
				case k == 0 && len(open) < 4:
					open = append(open, d.begin("INSERT INTO r DEFAULT VALUES"))
				case k == 1 && len(open) > 0:
					i := dice.IntN(len(open))
					d.commit(open[i])
					committed++
					open = append(open[:i], open[i+1:]...)
				case k == 2:
					d.exec("INSERT INTO r DEFAULT VALUES")
					committed++
				case k == 3:
					look()
				}
			}
			for _, tx := range open {
				d.commit(tx)
				committed++
			}
			look()
			if len(told) != committed {
				t.Fatalf("seed %d, %s: %d rows of %d were handed over", seed, cursor, len(told), committed)
			}
		}
	}
}
