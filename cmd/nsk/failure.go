package main

import (
	"errors"
	"fmt"
	"time"

	"nsk/connectors"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site/account"
	"nsk/warehouse"
	"nsk/warehouse/backup"
	"nsk/warehouse/query"
)

// failure is what a command that could not do its work says last. What a person has to
// put right is said in their language; the rest is for engineers.
func (a *app) failure(err error) string {
	var damaged *warehouse.DamagedError
	var recovering *warehouse.RecoveringError
	var landing *ingest.DamagedError
	var held *warehouse.HeldError
	var clock *schedules.ClockError
	var unset *connectors.UnconfiguredError
	var key *ingest.KeyError
	var restoring *warehouse.RestoringError
	var foreign *backup.ForeignError
	var plain *said
	var refused *account.Fault
	var asked *query.Fault
	switch {
	case errors.As(err, &plain):
		return a.pick(plain.kk, plain.ru, plain.en)
	case errors.As(err, &asked):
		return "query: " + a.askedAmiss(asked)
	case errors.As(err, &refused):
		return refused.In(a.lang)
	case warehouse.IsFull(err):
		return a.fullDisk() + "\n" + err.Error()
	case errors.As(err, &damaged):
		return a.damagedWarehouse() + "\n" + damaged.Error()
	case errors.As(err, &recovering):
		return a.cutOffRecovery()
	case errors.As(err, &restoring):
		return a.cutOffRestoring(restoring)
	case errors.As(err, &key):
		return a.keyFault(key)
	case errors.As(err, &foreign):
		return a.foreignBackups(foreign)
	case errors.As(err, &held):
		return a.inUse(held)
	case errors.As(err, &clock):
		return a.clockBack(clock)
	case errors.As(err, &unset) && err == error(unset):
		return a.noAddress(unset)
	case errors.As(err, &landing):
		return a.damagedLanding(landing) + "\n" + err.Error()
	}
	return err.Error()
}

// askedAmiss says why a query has no answer, and where in its text that lies.
func (a *app) askedAmiss(f *query.Fault) string {
	text := a.pick(f.Whole("kk"), f.Whole("ru"), f.Whole("en"))
	switch {
	case f.Line > 0:
		text += fmt.Sprintf(a.pick(" (%d-жол, %d-орын)", " (строка %d, место %d)", " (line %d, column %d)"), f.Line, f.Column)
	case f.Code == "time":
		text += " (--timeout)"
	case f.Code == "memory", f.Code == "died":
		text += " (--memory)"
	}
	return text
}

func (a *app) fullDisk() string {
	return a.pick("Дискіде орын жоқ: басталған әрекет орындалған жоқ, бұрын алынғанның бәрі сақталды, деректердің соңғы шығарылымы қолжетімді. Орын босатып, сол команданы қайталаңыз.",
		"На диске нет места: начатое не выполнено, всё полученное ранее сохранено, последний выпуск данных доступен. Освободите место и повторите ту же команду.",
		"The disk is full: what was begun is not done, everything received before is kept, the last release can still be read. Free some space and run the same command again.")
}

func (a *app) damagedWarehouse() string {
	return a.pick("Деректер қоймасы зақымданған. Алынған файлдардың бірде-бірі жоғалған жоқ, деректердің соңғы шығарылымы қолжетімді (nsk query). nsk recover командасын орындаңыз: қойма алынған файлдардан қайта жасалады, зақымданған файлдар бөлек сақталады.",
		"Хранилище данных повреждено. Ни один полученный файл не потерян, последний выпуск данных доступен (nsk query). Выполните nsk recover: хранилище будет создано заново из полученных файлов, повреждённые файлы сохранятся отдельно.",
		"The warehouse is damaged. No file received is lost, the last release can still be read (nsk query). Run nsk recover: it makes a new warehouse from the files received and keeps the damaged files aside.")
}

