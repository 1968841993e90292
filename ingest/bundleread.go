package ingest

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A Bundled says which bundle was opened.
type Bundled struct {
	Made   string // day
	Centre string
	SHA256 string
}

// OpenBundle receives everything a bundle holds into a warehouse that is still empty.
func (in *Ingester) OpenBundle(ctx context.Context, file string) (Bundled, error) {
	sum, err := HashOf(file)
	if err != nil {
		return Bundled{}, fmt.Errorf("bundle %s: %w", file, err)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return Bundled{}, fmt.Errorf("bundle %s: not a bundle of nsk check bundle: %w", file, err)
	}
	defer z.Close()
	var m manifest
	if err := readEntry(&z.Reader, "manifest.json", func(r io.Reader) error { return json.NewDecoder(r).Decode(&m) }); err != nil {
		return Bundled{}, fmt.Errorf("bundle %s: %w", file, err)
	}
	for _, l := range m.Landings {
		if err := readEntry(&z.Reader, l.Entry, func(r io.Reader) error { return in.takeBundled(ctx, l, r) }); err != nil {
			return Bundled{}, fmt.Errorf("bundle %s: %s: %w", file, l.Source, err)
		}
	}
	for i, s := range m.Seen {
		if err := readEntry(&z.Reader, s.Entry, func(r io.Reader) error { return in.takeSeen(ctx, int64(-i-1), s, r) }); err != nil {
			return Bundled{}, fmt.Errorf("bundle %s: %s: %w", file, s.Source, err)
		}
	}
	return Bundled{Made: m.Made, Centre: m.Centre, SHA256: sum}, in.recall(ctx)
}

func HashOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

func readEntry(z *zip.Reader, name string, read func(io.Reader) error) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(read(f), f.Close())
}

// takeBundled receives one landing as the office received it.
func (in *Ingester) takeBundled(ctx context.Context, b bundled, r io.Reader) error {
	c, err := in.contractOf(b.Source)
	if err != nil {
		return nil // a register that this program does not know cannot be read by its rules either
	}
	p, err := contract.ParsePeriod(b.Period)
	if err != nil {
		return err
	}
	batch := &connectors.Batch{Want: connectors.Want{Provider: b.Provider, Period: p}, Origin: "bundle", MediaType: b.MediaType, Body: io.NopCloser(r)}
	l, read, err := in.Land(ctx, batch, c, b.At)
	if err != nil || read {
		return err
	}
	if l.SHA256 != b.SHA256 {
		return fmt.Errorf("entry %s is damaged: its bytes are not those that were bundled; fetch the bundle again", b.Entry)
	}
	_, err = in.Read(ctx, l)
	return err
}

// seen adds, of the rows of other centres, the columns that rules declare.
func (b *bundle) seen() error {
	for _, source := range sortedPlans(b.plans) {
		p := b.plans[source]
		columns := p.across()
		if len(columns) == 0 {
			continue
		}
		s := seen{Entry: "seen/" + source + ".csv", Source: source, Columns: columns}
		w, err := b.zip.CreateHeader(&zip.FileHeader{Name: s.Entry, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := b.others(w, p, columns); err != nil {
			return err
		}
		b.manifest.Seen = append(b.manifest.Seen, s)
	}
	return nil
}

// others writes the columns of other centres' rows as CSV: provider, first and last day of
// the period, and the columns.
func (b *bundle) others(w io.Writer, p *plan, columns []string) error {
	var list []string
	for _, c := range columns {
		list = append(list, "coalesce(CAST("+warehouse.Quote(c)+" AS VARCHAR), '')")
	}
	rows, err := b.engine.DB().QueryContext(b.ctx, "SELECT [_provider, CAST(_period_from AS VARCHAR), CAST(_period_to AS VARCHAR), "+strings.Join(list, ", ")+"] FROM ("+
		p.editions(b.places.of(p.contract, false), true)+") WHERE _provider <> ? ORDER BY ALL", b.manifest.Centre)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := csv.NewWriter(w)
	for rows.Next() {
		var cells []any
		if err := rows.Scan(&cells); err != nil {
			return err
		}
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = fmt.Sprint(c)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return errors.Join(rows.Err(), out.Error())
}

// takeSeen puts what is seen of others where rules look for it: rows of one landing per
// provider and period, numbered below zero because no file stands behind them.
func (in *Ingester) takeSeen(ctx context.Context, batch int64, s seen, r io.Reader) error {
	p := in.plans[s.Source]
	if p == nil {
		return nil
	}
	dir, err := os.MkdirTemp("", "nsk-seen-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "seen.csv")
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, r)
	if err := errors.Join(err, f.Close()); err != nil || n == 0 {
		return err
	}
	return in.tx(ctx, func(tx *warehouse.Tx) error {
		for _, q := range p.seenStatements(file, batch, s.Columns) {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *plan) seenStatements(file string, batch int64, columns []string) []string {
	types, values, names := []string{"'_p': 'VARCHAR'", "'_f': 'DATE'", "'_t': 'DATE'"}, []string(nil), []string(nil)
	for _, s := range p.contract.Stored() {
		for _, c := range columns {
			if s.Name == c {
				types = append(types, warehouse.Literal(c)+": 'VARCHAR'")
				names = append(names, warehouse.Quote(c))
				values = append(values, "TRY_CAST("+warehouse.Quote(c)+" AS "+s.SQL+")")
			}
		}
	}
	source := warehouse.Literal(p.contract.Source)
	number := fmt.Sprintf("%d - 1000 * dense_rank() OVER (ORDER BY _p, _f)", batch)
	return []string{
		"CREATE OR REPLACE TEMP TABLE seen AS SELECT *, " + number + " AS _landing, row_number() OVER () AS _row FROM read_csv(" + warehouse.Literal(file) +
			", header = false, auto_detect = false, delim = ',', quote = '\"', nullstr = '', columns = {" + strings.Join(types, ", ") + "})",
		"INSERT INTO " + p.table() + " (_landing, _row, _state, " + strings.Join(names, ", ") + ") SELECT _landing, _row, 0, " + strings.Join(values, ", ") + " FROM seen",
		"INSERT INTO ledger.landing (landing, source, provider, period, period_from, period_to) SELECT DISTINCT _landing, " + source + ", _p, CAST(_f AS VARCHAR), _f, _t FROM seen",
		"INSERT INTO ledger.version SELECT _landing, " + source + ", _p, CAST(_f AS VARCHAR), 1, 'accepted', 'data', NULL, count(*), count(*), 0, 0, 0, '' FROM seen GROUP BY _landing, _p, _f",
		"DELETE FROM ledger.current",
		"INSERT INTO ledger.current SELECT * FROM ledger.counting",
	}
}
