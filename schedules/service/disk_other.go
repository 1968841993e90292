//go:build !unix

package service

import "errors"

// diskOf is not known on this system.
func diskOf(string) (free, size float64, err error) { return 0, 0, errors.ErrUnsupported }