func (a *app) cutOffRecovery() string {
	return a.pick("Деректер қоймасын қалпына келтіру аяқталмай қалған. nsk recover командасын қайта орындаңыз: ол тоқтаған жерінен жалғасады. Деректердің соңғы шығарылымы қолжетімді (nsk query).",
		"Восстановление хранилища данных было прервано. Выполните nsk recover ещё раз: работа продолжится с места остановки. Последний выпуск данных доступен (nsk query).",
		"The recovery of the warehouse was interrupted. Run nsk recover again: it goes on where it was. The last release can still be read (nsk query).")
}

func (a *app) cutOffRestoring(e *warehouse.RestoringError) string {
	return fmt.Sprintf(a.pick("%s қалтасына резервтік көшірмені қалпына келтіру аяқталмай қалған. nsk restore командасын қайта орындаңыз.",
		"Восстановление резервной копии в папку %s было прервано. Выполните nsk restore ещё раз.",
		"Putting a backup back into %s was interrupted. Run nsk restore again."), e.Dir)
}

// keyFault says what to do about a key. Keys are never part of a backup, so that they are
// what is missing on a machine that was restored.
func (a *app) keyFault(e *ingest.KeyError) string {
	switch e.What {
	case ingest.KeyMissing:
		return fmt.Sprintf(a.pick("Кілт жоқ: %s. Кілттер резервтік көшірмеге кірмейді: екеуін де (person.key, landing.key) қауіпсіз жерде сақталған көшірмеден салып, chmod 600 орындаңыз, содан кейін – nsk doctor. Person.key болмаса, адамдардың бұрынғы жазбалары жаңаларымен байланыспайды; landing.key болмаса, шифрланған файлдар оқылмайды. Орнату жаңа болса, nsk init орындаңыз.",
			"Нет ключа: %s. Ключи в резервную копию не входят: положите оба (person.key, landing.key) из копии, хранящейся в надёжном месте, выполните chmod 600, затем nsk doctor. Без person.key прежние записи о людях не связать с новыми, без landing.key не прочитать зашифрованные файлы. Если установка новая, выполните nsk init.",
			"There is no key at %s. The keys are not part of a backup: put both (person.key, landing.key) there from your copy in a safe place, run chmod 600 on them, then nsk doctor. Without person.key nobody can be recognised over time; without landing.key encrypted files cannot be read. In a new installation, run nsk init."), e.Path)
	case ingest.KeyExposed:
		return fmt.Sprintf(a.pick("%s файлын басқалар оқи алады (%04o); оған chmod 600 орындаңыз", "файл %s могут прочитать другие (%04o); выполните для него chmod 600", "%s can be read by others (mode %04o); run chmod 600 on it"), e.Path, e.Mode)
	case ingest.KeyChanged:
		return fmt.Sprintf(a.pick("%s ішіндегі person.key – осы деректер қоймасы жасалған кілт емес: бұрынғы жазбаларда адамдар танылмас еді, сондықтан ештеңе орындалған жоқ. Сақталған кілтті салыңыз.",
			"person.key в %s – не тот ключ, с которым создано это хранилище: людей было бы не узнать в прежних записях, поэтому ничего не выполнено. Положите сохранённый ключ.",
			"person.key in %s is not the key this warehouse was made with: nobody could be recognised in earlier records, so nothing was done. Put the key there that you kept."), e.Path)
	}
	return fmt.Sprintf(a.pick("landing.key – алынған файлдар шифрланған кілт емес: %d шифрланған файлдың бірде-біреуін ашпайды. Сақталған кілтті салыңыз.",
		"landing.key – не тот ключ, которым зашифрованы полученные файлы: не открывает ни одного из %d. Положите сохранённый ключ.",
		"landing.key is not the key the files received were encrypted with: it opens none of %d. Put the key there that you kept."), e.Sealed)
}

