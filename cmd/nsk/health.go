package main

import (
	"context"
	"errors"
	"fmt"

	"nsk/ingest"
	"nsk/warehouse"
)

// warehouse reads the whole database and compares its ledger with the files received.
func (x *examination) warehouse(ctx context.Context) (said string, ill []complaint, err error) {
	if x.lent != nil {
		err = x.lent.house.Alone(func() error {
			said, ill, err = x.consistent(ctx, x.lent.house.Engine)
			return err
		})
		return said, ill, err
	}
	e, err := warehouse.Open(ctx, x.cfg.Data, x.engine(x.cfg))
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	return x.consistent(ctx, e)
}

// consistent reads every table, and compares the ledger with the files received.
func (x *examination) consistent(ctx context.Context, e *warehouse.Engine) (said string, ill []complaint, err error) {
	if err := warehouse.Readable(ctx, e.DB()); warehouse.IsDamage(err) {
		return "", []complaint{{x.damagedWarehouse() + "\n" + err.Error(), ""}}, nil
	} else if err != nil {
		return "", nil, err
	}
	for _, look := range []func(context.Context, *warehouse.Engine) ([]complaint, error){x.unmatched, x.pending, x.unbalanced} {
		more, err := look(ctx, e)
		if err != nil {
			return "", ill, err
		}
		ill = append(ill, more...)
	}
	return x.pick("есепке алынған файлдар мен жолдар сәйкес келеді", "учёт файлов и строк сходится", "ledger balances"), ill, nil
}

// unmatched names files that the ledger does not know, and the reverse.
func (x *examination) unmatched(ctx context.Context, e *warehouse.Engine) (ill []complaint, err error) {
	if x.store == nil {
		return nil, nil
	}
	files, err := x.store.Files()
	if err != nil {
		return nil, err
	}
	recorded, err := ingest.Landings(ctx, e)
	if err != nil {
		return nil, err
	}
	on := make(map[string]bool)
	for _, l := range recorded {
		on[l.Path] = true
	}
	for _, path := range files.Labelled {
		if !on[path] {
			ill = append(ill, complaint{fmt.Sprintf(x.pick("алынған, бірақ есепке енгізілмеген файл: %s", "файл получен, но не внесён в учёт: %s", "received, but not on record: %s"), path), x.byItself()})
		}
		delete(on, path)
	}
	for _, path := range files.Bare {
		ill = append(ill, x.bare(path, on[path]))
		delete(on, path)
	}
	for _, l := range recorded {
		if on[l.Path] {
			ill = append(ill, complaint{fmt.Sprintf(x.pick("есепте бар, бірақ файлы жоқ: %s", "значится в учёте, но файла нет: %s", "on record, but its file is missing: %s"), l.Path), x.restore()})
		}
	}
	return ill, nil
}

// bare is the complaint about bytes without a label.
func (x *examination) bare(path string, recorded bool) complaint {
	what := fmt.Sprintf(x.pick("сипаттамасы жоқ файл: %s", "файл без описания: %s", "a file without a label: %s"), path)
	if recorded {
		return complaint{what, x.byItself()}
	}
	return complaint{what, x.pick("файл соңына дейін қабылданбаған, жіберушіге оның алынғаны айтылмаған; резервтік көшірмеде сипаттамасы болмаса, файлды жоюға болады",
		"приём файла не был завершён, отправителю о получении не сообщалось; если описания нет и в резервной копии, файл можно удалить",
		"its landing was never finished and nobody was told that it had arrived; if a backup has no label of it either, it can be removed")}
}

func (x *examination) byItself() string {
	return x.pick("nsk pull командасын орындаңыз: ол мұны өзі түзетеді", "выполните nsk pull: команда исправит это сама", "run nsk pull, which puts it right")
}

func (x *examination) pending(ctx context.Context, e *warehouse.Engine) (ill []complaint, err error) {
	waiting, err := ingest.Pending(ctx, e)
	for _, l := range waiting {
		ill = append(ill, complaint{fmt.Sprintf(x.pick("өңдеуді күтіп тұр: %s %s %s", "ожидает обработки: %s %s %s", "waiting to be read: %s %s %s"), l.Source, l.Provider, l.Period),
			x.pick("nsk pull командасын орындаңыз", "выполните nsk pull", "run nsk pull")})
	}
	return ill, err
}

// unbalanced checks promise 1 over the whole ledger.
func (x *examination) unbalanced(ctx context.Context, e *warehouse.Engine) ([]complaint, error) {
	var wrong int
	const q = `SELECT count(*) FROM ledger.balance WHERE received <> accepted + rejected + duplicate + superseded + out_of_scope + held`
	if err := e.DB().QueryRowContext(ctx, q).Scan(&wrong); err != nil || wrong == 0 {
		return nil, err
	}
	return []complaint{{fmt.Sprintf(x.pick("жолдардың есебі сәйкес келмейтін файлдар саны: %d", "число файлов, по которым учёт строк не сходится: %d", "the ledger does not balance for %d landings"), wrong),
		x.pick("nsk recover --anyway командасын орындаңыз: деректер қоймасы алынған файлдардан қайта жасалады", "выполните nsk recover --anyway: хранилище будет создано заново из полученных файлов", "run nsk recover --anyway: the warehouse is made again from the files received")}}, nil
}
