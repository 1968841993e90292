package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The numbers that others have checked (shared data) come out the same here.
func TestNumberVectors(t *testing.T) {
	const path = "../../shared/data/iin_bin_vectors.json"
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here; it is kept outside the repository", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var vectors map[string]json.RawMessage
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for group, fault := range map[string]func(string) string{"iin_valid": iinFault, "bin_valid": binFault, "iin_bad": iinFault, "bin_bad": binFault} {
		numbers := regexp.MustCompile(`"([0-9]{12})"`).FindAllSubmatch(vectors[group], -1)
		if len(numbers) == 0 {
			t.Errorf("no vectors %s", group)
		}
		for _, n := range numbers {
			if no := fault(string(n[1])); (no != "") != strings.HasSuffix(group, "bad") {
				t.Errorf("%s %s breaks rule %q", group, n[1], no)
			}
		}
	}
}

// Numbers near the border of what is sound are judged as by the definition, read out
// plainly.
func TestNumberFaultsByDefinition(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	seen := make(map[string]int)
	for range 200_000 {
		s := fmt.Sprintf("%02d%02d%02d%d%05d", dice.IntN(100), dice.IntN(14), dice.IntN(70), dice.IntN(8), dice.IntN(100_000))
		if dice.IntN(50) == 0 {
			s = s[:11] + string("x-"[dice.IntN(2)])
		}
		if got, want := iinFault(s), plainIIN(s); got != want {
			t.Fatalf("IIN %s: %q, want %q", s, got, want)
		}
		if got, want := binFault(s), plainBIN(s); got != want {
			t.Fatalf("BIN %s: %q, want %q", s, got, want)
		}
		seen[iinFault(s)]++
	}
	for _, no := range []string{"", noPattern, noBINinIIN, noNumberDate, noDigit} {
		if seen[no] < 100 {
			t.Errorf("rule %q was met %d times only: %v", no, seen[no], seen)
		}
	}
}

var (
	iinForm   = regexp.MustCompile(`^[0-9]{12}$`)
	ofCompany = regexp.MustCompile(`^....[456]`)
	binForm   = regexp.MustCompile(`^[0-9]{2}(0[1-9]|1[0-2])[456][0-3][0-9]{6}$`)
)

func plainIIN(s string) string {
	century := map[string]string{"1": "18", "2": "18", "3": "19", "4": "19", "5": "20", "6": "20", "0": "20"}
	if !iinForm.MatchString(s) {
		return noPattern
	}
	if ofCompany.MatchString(s) {
		return noBINinIIN
	}
	if _, err := time.Parse("20060102", century[s[6:7]]+s[:6]); err != nil {
		return noNumberDate
	}
	return plainDigit(s)
}

func plainBIN(s string) string {
	if !binForm.MatchString(s) {
		return noPattern
	}
	return plainDigit(s)
}

func plainDigit(s string) string {
	for _, weights := range [][]int{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2}} {
		sum := 0
		for i, w := range weights {
			sum += w * int(s[i]-'0')
		}
		if sum%11 < 10 {
			if fmt.Sprint(sum%11) == s[11:] {
				return ""
			}
			return noDigit
		}
	}
	return noDigit
}
