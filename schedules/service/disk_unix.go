//go:build unix

package service

import "golang.org/x/sys/unix"

// diskOf is how much can still be written to the disk of a folder, and how large it is.
func diskOf(dir string) (free, size float64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return float64(s.Bavail) * float64(s.Bsize), float64(s.Blocks) * float64(s.Bsize), nil
}
