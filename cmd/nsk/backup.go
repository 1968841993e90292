package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

// A backing makes one backup.
type backing struct {
	*app
	house  *schedules.House
	cfg    *config
	at     time.Time
	begin  bool // though the place held backups and is empty now
	afresh bool // send everything, whatever is said to be there
}

func (a *app) backup() *cobra.Command {
	var to string
	b := backing{app: a}
	c := &cobra.Command{
		Use:   "backup",
		Short: "Back up the installation to a folder or an S3 bucket; the keys are never part of it",
		Long: "Back up warehouse, releases, files received, documents, signatures, saved queries, the log of acts,\n" +
			"the accounts (encrypted with the landing key) and the configuration. What has not changed is not\n" +
			"sent again; what is sent is read back. Keep a copy of the two keys apart: without them accounts and\n" +
			"encrypted files of a backup cannot be read. The file of contacts is not part of it either.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error {
				b.house, b.cfg, b.at = h, cfg, a.now()
				return b.run(c.Context(), to)
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	c.Flags().BoolVar(&b.begin, "begin", false, "begin anew where there were backups and are none now")
	c.Flags().BoolVar(&b.afresh, "afresh", false, "send everything again, also what is there already: puts damaged copies right")
	c.AddCommand(a.backupList(), a.backupVerify())
	return c
}

// nightly is the backup of a serving process. A file that is damaged here is somebody's to
// see to: it fails the run, though the backup is made.
func (a *app) nightly(ctx context.Context, h *schedules.House, cfg *config, now time.Time) error {
	act := audit.Act{Who: serving, Did: "backup", Object: cfg.Backup.To}
	if _, err := cfg.auditLog().Add(ctx, now, act); err != nil {
		return err
	}
	b := backing{app: a, house: h, cfg: cfg, at: now}
	err := b.run(ctx, "")
	if errors.Is(err, errFindings) {
		return errors.New("backup: it is made, but files received are damaged or missing on this machine; nsk backup names them")
	}
	return err
}

// run makes a backup and removes those that need not be kept.
func (b *backing) run(ctx context.Context, to string) (err error) {
	place, err := b.stock(b.cfg, to)
	if err != nil {
		return err
	}
	taken := flock.New(filepath.Join(b.cfg.Data, "backup.lock"))
	if free, err := taken.TryLock(); err != nil || !free {
		return errors.Join(errors.New("another backup is being made"), err)
	}
	defer func() { err = errors.Join(err, taken.Unlock()) }()
	man, t, err := b.make(ctx, place)
	if err != nil {
		return err
	}
	removed, err := backup.Prune(ctx, place.Place, b.cfg.Backup.retention())
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, b.pick("Резервтік көшірме %s: файлдар – %d (%s), жаңадан жіберілгені – %d (%s). Ескі көшірмелер жойылды: %d\n",
		"Резервная копия %s: файлов – %d (%s), отправлено новых – %d (%s). Удалено старых копий: %d\n",
		"Backup %s: %d files (%s), %d of them sent (%s). Old backups removed: %d\n"), man.ID, t.Files, size(t.Bytes), t.Sent, size(t.New), len(removed))
	return b.sayDamaged(t.Damaged)
}

func (b *backing) sayDamaged(names []string) error {
	for _, name := range names {
		fmt.Fprintf(b.out, b.pick("✗ %[1]s: файл осы компьютерде өзгерген немесе жоқ; көшірмеде бұрынғысы сақталды\n  → nsk restore --file %[1]s\n",
			"✗ %[1]s: файл на этом компьютере изменён или пропал; в копии сохранён прежний\n  → nsk restore --file %[1]s\n",
			"✗ %[1]s: the file has changed or gone on this machine; the backup keeps the one from before\n  → nsk restore --file %[1]s\n"), name)
	}
	if len(names) > 0 {
		return errFindings
	}
	return nil
}

