-- id: return_rows_reconcile
-- severity: block
-- ru: полученные строки не равны сумме принятых, отклонённых, повторных и находящихся вне охвата
-- kk: алынған жолдар саны қабылданған, қабылданбаған, қайталанған және қамтудан тыс жолдардың қосындысына тең емес
SELECT landing, received, accepted, rejected, duplicate, out_of_scope
FROM ledger.version
WHERE received <> accepted + rejected + duplicate + out_of_scope
