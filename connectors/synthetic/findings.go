package synthetic

import (
	"strconv"
	"time"

	"nsk/schedules/calendar"
)

// Answer is a question of the validator about a page that its sender answers on a day.
// Those about files are dropped by the republic itself.
type Answer struct {
	Source   string       `json:"source"`
	Provider string       `json:"provider"`
	Period   string       `json:"period"`
	On       calendar.Day `json:"on"`
}

// Answers are the answers to questions about pages.
func (r *Republic) Answers() (out []Answer) {
	if r.defects == nil {
		return nil
	}
	for _, s := range r.defects.Sheets {
		if s.Confirm != "" && r.contract(s.Source).Connector == "rest" {
			out = append(out, Answer{s.Source, s.Provider, s.Period, dayOf(s.Confirm)})
		}
	}
	return out
}

// findings tells what the validator must say of all that was planted, now or at first.
func (o *Oracle) findings(r *Republic) {
	o.Findings = append(o.Findings, r.defectFindings()...)
	for _, p := range o.Planted {
		if rule := ruleOf[p.Kind]; rule != "" {
			o.find(rule, p.Source, p.Provider, p.Period, slashed(p.Key))
		}
	}
	for n := range r.volume.total() {
		l := r.life(n)
		o.exams(r, &l)
		o.papers(r, &l)
		o.events(r, &l)
	}
	o.serials(r)
	o.editions(r)
}

// ruleOf is the rule that finds the planted rows of a return.
var ruleOf = map[string]string{
	IINCheckDigit:     "NSK.recognition-persons.iin.007",
	BINInsteadOfIIN:   "NSK.recognition-persons.iin.008",
	UnknownProfession: "NSK.recognition-persons.profession.006",
	UnknownResult:     "NSK.recognition-persons.result.005",
	DuplicateRow:      "NSK.recognition-persons.application_no.010",
	BrokenFile:        "NSK.recognition-persons.file.910",
}

// listed is the day on which the list of accredited centres that reaches a day appears.
func (r *Republic) listed(day calendar.Day) calendar.Day {
	return r.date(time.Month(r.month(day)+1), 5)
}

// findListed is find of what is known only with the list that reaches a day.
func (o *Oracle) findListed(seen calendar.Day, rule, source, provider, period, key string) {
	o.find(rule, source, provider, period, key)
	o.Findings[len(o.Findings)-1].Seen = seen
}

func (o *Oracle) find(rule, source, provider, period, key string) {
	o.Findings = append(o.Findings, Finding{Rule: rule, Source: source, Provider: provider, Period: period, Key: key, Count: 1})
}

// slashed writes a key of two parts as findings do.
func slashed(key string) string {
	for i := range key {
		if key[i] == '/' {
			return key[:i] + " / " + key[i+1:]
		}
	}
	return key
}

// exams tells what rows of recognition-persons are found.
func (o *Oracle) exams(r *Republic, l *life) {
	c := &r.centres[l.centre]
	for i := range l.sittings {
		s := &l.sittings[i]
		if !s.deciding {
			continue
		}
		find := func(is bool, rule string, seen calendar.Day) {
			if is {
				o.findListed(seen, "NSK.recognition-persons."+rule, persons, c.bin, r.monthPeriod(r.month(s.scheduled)), l.no+" / "+strconv.Itoa(s.attempt))
			}
		}
		find(!s.protocol.IsZero() && s.protocol < s.held, "protocol_date.101", 0)
		find(l.ending == unexplained, "no_show_reason.102", 0)
		find(l.outside && l.offer == c.beyond, "profession.130", r.listed(s.scheduled))
		find(l.outside && c.role == withdrawn && s.scheduled >= c.last().withdrawn, "centre_bin.133", r.listed(s.scheduled))
	}
}

// papers tells what rows of recognition-documents are found.
func (o *Oracle) papers(r *Republic, l *life) {
	c := &r.centres[l.centre]
	find := func(is bool, rule string, month int, action string) {
		if is {
			o.find("NSK.recognition-documents."+rule, documents, c.bin, r.monthPeriod(month), r.serial(l)+" / "+action)
		}
	}
	held, early := r.plan().heldBack[int32(l.n)]
	find(early, "serial.120", r.month(l.annulled), "annulled")
	find(early, "action_date.118", held, "issued")
	find(l.outside && c.role == withdrawn && l.issued >= c.last().withdrawn, "centre_bin.116", r.month(l.issued), "issued")
}

