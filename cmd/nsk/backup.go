package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

// A backupConfig says where backups go and how many are kept. The two secrets of a bucket
// are named under secrets, as backup-key and backup-secret.
type backupConfig struct {
	To       string `yaml:"to,omitempty"`       // a folder, or s3://bucket/prefix
	Endpoint string `yaml:"endpoint,omitempty"` // of the S3 service, host:port
	Region   string `yaml:"region,omitempty"`
	Plain    bool   `yaml:"plain,omitempty"` // HTTP without TLS
	Keep     struct {
		Days   int `yaml:"days,omitempty"`
		Weeks  int `yaml:"weeks,omitempty"`
		Months int `yaml:"months,omitempty"`
	} `yaml:"keep,omitempty"`
}

// retention is a week of nights, a month of weeks and a year of months, unless told otherwise.
func (b backupConfig) retention() backup.Retention {
	if b.Keep.Days+b.Keep.Weeks+b.Keep.Months == 0 {
		return backup.Retention{Days: 7, Weeks: 5, Months: 12}
	}
	return backup.Retention{Days: b.Keep.Days, Weeks: b.Keep.Weeks, Months: b.Keep.Months}
}

// backupPlace is where backups are: to, or what the configuration says.
func (cfg *config) backupPlace(to string) (backup.Place, error) {
	if to == "" {
		to = cfg.Backup.To
	}
	if to == "" {
		return nil, &said{
			kk: "резервтік көшірмелердің орны көрсетілмеген: --to қалтасын беріңіз немесе nsk.yaml файлына backup: {to: …} деп жазыңыз",
			ru: "не указано, где хранить резервные копии: задайте --to или напишите в nsk.yaml backup: {to: …}",
			en: "no place for backups is named: give --to, or write backup: {to: …} into nsk.yaml",
		}
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "s3" {
		return backup.Folder{Dir: to}, nil
	}
	o := backup.S3Options{Endpoint: cfg.Backup.Endpoint, Bucket: u.Host, Prefix: strings.TrimPrefix(u.Path, "/"), Region: cfg.Backup.Region, Plain: cfg.Backup.Plain}
	if o.Prefix != "" && !strings.HasSuffix(o.Prefix, "/") {
		o.Prefix += "/"
	}
	if o.Key, err = cfg.secret("backup-key"); err != nil {
		return nil, err
	}
	if o.Secret, err = cfg.secret("backup-secret"); err != nil {
		return nil, err
	}
	return backup.NewS3(o)
}

func (a *app) backup() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:   "backup",
		Short: "Back up the installation to a folder or an S3 bucket; the keys are never part of it",
		Long: "Back up warehouse, releases, files received, the log of acts and the configuration. What has not\n" +
			"changed is not sent again; what is sent is read back. Keep a copy of the two keys apart: without\n" +
			"them the encrypted files of a backup cannot be read.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error {
				return a.backUp(c.Context(), h, cfg, to)
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	c.AddCommand(a.backupList(), a.backupVerify())
	return c
}

// backUp makes one backup and removes those that need not be kept.
func (a *app) backUp(ctx context.Context, h *schedules.House, cfg *config, to string) error {
	place, err := cfg.backupPlace(to)
	if err != nil {
		return err
	}
	man, t, err := a.makeBackup(ctx, h, cfg, place)
	if err != nil {
		return err
	}
	removed, err := backup.Prune(ctx, place, cfg.Backup.retention())
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, a.pick("Резервтік көшірме %s: файлдар – %d (%s), жаңадан жіберілгені – %d (%s). Ескі көшірмелер жойылды: %d\n",
		"Резервная копия %s: файлов – %d (%s), отправлено новых – %d (%s). Удалено старых копий: %d\n",
		"Backup %s: %d files (%s), %d of them sent (%s). Old backups removed: %d\n"), man.ID, t.Files, size(t.Bytes), t.Sent, size(t.New), len(removed))
	return nil
}

