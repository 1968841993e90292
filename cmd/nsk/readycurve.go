package main

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

var pointHead = []string{"night", "year", "answer", "days_left", "obstacles", "blocking", "as_of", "period_from", "period_to", "delivery"}

func pointRow(p readiness.Point) []string {
	return []string{p.Night.String(), fmt.Sprint(p.Year), string(p.Answer), fmt.Sprint(p.DaysLeft), fmt.Sprint(p.Blockers), fmt.Sprint(p.Stopping),
		p.AsOf.String(), p.From.String(), p.To.String(), p.Delivery.String()}
}

var blockerHead = []string{"blocking", "kind", "obstacle", "owner", "since", "first_seen", "text_kk", "text_ru"}

func blockerRows(n readiness.Night) [][]string {
	rows := make([][]string, len(n.Found))
	for i, b := range n.Found {
		rows[i] = []string{strconv.FormatBool(b.Stops), string(b.Kind), b.Subject, b.Owner, b.Since.String(), b.FirstSeen.String(), b.Text.KK, b.Text.RU}
	}
	return rows
}

// nightJSON is a night for machines: its point of the curve and the blockers.
func (a *app) nightJSON(n readiness.Night) error {
	return a.json(map[string]any{"night": objects(pointHead, [][]string{pointRow(n.Point)})[0], "blockers": objects(blockerHead, blockerRows(n))})
}

// curve prints the nights on record of a year: how many days were left and what stood in
// the way, drawn so that the eye sees whether it falls fast enough.
func (r *readying) curve(ctx context.Context, db *sql.DB, day calendar.Day) error {
	year := r.year
	if year == 0 {
		season, err := readiness.SeasonOn(r.desk.Obligations, r.desk.Calendar, day)
		if err != nil {
			return err
		}
		year = season.Year
	}
	points, err := readiness.History(ctx, db, year)
	if err != nil {
		return err
	}
	if r.format != "text" {
		rows := make([][]string, len(points))
		for i, p := range points {
			rows[i] = pointRow(p)
		}
		return r.table(pointHead, rows)
	}
	if len(points) == 0 {
		r.say(fmt.Sprintf(r.pick("%d жыл үшін бірде-бір түн жазылмаған: дайындық 1 қазаннан бастап күн сайын тексеріледі (nsk serve немесе nsk ready).",
			"За %d год ни одной ночи не записано: готовность проверяется каждую ночь с 1 октября (nsk serve или nsk ready).",
			"No night of %d is on record: readiness is asked every night from 1 October (nsk serve or nsk ready)."), year))
		return nil
	}
	return r.list([]string{"night", "days_left", "obstacles", "stopping", "curve"}, curveRows(points))
}

// widest is the length of the longest bar.
const widest = 60

// curveRows draws a bar for each night, full where it stops the document, to one scale.
func curveRows(points []readiness.Point) [][]string {
	most := 1
	for _, p := range points {
		most = max(most, p.Blockers)
	}
	scale := func(n int) int { return (n*min(widest, most) + most - 1) / most }
	rows := make([][]string, len(points))
	for i, p := range points {
		stops := scale(p.Stopping)
		bar := strings.Repeat("█", stops) + strings.Repeat("░", max(scale(p.Blockers)-stops, 0))
		rows[i] = []string{shortDay(p.Night), fmt.Sprint(p.DaysLeft), fmt.Sprint(p.Blockers), fmt.Sprint(p.Stopping), bar}
	}
	return rows
}
