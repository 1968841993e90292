package ingest

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// newMemoryFile makes a file that lives in memory only, so that decoded text can be
// handed to DuckDB without ever touching a disk.
func newMemoryFile() (*memoryFile, error) {
	fd, err := unix.MemfdCreate("nsk", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("memory file: %w", err)
	}
	return &memoryFile{File: os.NewFile(uintptr(fd), "memory"), path: fmt.Sprintf("/proc/self/fd/%d", fd)}, nil
}
