package contract

import (
	"io/fs"
	"slices"
)

// A Body is a provider that is not a recognition centre.
type Body struct {
	ID   string `yaml:"body"`
	Kind string `yaml:"kind"`
	RU   string `yaml:"ru"`
	KK   string `yaml:"kk"`
}

// A Region is one of the 17 oblasts and 3 cities of republican significance.
type Region struct {
	Code       string `yaml:"region"` // first two digits of its КАТО code
	RU         string `yaml:"ru"`
	KK         string `yaml:"kk"`
	Population int64  `yaml:"population,omitempty"` // 1 January 2026 where known, else 0
}

// KindCentre is the kind of provider of which there are many: each active centre.
const KindCentre = "centre"

// LoadBodies reads bodies.yaml.
func LoadBodies(fsys fs.FS) ([]Body, error) {
	var all []Body
	return all, strict(fsys, "bodies.yaml", &all)
}

// AddBodies is all of one list and then those of another; of the same id the other's.
func AddBodies(all, more []Body) []Body {
	all = slices.Clone(all)
	for _, b := range more {
		if i := slices.IndexFunc(all, func(a Body) bool { return a.ID == b.ID }); i >= 0 {
			all[i] = b
		} else {
			all = append(all, b)
		}
	}
	return all
}

// LoadRegions reads regions.yaml: the 20 regions of КАТО, edition НК РК 11-2025.
func LoadRegions(fsys fs.FS) ([]Region, error) {
	var all []Region
	return all, strict(fsys, "regions.yaml", &all)
}

// Providers lists the bodies that owe a contract; for sources owed by every centre it
// is empty, because the centres are known only from their register.
func (c *Contract) Providers(bodies []Body) []Body {
	var out []Body
	for _, b := range bodies {
		if b.ID == c.Provider || b.Kind == c.Provider {
			out = append(out, b)
		}
	}
	return out
}
