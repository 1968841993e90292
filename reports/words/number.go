package words

import (
	"fmt"
	"math/big"
	"strings"
)

const (
	nbsp  = "\u00a0"
	minus = "\u2212"
	// percentSign stands right after the number in both languages. The metric
	// standard wants a no-break space in Russian; official statistics print none.
	percentSign = "%"
)

// Number is an exact value together with the way it is shown: how many decimals,
// and whether as a percentage. The zero Number is a plain 0.
type Number struct {
	value    *big.Rat
	decimals int
	percent  bool
}

// Int is the whole number n.
func Int(n int64) Number { return Number{value: new(big.Rat).SetInt64(n)} }

// Dec is v shown with the given number of decimals, rounded half away from zero.
// A nil v is 0; negative decimals count as none.
func Dec(v *big.Rat, decimals int) Number {
	return Number{value: v, decimals: max(decimals, 0)}
}

// Percent is v shown as a percentage. The unit of v is percent: 12.3 gives 12,3%.
func Percent(v *big.Rat, decimals int) Number {
	n := Dec(v, decimals)
	n.percent = true
	return n
}

// ParseNumber reads an exact decimal such as "-1234.50", as SQL prints it, to be
// shown with the given number of decimals.
func ParseNumber(s string, decimals int) (Number, error) {
	if s == "" || strings.Trim(s, "-0123456789.") != "" {
		return Number{}, fmt.Errorf("number %q: not a decimal", s)
	}
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return Number{}, fmt.Errorf("number %q: not a decimal", s)
	}
	return Dec(v, decimals), nil
}

// AsPercent returns n shown as a percentage.
func (n Number) AsPercent() Number {
	n.percent = true
	return n
}

// Abs returns n without its sign, for sentences that say the direction in words.
func (n Number) Abs() Number {
	n.value = new(big.Rat).Abs(n.rat())
	return n
}

// Sign returns -1, 0 or +1 for the number as shown: -0.04 with one decimal is 0.
func (n Number) Sign() int {
	if strings.Trim(n.digits(), "0.") == "" {
		return 0
	}
	return n.rat().Sign()
}

// Rat returns a copy of the exact value behind n.
func (n Number) Rat() *big.Rat { return new(big.Rat).Set(n.rat()) }

// Decimals returns how many decimals are shown.
func (n Number) Decimals() int { return n.decimals }

// IsPercent reports whether n is shown as a percentage.
func (n Number) IsPercent() bool { return n.percent }

// String shows n as both languages print it: decimal comma, groups of three with
// U+00A0 from 1 000 up, minus U+2212, percent without a space.
func (n Number) String() string {
	if n.Sign() < 0 {
		return minus + n.unsigned()
	}
	return n.unsigned()
}

// Signed shows n as a change: with a plus or a minus, zero with neither.
func (n Number) Signed() string {
	if n.Sign() > 0 {
		return "+" + n.unsigned()
	}
	return n.String()
}

func (n Number) rat() *big.Rat {
	if n.value == nil {
		return new(big.Rat)
	}
	return n.value
}

// digits is the rounded absolute value with a decimal point.
func (n Number) digits() string {
	return new(big.Rat).Abs(n.rat()).FloatString(n.decimals)
}

func (n Number) unsigned() string {
	whole, frac, _ := strings.Cut(n.digits(), ".")
	s := group(whole)
	if frac != "" {
		s += "," + frac
	}
	if n.percent {
		s += percentSign
	}
	return s
}

func group(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(nbsp)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// whole returns the shown value as an integer, false if it is shown with decimals.
func (n Number) whole() (*big.Int, bool) {
	if n.decimals > 0 {
		return nil, false
	}
	v, ok := new(big.Int).SetString(n.digits(), 10)
	return v, ok
}

func (n Number) show(l Lang, form string) (string, error) {
	switch {
	case form == "":
		return n.String(), nil
	case form == "signed":
		return n.Signed(), nil
	case l == KK:
		return n.kazakh(form)
	}
	return "", fmt.Errorf("a number has no form %q in Russian", form)
}
