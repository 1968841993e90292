package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/warehouse"
)

// A complaint is one thing that is wrong with an installation, and what to do about it.
type complaint struct{ what, remedy string }

// An examination looks at the parts of an installation and changes none of them.
type examination struct {
	*app
	cfg   *config
	store *ingest.Store // nil without keys
}

func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Examine the installation: keys, contracts, files received, warehouse, releases, log of acts, backups",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			x := &examination{app: a, cfg: cfg}
			return x.run(c.Context())
		},
	}
}

func (x *examination) run(ctx context.Context) error {
	sick := false
	for _, part := range []struct {
		kk, ru, en string
		look       func(context.Context) (said string, ill []complaint, err error)
	}{
		{"кілттер", "ключи", "keys", x.keys},
		{"дереккөздер", "источники", "sources", x.contracts},
		{"алынған файлдар", "полученные файлы", "files received", x.landings},
		{"деректер қоймасы", "хранилище данных", "warehouse", x.warehouse},
		{"шығарылымдар", "выпуски данных", "releases", x.releases},
		{"әрекеттер журналы", "журнал действий", "log of acts", x.acts},
		{"резервтік көшірмелер", "резервные копии", "backups", x.backups},
	} {
		said, ill, err := part.look(ctx)
		if err != nil {
			ill = append(ill, complaint{what: x.failure(err)})
		}
		name := x.pick(part.kk, part.ru, part.en)
		if len(ill) == 0 {
			mark := "✓ "
			if rest, ok := strings.CutPrefix(said, unset); ok {
				mark, said = unset, rest
			}
			fmt.Fprintf(x.out, "%s%s: %s\n", mark, name, said)
		}
		for _, c := range ill {
			x.complain(name, c)
		}
		sick = sick || len(ill) > 0
	}
	if sick {
		return errFindings
	}
	return nil
}

func (x *examination) complain(part string, c complaint) {
	fmt.Fprintf(x.out, "✗ %s: %s\n", part, c.what)
	if c.remedy != "" {
		fmt.Fprintf(x.out, "  → %s\n", c.remedy)
	}
}

func (x *examination) keys(context.Context) (string, []complaint, error) {
	keys, err := x.cfg.loadKeys()
	if err == nil {
		x.store = ingest.NewStore(x.cfg.landing(), keys)
	}
	return x.pick("тек иесі оқи алады", "доступны только владельцу", "readable by the owner only"), nil, err
}

func (x *examination) contracts(context.Context) (string, []complaint, error) {
	d, _, err := desk(x.cfg)
	return fmt.Sprint(len(d.Contracts)), nil, err
}

// landings reads every file received back and compares it with its label.
func (x *examination) landings(context.Context) (string, []complaint, error) {
	if x.store == nil {
		return "", []complaint{{x.pick("кілттерсіз тексерілмейді", "без ключей не проверяются", "cannot be checked without the keys"), ""}}, nil
	}
	all, err := x.store.All()
	ill, err := x.damages(err)
	if err != nil {
		return "", nil, err
	}
	for _, l := range all {
		more, err := x.damages(x.store.Verify(l))
		if err != nil {
			return "", ill, err
		}
		ill = append(ill, more...)
	}
	files, err := x.store.Files()
	for _, name := range files.Temporary {
		ill = append(ill, complaint{fmt.Sprintf(x.pick("уақытша файл қалған: %s", "остался временный файл: %s", "a temporary file is left: %s"), name),
			x.pick("ештеңе істеудің қажеті жоқ: келесі nsk pull оны жояды", "ничего делать не нужно: его удалит ближайшая команда nsk pull", "nothing to do: the next nsk pull removes it")})
	}
	return fmt.Sprintf(x.pick("%d файл, бәрі алынған күйінде", "%d, все в том виде, в каком получены", "%d landings, all as received"), len(all)), ill, err
}

