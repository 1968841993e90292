package audit

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// written is a log of three months with three entries in each.
func written(t *testing.T) (*Log, string) {
	t.Helper()
	dir := t.TempDir()
	l := Open(dir)
	for i := range 9 {
		at := noon.AddDate(0, i/3, 0)
		if _, err := l.Add(context.Background(), at, Act{Who: "аналитик", Did: "query", Object: "SELECT 1", Why: "проверка"}); err != nil {
			t.Fatal(err)
		}
	}
	return l, dir
}

func faults(t *testing.T, l *Log, anchors ...Anchor) []Fault {
	t.Helper()
	_, found, err := l.Verify(anchors...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What was written holds together over months, and every way to meddle with it is named
// with its file and line.
func TestMeddlingIsNoticed(t *testing.T) {
	for _, c := range []struct {
		name   string
		meddle func(lines []string) []string
		want   string
	}{
		{"nothing", func(l []string) []string { return l }, ""},
		{"a field changed", func(l []string) []string { l[1] = strings.Replace(l[1], "SELECT 1", "SELECT 2", 1); return l }, "2026-12.jsonl:2: changed (entry 5)"},
		{"a line removed", func(l []string) []string { return append(l[:1], l[2]) }, "2026-12.jsonl:2: removed (entry 6)"},
		{"two lines swapped", func(l []string) []string { l[0], l[1] = l[1], l[0]; return l }, "2026-12.jsonl:1: removed (entry 5)"},
		{"a line repeated", func(l []string) []string { return append(l, l[2]) }, "2026-12.jsonl:4: moved (entry 6)"},
		{"a line cut", func(l []string) []string { l[2] = l[2][:20]; return l }, "2026-12.jsonl:3: unreadable (entry 6)"},
		{"an entry written anew", func(l []string) []string { l[1] = forged(l[1]); return l }, "2026-12.jsonl:3: broken (entry 6)"},
		{"a line of another log", func(l []string) []string { return append(l, "[]") }, "2026-12.jsonl:4: unreadable (entry 7)"},
		{"a key repeated", func(l []string) []string { l[0] = strings.Replace(l[0], "{", `{"Who":"x",`, 1); return l }, "2026-12.jsonl:1: unreadable (entry 4)"},
		{"a key added", func(l []string) []string { l[0] = strings.Replace(l[0], "{", `{"x":1,`, 1); return l }, "2026-12.jsonl:1: unreadable (entry 4)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, dir := written(t)
			file := filepath.Join(dir, "2026-12.jsonl")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := c.meddle(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
			if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			got := ""
			if found := faults(t, l); len(found) > 0 {
				got = found[0].String()
			}
			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// A log whose end was cut off holds together, but not with an anchor that was noted elsewhere.
func TestACutEndIsNoticedByAnAnchor(t *testing.T) {
	l, dir := written(t)
	head, err := l.Head()
	if err != nil || head.Seq != 9 {
		t.Fatal(head, err)
	}
	if found := faults(t, l, head); len(found) > 0 {
		t.Fatal(found)
	}
	if err := os.Remove(filepath.Join(dir, "2027-01.jsonl")); err != nil {
		t.Fatal(err)
	}
	if found := faults(t, l); len(found) > 0 {
		t.Fatal(found)
	}
	if found := faults(t, l, head); len(found) != 1 || found[0].Kind != Cut {
		t.Fatal(found)
	}
}

// forged is the line with another object and the hash that fits it.
func forged(line string) string {
	e, err := decode([]byte(line))
	if err != nil {
		panic(err)
	}
	e.Object = "SELECT 2"
	e.Hash = e.sum()
	text, _ := json.Marshal(e)
	return string(text)
}

// Who cuts the end off and writes other entries in its place is found out by the anchor.
func TestAnotherEndIsNoticedByAnAnchor(t *testing.T) {
	l, dir := written(t)
	head, err := l.Head()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ParseAnchor(head.String()); err != nil || again != head {
		t.Error(again, err)
	}
	if err := os.Remove(filepath.Join(dir, "2027-01.jsonl")); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if _, err := l.Add(t.Context(), noon.AddDate(0, 2, 0), Act{Who: "другой", Did: "query"}); err != nil {
			t.Fatal(err)
		}
	}
	if found := faults(t, l, head); len(found) != 1 || found[0].String() != "2027-01.jsonl:3: changed (entry 9)" {
		t.Error(found)
	}
}

// A line that a crash cut off is taken away by the next entry, which stands whole.
func TestACrashLeavesNoHalfLine(t *testing.T) {
	l, dir := written(t)
	f, err := os.OpenFile(filepath.Join(dir, "2027-01.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"seq":10,"at":"2027`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if found := faults(t, l); len(found) != 1 || found[0].String() != "2027-01.jsonl:4: torn (entry 10)" {
		t.Fatal(found)
	}
	if head, err := l.Head(); err != nil || head.Seq != 9 {
		t.Fatal(head, err) // only looked at, never repaired
	}
	e, err := l.Add(context.Background(), noon.AddDate(0, 2, 1), Act{Who: "a", Did: "b"})
	if err != nil || e.Seq != 10 {
		t.Fatal(e, err)
	}
	if found := faults(t, l); len(found) > 0 {
		t.Error(found)
	}
}

// Many writers take turns: no number is given twice. A clock set back changes no order.
func TestWritersTakeTurns(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 10 {
				if _, err := Open(dir).Add(context.Background(), noon.Add(-time.Duration(k)*time.Hour*24*20), Act{Who: "w", Did: "d", Object: strings.Repeat("x", i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	n, found, err := Open(dir).Verify()
	if err != nil || n != 80 || len(found) > 0 {
		t.Error(n, found, err)
	}
}

// The longest entry there can be is written, found again as the last, and verified.
func TestTheLongestEntryHasItsPlace(t *testing.T) {
	l, _ := written(t)
	long := strings.Repeat("<", 2*longest)
	for range 2 {
		if _, err := l.Add(t.Context(), noon.AddDate(1, 0, 0), Act{Who: long, Did: "query", Object: long, Why: long + "\xff"}); err != nil {
			t.Fatal(err)
		}
	}
	if n, found, err := l.Verify(); err != nil || n != 11 || len(found) > 0 {
		t.Error(n, found, err)
	}
}

// Nobody is named in the log: numbers, addresses and telephones of persons are masked, the
// numbers of organisations are not.
func TestNobodyIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"iin=000228100007 bin=940140000385":                          "iin=••• bin=940140000385",
		"ИИН000228100007, 'x000228100007x'":                          "ИИН•••, 'x•••x'",
		"0002281000070":                                              "•••",
		"a.b@mail.kz аян@почта.қаз":                                  "••• •••",
		"+7 701 123 45 67 87011234567":                               "••• •••",
		"+7(701)123-45-67, 8 (701) 1234567":                          "•••, •••",
		"77011234567 (8-701) 2025-03":                                "••• (8-701) 2025-03",
		"2025-11-20 00:00:00, 8000 of 12345678901, 20261128T030000Z": "2025-11-20 00:00:00, 8000 of 12345678901, 20261128T030000Z",
	} {
		if got := Mask(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
