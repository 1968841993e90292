package account

// A Fault is what somebody has to put right, in their language.
type Fault struct{ KK, RU, EN string }

func (f *Fault) Error() string { return f.EN }

// In is the fault in a language: kk, en, else Russian.
func (f *Fault) In(lang string) string {
	switch lang {
	case "kk":
		return f.KK
	case "en":
		return f.EN
	}
	return f.RU
}

// Errors of signing in. All but ErrLocked are told to the caller as one, so that nobody
// learns which accounts there are.
var (
	ErrRefused = &Fault{"есептік жазба, құпиясөз немесе код дұрыс емес", "учётная запись, пароль или код неверны", "name, password or code is wrong"}
	ErrLocked  = &Fault{"қате әрекет тым көп: бірнеше минуттан кейін қайталаңыз", "слишком много неверных попыток: повторите через несколько минут", "too many wrong attempts; locked for some minutes"}
)

// Faults of accounts that are to be kept.
var (
	ErrUnknown = &Fault{"мұндай есептік жазба жоқ; тізім: nsk accounts", "такой учётной записи нет; список: nsk accounts", "no such account; nsk accounts lists them"}
	ErrExists  = &Fault{"мұндай есептік жазба бар; басқа атау таңдаңыз", "такая учётная запись уже есть; выберите другое имя", "there is an account of that name; choose another"}
	ErrName    = &Fault{"есептік жазба атауы 2–64 таңбадан тұрады: a–z, 0–9, нүкте, дефис, астын сызу; электрондық мекенжай мен ЖСН болмайды: ол әрекеттер журналында тұрады",
		"имя учётной записи – от 2 до 64 знаков: a–z, 0–9, точка, дефис, подчёркивание; не адрес электронной почты и не ИИН: имя стоит в журнале действий",
		"an account is called by 2 to 64 of a–z, 0–9, dot, hyphen, underscore; by no e-mail address and no IIN, as the log of acts shows the name"}
	ErrRole = &Fault{"мұндай рөл жоқ: analyst, ministry, centre, engineer, administrator", "такой роли нет: analyst, ministry, centre, engineer, administrator", "no such role: write analyst, ministry, centre, engineer or administrator"}
	ErrNeed = &Fault{"тану орталығының есептік жазбасына ұсынушы (БСН) керек", "учётной записи центра признания нужен поставщик (БИН)", "an account of a centre needs its provider, a BIN"}
	ErrFree = &Fault{"ұсынушы тек тану орталығының есептік жазбасына беріледі", "поставщик указывается только для учётной записи центра признания", "only an account of a centre is bound to a provider"}
	ErrWeak = &Fault{"құпиясөз 15–256 таңбадан тұрады; тұтас сөйлемді есте сақтау оңай", "пароль – от 15 до 256 знаков; целую фразу легко запомнить", "a password has 15 to 256 characters; a sentence is easy to remember"}
	ErrLast = &Fault{"бұл – жүйеге кіре алатын соңғы әкімші; алдымен басқасын тағайындаңыз", "это последний администратор, который может войти; сначала назначьте другого", "this is the last administrator who can sign in; make another one first"}

	ErrPurpose = &Fault{"токенге мақсаты мен 1–366 күндік мерзімі керек", "токену нужны назначение и срок от 1 до 366 дней", "a token needs a purpose, and 1 to 366 days"}
	ErrNoToken = &Fault{"мұндай токен жоқ", "такого токена нет", "no such token"}
	ErrCode    = &Fault{"код дұрыс емес: телефондағы уақытты тексеріп, жаңа кодты енгізіңіз", "код неверен: проверьте время на телефоне и введите новый код", "the code is wrong: see whether the clock of the phone is right, and type the next one"}
)
