package chain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A line that a crash cut off anywhere is passed over, and the next one stands whole.
func TestATornLineIsPassedOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log.jsonl")
	long := strings.Repeat("я", 100<<10) // longer than one part that is read backwards
	if err := Append(file, long); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 1, 3, len(whole) / 2, len(whole) - 1} {
		text := append(append([]byte("1\n"), whole...), whole[:cut]...)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if last, err := Last(file); err != nil || string(last)+"\n" != string(whole) {
			t.Errorf("cut at %d: the last line has %d bytes, %v", cut, len(last), err)
		}
		if err := Append(file, "next"); err != nil {
			t.Fatal(err)
		}
		var lines []string
		if err := Each(file, func(n int, line []byte, whole bool) error {
			if n != len(lines)+1 || !whole {
				t.Errorf("cut at %d: line %d, whole %v", cut, n, whole)
			}
			lines = append(lines, string(line))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(lines) != 3 || lines[2] != `"next"` {
			t.Errorf("cut at %d: %d lines", cut, len(lines))
		}
	}
}

// What is not there has no lines; an empty file has no last one.
func TestNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log.jsonl")
	if err := Each(file, func(int, []byte, bool) error { t.Error("a line"); return nil }); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(file, []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if last, err := Last(file); err != nil || last != nil {
		t.Errorf("%q, %v", last, err)
	}
}
