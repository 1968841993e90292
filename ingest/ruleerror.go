package ingest

import "fmt"

// A ruleError says that the SQL of rules failed over the rows at hand, such as a cast that
// one value does not survive. DuckDB does not say which of the rules asked together it was,
// and undoes the transaction; so the landing is read once more, with its rules asked one by
// one.
type ruleError struct {
	source string
	checks []check
	err    error
}

func (e *ruleError) Error() string {
	if len(e.checks) == 1 {
		return fmt.Sprintf("rule %s cannot be asked: %v", e.checks[0].rule, e.err)
	}
	return fmt.Sprintf("rules of %s: %v", e.source, e.err)
}

func (e *ruleError) Unwrap() error { return e.err }

// failed is the error of a statement that asked checks.
func (t *task) failed(checks []check, err error) error {
	if err == nil {
		return nil
	}
	return &ruleError{t.plan.contract.Source, checks, err}
}

// together groups the checks that one statement asks of returns received before.
func (t *task) together(checks []check) [][]check {
	if !t.single {
		return [][]check{checks}
	}
	groups := make([][]check, len(checks))
	for i := range checks {
		groups[i] = checks[i : i+1]
	}
	return groups
}
