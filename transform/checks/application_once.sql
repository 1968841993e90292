-- id: application_once
-- severity: block
-- ru: одно заявление учтено более одного раза
-- kk: бір өтініш бірнеше рет есепке алынған
SELECT app, count(*) AS n
FROM core.application
GROUP BY app
HAVING count(*) > 1
