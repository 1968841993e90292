package main

import (
	"fmt"
	"slices"
	"strconv"

	"nsk/connectors/contract"
	"nsk/ingest"
)

func (a *app) sayWeights(all []ingest.Weight) error {
	switch a.format {
	case "json":
		return a.json(weightObjects(all))
	case "csv":
		return a.table(weightHead, weightRows(all))
	}
	for _, w := range all {
		if err := a.sayWeight(w); err != nil {
			return err
		}
	}
	return nil
}

var weightHead = []string{"rule", "source", "provider", "period", "rows", "hit", "whole_file", "settled", "newly_rejected", "old_hit", "both_hit"}

func weightRows(all []ingest.Weight) (rows [][]string) {
	for _, w := range all {
		for _, r := range w.Returns {
			row := []string{w.Proposal.ID, w.Proposal.Source(), r.Provider, r.Period}
			rows = append(rows, append(row, numbers(r.Rows, r.Hit, r.Whole, r.Settled, r.Newly, r.Old, r.Both)...))
		}
	}
	return rows
}

func numbers(all ...int64) (texts []string) {
	for _, n := range all {
		texts = append(texts, strconv.FormatInt(n, 10))
	}
	return texts
}

// A weightObject is a weight for machines: totals, then every return, then examples.
type weightObject struct {
	Rule     string                 `json:"rule"`
	Source   string                 `json:"source"`
	Stage    contract.Stage         `json:"stage"`
	Severity contract.Severity      `json:"severity"`
	Confirm  bool                   `json:"confirm"`
	Existing bool                   `json:"changes_existing"`
	Total    map[string]int64       `json:"total"`
	Returns  []ingest.WeighedReturn `json:"returns"`
	Examples []ingest.Example       `json:"examples"`
}

func weightObjects(all []ingest.Weight) []weightObject {
	objects := make([]weightObject, len(all))
	for i, w := range all {
		p, t := w.Proposal, totalOf(w.Returns)
		objects[i] = weightObject{Rule: p.ID, Source: p.Source(), Stage: p.Stage, Severity: p.Severity, Confirm: p.Confirm, Existing: p.Old != nil,
			Total: map[string]int64{"returns": int64(len(w.Returns)), "returns_hit": t.touched, "providers": t.providers, "providers_hit": t.providersHit,
				"rows": t.Rows, "hit": t.Hit, "whole_file": t.Whole, "settled": t.Settled, "newly_rejected": t.Newly, "old_hit": t.Old, "both_hit": t.Both},
			Returns: append([]ingest.WeighedReturn{}, w.Returns...), Examples: append([]ingest.Example{}, w.Examples...)}
	}
	return objects
}

// A weightTotal is the sum over returns.
type weightTotal struct {
	ingest.WeighedReturn
	touched, providers, providersHit int64
}

func totalOf(all []ingest.WeighedReturn) (t weightTotal) {
	asked, hit := make(map[string]bool), make(map[string]bool)
	for _, r := range all {
		t.add(r)
		asked[r.Provider] = true
		if r.Touched() {
			t.touched++
			hit[r.Provider] = true
		}
	}
	t.providers, t.providersHit = int64(len(asked)), int64(len(hit))
	return t
}

func (t *weightTotal) add(r ingest.WeighedReturn) {
	t.Rows += r.Rows
	t.Hit += r.Hit
	t.Whole += r.Whole
	t.Settled += r.Settled
	t.Newly += r.Newly
	t.Old += r.Old
	t.Both += r.Both
}

