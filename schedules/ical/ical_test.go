package ical_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/emersion/go-ical"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/ical"
)

func desk(t *testing.T) *schedules.Desk {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	o, err := schedules.LoadObligations()
	if err != nil {
		t.Fatal(err)
	}
	return &schedules.Desk{Contracts: all, Obligations: o, Bodies: bodies, Calendar: calendar.Kazakhstan()}
}

// feed is the feed of a day, with what was answered by then.
func feed(t *testing.T, on calendar.Day, answers ...schedules.Answer) *ical.Feed {
	t.Helper()
	d := desk(t)
	days, err := d.Days(on-60, on+400)
	if err != nil {
		t.Fatal(err)
	}
	all, err := d.Standings(on, nil, answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &ical.Feed{Desk: d, Days: days, Standings: all, Langs: words.Both, Now: on.Start().Add(6 * time.Hour)}
}

// written is the file, and its events as an independent reader of the standard sees them.
func written(t *testing.T, f *ical.Feed) (string, map[string]ics.Event) {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	cal, err := ics.NewDecoder(&b).Decode()
	if err != nil {
		t.Fatal(err)
	}
	events := make(map[string]ics.Event)
	for _, e := range cal.Events() {
		uid, err := e.Props.Text(ics.PropUID)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := events[uid]; twice {
			t.Errorf("%s stands twice", uid)
		}
		events[uid] = e
	}
	if len(events) != len(f.Days) {
		t.Errorf("%d events of %d days", len(events), len(f.Days))
	}
	return text, events
}

func get(t *testing.T, e ics.Event, name string) string {
	t.Helper()
	text, err := e.Props.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func day(t *testing.T, e ics.Event) string {
	t.Helper()
	at, err := e.DateTimeStart(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	end, err := e.DateTimeEnd(time.UTC)
	if err != nil || end.Sub(at) != 24*time.Hour {
		t.Errorf("from %s to %s, %v: not a whole day", at, end, err)
	}
	return at.Format(time.DateOnly)
}

// The file is what the standard wants: lines of at most 75 octets that end in CR LF, whole
// letters, and what subscribers ask for.
func TestFileIsWellFormed(t *testing.T) {
	text, events := written(t, feed(t, calendar.Date(2025, 3, 20)))
	if !strings.HasPrefix(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") || !strings.HasSuffix(text, "END:VCALENDAR\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Error("lines do not end in CR LF")
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets, whole letters %t: %s", len(line), utf8.ValidString(line), line)
		}
	}
	for _, want := range []string{"METHOD:PUBLISH", "X-PUBLISHED-TTL:PT12H", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"} {
		if !strings.Contains(text, want+"\r\n") {
			t.Errorf("no %s", want)
		}
	}
	for uid := range events {
		if strings.Contains(uid, "applications") {
			t.Errorf("%s is owed daily", uid)
		}
	}
}

// What an entry says: both languages, law and agreement apart, the state; the days that acts
// name, with the reason of a move.
func TestEvents(t *testing.T) {
	_, events := written(t, feed(t, calendar.Date(2024, 12, 10)))
	list := events["accredited-centres.2024-12@nsk"]
	if day(t, list) != "2025-01-10" {
		t.Errorf("the list of December is due on %s", day(t, list))
	}
	if got, want := get(t, list, ics.PropSummary), "Ұсыну мерзімі: Аккредиттелген тану орталықтарының тізбесі, 2024 жылғы желтоқсан / Срок представления: Перечень аккредитованных центров признания, декабрь 2024 года"; got != want {
		t.Error(got)
	}
	for _, want := range []string{"Қағидалар бойынша, 7(4)-тармақ: «аккредиттелген тану", "Жұмыс келісімі (Қағидаларда көрсетілмеген): есепті кезеңнен кейінгі айдың 10-күнінен кешіктірмей",
		"По Правилам, п. 7(4): «перечень аккредитованных центров", "Рабочая договорённость (в Правилах не указано): не позднее 10-го числа месяца", "Кто: Национальная палата предпринимателей Республики Казахстан и орган по аккредитации; кому: Национальный орган", "срок не наступил – 1"} {
		if got := strings.ReplaceAll(get(t, list, ics.PropDescription), "\u00a0", " "); !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	annual := events["annual-information.2024-12-15@nsk"]
	if day(t, annual) != "2024-12-13" || !strings.Contains(get(t, annual, ics.PropDescription), "15.12.2024 – воскресенье") || strings.Contains(get(t, annual, ics.PropDescription), "договорённость") {
		t.Errorf("15 December 2024: %s, %s", day(t, annual), get(t, annual, ics.PropDescription))
	}
	for uid, want := range map[string]string{"register-proposals.2025-02-01@nsk": "2025-01-31", "register-proposals.2025-09-01@nsk": "2025-08-29", "annual-information.2025-12-15@nsk": "2025-12-15"} {
		e, ok := events[uid]
		if !ok || day(t, e) != want || uid[0] == 'r' && !strings.Contains(get(t, e, ics.PropDescription), "правила ведения реестра профессий") {
			t.Errorf("%s: %t", uid, ok)
		}
	}
}

func triggers(t *testing.T, e ics.Event) string {
	t.Helper()
	var all []string
	for _, c := range e.Children {
		text, err := c.Props.Text(ics.PropDescription)
		action := c.Props.Get(ics.PropAction).Value
		if c.Name != ics.CompAlarm || err != nil || text == "" || action != "DISPLAY" {
			t.Errorf("%s, %s, %v", c.Name, action, err)
		}
		all = append(all, c.Props.Get(ics.PropTrigger).Value)
	}
	return strings.Join(all, " ")
}

// Alarms ring three, one and no working days before, at nine in the morning; for what is in
// or past, none.
func TestAlarms(t *testing.T) {
	on := calendar.Date(2025, 3, 3)
	february := contract.Period{Cadence: contract.Monthly, Year: 2025, N: 2}
	_, events := written(t, feed(t, on, schedules.Answer{Return: schedules.Return{Source: "accredited-centres", Provider: "national-chamber", Period: february}, Content: "data", Received: on}))
	for uid, want := range map[string]string{
		"centre-founders.2025-02@nsk":    "-P5DT15H -P3DT15H PT9H", // Tuesday 11 March after a holiday that was carried over: the 5th, the 7th
		"centre-founders.2025-03@nsk":    "-P2DT15H -PT15H PT9H",   // Thursday 10 April: the 7th, the 9th
		"accredited-centres.2025-02@nsk": "",
		"centre-founders.2025-01@nsk":    "", // it was due in February
	} {
		e, ok := events[uid]
		if got := triggers(t, e); !ok || got != want {
			t.Errorf("%s: %t, %q, want %q", uid, ok, got, want)
		}
	}
	if got := get(t, events["accredited-centres.2025-02@nsk"], ics.PropDescription); !strings.Contains(got, "представлено в срок – 1") {
		t.Error(got)
	}
}

// A day that moves keeps its UID; one language can be had alone.
func TestUIDsAreStable(t *testing.T) {
	f := feed(t, calendar.Date(2026, 3, 1))
	f.Langs = []words.Lang{words.RU}
	other := desk(t) // where another day was agreed on
	for i := range other.Obligations.All {
		if due := &other.Obligations.All[i].Due; due.Day == 10 {
			due.Day = 12
		}
	}
	days, err := other.Days(calendar.Date(2026, 1, 1), calendar.Date(2027, 4, 1))
	if err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]calendar.Day)
	for _, d := range days {
		ids[d.ID()] = d.Day
	}
	moved := 0
	for _, d := range f.Days {
		if ids[d.ID()] == 0 {
			t.Errorf("%s has another UID", d.ID())
		}
		if ids[d.ID()] != d.Day {
			moved++
		}
	}
	if moved == 0 {
		t.Error("nothing moved")
	}
	text, events := written(t, f)
	if got := get(t, events["annual-information.2026-12-15@nsk"], ics.PropSummary); got != "Информация по итогам анализа и обработки данных по вопросам НСК" || strings.Contains(text, "ә") {
		t.Error(got)
	}
}

// Subscribers get the calendar over HTTP, whole, in the language they ask for; when it cannot
// be made they are told so and keep what they have.
func TestPage(t *testing.T) {
	f := feed(t, calendar.Date(2025, 3, 20))
	var broken error
	srv := httptest.NewServer(ical.Page(func(context.Context) (*ical.Feed, error) { return f, broken }))
	defer srv.Close()
	get := func(query string) (int, string, string) {
		r, err := http.Get(srv.URL + "/duties.ics" + query)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, r.Header.Get("Content-Type"), string(text)
	}
	if code, kind, text := get(""); code != 200 || kind != "text/calendar; charset=utf-8" || !strings.Contains(text, "Ұсыну") || !strings.Contains(text, "Срок") {
		t.Errorf("%d, %s", code, kind)
	}
	if _, _, text := get("?lang=kk"); strings.Contains(text, "Срок") || !strings.Contains(text, "Ұсыну") {
		t.Error("Kazakh alone is not to be had")
	}
	if code, _, _ := get("?lang=en"); code != http.StatusBadRequest {
		t.Errorf("a language that there is not: %d", code)
	}
	broken = errors.New("secret path")
	if code, _, text := get(""); code != http.StatusServiceUnavailable || strings.Contains(text, "secret") {
		t.Errorf("%d, %s", code, text)
	}
}
