package synthetic

import (
	"encoding/json"
	"io"
	"strconv"
	"time"

	"nsk/schedules/calendar"
)

// event is a line of the platform's stream.
type event struct {
	ID         int64     `json:"event_id"`
	No         string    `json:"application_no"`
	At         string    `json:"at"`
	Status     string    `json:"status"`
	Candidate  candidate `json:"candidate"`
	Centre     string    `json:"centreBin"`
	Profession string    `json:"profession"`
	Lang       string    `json:"lang"`
	Exam       *exam     `json:"exam,omitempty"`
	Document   *document `json:"document,omitempty"`
	day        calendar.Day
}

type candidate struct {
	IIN       string `json:"iin"`
	FullName  string `json:"fullName"`
	BirthDate string `json:"birthDate"`
	Sex       string `json:"sex"`
	Phone     string `json:"phone"`
	Email     string `json:"email"`
	Address   string `json:"address"`
	Kato      string `json:"kato"`
}

type exam struct {
	No           int    `json:"no"`
	Attempt      int    `json:"attempt"`
	Date         string `json:"date"`
	Region       string `json:"region"`
	Reason       string `json:"reason,omitempty"`
	SickNote     *bool  `json:"sickNote,omitempty"`
	HeldOn       string `json:"heldOn,omitempty"`
	ProtocolNo   string `json:"protocolNo,omitempty"`
	ProtocolDate string `json:"protocolDate,omitempty"`
}

type document struct {
	Serial    string `json:"serial"`
	IssuedOn  string `json:"issuedOn"`
	ExpiresOn string `json:"expiresOn"`
}

// telling collects the events of one life in order.
type telling struct {
	r      *Republic
	l      *life
	serial string
	only   calendar.Day // zero: all days
	told   int
	d      dice
	out    []event
	base   event
}

// events tells a life as the platform would, or only its events of one day. Events of a
// day keep their order.
func (r *Republic) events(l *life, serial string, only calendar.Day) []event {
	c, o := &r.centres[l.centre], r.offers[l.offer]
	p := r.person(l.person)
	t := telling{r: r, l: l, serial: serial, only: only, d: r.dice(tagStream, l.n)}
	t.base = event{No: l.no, Centre: c.bin, Lang: "ru", Profession: display(o.level, r.professions[o.profession].ru)}
	t.base.Candidate = candidate{p.iin, p.ru, text(p.born), p.sex(), p.phone, p.email, "ул. Синтетическая, " + strconv.Itoa(l.person%200+1), p.kato(c.region)}
	if l.kazakh {
		t.base.Lang, t.base.Candidate.FullName = "kk", p.kk
	}
	t.procedure()
	t.exams()
	t.papers()
	return t.out
}

// display is the text the platform shows for a profession.
func display(level int, name string) string { return strconv.Itoa(level) + " уровень - " + name }

// say adds an event of a day; nothing for no day, or for a day that nobody asked for.
func (t *telling) say(day calendar.Day, status string) *event {
	if day.IsZero() {
		return &event{}
	}
	k, later := t.told, t.d.below(1200)
	t.told++
	if !t.only.IsZero() && day != t.only {
		return &event{}
	}
	e := t.base
	e.day, e.Status, e.ID = day, status, int64(t.l.n)*32+int64(k)+1
	e.At = instant(day, 9*3600+k*1200+later).Format(time.RFC3339)
	t.out = append(t.out, e)
	return &t.out[len(t.out)-1]
}

func (t *telling) procedure() {
	l := t.l
	t.say(l.submitted, "На рассмотрении")
	if l.ending == refused {
		t.say(l.decided, "Отказано")
		return
	}
	t.say(l.decided, "Документы приняты")
	t.say(l.contract, "На подписи у кандидата")
	t.say(l.candidate, "На подписи у ЦППК")
	t.say(l.concluded, "Договор заключен")
}

var statusOf = map[string]string{"passed": "Экзамен сдан", "failed": "Экзамен не сдан", "no_show": "Неявка на экзамен"}

var reasonOf = map[string]string{"own_wish": "по собственному желанию", "health": "в связи со здоровьем"}

func (t *telling) exams() {
	where := t.r.centres[t.l.centre].region
	for _, s := range t.l.sittings {
		x := exam{No: s.part, Attempt: s.attempt, Date: text(s.scheduled), Region: where}
		first := x
		t.say(s.appointed, "Назначено").Exam = &first
		if s.result == "no_show" {
			x.Reason = reasonOf[s.reason]
			if s.reason == "health" {
				x.SickNote = &s.sickNote
			}
		} else {
			x.HeldOn, x.ProtocolNo, x.ProtocolDate = text(s.held), protocolNo(t.l, &s), text(s.protocol)
		}
		t.say(s.recorded, statusOf[s.result]).Exam = &x
	}
}

func (t *telling) papers() {
	l := t.l
	t.say(l.recognised, "Получил признание")
	if l.issued.IsZero() {
		return
	}
	doc := &document{t.serial, text(l.issued), text(l.expires(t.r))}
	t.say(l.issued, "Документ о признании подписан").Document = doc
	t.say(l.annulled, "Аннулирован").Document = doc
}

func protocolNo(l *life, s *sitting) string {
	return "П-" + strconv.Itoa(l.centre+1) + "/" + strconv.Itoa(l.n) + "-" + strconv.Itoa(s.part)
}

// lines writes events as JSON Lines.
func lines(w io.Writer, events []event) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range events {
		if err := e.Encode(&events[i]); err != nil {
			return err
		}
	}
	return nil
}
