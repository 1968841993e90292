package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
	"nsk/warehouse"
)

func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Examine the installation: keys, warehouse, landings, releases, contracts",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			sick := a.examine("keys", func() (string, error) { _, err := cfg.loadKeys(); return "readable by the owner only", err })
			sick = a.examine("contracts", func() (string, error) { return contractsHealth(cfg) }) || sick
			sick = a.examine("release", func() (string, error) { return releaseHealth(c.Context(), cfg) }) || sick
			sick = a.examine("warehouse", func() (string, error) { return a.warehouseHealth(c.Context(), cfg) }) || sick
			if sick {
				return errFindings
			}
			return nil
		},
	}
}

// examine prints one line and reports whether the examined part is sick.
func (a *app) examine(part string, look func() (string, error)) bool {
	said, err := look()
	if err != nil {
		fmt.Fprintf(a.out, "✗ %-10s %v\n", part, err)
		return true
	}
	fmt.Fprintf(a.out, "✓ %-10s %s\n", part, said)
	return false
}

func contractsHealth(cfg *config) (string, error) {
	d, _, err := desk(cfg.Contracts)
	return fmt.Sprintf("%d sources", len(d.Contracts)), err
}

func releaseHealth(ctx context.Context, cfg *config) (string, error) {
	db, id, err := openRelease(ctx, cfg, "", "256MB")
	if errors.Is(err, warehouse.ErrNoRelease) {
		return "none published yet", nil
	}
	if err != nil {
		return "", err
	}
	defer db.Close()
	var n int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM ledger.landing`).Scan(&n)
	return fmt.Sprintf("%s, %d landings", id, n), err
}

// warehouseHealth reads every landing back and compares it with its hash.
func (a *app) warehouseHealth(ctx context.Context, cfg *config) (said string, err error) {
	h, closing, err := a.house(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, closing()) }()
	keys, err := cfg.loadKeys()
	if err != nil {
		return "", err
	}
	all, err := ingest.Landings(ctx, h.Engine)
	if err != nil {
		return "", err
	}
	store := ingest.NewStore(cfg.landing(), keys)
	for _, l := range all {
		if err := unchanged(store, l); err != nil {
			return "", err
		}
	}
	return a.unbalanced(ctx, h, len(all))
}

func unchanged(s *ingest.Store, l ingest.Landing) error {
	r, err := s.Open(l)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return fmt.Errorf("landing %s: %w", l.Path, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != l.SHA256 {
		return fmt.Errorf("landing %s: its bytes have changed (sha256 %s, on record %s); restore it from a backup", l.Path, got, l.SHA256)
	}
	return nil
}

// unbalanced checks promise 1 over the whole ledger.
func (a *app) unbalanced(ctx context.Context, h *schedules.House, landings int) (string, error) {
	var wrong, pending int
	const q = `SELECT count(*) FILTER (received <> accepted + rejected + duplicate + superseded + out_of_scope),
		(SELECT count(*) FROM ledger.landing l ANTI JOIN ledger.version v ON v.landing = l.landing) FROM ledger.balance`
	if err := h.Engine.DB().QueryRowContext(ctx, q).Scan(&wrong, &pending); err != nil {
		return "", err
	}
	if wrong > 0 {
		return "", fmt.Errorf("the ledger does not balance for %d landings", wrong)
	}
	return fmt.Sprintf("%d landings, all as received; ledger balances; %d waiting to be read", landings, pending), nil
}

// exists reports whether there is anything at path.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
