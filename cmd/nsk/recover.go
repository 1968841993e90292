package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"nsk/connectors/all"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/warehouse"
)

// A rebuilding makes the warehouse again from the files received.
type rebuilding struct {
	*app
	cfg     *config
	anyway  bool
	read    int
	refused int
	damaged []error // files that could not be read
	heir    string  // the release that the history of runs was taken from
}

func (a *app) recover() *cobra.Command {
	var anyway bool
	c := &cobra.Command{
		Use:   "recover",
		Short: "Make a damaged warehouse again from the files received; nothing is deleted",
		Long: "Make a new warehouse in the place of a damaged one, by reading every file received again, in\n" +
			"the order they came. The damaged files are put aside. It may be interrupted and run again.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			r := &rebuilding{app: a, cfg: cfg, anyway: anyway}
			return r.run(c.Context())
		},
	}
	c.Flags().BoolVar(&anyway, "anyway", false, "make it again even though it is sound")
	return c
}

func (r *rebuilding) run(ctx context.Context) error {
	needed, err := r.needed(ctx)
	if err != nil {
		return err
	}
	if !needed {
		fmt.Fprintln(r.out, r.pick("Деректер қоймасы бүлінбеген; қалпына келтіретін ештеңе жоқ.", "Хранилище данных исправно; восстанавливать нечего.", "The warehouse is sound; there is nothing to recover."))
		return nil
	}
	if err := r.labels(); err != nil {
		return err
	}
	if err := r.keyed(); err != nil {
		return err
	}
	w := warehouse.Recovery{Dir: r.cfg.Data, Options: r.options(), At: r.now(), Rebuild: r.rebuild}
	aside, err := w.Run(ctx)
	if err != nil {
		return err
	}
	return r.say(aside)
}

func (r *rebuilding) options() warehouse.Options { return r.engine(r.cfg) }

// needed reports whether the warehouse is damaged, or a recovery under way. It asks for
// the keys first: without them nothing could be read again.
func (r *rebuilding) needed(ctx context.Context) (bool, error) {
	if _, err := r.cfg.loadKeys(); err != nil {
		return false, err
	}
	if warehouse.Unfinished(r.cfg.Data) {
		return true, nil
	}
	e, err := warehouse.Open(ctx, r.cfg.Data, r.options())
	var damaged *warehouse.DamagedError
	if errors.As(err, &damaged) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	err = warehouse.Readable(ctx, e.DB())
	closing := e.Close()
	if r.anyway || warehouse.IsDamage(err) {
		return true, nil
	}
	return false, errors.Join(err, closing)
}

// labels puts labels aside that cannot be read, which would stop every command.
func (r *rebuilding) labels() error {
	aside, err := ingest.NewStore(r.cfg.landing(), nil).PutAside()
	for _, file := range aside {
		r.damaged = append(r.damaged, &ingest.DamagedError{Path: file, What: "the label cannot be read"})
	}
	return err
}

// keyed makes sure of the key before anything is moved, and notes what the landing folder
// lacks.
func (r *rebuilding) keyed() error {
	keys, err := r.cfg.loadKeys()
	if err != nil {
		return err
	}
	store := ingest.NewStore(r.cfg.landing(), keys)
	all, err := store.All()
	var lacking interface{ Unwrap() []error }
	switch {
	case errors.As(err, &lacking):
		r.damaged = append(r.damaged, lacking.Unwrap()...)
	case err != nil:
		return err
	}
	return store.Keyed(all)
}

// occupy wires a house around an open warehouse, whose ledger then names every landing of
// the folder. The caller closes the ingester.
func (a *app) occupy(ctx context.Context, cfg *config, e *warehouse.Engine) (*schedules.House, error) {
	d, regions, err := desk(cfg)
	if err != nil {
		return nil, err
	}
	env, err := cfg.env(a.now)
	if err != nil {
		return nil, err
	}
	keys, err := cfg.loadKeys()
	if err != nil {
		return nil, err
	}
	if keys, err = ingest.CheckKey(ctx, e, keys, cfg.Keys); err != nil {
		return nil, err
	}
	in, err := ingest.New(ctx, e, keys, cfg.landing(), d.Contracts)
	if err != nil {
		return nil, err
	}
	h := &schedules.House{Desk: d, Engine: e, Ingester: in, Kinds: all.Kinds(), Regions: regions, Log: a.logger(), Env: env, Clock: a.now, Audit: cfg.auditLog()}
	if h.Lineage, err = a.emitter(cfg, h.Log); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	if err := errors.Join(in.CatchUp(ctx), h.Lists(ctx)); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return h, nil
}

