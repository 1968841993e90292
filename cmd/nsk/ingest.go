package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/spf13/cobra"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/drop"
	"nsk/ingest"
	"nsk/schedules"
)

// A fileArg is a file and what it is said to be.
type fileArg struct{ path, source, provider, period string }

func (f *fileArg) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.source, "source", "", "source the file belongs to (default: the folder it lies in)")
	c.Flags().StringVar(&f.provider, "provider", "", "who sends it (default: from the file name, or the source's only provider)")
	c.Flags().StringVar(&f.period, "period", "", "period it is about, such as 2025-03 (default: from the file name)")
}

// batch opens the file and says what it is.
func (f *fileArg) batch(d schedules.Desk) (*connectors.Batch, *contract.Contract, error) {
	if f.source == "" {
		if abs, err := filepath.Abs(f.path); err == nil {
			f.source = filepath.Base(filepath.Dir(abs))
		}
	}
	c := contract.Find(d.Contracts, f.source)
	if c == nil {
		return nil, nil, fmt.Errorf("file %s: %q is no source; name one with --source (nsk sources lists them)", f.path, f.source)
	}
	w, err := f.want(c, d)
	if err != nil {
		return nil, nil, err
	}
	media := drop.MediaType(f.path)
	if media == "" {
		return nil, nil, fmt.Errorf("file %s: its form is not known; csv, xlsx, json, jsonl and parquet are read", f.path)
	}
	body, err := os.Open(f.path)
	if err != nil {
		return nil, nil, err
	}
	return &connectors.Batch{Want: w, Origin: "file:" + filepath.Base(f.path), MediaType: media, Name: f.path, Body: body}, c, nil
}

func (f *fileArg) want(c *contract.Contract, d schedules.Desk) (connectors.Want, error) {
	w, err := drop.ParseName(f.path)
	if f.provider != "" {
		w.Provider = f.provider
	}
	if bodies := c.Providers(d.Bodies); w.Provider == "" && len(bodies) == 1 {
		w.Provider = bodies[0].ID
	}
	if f.period != "" {
		w.Period, err = contract.ParsePeriod(f.period)
	}
	switch {
	case w.Provider == "":
		return w, fmt.Errorf("file %s: say who sends it with --provider", f.path)
	case w.Period == contract.Period{} && err != nil:
		return w, fmt.Errorf("file %s: say which period it is about with --period (%w)", f.path, err)
	case !w.Period.Fits(c.Cadence):
		return w, fmt.Errorf("file %s: %s is %s, but the period %s is not", f.path, c.Source, c.Cadence, w.Period)
	}
	return w, nil
}

func (a *app) ingest() *cobra.Command {
	var f fileArg
	c := &cobra.Command{
		Use:   "ingest FILE",
		Short: "Take a file in: land it, check it, accept the good rows, explain the bad",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f.path = args[0]
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				b, k, err := f.batch(h.Desk)
				if err != nil {
					return err
				}
				defer b.Body.Close()
				out, err := h.Ingester.Run(c.Context(), b, k.Source, a.now())
				if err != nil {
					return err
				}
				return a.sayOutcome(c, h, k, out)
			})
		},
	}
	f.flags(c)
	return c
}

func (a *app) check() *cobra.Command {
	var f fileArg
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a file before sending it; nothing is stored and nothing leaves this computer",
		Long: "Check a file with the rules of its source, offline. Codes are judged by the registers\n" +
			"built into the program only; registers that have to be received are not consulted.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f.path = args[0]
			if a.lang == "" {
				a.lang = "ru"
			}
			return a.checkFile(c, &f)
		},
	}
	f.flags(c)
	return c
}

