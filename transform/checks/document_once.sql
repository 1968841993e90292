-- id: document_once
-- severity: block
-- ru: один документ учтён более одного раза
-- kk: бір құжат бірнеше рет есепке алынған
SELECT serial, centre, person_key, count(*) AS n
FROM core.document
GROUP BY serial, centre, person_key
HAVING count(*) > 1
