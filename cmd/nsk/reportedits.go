package main

import (
	"os"

	"nsk/reports"
)

// readEdits reads the analysts' file; without a name there are no edits.
func readEdits(name string) ([]reports.Edit, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return reports.ReadEdits(f)
}
