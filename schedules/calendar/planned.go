package calendar

// A Planned is the working day for which something owed not later than a day is planned,
// and why it is that one.
type Planned struct {
	Day      Day
	NotAfter Day    // the day that is named
	Off      []Info // the days off from the day after Day to NotAfter; empty where they are one
}

// Moved reports whether the day that is named is a day off.
func (p *Planned) Moved() bool { return p.Day != p.NotAfter }

// Estimated reports whether the plan rests on a day off that is not confirmed.
func (p *Planned) Estimated() bool {
	for _, i := range p.Off {
		if i.Estimated {
			return true
		}
	}
	return false
}

// Plan returns the last working day not after a day, with the days off that moved it. The
// error is an ErrOutside.
func (c *Calendar) Plan(notAfter Day) (Planned, error) {
	day, err := c.LastWorkingDayNotAfter(notAfter)
	if err != nil {
		return Planned{}, err
	}
	p := Planned{Day: day, NotAfter: notAfter}
	for d := day + 1; d <= notAfter; d++ {
		p.Off = append(p.Off, *c.view().at(d))
	}
	return p, nil
}
