-- id: no_show_has_reason
-- severity: warn
-- ru: неявка указана без причины; запись считается незавершённой
-- kk: келмеу себебі көрсетілмеген; жазба аяқталмаған болып есептеледі
SELECT app, exam_no, attempt, scheduled_for
FROM core.sitting
WHERE result = 'no_show'
  AND reason IS NULL
