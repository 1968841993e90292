-- The knowledge freeze and the window of the release.
SELECT as_of, period_from, period_to, prev_from, prev_to FROM reference.parameter
