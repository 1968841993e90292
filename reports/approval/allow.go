package approval

import (
	"fmt"
	"slices"
	"time"

	"nsk/reports/words"
)

// A Refusal says why an act is not allowed, and what would be.
type Refusal struct {
	words.Text
	EN string
}

func (r *Refusal) Error() string { return r.EN }

func refuse(kk, ru, en string, args ...any) error {
	return &Refusal{words.Text{KK: fmt.Sprintf(kk, args...), RU: fmt.Sprintf(ru, args...)}, fmt.Sprintf(en, args...)}
}

// Roles names who may do what. A person may have several, but of one document each role is
// taken by another person.
type Roles map[Role][]string

// Of lists the roles of a person.
func (r Roles) Of(who string) (all []Role) {
	for _, role := range RoleNames {
		if slices.Contains(r[role], who) {
			all = append(all, role)
		}
	}
	return all
}

// doers are the roles that an act takes, and the states it starts from.
var doers = map[Act]struct {
	roles []Role
	from  []State
}{
	ActDraft:   {[]Role{Author}, []State{"", Draft}},
	ActAmend:   {[]Role{Author}, []State{Delivered}},
	ActComment: {RoleNames, []State{Draft, Reviewed, Agreed}},
	ActSettle:  {[]Role{Reviewer, Authorised}, []State{Draft, Reviewed, Agreed}},
	ActReturn:  {[]Role{Reviewer, Authorised}, []State{Draft, Reviewed, Agreed}},
	ActReview:  {[]Role{Reviewer}, []State{Draft}},
	ActAgree:   {[]Role{Authorised}, []State{Reviewed}},
	ActDeliver: {[]Role{Deliverer}, []State{Agreed}},
	ActLook:    {RoleNames, []State{Draft, Reviewed, Agreed, Delivered}},
}

// ByHand are the acts that a person asks for.
var ByHand = []Act{ActDraft, ActComment, ActSettle, ActReturn, ActReview, ActAgree, ActDeliver, ActAmend}

// May are the acts that somebody with these roles can ask for as things stand; one may be
// refused all the same, because another hand is wanted.
func (s Standing) May(roles []Role) (acts []Act) {
	for _, act := range ByHand {
		rule := doers[act]
		if slices.Contains(rule.from, s.State) && slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(rule.roles, r) }) {
			acts = append(acts, act)
		}
	}
	return acts
}

// allow returns the event with the role in which it is done, or why it may not be.
func (s *Standing) allow(e Event, roles Roles) (Event, error) {
	rule, ok := doers[e.Act]
	if !ok {
		panic("no act " + string(e.Act))
	}
	if !slices.Contains(rule.from, s.State) {
		return e, s.outOfOrder(e.Act)
	}
	mine := slices.DeleteFunc(roles.Of(e.Who), func(r Role) bool { return !slices.Contains(rule.roles, r) })
	if len(mine) == 0 {
		return e, refuse("%[1]s: «%[2]s» әрекетіне құқық жоқ; рөлдер nsk.yaml файлында roles деп жазылады (қажетті рөл: %[3]s)",
			"%[1]s: недостаточно прав для действия «%[2]s»; роли записываются в nsk.yaml под roles (нужна роль: %[3]s)",
			"%[1]s may not %[2]s; roles are written in nsk.yaml under roles (wanted: %[3]s)", e.Who, e.Act, join(rule.roles))
	}
	e.Role = mine[0]
	if err := s.apart(e); err != nil {
		return e, err
	}
	return e, s.complete(e)
}

func join(roles []Role) string {
	text := ""
	for i, r := range roles {
		if i > 0 {
			text += ", "
		}
		text += string(r)
	}
	return text
}

// next is what a state waits for.
var next = map[State]Act{"": ActDraft, Draft: ActReview, Reviewed: ActAgree, Agreed: ActDeliver, Delivered: ActAmend}

// Next is the act that the document waits for.
func (s *Standing) Next() Act {
	if s.State == Draft && s.Files == "" {
		return ActDraft
	}
	return next[s.State]
}

