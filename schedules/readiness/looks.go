package readiness

import (
	"context"
	"fmt"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/transform"
)

// returns are those about the period of the document that have not come.
func returns(ctx context.Context, s *State) ([]Blocker, error) {
	all, err := s.House.Standings(ctx, s.AsOf)
	if err != nil {
		return nil, err
	}
	return Missing(all, s.Window, s.House.Contracts), nil
}

// Missing lists the returns of a window that have not come though their day has passed;
// those of single days as one, with the number of days. None stops the document: it prints
// bounds instead (analysis § 1.8). It is pure.
func Missing(standings []schedules.Standing, w schedules.Window, contracts []*contract.Contract) (list []Blocker) {
	days := make(map[string][]schedules.Standing)
	var daily []string
	for _, s := range standings {
		start, _ := s.Period.Bounds()
		if from := calendar.DayOf(start); s.State != schedules.StateMissing || from < w.From || from > w.To {
			continue
		}
		if s.Period.Cadence != contract.Daily {
			list = append(list, notCome(s, title(contracts, s.Source)))
			continue
		}
		key := s.Source + " " + s.Provider
		if days[key] == nil {
			daily = append(daily, key)
		}
		days[key] = append(days[key], s)
	}
	for _, key := range daily {
		list = append(list, daysNotCome(key, days[key], title(contracts, days[key][0].Source)))
	}
	return list
}

func notCome(s schedules.Standing, name words.Text) Blocker {
	template := missing
	switch {
	case s.Held:
		template = unconfirmed
	case s.Refused:
		template = unaccepted
	}
	return Blocker{Kind: KindReturn, Subject: fmt.Sprintf("%s %s %s", s.Source, s.Provider, s.Period), Owner: s.Provider, Since: s.Last + 1,
		Text: say(template, words.Args{"src": name, "per": PeriodText(s.Period), "d": date(s.Last)})}
}

// daysNotCome is one blocker for the days of a source that is owed daily.
func daysNotCome(key string, days []schedules.Standing, name words.Text) Blocker {
	first, last := days[0].Period, days[len(days)-1].Period
	return Blocker{Kind: KindReturn, Subject: key, Owner: days[0].Provider, Since: days[0].Last + 1,
		Text: say(missingDays, words.Args{"src": name, "n": words.Int(int64(len(days))), "d1": firstDay(first), "d2": firstDay(last)})}
}

// checks are the broken promises over which there is no release.
func checks(_ context.Context, s *State) (list []Blocker, err error) {
	for _, b := range s.Breaches {
		if b.Check.Severity == transform.Block {
			list = append(list, Blocker{Kind: KindCheck, Subject: b.Check.ID, Owner: national, Stops: true, Since: s.On,
				Text: say(brokenPromise, words.Args{"promise": words.Text{KK: b.Check.KK, RU: b.Check.RU}, "n": words.Int(b.Rows)})})
		}
	}
	return list, nil
}

// analysis is blocked by what kept it from being made.
func analysis(_ context.Context, s *State) ([]Blocker, error) {
	if s.Failure == nil {
		return nil, nil
	}
	return []Blocker{{Kind: KindAnalysis, Subject: "annual", Owner: national, Stops: true, Since: s.On,
		Text: say(notComputed, words.Args{"why": words.Label(s.Failure.Error())})}}, nil
}

// coverage are the sources of which too little has come: their figures are not printed.
func coverage(_ context.Context, s *State) (list []Blocker, err error) {
	if s.Annual == nil {
		return nil, nil
	}
	for _, f := range s.Annual.Uncovered() {
		list = append(list, Blocker{Kind: KindCoverage, Subject: f.Key, Owner: provider(s.House.Contracts, f.Key), Stops: true, Since: s.On,
			Text: say(thinCoverage, words.Args{"src": title(s.House.Contracts, f.Key), "v": words.Percent(f.Rat(), 1)})})
	}
	return list, nil
}

func title(all []*contract.Contract, source string) words.Text {
	if c := contract.Find(all, source); c != nil {
		return words.Text{KK: c.Title.KK, RU: c.Title.RU}
	}
	return words.Same(source)
}

// provider is the body, or the kind of providers, that owes a source.
func provider(all []*contract.Contract, source string) string {
	if c := contract.Find(all, source); c != nil {
		return c.Provider
	}
	return national
}
