-- id: document_issue_known
-- severity: warn
-- ru: аннулирован документ, о выдаче которого сведений нет
-- kk: берілгені туралы мәліметтер жоқ құжаттың күші жойылған
SELECT serial, centre, annulled_on
FROM core.document
WHERE issued_on IS NULL
