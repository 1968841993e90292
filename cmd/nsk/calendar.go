package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

func (a *app) calendar() *cobra.Command {
	var on string
	var text bool
	c := &cobra.Command{
		Use:   "calendar [YEAR]",
		Short: "Show the working calendar of a year: days off, worked weekends, working days of each month",
		Long:  "Show the working calendar of a year, as known on a day. Machine forms list every day.",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if text {
				_, err := a.out.Write(calendar.BuiltIn())
				return err
			}
			now, err := a.moment(on)
			if err != nil {
				return err
			}
			year := calendar.LocalDay(now).Year()
			if len(args) == 1 {
				if year, err = strconv.Atoi(args[0]); err != nil {
					return fmt.Errorf("year %q: write it like 2026", args[0])
				}
			}
			return a.showCalendar(year, on, calendar.LocalDay(now))
		},
	}
	c.Flags().StringVar(&on, "on", "", "as known on this day (2024-06-01)")
	c.Flags().BoolVar(&text, "yaml", false, "print the built-in calendar, to make another from (calendar: FILE in nsk.yaml)")
	return c
}

func (a *app) showCalendar(year int, on string, day calendar.Day) error {
	d, err := a.plainDesk()
	if err != nil {
		return err
	}
	cal := d.Calendar
	if on != "" {
		cal = cal.Known(day)
	}
	days, err := daysOf(cal, year)
	if err != nil {
		return err
	}
	if a.format != "text" {
		return a.table([]string{"day", "kind", "working", "name_kk", "name_ru", "moved_from", "known_from", "estimated"}, dayRows(days))
	}
	return a.sayCalendar(d, cal, days)
}

func daysOf(cal *calendar.Calendar, year int) ([]calendar.Info, error) {
	var all []calendar.Info
	for d := calendar.Date(year, 1, 1); d <= calendar.Date(year, 12, 31); d++ {
		info, err := cal.Day(d)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}

func dayRows(days []calendar.Info) (rows [][]string) {
	for _, i := range days {
		rows = append(rows, []string{i.Date.String(), string(i.Kind), fmt.Sprint(i.Working), i.NameKK, i.NameRU, i.MovedFrom.String(), i.KnownFrom.String(), fmt.Sprint(i.Estimated)})
	}
	return rows
}

// sayCalendar prints a year for people: what is not as the day of the week says, the working
// days of each month, and for which day 15 December is planned.
func (a *app) sayCalendar(d *schedules.Desk, cal *calendar.Calendar, days []calendar.Info) error {
	var months [13]int
	total := 0
	for _, i := range days {
		if i.Working {
			months[i.Date.Month()]++
			total++
		}
		if i.Kind != calendar.Workday && i.Kind != calendar.Weekend {
			a.say(a.tellDay(i))
		}
	}
	a.say("\n" + fmt.Sprintf(a.pick("Жұмыс күндері: %d", "Рабочих дней: %d", "Working days: %d"), total))
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if a.lang != "en" {
			name = words.MonthName(words.Lang(a.lang), m)
		}
		a.say(fmt.Sprintf("    %s – %d", name, months[m]))
	}
	p, err := d.Obligations.PlanDelivery(days[0].Date.Year(), cal)
	if err != nil {
		return err
	}
	a.say("\n" + fmt.Sprintf(a.pick("Уәкілетті органға ақпарат (21-тармақ): %s.", "Информация уполномоченному органу (пункт 21): %s.", "Information to the authorised body (paragraph 21): %s."),
		a.either(schedules.PlanText(p), fmt.Sprintf("not later than %s, planned for %s", p.NotAfter, p.Day))))
	return nil
}

// tellDay is a day off, or worked on a weekend, with why and since when it is known.
func (a *app) tellDay(i calendar.Info) string {
	what := a.pick("демалыс күні", "выходной", "off")
	if i.Working {
		what = a.pick("жұмыс күні", "рабочий день", "worked")
	}
	t := fmt.Sprintf("%s %s  %-14s %s", date(i.Date), a.either(words.TermText(fmt.Sprintf("weekday_%d_short", (int(i.Date.Weekday())+6)%7+1)), i.Date.Weekday().String()[:3]), what, a.pick(i.NameKK, i.NameRU, string(i.Kind)+" "+i.NameRU))
	if !i.MovedFrom.IsZero() {
		t += fmt.Sprintf(a.pick(" (%s күнінен ауыстырылды)", " (перенос с %s)", " (moved from %s)"), date(i.MovedFrom))
	}
	if i.Estimated {
		t += a.pick(" (күні алдын ала болжанған)", " (дата предварительная)", " (estimated)")
	}
	if !i.KnownFrom.IsZero() {
		t += fmt.Sprintf(a.pick("; белгілі болған күні – %s", "; известно с %s", "; known since %s"), date(i.KnownFrom))
	}
	return t
}