// makeBackup copies the database first: landings that arrive meanwhile are then more than
// it knows, never less, and are read when it is opened.
func (a *app) makeBackup(ctx context.Context, h *schedules.House, cfg *config, to backup.Place) (backup.Manifest, backup.Tally, error) {
	tmp, err := os.MkdirTemp(filepath.Join(cfg.Data, "tmp"), "backup-")
	if err != nil {
		return backup.Manifest{}, backup.Tally{}, err
	}
	defer os.RemoveAll(tmp)
	if err := h.Engine.CopyTo(ctx, filepath.Join(tmp, "warehouse.duckdb")); err != nil {
		return backup.Manifest{}, backup.Tally{}, err
	}
	anchor, err := cfg.auditLog().Head()
	if err != nil {
		return backup.Manifest{}, backup.Tally{}, err
	}
	m := backup.Making{Place: to, At: a.now(), Program: versionText, Anchor: anchor, Sources: append(cfg.sources(tmp), backup.Source{Path: a.configFile, Name: "config/nsk.yaml"})}
	return m.Make(ctx)
}

// sources are what an installation consists of, apart from its keys.
func (cfg *config) sources(copied string) []backup.Source {
	hidden := func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") }
	landing := "landing"
	if filepath.Dir(cfg.landing()) == cfg.Data {
		landing = "data/landing"
	}
	all := []backup.Source{
		{Path: copied, Name: "data"},
		{Path: filepath.Join(cfg.Data, "releases"), Name: "data/releases", Skip: hidden},
		{Path: filepath.Join(cfg.Data, "audit"), Name: "data/audit", Skip: hidden},
		{Path: cfg.landing(), Name: landing, Skip: hidden},
	}
	if cfg.Contracts != "" {
		all = append(all, backup.Source{Path: cfg.Contracts, Name: "contracts", Skip: hidden})
	}
	return all
}

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

func (a *app) backupList() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use: "list", Short: "List the backups", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.eachBackup(c.Context(), from, func(all []backup.Manifest, _ backup.Place) error {
				var rows [][]string
				for _, m := range all {
					var bytes int64
					for _, f := range m.Files {
						bytes += f.Bytes
					}
					rows = append(rows, []string{m.ID, m.Made.Format(time.RFC3339), strconv.Itoa(len(m.Files)), strconv.FormatInt(bytes, 10), fmt.Sprintf("%d:%s", m.Audit.Seq, m.Audit.Hash)})
				}
				return a.table([]string{"backup", "made_at", "files", "bytes", "audit"}, rows)
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	return c
}

func (a *app) eachBackup(ctx context.Context, from string, fn func([]backup.Manifest, backup.Place) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	place, err := cfg.backupPlace(from)
	if err != nil {
		return err
	}
	all, err := backup.List(ctx, place)
	if err != nil {
		return err
	}
	return fn(all, place)
}

func (a *app) backupVerify() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use: "verify", Args: cobra.NoArgs,
		Short: "Read every file of every backup back and compare it with its hash; compare the log of acts with their anchors",
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			return a.eachBackup(c.Context(), from, func(all []backup.Manifest, place backup.Place) error {
				return errors.Join(a.verifyBackups(c.Context(), all, place), a.anchored(cfg, all))
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	return c
}

func (a *app) verifyBackups(ctx context.Context, all []backup.Manifest, place backup.Place) (result error) {
	for _, m := range all {
		damaged, err := backup.Verify(ctx, place, m)
		if err != nil {
			return err
		}
		for _, d := range damaged {
			fmt.Fprintf(a.out, "✗ %s: %s\n", m.ID, d)
			result = errFindings
		}
		if len(damaged) == 0 {
			fmt.Fprintf(a.out, "✓ %s: %d\n", m.ID, len(m.Files))
		}
	}
	return result
}

// anchored compares the log of acts with what backups noted of it.
func (a *app) anchored(cfg *config, all []backup.Manifest) error {
	var anchors []audit.Anchor
	for _, m := range all {
		if m.Audit.Seq > 0 {
			anchors = append(anchors, m.Audit)
		}
	}
	return a.verifyAudit(cfg.auditLog(), anchors)
}