// damages takes joined errors about damaged files apart. Another error is returned.
func (x *examination) damages(err error) (ill []complaint, other error) {
	if err == nil {
		return nil, nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			more, err := x.damages(e)
			ill, other = append(ill, more...), errors.Join(other, err)
		}
		return ill, other
	}
	var d *ingest.DamagedError
	if !errors.As(err, &d) {
		return nil, err
	}
	return []complaint{{fmt.Sprintf(x.pick("зақымданған: %s (%s)", "повреждён: %s (%s)", "damaged: %s (%s)"), d.Path, d.What), x.restore()}}, nil
}

func (x *examination) restore() string {
	return x.pick("файлды резервтік көшірмеден қалпына келтіріңіз (nsk restore --file)", "восстановите файл из резервной копии (nsk restore --file)", "restore the file from a backup (nsk restore --file)")
}

// releases opens and reads every release.
func (x *examination) releases(ctx context.Context) (string, []complaint, error) {
	ids, err := warehouse.Releases(x.cfg.Data)
	if err != nil {
		return "", nil, err
	}
	var ill []complaint
	for _, id := range ids {
		if err := x.release(ctx, id); err != nil {
			ill = append(ill, complaint{fmt.Sprintf(x.pick("%s шығарылымын оқу мүмкін емес: %v", "выпуск %s не читается: %v", "release %s cannot be read: %v"), id, err), fmt.Sprintf(
				x.pick("%s файлын резервтік көшірмеден қалпына келтіріңіз немесе оны жойып, nsk publish --as-of %s командасын орындаңыз: сол деректерден сол шығарылым жасалады", "восстановите %s из резервной копии либо удалите его и выполните nsk publish --as-of %s: из тех же данных получится тот же выпуск", "restore %s from a backup, or remove it and run nsk publish --as-of %s: the same data make the same release"),
				warehouse.ReleasePath(x.cfg.Data, id), id[:len("2006-01-02")])})
		}
	}
	left, err := warehouse.Leftovers(x.cfg.Data)
	for _, file := range left {
		ill = append(ill, complaint{fmt.Sprintf(x.pick("аяқталмаған шығарылым файлы қалған: %s", "остался файл незавершённого выпуска: %s", "a file of an unfinished release is left: %s"), file),
			x.pick("ештеңе істеудің қажеті жоқ: келесі nsk publish оны жояды", "ничего делать не нужно: его удалит ближайшая команда nsk publish", "nothing to do: the next nsk publish removes it")})
	}
	if err != nil {
		return "", ill, err
	}
	said, missing, err := x.newest(ids)
	return said, append(ill, missing...), err
}

func (x *examination) release(ctx context.Context, id string) error {
	db, err := warehouse.OpenRelease(ctx, x.cfg.Data, id, warehouse.Options{MemoryLimit: "512MB"})
	if err != nil {
		return err
	}
	defer db.Close()
	return warehouse.Readable(ctx, db)
}

// newest looks whether the release that readers open is there.
func (x *examination) newest(ids []string) (string, []complaint, error) {
	id, err := warehouse.Newest(x.cfg.Data)
	if errors.Is(err, warehouse.ErrNoRelease) {
		return x.pick("әзірге жоқ", "пока нет", "none published yet"), nil, nil
	}
	if err == nil && !exists(warehouse.ReleasePath(x.cfg.Data, id)) {
		return "", []complaint{{fmt.Sprintf(x.pick("оқылуға тиіс %s шығарылымының файлы жоқ", "нет файла выпуска %s, который открывают читатели", "the file of release %s, which readers open, is missing"), id), x.restore() + x.pick("; немесе nsk publish командасын орындаңыз", "; либо выполните nsk publish", "; or run nsk publish")}}, nil
	}
	return fmt.Sprintf(x.pick("%d, соңғысы – %s", "%d, последний – %s", "%d, the newest is %s"), len(ids), id), nil, err
}

// exists reports whether there is anything at path.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
