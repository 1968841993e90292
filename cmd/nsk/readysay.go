package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

// tell prints a night: how long there is, the answer, and what stands in the way.
func (r *readying) tell(ctx context.Context, db *sql.DB, n readiness.Night) error {
	switch r.format {
	case "json":
		if err := r.nightJSON(n); err != nil {
			return err
		}
	case "csv":
		if err := r.table(blockerHead, blockerRows(n)); err != nil {
			return err
		}
	default:
		names, err := r.owners(ctx, db)
		if err != nil {
			return err
		}
		if err := r.sayNight(n); err != nil {
			return err
		}
		r.sayBlockers(n.Found, true, names)
		r.sayBlockers(n.Found, false, names)
	}
	if n.Answer != readiness.Yes {
		return errFindings
	}
	return nil
}

// sayBlockers lists those that stop the document, or those that leave a gap in it: who can
// clear it, since when, and what it is.
func (r *readying) sayBlockers(all []readiness.Blocker, stop bool, names map[string]string) {
	title := r.word("gap")
	if stop {
		title = r.word("blocking")
	}
	said := false
	for _, b := range all {
		if b.Stops != stop {
			continue
		}
		if !said {
			r.say("\n" + title + ":")
			said = true
		}
		owner := names[b.Owner]
		if owner == "" {
			owner = b.Owner
		}
		r.say(fmt.Sprintf("  %s – %s, %s %s", r.wording("blocker", string(b.Kind)), owner, r.word("since"), shortDay(b.Since)))
		r.say("    " + r.pick(b.Text.KK, b.Text.RU, b.Subject))
	}
}

// The sentences of a night, in Kazakh, Russian and English.
var (
	deadlineSentence = [3]string{words.Template("M08").KK, words.Template("M08").RU,
		"Working days left until the information is due to the authorised body (not later than 15 December): {n}. Obstacles: {k}."}
	plannedSentence = [3]string{"Ұсыну күні – {d}.", "День представления – {d}.", "The day of delivery is {d}."}
	movedSentence   = [3]string{"Ұсыну күні – {d}: {off}.", "День представления – {d}: {off}.", "The day of delivery is {d}: {off}."}
	knownSentence   = [3]string{"Мәліметтер {d.at} жағдай бойынша ескерілді; кезең: {p}.", "Сведения учтены по состоянию на {d}; период: {p}.", "What was known on {d} is counted; the period is {p}."}
	answerSentence  = map[readiness.Answer][3]string{
		readiness.Yes: {"{d.at} жағдай бойынша құжатты ұсынуға болады.", "По состоянию на {d} документ можно представить.", "As of {d} the document could be delivered."},
		readiness.WithGaps: {"{d.at} жағдай бойынша құжатты ұсынуға болады; жетіспейтін мәліметтер онда шектермен және белгілермен көрсетіледі.",
			"По состоянию на {d} документ можно представить; недостающее показывается в нём границами и пометками.", "As of {d} the document could be delivered; what is missing is shown in it by bounds and marks."},
		readiness.No: {"{d.at} жағдай бойынша құжатты ұсыну мүмкін емес.", "По состоянию на {d} документ представить нельзя.", "As of {d} the document could not be delivered."},
	}
)

func (r *readying) sayNight(n readiness.Night) error {
	if err := r.sentence(deadlineSentence, words.Args{"n": words.Int(int64(n.DaysLeft)), "k": words.Int(int64(n.Blockers))}); err != nil {
		return err
	}
	if n.Delivery != 0 {
		if err := r.sayDelivery(n); err != nil {
			return err
		}
	}
	if n.From != 0 {
		args := words.Args{"d": dateOf(n.AsOf), "p": words.Days{From: dateOf(n.From), To: dateOf(n.To)}}
		if err := r.sentence(knownSentence, args); err != nil {
			return err
		}
	}
	return r.sentence(answerSentence[n.Answer], words.Args{"d": dateOf(n.Night)})
}

// sayDelivery tells the day of the delivery, and why it is not the one that the order names.
func (r *readying) sayDelivery(n readiness.Night) error {
	season, err := readiness.SeasonOn(r.desk.Obligations, r.desk.Calendar, n.Night)
	if err != nil {
		return err
	}
	var off []string
	for _, day := range season.Delivery.Off {
		name := readiness.OffText(day)
		off = append(off, shortDay(day.Date)+" – "+r.pick(name.KK, name.RU, day.Date.Weekday().String()+", "+strings.ReplaceAll(string(day.Kind), "_", " ")))
	}
	if len(off) == 0 {
		return r.sentence(plannedSentence, words.Args{"d": dateOf(n.Delivery)})
	}
	return r.sentence(movedSentence, words.Args{"d": dateOf(n.Delivery), "off": words.Label(strings.Join(off, ", "))})
}

// sentence notes a sentence in the language of messages.
func (a *app) sentence(t [3]string, args words.Args) (err error) {
	var text string
	if a.lang == "en" {
		text, err = words.English(t[2], args)
	} else {
		text, err = words.RenderText(words.Lang(a.lang), a.pick(t[0], t[1], ""), args)
	}
	if err == nil {
		a.note(text)
	}
	return err
}

func dateOf(d calendar.Day) words.Date { return words.DateOf(d.Time()) }

// shortDay is a day as lists for people write it; "" for none.
func shortDay(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return dateOf(d).Short()
}

// owners names bodies, kinds of providers, and the centres that the models know.
func (r *readying) owners(ctx context.Context, db *sql.DB) (map[string]string, error) {
	names := map[string]string{contract.KindCentre: r.word("owner.centre"), "state-body": r.word("owner.state-body")}
	for _, b := range r.desk.Bodies {
		names[b.ID] = r.pick(b.KK, b.RU, b.ID)
	}
	var known bool
	if err := db.QueryRowContext(ctx, `SELECT count(*) > 0 FROM duckdb_tables() WHERE schema_name = 'core' AND table_name = 'centre'`).Scan(&known); err != nil || !known {
		return names, err
	}
	rows, err := db.QueryContext(ctx, `SELECT centre, coalesce(name_kk, ''), coalesce(name_ru, '') FROM core.centre`)
	if err != nil {
		return nil, fmt.Errorf("names of centres: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, kk, ru string
		if err := rows.Scan(&id, &kk, &ru); err != nil {
			return nil, err
		}
		names[id] = id + " " + r.pick(kk, ru, "")
	}
	return names, rows.Err()
}
