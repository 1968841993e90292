package synthetic

// parameters are the magnitudes of the republic. They are design, not fact: domain notes
// of the real system give orders of magnitude only, and README.md repeats this table.
// Shares are in thousandths; terms are in working days, shortest and longest.
type parameters struct {
	historyVolume int     // applications of the year before, against this year's
	weekend       int     // applications on a day that is not worked, against a working day
	month         [12]int // season: peak before 1 November (vouchers), dip in July and August
	newYear       int     // first week of January, against its month
	accepted      int     // documents accepted, of those decided
	signed        int     // accepted candidates who sign the contract; the others stay at that stage for ever
	undecided     int     // applications that nobody decides
	noShow        int     // first sittings missed
	noShowHealth  int     // of these, for health; such candidates get a new date
	noShowSilent  int     // of these, left without a reason (planted)
	sickNote      int     // health no-shows with a sick-leave note
	passLow       int     // lowest usual pass rate of a profession, of procedures
	passHigh      int     // highest usual pass rate of a profession
	passWeak      int     // pass rate of the centre that stands out below
	passStrong    int     // pass rate of the centre that stands out above
	twoParts      int     // lowest level whose exam has two parts
	noDocument    int     // recognised, but the document is never signed (planted)
	annulled      int     // documents annulled
	annulledEach  int     // and every so many applications, if it gets a document: small republics have some too
	protocolEarly int     // protocols dated before the exam (planted)
	returning     int     // applications of a person who applied before
	elsewhere     int     // candidates who live in another region than the centre's
	kazakh        int     // procedures in Kazakh
	validYears    int     // years a document is valid
	decide        [2]int  // submission to decision
	contract      [2]int  // decision to contract sent
	sign          [2]int  // contract sent to the candidate's signature
	conclude      [2]int  // the candidate's to the centre's signature
	appoint       [2]int  // contract to appointment
	wait          [2]int  // appointment to the day of the exam
	record        [2]int  // exam to recorded result
	recognise     [2]int  // result to recognition
	issue         [2]int  // recognition to signed document
	annul         [2]int  // document to annulment
	lateReturn    [2]int  // late returns, after the tenth of the month: past any reading of the term
	outOfScope    int     // exams of one centre in a profession outside its scope (planted)
	supportLate   int     // support requests closed after their term (planted)
	supportOpen   int     // support requests never closed
	vacancies     int     // vacancies of the republic in an average month
}

func design() parameters {
	return parameters{
		historyVolume: 750, weekend: 180, newYear: 250,
		month:    [12]int{800, 950, 1000, 1050, 1050, 950, 600, 620, 1150, 1650, 1000, 800},
		accepted: 850, signed: 900, undecided: 10,
		noShow: 100, noShowHealth: 333, noShowSilent: 50, sickNote: 850,
		passLow: 720, passHigh: 840, passWeak: 380, passStrong: 985, twoParts: 4,
		noDocument: 8, annulled: 5, annulledEach: 400, protocolEarly: 4,
		returning: 40, elsewhere: 150, kazakh: 620, validYears: 3,
		decide: [2]int{1, 6}, contract: [2]int{1, 3}, sign: [2]int{1, 6}, conclude: [2]int{1, 3},
		appoint: [2]int{1, 4}, wait: [2]int{5, 15}, record: [2]int{0, 3}, recognise: [2]int{1, 4},
		issue: [2]int{0, 5}, annul: [2]int{10, 70}, lateReturn: [2]int{9, 20},
		outOfScope: 120, supportLate: 30, supportOpen: 5, vacancies: 110000,
	}
}
