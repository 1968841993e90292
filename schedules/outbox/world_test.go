package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/schedules/outbox"
	"nsk/warehouse"
)

// A world is a year in the life of an outbox: returns come in at random, also while letters
// are being sent, the process dies at random, and the server does what servers do.
type world struct {
	t     *testing.T
	post  *outbox.Post
	dice  *rand.Rand
	at    time.Time
	begun []schedules.Standing // of the returns whose period has begun, as the day began

	calm     bool // nothing goes wrong
	arriving map[schedules.Return]calendar.Day
	in       map[schedules.Return]bool

	delivered map[string]outbox.Posted // by id
	unsure    map[string]bool          // ids of which the outbox cannot know that they arrived
	told      map[letters.Key][]string // ids that told a step
	days      map[string][]string      // ids that an addressee got on a day
	again     int                      // letters that said again what an unsure one had said
}

// duties are what the world owes: by whom, which day of the month.
var duties = []struct {
	source, provider string
	day              int
}{
	{"accredited-centres", "chamber", 10}, {"centre-founders", "chamber", 10}, {"discontinued-centres", "chamber", 11}, {"vacancies", "chamber", 10},
	{"sector-councils", "state-body", 15}, {"profession-registry", "ministry", 20}, {"programmes-tvet", "ministry", 20},
}

func newWorld(t *testing.T, seed uint64) *world {
	p := newPost(t)
	all := p.House.Contracts
	p.House.Obligations, p.House.Contracts, p.House.Bodies = new(schedules.Obligations), nil, nil
	for _, d := range duties {
		p.House.Obligations.All = append(p.House.Obligations.All, schedules.Obligation{Source: d.source, Paragraph: "7", Since: "2025-01-01", Due: schedules.Due{Day: d.day}})
		c := contract.Find(all, d.source)
		c.Provider = d.provider
		p.House.Contracts = append(p.House.Contracts, c)
	}
	p.Contacts = make(outbox.Contacts)
	for body, kind := range map[string]string{"chamber": "", "ministry": "", "sb-energy": "state-body", "sb-health": "state-body"} {
		p.House.Bodies = append(p.House.Bodies, contract.Body{ID: body, Kind: kind})
		p.Contacts[body] = outbox.Contact{Provider: body, Office: outbox.Address{Email: "office@example.kz"}, Head: outbox.Address{Email: "head@example.kz"}}
	}
	w := &world{t: t, post: p, dice: rand.New(rand.NewPCG(seed, 7)), arriving: make(map[schedules.Return]calendar.Day), in: make(map[schedules.Return]bool),
		delivered: make(map[string]outbox.Posted), unsure: make(map[string]bool), told: make(map[letters.Key][]string), days: make(map[string][]string)}
	p.Channels = map[string]outbox.Channel{outbox.MailChannel: w}
	return w
}

func (w *world) today() calendar.Day { return calendar.LocalDay(w.at) }