func (s *Standing) outOfOrder(act Act) error {
	if s.State == Delivered {
		return refuse("ұсынылған құжат өзгертілмейді («%s»); өзгеріс енгізу үшін: nsk document amend", "представленный документ не изменяется («%s»); чтобы внести изменение: nsk document amend",
			"a delivered document is not changed (%s); nsk document amend opens a new version", act)
	}
	return refuse("«%[1]s» әрекеті қазір мүмкін емес: құжаттың күйі – %[2]s; келесі қадам – nsk document %[3]s",
		"действие «%[1]s» сейчас невозможно: состояние документа – %[2]s; следующий шаг – nsk document %[3]s",
		"cannot %[1]s now: the document is %[2]s; what comes next is nsk document %[3]s", act, s.State, s.Next())
}

// apart keeps the hands of one document apart: who wrote it signs nothing, and nobody signs
// twice; a comment is settled by another than the author.
func (s *Standing) apart(e Event) error {
	if !slices.Contains([]Act{ActReview, ActAgree, ActDeliver, ActSettle, ActReturn}, e.Act) {
		return nil
	}
	if slices.Contains(s.Authors, e.Who) {
		return refuse("%s – құжаттың авторы; автор өз құжатын тексермейді, келіспейді және ұсынбайды", "%s – автор документа; автор не проверяет, не согласовывает и не представляет свой документ",
			"%s wrote the document; who wrote it cannot review, agree or deliver it", e.Who)
	}
	if e.Act == ActSettle || e.Act == ActReturn {
		return nil
	}
	for _, act := range []Act{ActReview, ActAgree} {
		if by, ok := s.Signed[act]; ok && by.Who == e.Who {
			return refuse("%[1]s бұл құжатқа «%[2]s» әрекетін жасап қойған; келесі қадамды басқа адам жасайды", "%[1]s уже выполнил действие «%[2]s» над этим документом; следующий шаг делает другой человек",
				"%[1]s has already done %[2]s to this document; the next step is taken by another person", e.Who, act)
		}
	}
	return nil
}

// complete looks at what an act must bring with it.
func (s *Standing) complete(e Event) error {
	switch e.Act {
	case ActComment, ActReturn, ActAmend:
		return s.worded(e)
	case ActSettle:
		return s.settles(e)
	case ActReview, ActAgree, ActDeliver:
		return s.signs(e)
	case ActDraft:
		if e.Files == "" {
			panic("a draft without files")
		}
	}
	return nil
}

func (s *Standing) worded(e Event) error {
	if e.Text == nil || e.Text.KK == "" && e.Text.RU == "" || e.Act == ActAmend && (e.Text.KK == "" || e.Text.RU == "") {
		return refuse("мәтін қажет: --kk және --ru (өзгеріс туралы жария жазба екі тілде де міндетті)", "нужен текст: --kk и --ru (публичная запись об изменении обязательна на обоих языках)",
			"a text is needed: --kk and --ru (the public note of an amendment in both languages)")
	}
	return nil
}

func (s *Standing) settles(e Event) error {
	for _, c := range s.Comments {
		if c.Number == e.Comment && c.Settled == "" {
			return nil
		}
	}
	return refuse("%d нөмірлі ашық ескертпе жоқ; тізім: nsk document show", "открытого замечания № %d нет; список: nsk document show", "there is no open comment %d; nsk document show lists them", e.Comment)
}

func (s *Standing) signs(e Event) error {
	if s.Files == "" {
		return s.outOfOrder(e.Act)
	}
	if e.Files != s.Files {
		return refuse("файлдар өзгерген: қол қойылатын файлдар ұсынылған жобаның файлдары емес; қайтадан: nsk document draft", "файлы изменены: подписываются не те файлы, что были внесены; заново: nsk document draft",
			"the files have changed since the draft; nsk document draft puts them in anew")
	}
	if open := s.Open(true); len(open) > 0 {
		return refuse("шешілмеген ескертпелер бар: %d; тізім: nsk document show", "есть неснятые замечания: %d; список: nsk document show", "%d blocking comments are open; nsk document show lists them", len(open))
	}
	if e.Act == ActAgree && e.Ref == "" {
		return refuse("келісу хатының нөмірін көрсетіңіз: --ref", "укажите номер письма о согласовании: --ref", "give the number of the letter of agreement: --ref")
	}
	if e.Act == ActDeliver && e.At.Before(s.Release) {
		return tooEarly(s.Release)
	}
	return nil
}

// tooEarly is the one answer before the time of release.
func tooEarly(release time.Time) error {
	at := release.In(zone).Format("2006-01-02 15:04")
	return refuse("құжат %s (Алматы уақыты) дейін жарияланбайды", "документ не выдаётся до %s (время Алматы)", "the document is not given out before %s (Almaty time)", at)
}