// rebuild occupies the new warehouse, which enters all landings into its ledger, and reads
// them in their order. Where it was cut off before, it goes on with the first that is not read.
func (r *rebuilding) rebuild(ctx context.Context, e *warehouse.Engine) error {
	h, err := r.occupy(ctx, r.cfg, e)
	if err != nil {
		return err
	}
	defer h.Ingester.Close()
	if err := r.inherit(ctx, e); err != nil {
		return err
	}
	pending, err := ingest.Pending(ctx, e)
	if err != nil {
		return err
	}
	for _, l := range pending {
		if err := r.one(ctx, h, l); err != nil {
			return err
		}
	}
	return nil
}

// one reads a landing. One whose bytes are damaged holds up no other: it stays unread.
func (r *rebuilding) one(ctx context.Context, h *schedules.House, l ingest.Landing) error {
	out, err := h.Ingester.Read(ctx, l)
	var damaged *ingest.DamagedError
	if errors.As(err, &damaged) {
		r.damaged = append(r.damaged, damaged)
		return nil
	}
	if err != nil {
		return fmt.Errorf("read landing %d again (%s %s %s): %w", l.Number, l.Source, l.Provider, l.Period, err)
	}
	r.read++
	if out.Verdict == ingest.Refused {
		r.refused++
	}
	return nil
}

// inherit takes the history of runs and releases from the release that readers open, or
// another where that cannot be read.
func (r *rebuilding) inherit(ctx context.Context, e *warehouse.Engine) error {
	ids, err := warehouse.Releases(r.cfg.Data)
	if err != nil {
		return err
	}
	if newest, err := warehouse.Newest(r.cfg.Data); err == nil {
		ids = append(ids, newest)
	}
	for _, id := range slices.Backward(ids) {
		err := e.Inherit(ctx, warehouse.ReleasePath(r.cfg.Data, id))
		if err == nil {
			r.heir = id
			return nil
		}
		if !warehouse.IsDamage(err) {
			return err
		}
	}
	return nil
}

func (r *rebuilding) say(aside string) error {
	if aside != "" {
		fmt.Fprintf(r.out, r.pick("Деректер қоймасының бұрынғы файлдары бөлек сақталды: %s\n", "Прежние файлы хранилища сохранены отдельно: %s\n", "The old files of the warehouse are kept aside: %s\n"), aside)
	}
	fmt.Fprintf(r.out, r.pick("Деректер қоймасы қайта жасалды. Қайта оқылған файлдар: %d, олардың ішінде қабылданбағаны: %d\n",
		"Хранилище данных создано заново. Прочитано файлов: %d, из них отклонено: %d\n",
		"The warehouse is made anew. Files read again: %d, of which refused: %d\n"), r.read, r.refused)
	if r.heir != "" {
		fmt.Fprintf(r.out, r.pick("Іске қосу тарихы %s деректер шығарылымынан алынды; одан кейінгі іске қосулар туралы жазбалар сақталмаған.\n",
			"История запусков взята из выпуска данных %s; записи о более поздних запусках не сохранились.\n",
			"The history of runs is that of release %s; runs after it are not on record.\n"), r.heir)
	}
	fmt.Fprintln(r.out, r.pick("Енді nsk run немесе nsk publish командасын орындаңыз.", "Теперь выполните nsk run или nsk publish.", "Now run nsk run or nsk publish."))
	for _, err := range r.damaged {
		fmt.Fprintln(r.out, r.failure(err))
	}
	if len(r.damaged) > 0 {
		return errFindings
	}
	return nil
}
