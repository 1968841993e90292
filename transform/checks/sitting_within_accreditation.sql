-- id: sitting_within_accreditation
-- severity: warn
-- ru: на дату экзамена аттестат аккредитации не действовал или профессия не входила в область аккредитации центра
-- kk: емтихан күні аккредиттеу аттестаты қолданыста болмаған немесе кәсіп орталықтың аккредиттеу саласына кірмеген
SELECT s.app, s.centre, s.profession, s.level, s.held_on
FROM core.sitting AS s
WHERE s.held_on IS NOT NULL
  AND s.profession IS NOT NULL
  AND NOT EXISTS (
      SELECT 1
      FROM core.centre_scope AS c
      JOIN core.centre_active AS a ON a.centre = c.centre
      WHERE c.centre = s.centre
        AND c.profession = s.profession
        AND c.level = s.level
        AND s.held_on >= c.vf AND s.held_on <= coalesce(c.vt, s.held_on)
        AND s.held_on >= a.vf AND s.held_on <= coalesce(a.vt, s.held_on)
  )
