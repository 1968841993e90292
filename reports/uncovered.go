package reports

// Uncovered are the facts of coverage, one a source, of sources so much of which is missing
// that no figure that changes within the period is printed from them (analysis, parameters:
// coverage_block).
func (r *Result) Uncovered() []Fact {
	var list []Fact
	for _, f := range r.Facts {
		if f.Indicator == "I.13" && f.By == "source" && f.Window == Now && f.Value != "" && f.Rat().Cmp(coverageBlock) < 0 {
			list = append(list, f)
		}
	}
	return list
}