// events tells what events of the stream are found.
func (o *Oracle) events(r *Republic, l *life) {
	c := &r.centres[l.centre]
	for _, e := range r.events(l, r.serial(l), 0) {
		find := func(is bool, rule string, seen calendar.Day) {
			if is {
				period := max(e.day, r.date(1, 1)-1)
				o.findListed(seen, "NSK.applications."+rule, "applications", "administrator", text(period), l.no+" / "+strconv.FormatInt(e.ID, 10))
			}
		}
		x := e.Exam
		if x == nil {
			continue
		}
		find(x.ProtocolDate != "" && x.ProtocolDate < x.HeldOn, "protocol_date.101", 0)
		find(e.Status == "Неявка на экзамен" && x.Reason == "", "no_show_reason.110", 0)
		find(x.HeldOn != "" && l.outside && l.offer == c.beyond, "profession_text.149", r.listed(dayOf(x.HeldOn)))
		find(l.outside && c.role == withdrawn && x.HeldOn >= text(c.last().withdrawn), "centre_bin.147", r.listed(c.last().withdrawn))
	}
}

// editions tells what is found in every edition of a register that holds it.
func (o *Oracle) editions(r *Republic) {
	seen := map[string]bool{}
	for _, edition := range rows("acts") {
		day := r.dated(edition[7])
		for _, f := range rows("acts") {
			if key := text(day) + f[0]; r.dated(f[7]) <= day && (f[5] == "") != (f[6] == "") && !seen[key] {
				seen[key] = true
				o.find("NSK.legal-acts.posted_kk_on.103", "legal-acts", "authorised-body", text(day), f[0])
			}
		}
	}
	for _, p := range o.Of(ListsContradict) {
		for m := 5; m <= 12; m++ {
			o.find("NSK.discontinued-centres.certificate_no.106", p.Source, "accreditation-body", r.monthPeriod(m), p.Provider+" / "+p.Key)
		}
	}
	for _, p := range o.Of(LapsedStandard) {
		provider := r.contract(p.Source).Provider
		o.find("NSK."+p.Source+".standard_code.106", p.Source, provider, p.Period, p.Key)
	}
}

// serials tells of documents that carry the serial of another centre's: found is the one
// that is received later; of events, both where they come on one day.
func (o *Oracle) serials(r *Republic) {
	for n, serial := range r.plan().serials {
		borrower, lender := r.life(int(n)), r.life(r.volume.history(r.year)+number(serial[4:])-1)
		later, earlier := r.sentWith(&borrower), r.sentWith(&lender)
		if later == nil || earlier == nil {
			continue
		}
		who := &borrower
		if earlier.on > later.on || earlier.on == later.on && r.centres[lender.centre].bin > r.centres[borrower.centre].bin {
			who = &lender
		}
		o.find("NSK.recognition-documents.serial.119", documents, r.centres[who.centre].bin, r.monthPeriod(r.month(who.issued)), serial+" / issued")
		for _, l := range []*life{&borrower, &lender} {
			if l.issued == max(borrower.issued, lender.issued) {
				o.signing(r, l, serial)
			}
		}
	}
}

// signing finds the event of a signed document.
func (o *Oracle) signing(r *Republic, l *life, serial string) {
	for _, e := range r.events(l, serial, 0) {
		if e.Status == "Документ о признании подписан" {
			o.find("NSK.applications.serial.144", "applications", "administrator", text(max(e.day, r.date(1, 1)-1)), l.no+" / "+strconv.FormatInt(e.ID, 10))
		}
	}
}

// sentWith is the return that reports a document, nil if it is never sent.
func (r *Republic) sentWith(l *life) *sending {
	for i := range r.plan().all {
		if s := &r.plan().all[i]; s.source == documents && s.centre == l.centre && s.month == r.month(l.issued) && s.version == 1 {
			return s
		}
	}
	return nil
}