func (a *app) foreignBackups(e *backup.ForeignError) string {
	return fmt.Sprintf(a.pick("Бұл жерде басқа орнатудың (%s) резервтік көшірмелері жатыр; басқа қалтаны немесе префиксті көрсетіңіз",
		"Здесь лежат резервные копии другой установки (%s); укажите другую папку или префикс",
		"The backups here are those of another installation (%s); name another folder or prefix"), e.Owner)
}

func (a *app) damagedLanding(e *ingest.DamagedError) string {
	return a.pick("Алынған файл зақымданған: "+e.Path+". Оны резервтік көшірмеден қалпына келтіріңіз (nsk restore --file).",
		"Полученный файл повреждён: "+e.Path+". Восстановите его из резервной копии (nsk restore --file).",
		"A file received is damaged: "+e.Path+". Restore it from a backup (nsk restore --file).")
}

// inUse names the process that owns the warehouse, and the ways round it.
func (a *app) inUse(e *warehouse.HeldError) string {
	h := e.Holder
	who := a.pick("басқа процесс", "другой процесс", "another process")
	if h.PID != 0 {
		who = fmt.Sprintf(a.pick("%[2]s компьютеріндегі %[1]d процесі", "процесс %d на %s", "process %d on %s"), h.PID, h.Host)
	}
	if h.Command != "" {
		who += " (" + h.Command + ")"
	}
	if !h.Since.IsZero() {
		who += fmt.Sprintf(a.pick(", басталған уақыты – %s", ", с %s", ", since %s"), localTime(h.Since))
	}
	advice := a.pick("Ол аяқталғанша күтіңіз немесе оны тоқтатыңыз", "Дождитесь его завершения или остановите его", "Wait for it to end, or stop it")
	if h.Command == serving {
		advice = a.pick("Ол мәліметтерді өзі алады және шығарылымдарды өзі жасайды (nsk plan көрсетеді); тоқтату қажет болса, оған SIGTERM жіберіңіз",
			"Он сам получает сведения и делает выпуски (их показывает nsk plan); если остановить его необходимо, отправьте ему SIGTERM",
			"It pulls and publishes by itself (nsk plan shows what and when); where it has to be stopped, send it SIGTERM")
	}
	return fmt.Sprintf(a.pick("Деректер қоймасын %s пайдалануда. %s. Деректердің соңғы шығарылымын қазір де оқуға болады (nsk query). Құлып файлы: %s",
		"Хранилище данных занято: %s. %s. Последний выпуск данных можно читать и сейчас (nsk query). Файл блокировки: %s",
		"The warehouse is in use by %s. %s. The last release can be read meanwhile (nsk query). Lock file: %s"), who, advice, e.Path)
}

func (a *app) clockBack(e *schedules.ClockError) string {
	return fmt.Sprintf(a.pick("Бұл компьютердің сағаты артта қалған: қазір ол %s көрсетіп тұр, ал есепте %s жазбасы бар. Мерзімдер сағат бойынша есептеледі, сондықтан ештеңе орындалған жоқ. Сағатты түзетіп, сол команданы қайталаңыз.",
		"Часы этого компьютера отстают: сейчас они показывают %s, а в учёте есть запись от %s. Сроки считаются по часам, поэтому ничего не выполнено. Установите верное время и повторите ту же команду.",
		"The clock of this machine is behind: it says %s, but something is on record of %s. Terms are counted by the clock, so nothing was done. Set it right and run the same command again."), localTime(e.Now), localTime(e.Latest))
}

// localTime is a moment for people, in the time of the country.
func localTime(t time.Time) string { return t.In(calendar.Location()).Format("02.01.2006 15:04:05") }

func (a *app) noAddress(e *connectors.UnconfiguredError) string {
	return fmt.Sprintf(a.pick("«%s» жүйесінің мекенжайы көрсетілмеген; оны nsk.yaml файлының endpoints бөліміне жазыңыз", "не указан адрес системы «%s»; впишите его в раздел endpoints файла nsk.yaml", "no address is configured for the system %s; add it under endpoints in nsk.yaml"), e.Endpoint)
}
