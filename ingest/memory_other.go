//go:build !linux

package ingest

import "errors"

// newMemoryFile is not available: without a file that lives in memory only, decoded
// personal data would be written to a disk in plain text.
func newMemoryFile() (*memoryFile, error) {
	return nil, errors.New("ingest needs Linux: this system has no files that live in memory only, and personal data must not be written to a disk in plain text")
}
