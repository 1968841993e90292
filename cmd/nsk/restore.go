package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
	"nsk/warehouse"
	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

// A putting puts a backup back.
type putting struct {
	*app
	from, id string
	place    stock
	man      backup.Manifest
	cfg      *config
}

func (a *app) restore() *cobra.Command {
	p := putting{app: a}
	var file string
	c := &cobra.Command{
		Use:   "restore",
		Short: "Put a backup back on an empty machine, and compare every file with its hash",
		Long: "Put a backup back into the folders that nsk.yaml names; where there is no nsk.yaml, the one of the\n" +
			"backup is put back first. Folders with something in them are refused. The keys are not part of a\n" +
			"backup: put your copy of them where nsk.yaml says. A restoring that was cut off is run again.\n" +
			"With --file, one damaged or missing file is put back into an installation that stands.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.find(c.Context()); err != nil {
				return err
			}
			act := audit.Act{Who: who(c), Did: "restore", Object: p.man.ID, Why: value(c, "why")}
			if file != "" {
				return p.one(c.Context(), act, file)
			}
			return p.all(c.Context(), act)
		},
	}
	c.Flags().StringVar(&p.from, "from", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	c.Flags().StringVar(&p.id, "backup", "", "id of the backup (default: the newest)")
	c.Flags().StringVar(&file, "file", "", "put back this file only, of the files received or the releases")
	return c
}

// find reads the manifest of the backup.
func (p *putting) find(ctx context.Context) (err error) {
	p.cfg = new(config)
	if exists(p.configFile) {
		if p.cfg, err = p.config(); err != nil {
			return err
		}
	}
	if p.place, err = p.stock(p.cfg, p.from); err != nil {
		return err
	}
	p.man, err = backup.Newest(ctx, p.place, p.id)
	var damaged *backup.DamagedError
	switch {
	case errors.Is(err, backup.ErrNone):
		return &said{kk: p.place.name + ": мұнда резервтік көшірме жоқ", ru: p.place.name + ": резервных копий здесь нет", en: p.place.name + ": there is no backup here"}
	case errors.As(err, &damaged):
		return &said{
			kk: fmt.Sprintf("%s резервтік көшірмесінің тізімі зақымданған; басқасын --backup арқылы көрсетіңіз (тізім: nsk backup list)", damaged.File),
			ru: fmt.Sprintf("опись резервной копии %s повреждена; укажите другую через --backup (список: nsk backup list)", damaged.File),
			en: fmt.Sprintf("the manifest of the backup %s is damaged; name another one with --backup (nsk backup list)", damaged.File),
		}
	}
	return err
}

// all puts everything back, then looks whether it holds together.
func (p *putting) all(ctx context.Context, act audit.Act) error {
	if err := p.configured(ctx); err != nil {
		return err
	}
	r := backup.Restoring{Place: p.place, Manifest: p.man, Roots: []backup.Root{{Name: "landing", To: p.cfg.landing()}, {Name: "data", To: p.cfg.Data}}}
	if p.cfg.Contracts != "" && !exists(p.cfg.Contracts) {
		r.Roots = slices.Insert(r.Roots, 0, backup.Root{Name: "contracts", To: p.cfg.Contracts})
	}
	err := r.Run(ctx)
	var full *backup.FullError
	if errors.As(err, &full) {
		return &said{
			kk: fmt.Sprintf("%s қалтасы бос емес; резервтік көшірме бос орынға ғана қалпына келтіріледі. Қалтаны басқа жерге көшіріп, команданы қайталаңыз", full.Dir),
			ru: fmt.Sprintf("папка %s не пуста; резервная копия восстанавливается только на пустое место. Переместите папку и повторите команду", full.Dir),
			en: full.Error(),
		}
	}
	if err != nil {
		return err
	}
	if err := errors.Join(p.remember(), p.sound(ctx, act)); err != nil {
		return err
	}
	return p.keyed(ctx)
}

// remember notes the backup itself, which cannot be part of the record in it.
func (p *putting) remember() error {
	rec, err := p.cfg.record()
	if err != nil {
		return err
	}
	rec.Last[p.place.name] = madeThere{p.man.ID, p.man.Made}
	return p.cfg.keep(rec)
}

// configured puts nsk.yaml back where there is none, and the files it names.
func (p *putting) configured(ctx context.Context) (err error) {
	if !exists(p.configFile) {
		f, ok := p.man.Find("config/nsk.yaml")
		if !ok {
			return fmt.Errorf("there is no %s, and none in the backup %s", p.configFile, p.man.ID)
		}
		if err := backup.Fetch(ctx, p.place, f, p.configFile); err != nil {
			return err
		}
		if p.cfg, err = p.config(); err != nil {
			return err
		}
	}
	for name, path := range p.cfg.ownFiles() {
		f, ok := p.man.Find(name)
		if path == "" || exists(path) || !ok {
			continue
		}
		if err := backup.Fetch(ctx, p.place, f, path); err != nil {
			return err
		}
	}
	return nil
}

