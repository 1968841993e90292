package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nsk/schedules/calendar"
	"nsk/warehouse"
	"nsk/warehouse/audit"
)

func (a *app) audit() *cobra.Command {
	c := &cobra.Command{Use: "audit", Short: "Show and verify the log of who did and saw what"}
	c.AddCommand(a.auditList(), a.auditVerify())
	return c
}

// An auditQuery narrows the log; what is empty narrows nothing.
type auditQuery struct{ since, until, who, did, text string }

func (a *app) auditList() *cobra.Command {
	var q auditQuery
	c := &cobra.Command{
		Use:   "list",
		Short: "List the entries of the log, oldest first",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.listAudit(q) },
	}
	f := c.Flags()
	f.StringVar(&q.since, "since", "", "first day to list, such as 2026-11-01")
	f.StringVar(&q.until, "until", "", "last day to list")
	f.StringVar(&q.who, "who", "", "only of this person")
	f.StringVar(&q.did, "did", "", "only acts with this in their name, such as accounts")
	f.StringVar(&q.text, "text", "", "only entries with this in their object or reason")
	return c
}

func (a *app) listAudit(q auditQuery) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	wanted, err := q.compile()
	if err != nil {
		return err
	}
	var rows [][]string
	err = cfg.auditLog().Entries(func(e audit.Entry) error {
		if !wanted(e) {
			return nil
		}
		at := e.At.Format("2006-01-02 15:04:05Z")
		if a.sheet != nil {
			at = localTime(e.At)
		}
		rows = append(rows, []string{strconv.FormatInt(e.Seq, 10), at, e.Who, e.Did, a.cut(e.Object), e.Why})
		return nil
	})
	if err != nil {
		return err
	}
	return a.table([]string{"seq", "at", "who", "did", "object", "why"}, rows)
}

// compile reports which entries are asked for.
func (q auditQuery) compile() (func(audit.Entry) bool, error) {
	from, to := calendar.Day(0), calendar.Day(1<<30)
	for into, text := range map[*calendar.Day]string{&from: q.since, &to: q.until} {
		if text == "" {
			continue
		}
		day, err := calendar.ParseDay(text)
		if err != nil {
			return nil, err
		}
		*into = day
	}
	return func(e audit.Entry) bool {
		day := calendar.LocalDay(e.At)
		return day >= from && day <= to && strings.Contains(e.Who, q.who) && strings.Contains(e.Did, q.did) &&
			(holds(e.Object, q.text) || holds(e.Why, q.text))
	}, nil
}

// holds reports whether a text has another in it, whatever the case of its letters.
func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// cut keeps a table readable; lists for machines get the whole text.
func (a *app) cut(text string) string {
	if a.format != "text" || a.sheet != nil {
		return text
	}
	return short(strings.Join(strings.Fields(text), " "), 80)
}

func (a *app) auditVerify() *cobra.Command {
	var anchor string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Verify that no entry was changed, removed or moved",
		Long: "Verify the chain of hashes from the first entry to the last. An end that was cut off is noticed with an\n" +
			"anchor: number and hash of an entry. Releases keep one each, which are compared here; backups too (nsk\n" +
			"backup verify). Note the anchor that this command prints elsewhere, and give it back with --anchor.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			anchors, err := cfg.anchors(c.Context(), anchor)
			if err != nil {
				return err
			}
			return a.verifyAudit(cfg.auditLog(), anchors)
		},
	}
	c.Flags().StringVar(&anchor, "anchor", "", "number:hash of an entry that was noted elsewhere")
	return c
}

// anchors are the one that was given, and those that releases keep.
func (cfg *config) anchors(ctx context.Context, given string) ([]audit.Anchor, error) {
	noted, err := warehouse.Audited(ctx, cfg.Data)
	if err != nil {
		return nil, err
	}
	if given != "" {
		noted = append(noted, given)
	}
	var all []audit.Anchor
	for _, text := range noted {
		anchor, err := audit.ParseAnchor(text)
		if err != nil {
			return nil, err
		}
		all = append(all, anchor)
	}
	return all, nil
}

func (a *app) verifyAudit(l *audit.Log, anchors []audit.Anchor) error {
	n, faults, err := l.Verify(anchors...)
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(a.out, a.auditFault(f))
	}
	if len(faults) > 0 {
		return errFindings
	}
	head, err := l.Head()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, a.pick("Журнал тұтас: жазбалар – %d. Тірек: %s\n", "Журнал цел: записей – %d. Опора: %s\n", "The log is whole: %d entries. Anchor: %s\n"), n, head)
	return nil
}

func (a *app) auditFault(f audit.Fault) string {
	what := map[audit.FaultKind][3]string{
		audit.Unreadable: {"жазба оқылмайды немесе үзілген", "запись не читается или обрезана", "the entry cannot be read or is cut"},
		audit.Changed:    {"жазба өзгертілген", "запись изменена", "the entry was changed"},
		audit.Torn:       {"соңғы жолдың аяғы жоқ: жазу кезінде бағдарлама тоқтатылған немесе жол кесілген; жазба есепке алынған жоқ, келесі жазба оны жояды", "у последней строки нет конца: программу прервали во время записи или строку обрезали; запись не считается внесённой, следующая её уберёт", "the last line has no end: its writer was cut off, or the line was; it does not count as written, and the next entry takes it away"},
		audit.Removed:    {"бұған дейін тұруға тиіс жазбалар жоқ: олар жойылған немесе орны ауыстырылған", "нет записей, которые должны стоять перед этой: они удалены или переставлены", "entries that must stand before this one are not there: removed or moved"},
		audit.Moved:      {"жазба өзінен кейінгі жазбадан соң тұр: орны ауыстырылған немесе қайталанған", "запись стоит после более поздней: переставлена или повторена", "the entry stands behind a later one: moved or repeated"},
		audit.Broken:     {"жазба басқа жазбадан кейін жасалған: алдыңғысы ауыстырылған", "запись сделана после другой записи: предыдущая подменена", "the entry was written after another one: the one before it was replaced"},
		audit.Cut:        {"журналдың соңы кесілген: бұл жазба болуға тиіс еді", "конец журнала обрезан: эта запись должна быть", "the end of the log was cut: this entry must be there"},
	}[f.Kind]
	return fmt.Sprintf("%s:%d: %d: %s", f.File, f.Line, f.Seq, a.pick(what[0], what[1], what[2]))
}
