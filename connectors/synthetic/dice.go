package synthetic

import (
	"math/bits"
	"math/rand/v2"
)

// Tags keep the dice of different subjects apart.
const (
	tagLife uint64 = iota + 1
	tagPerson
	tagCentre
	tagBIN
	tagReturn
	tagVacancy
	tagSupport
	tagIncident
	tagProgramme
	tagCouncil
	tagLabour
	tagStream
	tagFile
)

// dice is a sequence of numbers that depends on nothing but its seed.
type dice struct{ rand.PCG }

// dice returns the sequence of subject n under a tag.
func (r *Republic) dice(tag uint64, n int) dice {
	var d dice
	d.Seed(mix(r.opt.Seed^tag*0x9e3779b97f4a7c15), mix(uint64(n)+tag))
	return d
}

// mix spreads a counter over 64 bits (the finaliser of SplitMix64), so that neighbours do
// not resemble each other.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// below returns 0..n-1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.Uint64(), uint64(n))
	return int(hi)
}

// between returns low..high, both inclusive.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// permille is true p times of a thousand.
func (d *dice) permille(p int) bool { return d.below(1000) < p }

// pick returns an index in proportion to the weights, which must have a positive sum.
func (d *dice) pick(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := d.below(total)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("weights changed while they were drawn")
}