// sound compares every table with what it was, reconciles the ledger, verifies the log of
// acts and writes into it. No key is needed for that.
func (p *putting) sound(ctx context.Context, act audit.Act) error {
	contents, err := warehouse.Describe(ctx, p.cfg.Data, p.engine(p.cfg))
	if err != nil {
		return err
	}
	if err := p.man.Database.Differ(contents); err != nil {
		return fmt.Errorf("the database that was put back is not the one of the backup: %w", err)
	}
	fmt.Fprintf(p.out, p.pick("%s резервтік көшірмесі қалпына келтірілді: файлдар – %d, кестелер – %d, жолдар – %d, бәрі бақылау сомаларына сәйкес.\n",
		"Резервная копия %s восстановлена: файлов – %d, таблиц – %d, строк – %d, все совпали с контрольными суммами.\n",
		"Backup %s is back: %d files, %d tables, %d rows, all as their hashes say.\n"), p.man.ID, len(p.man.Files), len(contents.Tables), contents.Rows())
	if err := p.reconciled(ctx); err != nil {
		return err
	}
	var anchors []audit.Anchor
	if p.man.Audit.Seq > 0 {
		anchors = append(anchors, p.man.Audit)
	}
	result := p.verifyAudit(p.cfg.auditLog(), anchors)
	_, err = p.cfg.auditLog().Add(ctx, p.now(), act)
	return errors.Join(err, result)
}

func (p *putting) reconciled(ctx context.Context) (err error) {
	e, err := warehouse.Open(ctx, p.cfg.Data, p.engine(p.cfg))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if err := ingest.Reconcile(ctx, e); err != nil {
		return err
	}
	fmt.Fprintln(p.out, p.pick("Жолдардың есебі сәйкес келеді.", "Учёт строк сходится.", "The ledger balances."))
	return nil
}

// keyed looks whether the keys are there and are the right ones, and says what is left to do.
func (p *putting) keyed(ctx context.Context) error {
	keys, err := p.cfg.loadKeys()
	var key *ingest.KeyError
	if errors.As(err, &key) && key.What == ingest.KeyMissing {
		fmt.Fprintln(p.out, p.failure(err))
		p.sayAccounts(exists(p.cfg.accountsSealed()), p.pick("Есептік жазбалар файлдар кілтімен (landing.key) шифрланған күйде тұр; кілттер орнына салынғаннан кейін nsk accounts немесе nsk serve оларды ашады.",
			"Учётные записи лежат зашифрованными ключом файлов (landing.key); когда ключи будут на месте, их откроет nsk accounts или nsk serve.",
			"The accounts lie there encrypted with the landing key; once the keys are back, nsk accounts or nsk serve opens them."))
		return errFindings
	}
	if err != nil {
		return err
	}
	store := ingest.NewStore(p.cfg.landing(), keys)
	landings, err := store.All()
	if err != nil {
		return err
	}
	if err := store.Keyed(landings); err != nil {
		return err
	}
	opened, err := p.cfg.openAccounts(ctx)
	if err != nil {
		return err
	}
	p.sayAccounts(opened, p.pick("Есептік жазбалар көшірме жасалған кездегідей. Содан бері өшірілген немесе токені тоқтатылған жазба болса, қайталаңыз: nsk accounts list.",
		"Учётные записи – какими были при создании копии. Если с тех пор кого-то отключали или отзывали токен, повторите это: nsk accounts list.",
		"The accounts are as they were when the backup was made. Whoever was disabled, or whichever token was ended since, must be so again: nsk accounts list."))
	return p.withHouse(ctx, func(h *schedules.House, _ *config) error {
		pending, err := ingest.Pending(ctx, h.Engine)
		if err == nil {
			fmt.Fprintf(p.out, p.pick("Кілттер сәйкес келеді; оқылуын күтіп тұрған файлдар – %d.\n", "Ключи подходят; файлов, ожидающих чтения – %d.\n", "The keys fit; %d files wait to be read.\n"), len(pending))
		}
		if text := strings.TrimSpace(p.cfg.Contacts); err == nil && text != "" && !exists(text) {
			fmt.Fprintf(p.out, p.pick("%s файлы резервтік көшірмеге кірмейді: оны сақталған көшірмеден салыңыз.\n", "Файл %s в резервную копию не входит: положите его из сохранённой копии.\n", "The file %s is not part of a backup: put your copy of it there.\n"), text)
		}
		return err
	})
}

// sayAccounts tells of the accounts of a backup that has some.
func (p *putting) sayAccounts(some bool, text string) {
	if some {
		fmt.Fprintln(p.out, text)
	}
}
