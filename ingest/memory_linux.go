package ingest

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// newMemoryFile makes a file that lives in memory only, so that decoded text can be
// handed to DuckDB without ever touching a disk.
func newMemoryFile() (*os.File, string, error) {
	fd, err := unix.MemfdCreate("nsk", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, "", fmt.Errorf("memory file: %w", err)
	}
	return os.NewFile(uintptr(fd), "memory"), fmt.Sprintf("/proc/self/fd/%d", fd), nil
}
