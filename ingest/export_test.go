package ingest

// AskApart asks the rules of every return as those of a large one are asked.
func (in *Ingester) AskApart() { in.largeBytes = 0 }