func (w *world) standings() []schedules.Standing {
	all, err := w.post.House.Standings(context.Background(), w.today())
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// arrive takes in what comes on this day: a return comes some days around its last, or never.
// What comes at night is there before letters are written, the rest while they are sent.
func (w *world) arrive(night bool) {
	for i := range w.begun {
		s := &w.begun[i]
		r := schedules.Return{Source: s.Source, Provider: s.Provider, Period: s.Period}
		if _, ok := w.arriving[r]; !ok && s.Last != 0 {
			_, end := s.Period.Bounds()
			w.arriving[r] = max(calendar.DayOf(end), s.Last-8+calendar.Day(w.dice.IntN(30)))
		}
		if s.Last != 0 && !w.in[r] && w.arriving[r] <= w.today() && (!night || w.dice.IntN(2) == 0) {
			w.take(r)
		}
	}
}

func (w *world) take(r schedules.Return) {
	w.in[r] = true
	err := w.post.House.Engine.Tx(context.Background(), func(tx *warehouse.Tx) error {
		var landing int64
		if err := tx.QueryRow(context.Background(), `INSERT INTO ledger.landing (landing, source, provider, period, landed_at, landed_on)
			VALUES (nextval('ledger.landing_number'), ?, ?, ?, ?::TIMESTAMP, ?::DATE) RETURNING landing`,
			r.Source, r.Provider, r.Period.String(), w.at.UTC().Format("2006-01-02 15:04:05"), w.today().String()).Scan(&landing); err != nil {
			return err
		}
		_, err := tx.Exec(context.Background(), `INSERT INTO ledger.version (landing, source, provider, period, version, verdict, content, received, accepted, rejected, duplicate, out_of_scope)
			VALUES (?, ?, ?, ?, 1, 'accepted', 'data', 1, 1, 0, 0, 0)`, landing, r.Source, r.Provider, r.Period.String())
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// errDied is what the process dies of.
var errDied = errors.New("died")

// Send is the wire: what it does to a letter is what can happen to one.
func (w *world) Send(_ context.Context, _ outbox.Address, l outbox.Posted) error {
	defer w.arrive(false)
	fate := w.dice.IntN(10)
	if w.calm {
		fate = 9
	}
	switch fate {
	case 0, 1:
		panic(errDied)
	case 2:
		w.receive(l, true)
		panic(errDied)
	case 3:
		return errors.New("try later")
	case 4, 5:
		return fmt.Errorf("lost: %w", outbox.ErrUnsure)
	case 6:
		w.receive(l, true)
		return fmt.Errorf("lost: %w", outbox.ErrUnsure)
	case 7:
		return fmt.Errorf("no route: %w", outbox.ErrDown)
	}
	w.receive(l, false)
	return nil
}

// receive is the reader, who knows by id what was read before.
func (w *world) receive(l outbox.Posted, unsure bool) {
	keys := w.keys(l.ID)
	for _, k := range keys {
		if k.Step != letters.Thanks && w.in[w.about(k)] {
			w.t.Errorf("%s: %+v is sent, and the return is in", w.at, k)
		}
	}
	before, copied := w.delivered[l.ID]
	if copied && (before != l || !w.unsure[l.ID]) {
		w.t.Errorf("%s: letter %s came twice, needlessly or with another text", w.at, l.ID)
	}
	w.delivered[l.ID], w.unsure[l.ID] = l, unsure
	if copied {
		return
	}
	addressee := fmt.Sprint(l.Provider, " ", l.Role, " ", l.Day)
	w.days[addressee] = append(w.days[addressee], l.ID)
	for _, k := range keys {
		for _, id := range w.told[k] {
			w.repeats(id, k)
		}
		w.told[k] = append(w.told[k], l.ID)
	}
}

// repeats judges that another letter says again what one has said: it may, if the outbox
// could not know that the first had arrived, and it could not be sent again as it was.
func (w *world) repeats(id string, k letters.Key) {
	w.again++
	if !w.unsure[id] || !w.stale(id) {
		w.t.Errorf("%s: %+v is told again, and was in letter %s", w.at, k, id)
	}
}

// stale reports whether something that a letter says is no longer to be said.
func (w *world) stale(id string) bool {
	for _, k := range w.keys(id) {
		if k.Step == letters.Thanks {
			if w.today() > w.delivered[id].Day+3 {
				return true
			}
			continue
		}
		if step, _ := w.step(w.last(k)); w.in[w.about(k)] || step != k.Step {
			return true
		}
	}
	return false
}

func (w *world) about(k letters.Key) schedules.Return {
	p, err := contract.ParsePeriod(k.Period)
	if err != nil {
		w.t.Fatal(err)
	}
	return schedules.Return{Source: k.Source, Provider: k.Provider, Period: p}
}

// last is the last day on time of what a step is about.
func (w *world) last(k letters.Key) calendar.Day {
	for _, s := range w.begun {
		if s.Source == k.Source && s.Provider == k.Provider && s.Period.String() == k.Period {
			return s.Last
		}
	}
	w.t.Fatalf("nobody owes %+v", k)
	return 0
}

func (w *world) keys(id string) (all []letters.Key) {
	rows, err := w.post.House.Engine.DB().Query(`SELECT provider, role, source, period, step FROM ledger.letter_item WHERE letter = ? ORDER BY source, period`, id)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var k letters.Key
		if err := rows.Scan(&k.Provider, &k.Role, &k.Source, &k.Period, &k.Step); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, k)
	}
	return all
}

// night runs the letters once; the process may die.
func (w *world) night() {
	defer func() {
		if r := recover(); r != nil && r != errDied {
			panic(r)
		}
	}()
	if _, err := w.post.Nightly(context.Background(), w.at); err != nil {
		w.t.Fatal(err)
	}
}

// day lives a day: letters are begun up to two times, and in the end perhaps undisturbed.
func (w *world) day() {
	working, err := w.post.House.Calendar.Working(w.today())
	if err != nil {
		w.t.Fatal(err)
	}
	if working {
		w.begun = w.standings()
	}
	w.arrive(true)
	w.calm = false
	for range w.dice.IntN(3) {
		w.night()
	}
	if w.dice.IntN(3) == 0 {
		return // nobody starts it again before the next day
	}
	w.calm = true
	w.night()
	if working {
		w.nothingForgotten()
	}
}