// checkFile runs the file through a warehouse in memory, with keys that die with it.
func (a *app) checkFile(c *cobra.Command, f *fileArg) error {
	tmp, err := os.MkdirTemp("", "nsk-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	cfg := &config{Keys: filepath.Join(tmp, "keys"), Landing: filepath.Join(tmp, "landing")}
	if _, err := ingest.InitKeys(cfg.Keys); err != nil {
		return err
	}
	h, closing, err := a.house(c.Context(), cfg)
	if err != nil {
		return err
	}
	defer closing()
	b, k, err := f.batch(h.Desk)
	if err != nil {
		return err
	}
	defer b.Body.Close()
	out, err := h.Ingester.Run(c.Context(), b, k.Source, a.now())
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, a.pick("Алынуға тиіс анықтамалықтар (кәсіптер, тану орталықтары) бойынша кодтар тексерілген жоқ.",
		"Коды по справочникам, которые нужно получать (профессии, центры признания), не проверялись.",
		"Codes of registers that have to be received (professions, centres) were not checked."))
	return a.sayOutcome(c, h, k, out)
}

// sayOutcome prints the verdict first, then the summary by rule, then every finding.
func (a *app) sayOutcome(c *cobra.Command, h *schedules.House, k *contract.Contract, out ingest.Outcome) error {
	if out.Verdict == ingest.Already {
		fmt.Fprintln(a.out, a.pick("Бұл файл бұрын алынған; қайта жіберу ештеңені өзгерткен жоқ.", "Этот файл уже получен; повторная отправка ничего не изменила.", "These bytes were read before; nothing changed."))
		return nil
	}
	all, err := ingest.Findings(c.Context(), h.Engine, out.Landing.Number, 0)
	if err != nil {
		return err
	}
	m, err := ingest.LoadMessages(h.Contracts)
	if err != nil {
		return err
	}
	a.sayVerdict(out)
	a.saySummary(k, m, all)
	for _, f := range all {
		a.sayFinding(k, m, f)
	}
	if out.Verdict == ingest.Accepted && len(all) == 0 {
		return nil
	}
	return errFindings
}

func (a *app) sayVerdict(out ingest.Outcome) {
	words := map[ingest.Verdict][3]string{
		ingest.Accepted: {"Қабылданды", "Принято", "Accepted"},
		ingest.Partly:   {"Ішінара қабылданды", "Принято частично", "Partly accepted"},
		ingest.Refused:  {"Қабылданбады", "Отклонено", "Refused"},
	}[out.Verdict]
	fmt.Fprintln(a.out, a.pick(words[0], words[1], words[2])+".", fmt.Sprintf(
		a.pick("Қорытынды: жолдар – %d; қабылданды – %d, қабылданбады – %d, қайталанды – %d, қамтудан тыс – %d", "Итог: строк – %d; принято – %d, отклонено – %d, повторов – %d, вне охвата – %d", "Rows %d; accepted %d, rejected %d, duplicate %d, out of scope %d"),
		out.Received, out.Accepted, out.Rejected, out.Duplicate, out.OutOfScope))
	fmt.Fprintf(a.out, "sha256 %s\n", out.Landing.SHA256)
}

func (a *app) saySummary(k *contract.Contract, m *ingest.Messages, all []ingest.Finding) {
	count := make(map[string]int)
	first := make(map[string]ingest.Finding)
	var rules []string
	for _, f := range all {
		if count[f.Rule]++; count[f.Rule] == 1 {
			rules, first[f.Rule] = append(rules, f.Rule), f
		}
	}
	sort.Strings(rules)
	for _, r := range rules {
		f := first[r]
		f.Value = "…"
		what, _ := m.Say(k, f)
		fmt.Fprintf(a.out, "%6d × %s: %s\n", count[r], r, a.pick(what.KK, what.RU, what.RU))
	}
}

func (a *app) sayFinding(k *contract.Contract, m *ingest.Messages, f ingest.Finding) {
	what, fix := m.Say(k, f)
	place := ""
	if f.Row > 0 {
		label := f.Field
		if col := k.Column(f.Field); col != nil {
			label = a.pick(col.KK, col.RU, col.Name)
		}
		place = fmt.Sprintf(a.pick("%d-жол, «%s» өрісі", "Строка %d, поле «%s»", "Row %d, field «%s»"), f.Row, label) + " (" + f.SenderKey + "): "
	}
	fmt.Fprintf(a.out, "%s%s; %s [%s, %s]\n", place, a.pick(what.KK, what.RU, what.RU), a.pick(fix.KK, fix.RU, fix.RU), f.Rule, f.Severity)
}
