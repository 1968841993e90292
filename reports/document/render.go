package document

// Check returns every fault that would make a renderer write a broken document. The document
// is [Document.Numbered].
func (d Document) Check() error { return check(d) }

// Legend returns the statuses that the table shows, in the order of all.
func (t Table) Legend(all []Status) []Status { return legend(t, all) }

// Caption returns the number of a numbered table or figure in words ("1-кесте").
func (l Labels) Caption(b Block) string { return l.caption(b) }

// Captions returns the numbers of tables and figures in words by their ids.
func (d Document) Captions() map[string]string { return captions(d) }

// Sections returns the sections down to a level, in reading order: the lines of the contents.
func (d Document) Sections(depth int) []Section {
	var list []Section
	for _, b := range d.Blocks {
		if s, ok := b.(Section); ok && s.Level <= depth {
			list = append(list, s)
		}
	}
	return list
}
