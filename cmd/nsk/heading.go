package main

import (
	"slices"
	"time"
)

// lexicon has the headings and codes of lists, in Kazakh, Russian and English. Machine forms
// keep the codes.
var lexicon = map[string][3]string{
	"document":           {"Құжат", "Документ", "Document"},
	"state_since":        {"Қашаннан", "С какого времени", "Since"},
	"comments":           {"Ашық ескертпелер", "Открытых замечаний", "Open comments"},
	"next_act":           {"Келесі қадам", "Следующий шаг", "Next"},
	"act":                {"Әрекет", "Действие", "Act"},
	"about":              {"Мәні", "О чём", "About"},
	"landing":            {"Түсім", "Поступление", "Landing"},
	"source":             {"Дереккөз", "Источник", "Source"},
	"provider":           {"Ұсынушы", "Поставщик", "Provider"},
	"period":             {"Кезең", "Период", "Period"},
	"version":            {"Нұсқа", "Версия", "Version"},
	"verdict":            {"Нәтиже", "Результат", "Verdict"},
	"state":              {"Күйі", "Состояние", "State"},
	"content":            {"Мазмұны", "Содержание", "Content"},
	"received":           {"Алынды", "Получено", "Received"},
	"accepted":           {"Қабылданды", "Принято", "Accepted"},
	"rejected":           {"Қабылданбады", "Отклонено", "Rejected"},
	"duplicate":          {"Қайталанды", "Повторов", "Duplicate"},
	"superseded":         {"Ауыстырылды", "Заменено", "Superseded"},
	"out_of_scope":       {"Қамтудан тыс", "Вне охвата", "Out of scope"},
	"held":               {"Растау күтілуде", "Ожидают подтверждения", "Held"},
	"arrived":            {"Келген күні", "Поступило", "Arrived"},
	"counts":             {"Есепке алынады", "Учитывается", "Counts"},
	"rule":               {"Тексеру қағидасы", "Правило проверки", "Rule"},
	"most":               {"Рұқсат етілді", "Допущено", "Most"},
	"used":               {"Пайдаланылды", "Использовано", "Used"},
	"reason":             {"Себебі", "Причина", "Reason"},
	"approver":           {"Келіскен", "Согласовал", "Approved by"},
	"expires":            {"Соңғы күні", "Последний день", "Last day"},
	"when":               {"Қашан", "Когда", "When"},
	"who":                {"Кім", "Кто", "Who"},
	"why":                {"Неге", "Почему", "Why"},
	"remedy":             {"Не істеу керек", "Что сделать", "Remedy"},
	"basis":              {"Негіздеме", "Основание", "Basis"},
	"set_as":             {"Кім, қашан, неге өзгертті", "Кто, когда и почему изменил", "Changed by whom, when, why"},
	"duty":               {"Міндет", "Обязанность", "Duty"},
	"owes":               {"Кім кімге ұсынады", "Кто кому представляет", "Who owes it to whom"},
	"law":                {"Актінің сөздері", "Слова акта", "Words of the act"},
	"agreed":             {"Жұмыс келісімі (құқық нормасы емес)", "Рабочая договорённость (не норма права)", "Working convention (not law)"},
	"set_by":             {"Кім белгіледі", "Кем установлено", "Set by"},
	"conflict":           {"Ресми мәтіндердің айырмашылығы", "Расхождение официальных текстов", "How the official texts differ"},
	"severity":           {"Маңыздылығы", "Важность", "Severity"},
	"enabled":            {"Тексеріледі", "Проверяется", "On"},
	"returns":            {"Мәліметтер", "Сведений", "Returns"},
	"rows":               {"Жолдар", "Строк", "Rows"},
	"hit":                {"Қағидаға сәйкес емес", "Нарушают правило", "Hit"},
	"whole_file":         {"Тұтас файл", "Файл целиком", "Whole file"},
	"newly_rejected":     {"Жаңадан қабылданбас еді", "Было бы отклонено", "Newly rejected"},
	"moved_by":           {"Өзгерткен түсім", "Изменило поступление", "Moved by"},
	"let_in":             {"Кейін қабылданды", "Принято позднее", "Let in"},
	"put_out":            {"Кейін қабылданбады", "Отклонено позднее", "Put out"},
	"settled":            {"Шешілген ескертпелер", "Снято замечаний", "Settled"},
	"files":              {"Файлдар", "Файлов", "Files"},
	"unreadable":         {"Оқылмаған файлдар", "Не прочитано файлов", "Unreadable"},
	"table":              {"Кесте", "Таблица", "Table"},
	"same":               {"Бұрынғыдай", "Совпадает", "Same"},
	"balanced":           {"Теңгерім", "Сходится", "Balances"},
	"yes":                {"иә", "да", "yes"},
	"no":                 {"жоқ", "нет", "no"},
	"verdict.accepted":   {"қабылданды", "принято", "accepted"},
	"verdict.partly":     {"ішінара қабылданды", "принято частично", "partly accepted"},
	"verdict.held":       {"растау күтілуде", "ожидает подтверждения", "held"},
	"verdict.refused":    {"қабылданбады", "отклонено", "refused"},
	"verdict.act":        {"ұсынушының жауабы", "ответ поставщика", "answer"},
	"verdict.unread":     {"оқылған жоқ", "не прочитано", "not read"},
	"content.data":       {"мәліметтер", "сведения", "data"},
	"content.nil":        {"нөлдік мәліметтер", "нулевые сведения", "nil"},
	"content.cannot":     {"ұсыну мүмкін емес", "представить невозможно", "cannot provide"},
	"row.accepted":       {"қабылданды", "принята", "accepted"},
	"row.rejected":       {"қабылданбады", "отклонена", "rejected"},
	"row.duplicate":      {"қайталанды", "повтор", "duplicate"},
	"row.out_of_scope":   {"қамтудан тыс", "вне охвата", "out of scope"},
	"severity.file":      {"файл қатесі", "ошибка файла", "file error"},
	"severity.row":       {"жол қатесі", "ошибка строки", "row error"},
	"severity.warning":   {"ескерту", "предупреждение", "warning"},
	"severity.info":      {"мәлімет үшін", "для сведения", "information"},
	"stage.file":         {"файл", "файл", "file"},
	"stage.row":          {"жол", "строка", "row"},
	"stage.keys":         {"кілттер", "ключи", "keys"},
	"stage.registers":    {"анықтамалықтар", "справочники", "registers"},
	"stage.history":      {"бұрын алынған мәліметтер", "сведения, полученные ранее", "history"},
	"tolerance.in":       {"қолданыста", "действует", "in force"},
	"tolerance.lapsed":   {"мерзімі өтті", "срок истёк", "lapsed"},
	"tolerance.over":     {"асып кетті", "превышено", "exceeded"},
	"change.added":       {"қосылды", "добавлена", "added"},
	"change.removed":     {"алып тасталды", "удалена", "removed"},
	"change.changed":     {"өзгерді", "изменена", "changed"},
	"change.judged":      {"басқаша бағаланды", "оценена иначе", "judged otherwise"},
	"rule.off":           {"тексерілмейді", "не проверяется", "not checked"},
	"rule.question":      {"растауды қажет етеді", "требует подтверждения", "needs confirmation"},
	"rule.fixed":         {"өзгертілмейді", "не изменяется", "cannot be changed"},
	"rule.data":          {"жеке қағида", "отдельное правило", "a rule of its own"},
	"rule.derived":       {"баған сипаттамасынан", "из описания столбца", "from the contract"},
	"content.":           {"", "", ""},
	"verdict.":           {"", "", ""},
	"total":              {"Барлығы", "Всего", "Total"},
	"by_provider":        {"Ұсынушылар бойынша", "По поставщикам", "By provider"},
	"by_period":          {"Кезеңдер бойынша", "По периодам", "By period"},
	"examples":           {"Мысалдар", "Примеры", "Examples"},
	"none":               {"Жоқ.", "Нет.", "None."},
	"old_hit":            {"Қазіргі қағида бойынша", "По действующему правилу", "By the rule as it is"},
	"both_hit":           {"Екеуі бойынша", "По обоим", "By both"},
	"whole":              {"тұтас файл", "файл целиком", "the whole file"},
	"due":                {"Ұсыну мерзімі", "Срок представления", "Due"},
	"last":               {"Соңғы күні", "Последний день", "Last day"},
	"delay":              {"Кешіктіру", "Просрочка", "Days late"},
	"refused":            {"Қабылданбады", "Отклонено", "Refused"},
	"paragraph":          {"Тармақ", "Пункт", "Paragraph"},
	"from":               {"Басталуы", "С", "From"},
	"to":                 {"Аяқталуы", "По", "To"},
	"exempt.given":       {"талап етілмейді", "не требуется", "not asked for"},
	"exempt.lifted":      {"қайтадан талап етіледі", "снова требуется", "asked for again"},
	"run":                {"№", "№", "No."},
	"kind":               {"Іске қосу", "Запуск", "Run"},
	"began":              {"Басталды", "Начало", "Began"},
	"attempt":            {"Әрекет", "Попытка", "Attempt"},
	"seconds":            {"Ұзақтығы, с", "Длительность, с", "Took, s"},
	"usual_seconds":      {"Әдетте, с", "Обычно, с", "Usual, s"},
	"landed":             {"Файлдар", "Файлов", "Files"},
	"findings":           {"Ескертпелер", "Замечаний", "Findings"},
	"next":               {"Келесі әрекет", "Следующая попытка", "Next attempt"},
	"message":            {"Хабарлама", "Сообщение", "Message"},
	"run.done":           {"орындалды", "выполнен", "done"},
	"run.began":          {"басталды", "началось", "began"},
	"run.landed":         {"файл келді", "пришёл файл", "landed"},
	"event":              {"Оқиға", "Событие", "Event"},
	"run.counts":         {"алынды %d = қабылданды %d + қабылданбады %d + қайталанды %d + қамтудан тыс %d", "получено %d = принято %d + отклонено %d + повторов %d + вне охвата %d", "received %d = accepted %d + rejected %d + duplicate %d + out of scope %d"},
	"run.failed":         {"орындалмады", "не удался", "failed"},
	"run.stopped":        {"үзілді", "прерван", "cut off"},
	"run.pull":           {"алу", "получение", "pull"},
	"run.publish":        {"деректер шығарылымы", "выпуск данных", "publish"},
	"run.resume":         {"оқу", "чтение", "resume"},
	"run.clock":          {"сағат", "часы", "clock"},
	"run.day":            {"қайта есептеу және шығарылым", "пересчёт и выпуск", "day"},
	"run.ready":          {"есептің дайындығы", "готовность отчёта", "ready"},
	"run.letters":        {"хаттар", "письма", "letters"},
	"run.backup":         {"резервтік көшірме", "резервная копия", "backup"},
	"account":            {"Есептік жазба", "Учётная запись", "Account"},
	"role":               {"Рөлі", "Роль", "Role"},
	"password":           {"Құпиясөзі бар", "Есть пароль", "Password"},
	"second_factor":      {"Екінші фактор", "Второй фактор", "Second factor"},
	"identity":           {"Сыртқы кіру", "Внешний вход", "Provider of identities"},
	"tokens":             {"Токендер", "Токенов", "Tokens"},
	"token":              {"Токен", "Токен", "Token"},
	"made":               {"Жасалған күні", "Создано", "Made"},
	"purpose":            {"Мақсаты", "Назначение", "Purpose"},
	"until":              {"Мерзімі", "Действует до", "Until"},
	"role.analyst":       {"талдаушы", "аналитик", "analyst"},
	"role.ministry":      {"уәкілетті орган", "уполномоченный орган", "ministry"},
	"role.centre":        {"тану орталығы", "центр признания", "centre"},
	"role.engineer":      {"деректер инженері", "инженер данных", "engineer"},
	"role.administrator": {"әкімші", "администратор", "administrator"},
	"account.active":     {"қолданыста", "действует", "active"},
	"account.off":        {"өшірілген", "отключена", "disabled"},
	"account.locked":     {"уақытша бұғатталған", "временно заблокирована", "locked for now"},
	"token.active":       {"қолданыста", "действует", "active"},
	"token.lapsed":       {"мерзімі өтті", "срок истёк", "lapsed"},
	"seq":                {"№", "№", "No."},
	"at":                 {"Уақыты (UTC)", "Время (UTC)", "When (UTC)"},
	"did":                {"Әрекет", "Действие", "Act"},
	"object":             {"Нысан", "Объект", "Object"},
	"backup":             {"Резервтік көшірме", "Резервная копия", "Backup"},
	"made_at":            {"Жасалған уақыты", "Создана", "Made"},
	"bytes":              {"Байт", "Байт", "Bytes"},
	"audit":              {"Журнал тірегі", "Опора журнала", "Anchor of the log"},
	"stage":              {"Кезеңі", "Этап", "Stage"},
	"message_kk":         {"Не тексеріледі", "Что проверяется", "What is checked"},
	"message_ru":         {"Не тексеріледі", "Что проверяется", "What is checked"},
	"resource":           {"Ресурс", "Ресурс", "Resource"},
	"amount":             {"Көлемі", "Объём", "Amount"},
	"person_is_another":  {"басқа тұлға", "другое лицо", "another person"},

	"blocking":              {"Құжатты ұсынуға кедергі келтіреді", "Препятствует представлению документа", "No document can be delivered over this"},
	"gap":                   {"Құжатта жетіспейтін мәліметтер ретінде көрсетіледі", "Будет показано в документе как недостающее", "Shown in the document as missing"},
	"since":                 {"басталған күні:", "с", "since"},
	"night":                 {"Түн", "Ночь", "Night"},
	"days_left":             {"Қалған жұмыс күндері", "Осталось рабочих дней", "Working days left"},
	"obstacles":             {"Кедергілер", "Препятствий", "Obstacles"},
	"stopping":              {"Олардың ішінде тоқтататыны", "Из них останавливают", "Blocking"},
	"curve":                 {"", "", ""},
	"owner.centre":          {"тану орталықтары", "центры признания", "recognition centres"},
	"indicator.id":          {"Нөмірі", "Номер", "Id"},
	"indicator.name":        {"Атауы", "Название", "Name"},
	"indicator.area":        {"Бөлімі", "Раздел", "Area"},
	"indicator.formula":     {"Есептеу", "Расчёт", "Formula"},
	"indicator.numerator":   {"Алым", "Числитель", "Numerator"},
	"indicator.denominator": {"Бөлім", "Знаменатель", "Denominator"},
	"indicator.unit":        {"Бірлігі", "Единица", "Unit"},
	"indicator.direction":   {"Бағыты", "Направление", "Direction"},
	"indicator.period":      {"Кезең", "Период", "Period"},
	"indicator.breakdowns":  {"Бөліністер", "Разбивки", "Breakdowns"},
	"indicator.sources":     {"Дереккөздер", "Источники", "Sources"},
	"indicator.paragraphs":  {"Тармақтар", "Пункты Правил", "Paragraphs"},
	"indicator.class":       {"Қорғау", "Защита", "Protection"},
	"indicator.limits":      {"Шектеулер", "Ограничения", "Limits"},
	"owner.state-body":      {"мемлекеттік органдар", "государственные органы", "state bodies"},
	"blocker.calendar":      {"күнтізбе", "календарь", "calendar"},
	"blocker.return":        {"мәліметтер", "сведения", "return"},
	"blocker.check":         {"тексеру", "проверка", "check"},
	"blocker.coverage":      {"қамту", "охват", "coverage"},
	"blocker.translation":   {"аударма", "перевод", "translation"},
	"blocker.analysis":      {"есептеу", "расчёт", "analysis"},
	"blocker.approval":      {"келісу", "согласование", "approval"},
}

