package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/disclosure"
)

// published is the ledger of everything that has left the house.
func (cfg *config) published() disclosure.Ledger {
	return disclosure.Ledger{File: filepath.Join(cfg.Data, "disclosure", "ledger.jsonl")}
}

// clashes compares a publication with everything published before it.
func (cfg *config) clashes(p reports.Publication) ([]disclosure.Clash, error) {
	s, err := cfg.safety()
	if err != nil {
		return nil, err
	}
	e, err := p.Entry("annual", *s)
	if err != nil {
		return nil, err
	}
	earlier, err := cfg.published().Entries()
	if err != nil {
		return nil, err
	}
	return disclosure.Check(earlier, e, *s), nil
}

// withstands is an error if a publication, together with earlier ones, gives a small number
// of people away.
func (cfg *config) withstands(p reports.Publication) error {
	list, err := cfg.clashes(p)
	if err != nil || len(list) == 0 {
		return err
	}
	return clashed(p.Release, list)
}

// enter puts a publication that leaves the house into the ledger, after the check.
func (a *app) enter(ctx context.Context, cfg *config, p reports.Publication) error {
	if err := cfg.withstands(p); err != nil {
		return err
	}
	s, err := cfg.safety()
	if err != nil {
		return err
	}
	e, err := p.Entry("annual", *s)
	if err != nil {
		return err
	}
	e.At = a.now()
	return cfg.published().Enter(ctx, e)
}

// clashed says which numbers would be known, by which subtraction, and what to hide.
func clashed(release string, list []disclosure.Clash) error {
	var kk, ru, en strings.Builder
	facts := map[string]bool{}
	var hide []string
	for n, c := range list {
		if !facts[c.Fact] {
			facts[c.Fact] = true
			hide = append(hide, c.Fact)
		}
		if n >= 5 {
			continue
		}
		fmt.Fprintf(&kk, "\n  %s = %d: %s%s%s", c.What, c.Value, c.Proof, since(c.Release, " (бұрынғы шығарылым – %s)"), merge(c, "; ұзағырақ кезең де жарайды"))
		fmt.Fprintf(&ru, "\n  %s = %d: %s%s%s", c.What, c.Value, c.Proof, since(c.Release, " (прежний выпуск – %s)"), merge(c, "; можно также взять более длинный период"))
		fmt.Fprintf(&en, "\n  %s = %d: %s%s%s", c.What, c.Value, c.Proof, since(c.Release, " (earlier release %s)"), merge(c, "; a longer period would also do"))
	}
	names := strings.Join(hide[:min(10, len(hide))], ", ")
	if n := len(hide) - 10; n > 0 {
		names += fmt.Sprintf(", … +%d", n)
	}
	return &said{
		kk: fmt.Sprintf("%s шығарылымын бұрын жарияланғандармен қатар жариялауға болмайды: адамдардың аз санын шегеру арқылы табуға болады (%d жағдай).%s\nЖарияланғанды қайтару мүмкін емес. Жаңа шығарылымда жасырыңыз (nsk report --remedy немесе баптаулардың withhold тармағы): [%s]\nІшкі жұмыс үшін жоба: --draft", release, len(list), kk.String(), names),
		ru: fmt.Sprintf("выпуск %s нельзя публиковать рядом с опубликованным ранее: малое число лиц находится вычитанием (случаев: %d).%s\nОпубликованное не отозвать. Скройте в новом выпуске (nsk report --remedy или withhold в настройках): [%s]\nДля работы внутри организации – проект: --draft", release, len(list), ru.String(), names),
		en: fmt.Sprintf("release %s must not be published beside what was published before: a small number of people is found by subtraction (%d cases).%s\nWhat was published stays published. Hide in the new release (nsk report --remedy, or withhold in the settings): [%s]\nFor work inside the house write a draft: --draft", release, len(list), en.String(), names),
	}
}

// withhold adds what clashes to the facts that are not published; false if nothing is new.
func withhold(s *disclosure.Settings, list []disclosure.Clash) bool {
	before := len(s.Withhold)
	for _, c := range list {
		if c.Fact != "" && !slices.Contains(s.Withhold, c.Fact) {
			s.Withhold = append(s.Withhold, c.Fact)
		}
	}
	return len(s.Withhold) > before
}

func since(release, form string) string {
	if release == "" {
		return ""
	}
	return fmt.Sprintf(form, release)
}

func merge(c disclosure.Clash, text string) string {
	if c.Merge {
		return text
	}
	return ""
}

func (a *app) disclosureEnter() *cobra.Command {
	return &cobra.Command{
		Use:   "enter OUT",
		Short: "Enter a report that has left the house into the ledger of what was published",
		Long: "Check the report in a folder against everything published before and enter it into the\n" +
			"ledger (data/disclosure/ledger.jsonl). A report that is delivered by nsk is entered by\n" +
			"itself; this is for one that was handed over in another way.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			p, err := readFacts(filepath.Join(a.path(args[0]), "facts.json"))
			if err != nil {
				return err
			}
			if err := a.enter(c.Context(), cfg, *p); err != nil {
				return err
			}
			a.say(fmt.Sprintf(a.pick("%s: жарияланғандар журналына жазылды", "%s: внесено в журнал опубликованного", "%s: entered into the ledger of what was published"), p.Release))
			return nil
		},
	}
}

func (a *app) disclosureLedger() *cobra.Command {
	return &cobra.Command{
		Use:   "ledger",
		Short: "List what was published, and prove that the list was not changed",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			entries, err := cfg.published().Entries()
			if err != nil {
				return err
			}
			var rows [][]string
			for _, e := range entries {
				hidden := 0
				for _, f := range e.Functionals {
					if f.Value == nil {
						hidden++
					}
				}
				rows = append(rows, []string{fmt.Sprint(e.Seq), e.At.Format("2006-01-02 15:04:05Z"), e.Surface, e.Release, e.AsOf,
					fmt.Sprint(len(e.Functionals)), fmt.Sprint(hidden), short(e.Hash, 13)})
			}
			return a.table([]string{"seq", "at", "surface", "release", "as_of", "sums", "hidden", "hash"}, rows)
		},
	}
}
