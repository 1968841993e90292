package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/schedules/service"
)

func (a *app) plan() *cobra.Command {
	var on string
	var all bool
	c := &cobra.Command{
		Use:   "plan",
		Short: "Show what will be run, when and why; nothing is run",
		Long: "Show the next run of every source and job, and what it will bring: of a source the returns it\n" +
			"will be asked for, or the files that lie ready. While nsk serve stands, it is asked; otherwise\n" +
			"this is what it would do if it were started now. Sources that have nothing to do are left out\n" +
			"unless --all is given.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			at := time.Time{}
			if on != "" {
				var err error
				if at, err = a.moment(on); err != nil {
					return err
				}
			}
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error { return a.foretell(c.Context(), h, cfg, planned{at, all}) })
		},
	}
	c.Flags().StringVar(&on, "on", "", "what would be run on this day if nothing happened before (2025-11-20)")
	c.Flags().BoolVar(&all, "all", false, "also sources that have nothing to do")
	return c
}

// planned narrows a plan.
type planned struct {
	at  time.Time
	all bool
}

// foretell asks the service that stands, or one that is only set up.
func (a *app) foretell(ctx context.Context, h *schedules.House, cfg *config, p planned) error {
	var s *service.Service
	if a.lent != nil {
		s = a.lent.service
	} else {
		var err error
		if s, err = a.service(ctx, h, cfg, service.Options{}); err != nil {
			return err
		}
	}
	entries, err := s.Plan(ctx, p.at)
	if err != nil {
		return err
	}
	steps := []plannedStep{}
	for _, e := range entries {
		steps = append(steps, a.stepsOf(e, p.all)...)
	}
	return a.sayPlan(steps)
}

// A plannedStep is one line of a plan, as machines read it. Moments are in UTC.
type plannedStep struct {
	At        string `json:"at"` // "" if it cannot be run
	Turn      string `json:"turn"`
	Kind      string `json:"kind"`
	Source    string `json:"source,omitempty"`
	Provider  string `json:"provider,omitempty"`
	Period    string `json:"period,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Due       string `json:"due,omitempty"`
	Last      string `json:"last,omitempty"`
	Paragraph string `json:"paragraph,omitempty"`
	Cron      string `json:"cron,omitempty"`
	Missed    int    `json:"missed"`
	Attempt   int    `json:"attempt"`
	Problem   string `json:"problem,omitempty"`

	at  time.Time
	why string // in the language of messages
}

// stepsOf are the lines of one run: one a return, or one for the whole.
func (a *app) stepsOf(e service.Entry, all bool) []plannedStep {
	whole := plannedStep{Turn: string(e.Turn), Kind: e.Kind, Source: e.Source, Cron: e.Cron, Missed: e.Missed, Attempt: e.Attempt, Problem: e.Problem, at: e.At, why: a.turn(e)}
	if !e.At.IsZero() {
		whole.At = instant(e.At)
	}
	if e.Err != nil {
		whole.Problem = e.Err.Error()
	}
	var steps []plannedStep
	for _, s := range e.Steps {
		one := whole
		one.Source = s.Source
		one.Provider, one.Reason, one.Due, one.Last, one.Paragraph = s.Provider, string(s.Reason), s.Due.String(), s.Last.String(), s.Paragraph
		if s.Reason != schedules.ReasonBlocked {
			one.Period, one.why = s.Period.String(), a.reason(s)+"; "+whole.why
		}
		if s.Due.IsZero() {
			one.Due, one.Last = "", ""
		}
		steps = append(steps, one)
	}
	if len(steps) == 0 && (all || e.Kind != schedules.KindPull) {
		if e.Kind == schedules.KindPull {
			whole.why = a.pick("алатын ештеңе жоқ", "получать нечего", "nothing to bring") + "; " + whole.why
		}
		steps = append(steps, whole)
	}
	return steps
}

// turn says why a run comes when it does.
func (a *app) turn(e service.Entry) string {
	switch e.Turn {
	case service.TurnStart:
		return a.pick("іске қосылғанда", "при запуске", "at the start")
	case service.TurnMissed:
		return fmt.Sprintf(a.pick("өткізіп алынған сәттер – %d, бір рет орындалады (%s)", "пропущено моментов – %d, выполняется один раз (%s)", "%d moments missed, done once (%s)"), e.Missed, e.Cron)
	case service.TurnCutOff:
		return a.pick("алдыңғы іске қосу үзілген", "прежний запуск был прерван", "the run before was cut off")
	case service.TurnRetry:
		return fmt.Sprintf(a.pick("%d-әрекет, алдыңғысы орындалмады: %s", "попытка %d, прежняя не удалась: %s", "attempt %d, the one before failed: %s"), e.Attempt, e.Problem)
	case service.TurnRunning:
		return a.pick("орындалуда", "выполняется", "under way")
	case service.TurnBlocked:
		return a.pick("орындалмайды, баптау жоқ: ", "не выполняется, нет настройки: ", "cannot be run, a setting is missing: ") + a.failure(e.Err)
	}
	return fmt.Sprintf(a.pick("кесте бойынша (%s)", "по расписанию (%s)", "by schedule (%s)"), e.Cron)
}

// reason says why a return is part of a run.
func (a *app) reason(s schedules.Step) string {
	switch s.Reason {
	case schedules.ReasonUnread:
		return a.pick("бұрын алынған, оқылмаған", "получено ранее, не прочитано", "received before, not read")
	case schedules.ReasonLies:
		return a.pick("файл түскен", "файл поступил", "a file has come")
	case schedules.ReasonOverdue:
		return fmt.Sprintf(a.pick("%s мерзімі өтті (%s-т.)", "срок истёк %s (п. %s)", "overdue since %s (п. %s)"), s.Last, s.Paragraph)
	}
	return fmt.Sprintf(a.pick("мерзімі – %s (%s-т.)", "срок – %s (п. %s)", "due %s (п. %s)"), s.Due, s.Paragraph)
}

func (a *app) sayPlan(steps []plannedStep) error {
	switch a.format {
	case "json":
		return a.json(steps)
	case "csv":
		var rows [][]string
		for _, s := range steps {
			rows = append(rows, []string{s.At, s.Turn, s.Kind, s.Source, s.Provider, s.Period, s.Reason, s.Due, s.Last, s.Paragraph, s.Cron, strconv.Itoa(s.Missed), strconv.Itoa(s.Attempt), s.Problem})
		}
		return a.table([]string{"at", "turn", "kind", "source", "provider", "period", "reason", "due", "last", "paragraph", "cron", "missed", "attempt", "problem"}, rows)
	}
	var rows [][]string
	for _, s := range steps {
		when := "–"
		if !s.at.IsZero() {
			when = localTime(s.at)
		}
		rows = append(rows, []string{when, a.kindOfRun(s.Kind), s.Source, s.Provider, s.Period, short(oneLine(s.why), 160)})
	}
	return a.list([]string{"when", "kind", "source", "provider", "period", "why"}, rows)
}

// kindOfRun names a kind of run; a job that has no name in the languages keeps its own.
func (a *app) kindOfRun(kind string) string {
	if said := a.word("run." + kind); said != "run."+kind {
		return said
	}
	return kind
}

// oneLine takes the first line of a message, or of joined ones.
func oneLine(text string) string {
	first, _, more := strings.Cut(strings.TrimSpace(text), "\n")
	if more {
		first += " …"
	}
	return first
}