// word says a heading or a code in the language of messages.
func (a *app) word(code string) string {
	w, ok := lexicon[code]
	if !ok {
		return code
	}
	return a.pick(w[0], w[1], w[2])
}

// wording is word for the text form; machine forms keep the code after the last dot.
func (a *app) wording(kind, code string) string {
	if a.format != "text" {
		return code
	}
	short := map[string]string{"cannot_provide": "cannot", "information": "info", "in_force": "in", "exceeded": "over"}
	if s, ok := short[code]; ok {
		code = s
	}
	return a.word(kind + "." + code)
}

// list prints rows under headings in the language of messages; machine forms keep codes.
func (a *app) list(head []string, rows [][]string) error {
	if a.format != "text" || a.sheet != nil {
		return a.table(head, rows)
	}
	if len(rows) == 0 {
		a.say(a.word("none"))
		return nil
	}
	named := slices.Clone(head)
	for i := range named {
		named[i] = a.word(named[i])
	}
	return a.table(named, rows)
}

// yes is a boolean as a word.
func (a *app) yes(b bool) string {
	switch {
	case a.format != "text" && b:
		return "true"
	case a.format != "text":
		return "false"
	case b:
		return a.word("yes")
	}
	return a.word("no")
}

// when is an instant in a list: on a page in the time of Almaty, elsewhere in UTC.
func (a *app) when(t time.Time) string {
	if a.sheet != nil && !t.IsZero() {
		return localTime(t)
	}
	return instant(t)
}

// instant is a moment as machines and lists write it.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