// make copies the database first: landings that arrive meanwhile are then more than it
// knows, never less, and are read when it is opened.
func (b *backing) make(ctx context.Context, to stock) (man backup.Manifest, t backup.Tally, err error) {
	rec, err := b.cfg.record()
	if err != nil {
		return man, t, err
	}
	if err := rec.mounted(ctx, to); err != nil && !b.begin {
		return man, t, err
	}
	if err := b.cfg.keep(rec); err != nil {
		return man, t, err
	}
	tmp, err := b.aside()
	if err != nil {
		return man, t, err
	}
	defer os.RemoveAll(tmp)
	m := backup.Making{Place: to, Owner: rec.Installation, At: b.at, Program: versionText, Afresh: b.afresh, Sources: b.sources(tmp)}
	if m.Database, err = b.house.Engine.CopyTo(ctx, filepath.Join(tmp, "data", "warehouse.duckdb")); err != nil {
		return man, t, err
	}
	if m.Anchor, err = b.cfg.auditLog().Head(); err != nil {
		return man, t, err
	}
	if man, t, err = m.Make(ctx); err != nil {
		return man, t, err
	}
	rec.Last[to.name] = madeThere{man.ID, man.Made}
	return man, t, b.cfg.keep(rec)
}

// aside makes a folder for what is copied before it is sent, and takes away those of
// backups that were cut off. What the configuration says goes there without its secrets.
func (b *backing) aside() (tmp string, err error) {
	const prefix = "backup-"
	left, err := filepath.Glob(filepath.Join(b.cfg.Data, "tmp", prefix+"*"))
	for _, dir := range left {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	if err != nil {
		return "", err
	}
	if tmp, err = os.MkdirTemp(filepath.Join(b.cfg.Data, "tmp"), prefix); err != nil {
		return "", err
	}
	text, err := os.ReadFile(b.configFile)
	if err != nil {
		return tmp, err
	}
	return tmp, errors.Join(os.Mkdir(filepath.Join(tmp, "data"), 0o700), os.Mkdir(filepath.Join(tmp, "config"), 0o700),
		os.WriteFile(filepath.Join(tmp, "config", "nsk.yaml"), []byte(b.cfg.discreet(string(text))), 0o600),
		b.cfg.sealAccounts(filepath.Join(tmp, sealedAccounts)))
}

// sources are what an installation consists of, apart from its keys. The release that
// readers open is noted before the releases are looked through, so that it is among them.
func (b *backing) sources(tmp string) []backup.Source {
	cfg := b.cfg
	skip := func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") || cfg.secretFile(p) }
	current := filepath.Join(cfg.Data, "releases", "current")
	all := []backup.Source{
		{Path: filepath.Join(tmp, "data"), Name: "data"},
		{Path: filepath.Join(tmp, "config"), Name: "config"},
		{Path: current, Name: "data/releases/current"},
		{Path: filepath.Join(cfg.Data, "releases"), Name: "data/releases", Skip: func(p string) bool { return skip(p) || p == current }},
	}
	for _, h := range holdings {
		if h.apart == "" {
			all = append(all, backup.Source{Path: filepath.Join(cfg.Data, h.name), Name: "data/" + h.name, Skip: skip})
		}
	}
	all = append(all, backup.Source{Path: cfg.landing(), Name: "landing", Skip: skip, Stays: true, Needs: labelled})
	for name, path := range cfg.ownFiles() {
		if path != "" {
			all = append(all, backup.Source{Path: path, Name: name})
		}
	}
	if cfg.Contracts != "" {
		all = append(all, backup.Source{Path: cfg.Contracts, Name: "contracts", Skip: skip})
	}
	return all
}

// ownFiles are those that nsk.yaml names, as they are called in a backup. The contacts are
// not among them: addresses of persons leave no installation.
func (cfg *config) ownFiles() map[string]string {
	return map[string]string{"config/obligations.yaml": cfg.Obligations, "config/calendar.yaml": cfg.Calendar, "config/disclosure.yaml": cfg.Disclosure}
}

// labelled is the file of a landing that the label at path is about.
func labelled(path string) string {
	bytes, ok := strings.CutSuffix(path, ".json")
	if !ok {
		return ""
	}
	return bytes
}
