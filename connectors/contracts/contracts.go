// Package contracts is the data: one YAML contract per source, and the bodies and regions
// they speak of.
package contracts

import "embed"

// FS holds the contracts that are built into the program.
//
//go:embed *.yaml
var FS embed.FS
