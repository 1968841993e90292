-- id: sitting_once
-- severity: block
-- ru: один экзамен учтён более одного раза
-- kk: бір емтихан бірнеше рет есепке алынған
SELECT app, exam_no, attempt, scheduled_for, count(*) AS n
FROM core.sitting
GROUP BY app, exam_no, attempt, scheduled_for
HAVING count(*) > 1
