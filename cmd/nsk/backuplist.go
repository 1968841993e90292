package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

// size is a number of bytes as a person reads it.
func size(n int64) string {
	for _, u := range []string{"B", "KiB", "MiB"} {
		if n < 1024 {
			return strconv.FormatInt(n, 10) + " " + u
		}
		n /= 1024
	}
	return strconv.FormatInt(n, 10) + " GiB"
}

// bytes is a size in a list: on a page for people, elsewhere a number.
func (a *app) bytes(n int64) string {
	if a.sheet != nil {
		return size(n)
	}
	return strconv.FormatInt(n, 10)
}

func (a *app) backupList() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use: "list", Short: "List the backups", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var rows [][]string
			return a.eachBackup(c.Context(), from, func(_ stock, id string, m backup.Manifest, bad *backup.DamagedError) error {
				if bad != nil {
					rows = append(rows, []string{id, "", "", "", "", a.sayDamage(bad)})
					return errFindings
				}
				rows = append(rows, []string{id, a.when(m.Made), strconv.Itoa(len(m.Files)), a.bytes(m.Bytes()), strconv.FormatInt(m.Database.Rows(), 10), m.Audit.String()})
				return nil
			}, func(result error) error {
				return errors.Join(a.table([]string{"backup", "made_at", "files", "bytes", "rows", "audit"}, rows), result)
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	return c
}

// eachBackup calls one for every backup, oldest first, and end with what they came to. A
// manifest that is damaged holds up no other.
func (a *app) eachBackup(ctx context.Context, from string, one func(stock, string, backup.Manifest, *backup.DamagedError) error, end func(error) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	place, err := a.stock(cfg, from)
	if err != nil {
		return err
	}
	ids, err := backup.IDs(ctx, place)
	if err != nil {
		return err
	}
	var result error
	for _, id := range ids {
		m, err := backup.Read(ctx, place, id)
		var bad *backup.DamagedError
		if err != nil && !errors.As(err, &bad) {
			return err
		}
		if err := one(place, id, m, bad); errors.Is(err, errFindings) {
			result = err
		} else if err != nil {
			return err
		}
	}
	return end(result)
}

func (a *app) backupVerify() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use: "verify", Args: cobra.NoArgs,
		Short: "Read every file of every backup back and compare it with its hash; compare the log of acts with their anchors",
		RunE: func(c *cobra.Command, _ []string) error {
			v := verifying{app: a}
			return a.eachBackup(c.Context(), from, func(s stock, id string, m backup.Manifest, bad *backup.DamagedError) error {
				return v.one(c.Context(), s, m, bad)
			}, func(result error) error { return errors.Join(result, v.anchored()) })
		},
	}
	c.Flags().StringVar(&from, "from", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	return c
}

// A verifying reads backups back.
type verifying struct {
	*app
	reader  backup.Verifier
	anchors []audit.Anchor
}

func (v *verifying) one(ctx context.Context, s stock, m backup.Manifest, bad *backup.DamagedError) error {
	v.reader.From = s
	if bad != nil {
		fmt.Fprintf(v.out, "✗ %s: %s\n", bad.File, v.sayDamage(bad))
		return errFindings
	}
	if m.Audit.Seq > 0 {
		v.anchors = append(v.anchors, m.Audit)
	}
	damaged, err := v.reader.Verify(ctx, m)
	if err != nil {
		return err
	}
	for _, d := range damaged {
		fmt.Fprintf(v.out, "✗ %s: %s: %s\n", m.ID, d.File, v.sayDamage(d))
	}
	if len(damaged) > 0 {
		fmt.Fprintln(v.out, v.pick("  → nsk backup --afresh: осы компьютерде бар файлдардың бәрі қайта жіберіледі", "  → nsk backup --afresh: все файлы, которые есть на этом компьютере, будут отправлены заново", "  → nsk backup --afresh sends every file again that is on this machine"))
		return errFindings
	}
	fmt.Fprintf(v.out, v.pick("✓ %s: файлдар – %d\n", "✓ %s: файлов – %d\n", "✓ %s: %d files\n"), m.ID, len(m.Files))
	return nil
}

func (a *app) sayDamage(d *backup.DamagedError) string {
	if d.Missing {
		return fmt.Sprintf(a.pick("көшірмесі жоқ (%s)", "копии нет (%s)", "there is no copy (%s)"), d.Place)
	}
	return fmt.Sprintf(a.pick("көшірмесі зақымданған (%s)", "копия повреждена (%s)", "the copy is damaged (%s)"), d.Place)
}

// anchored compares the log of acts with what backups noted of it.
func (v *verifying) anchored() error {
	cfg, err := v.config()
	if err != nil {
		return err
	}
	return v.verifyAudit(cfg.auditLog(), v.anchors)
}
