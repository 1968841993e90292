-- id: funnel_adds_up
-- severity: block
-- ru: число заявлений по этапам не складывается в общее число
-- kk: кезеңдер бойынша өтініштер саны жалпы санға сәйкес келмейді
SELECT month, home_region, sector, level
FROM mart.funnel_cohort
WHERE submitted <> under_review + refused + accepted
   OR accepted <> not_sent + at_candidate + at_centre + contracted
   OR contracted <> not_appointed + appointed
   OR appointed <> future + due
   OR due <> passed + failed + own_wish + health_waiting + unexplained + no_result
