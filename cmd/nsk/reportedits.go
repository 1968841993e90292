package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"nsk/reports"
	"nsk/reports/words"
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

// writeInternal writes the internal annex beside the folder of the report, so that it is
// never delivered with it.
func (a *app) writeInternal(r *reports.Result, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, l := range words.Both {
		var page bytes.Buffer
		if err := reports.WriteInternal(&page, r, l); err != nil {
			return err
		}
		name := filepath.Join(dir, reports.InternalFile(l))
		if err := os.WriteFile(name, page.Bytes(), 0o600); err != nil {
			return err
		}
		fmt.Fprintln(a.out, name)
	}
	return nil
}