func (a *app) sayWeight(w ingest.Weight) error {
	p, t := w.Proposal, totalOf(w.Returns)
	a.say(p.ID + "  " + a.wording("stage", string(p.Stage)) + ", " + a.wording("severity", string(p.Severity)))
	a.say("    " + a.pick(p.KK, p.RU, p.RU))
	if len(w.Returns) == 0 {
		a.say("    " + a.pick("Бұл дереккөз бойынша мәліметтер алынған жоқ: тексеретін ештеңе жоқ.", "По этому источнику сведения не поступали: проверять нечего.", "Nothing of this source was ever received: there is nothing to ask."))
		return nil
	}
	a.say("    " + fmt.Sprintf(a.pick("Қағидаға сәйкес емес (барлық нұсқалар бойынша): мәліметтер – %d / %d, ұсынушылар – %d / %d, жолдар – %d / %d, тұтас файлдар – %d.",
		"Нарушают правило (по всем версиям): сведений – %d из %d, поставщиков – %d из %d, строк – %d из %d, файлов целиком – %d.",
		"Hit (in all versions): returns %d of %d, providers %d of %d, rows %d of %d, whole files %d."), t.touched, len(w.Returns), t.providersHit, t.providers, t.Hit, t.Rows, t.Whole))
	a.say("    " + fmt.Sprintf(a.pick("Кейінгі түсімдермен шешілді – %d. Қазір есепке алынатын жолдардан қабылданбас еді – %d.",
		"Снято позднейшими поступлениями – %d. Из строк, учитываемых сейчас, было бы отклонено – %d.",
		"Settled by later arrivals %d. Of the rows that count now, rejected would be %d."), t.Settled, t.Newly))
	a.sayOld(p, t)
	return a.sayParts(w)
}

// sayOld sets a proposed change beside the rule as it is.
func (a *app) sayOld(p *ingest.Proposal, t weightTotal) {
	if p.Old == nil {
		return
	}
	a.say("    " + fmt.Sprintf(a.pick("Қазіргі қағида бойынша – %d жол; екеуі бойынша – %d; тек жаңасы бойынша – %d; тек қазіргісі бойынша – %d.",
		"По действующему правилу – %d строк; по обоим – %d; только по новому – %d; только по действующему – %d.",
		"By the rule as it is %d rows; by both %d; only by the new %d; only by the one in force %d."), t.Old, t.Both, t.Hit-t.Both, t.Old-t.Both))
	if p.Old.Severity == contract.SeverityRow && slices.Index(contract.Stages, p.Old.Stage) < slices.Index(contract.Stages, p.Stage) {
		a.say("    " + a.pick("Ескертпе: қазіргі қағида жолдарды ертерек кезеңде қабылдамайды, жаңасы оларды көрмейді.",
			"Примечание: действующее правило отклоняет строки на более раннем этапе, новое их не видит.",
			"Note: the rule in force rejects its rows at an earlier stage, and the new one does not see them."))
	}
}

func (a *app) sayParts(w ingest.Weight) error {
	for _, part := range []struct {
		name, head string
		of         func(ingest.WeighedReturn) string
	}{
		{"by_provider", "provider", func(r ingest.WeighedReturn) string { return r.Provider }},
		{"by_period", "period", func(r ingest.WeighedReturn) string { return r.Period }},
	} {
		a.say(a.word(part.name) + ":")
		if err := a.list([]string{part.head, "returns", "rows", "hit", "whole_file", "newly_rejected"}, partRows(w.Returns, part.of)); err != nil {
			return err
		}
	}
	a.say(a.word("examples") + ":")
	for _, e := range w.Examples {
		place := a.word("whole")
		if e.Row > 0 {
			place = fmt.Sprintf(a.pick("%d-жол", "строка %d", "row %d"), e.Row) + " (" + e.SenderKey + ")"
		}
		a.say(fmt.Sprintf("  %s %s, %s, «%s»: %s", e.Provider, e.Period, place, e.Field, e.Value))
	}
	a.say()
	return nil
}

// partRows sums the returns that were hit by provider or period.
func partRows(all []ingest.WeighedReturn, of func(ingest.WeighedReturn) string) (rows [][]string) {
	sums := make(map[string]*weightTotal)
	var names []string
	for _, r := range all {
		name := of(r)
		if sums[name] == nil {
			sums[name], names = &weightTotal{}, append(names, name)
		}
		sums[name].add(r)
		if r.Touched() {
			sums[name].touched++
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if t := sums[name]; t.touched > 0 {
			rows = append(rows, append([]string{name}, numbers(t.touched, t.Rows, t.Hit, t.Whole, t.Newly)...))
		}
	}
	return rows
}
