package disclosure

// Group is what must stay uncertain about the rest of a group of n known to outsiders, all
// or nearly all of whom are in the sensitive part: an outsider must reckon with as many
// others as it takes that nobody's outcome is known. The zero Need if the group is not of
// that kind (analysis, section 6.3, rule 3).
func (s Settings) Group(n, sensitive int64) Need {
	if !s.Groups || n == 0 || sensitive < n {
		return Need{}
	}
	others := max(2, (n+9)/10)
	return Need{Width: others, Upper: others}
}

// InsiderSees reports whether the largest centre of a cell, which knows its own number,
// finds a small number of all others by subtraction (rule 4).
func (s Settings) InsiderSees(total, largest int64) bool {
	return s.Insider && small(total-largest, s.Threshold.Persons)
}

// Named reports whether the numbers of a named unit may be printed: x of n, with both parts
// large enough (section 6.5).
func (s Settings) Named(x, n int64) bool {
	return n >= s.Rates.MinDenominator && x >= s.Rates.MinPart && n-x >= s.Rates.MinPart
}
