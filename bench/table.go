package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"nsk/warehouse"
)

// machine says where and when this was measured.
func machine(ctx context.Context, now time.Time) (string, error) {
	e, err := warehouse.Open(ctx, "", options)
	if err != nil {
		return "", err
	}
	defer e.Close()
	var version string
	if err := e.DB().QueryRowContext(ctx, "SELECT version()").Scan(&version); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s; %s, %d cores, %s RAM; %s/%s, %s, DuckDB %s, %d threads, memory limit %s",
		now.Format(time.DateOnly), field("/proc/cpuinfo", "model name"), runtime.NumCPU(), ram(),
		runtime.GOOS, runtime.GOARCH, runtime.Version(), version, options.Threads, options.MemoryLimit), nil
}

// field is the value after "name:" in a file of such lines; "unknown" where there is none.
func field(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if key, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func ram() string {
	kib, err := strconv.Atoi(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB"))
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f GiB", float64(kib)/(1<<20))
}

var heading = []string{"measure", "size", "nsk", "reference", "ratio", "ratio of CPU", "nsk rows/s", "nsk peak", "reference peak"}

// write prints the table as text or as markdown.
func write(out io.Writer, format, about string, lines []line) error {
	if format == "markdown" {
		return writeMarkdown(out, about, lines)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%s\n\n", about)
	fmt.Fprintln(w, strings.Join(heading, "\t"))
	for _, l := range lines {
		fmt.Fprintln(w, strings.Join(l.cells(), "\t"))
	}
	return w.Flush()
}

func writeMarkdown(out io.Writer, about string, lines []line) error {
	rows := [][]string{heading, {"---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:"}}
	for _, l := range lines {
		rows = append(rows, l.cells())
	}
	for _, r := range rows {
		if _, err := fmt.Fprintf(out, "| %s |\n", strings.Join(r, " | ")); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "\nMedian (min..max) of %d rounds in turns. %s\n", len(lines[0].nsk), about)
	return err
}

func (l line) cells() []string {
	unit, factor := "s", 1.0
	if l.kind == kindSmall {
		unit, factor = "ms a file", 1000/float64(l.rows)
	}
	nsk, other := seconds(l.nsk), seconds(l.reference)
	return []string{l.name, fmt.Sprintf("%s (%.0f MB)", spaced(l.rows), float64(l.bytes)/1e6),
		spread(nsk, factor) + " " + unit, l.benchCase.reference + ": " + spread(other, factor) + " " + unit,
		fmt.Sprintf("%.2f", median(nsk)/median(other)), fmt.Sprintf("%.2f", median(busy(l.nsk))/median(busy(l.reference))),
		spaced(int(float64(l.nsk[0].Rows) / median(nsk))), peak(l.nsk), peak(l.reference)}
}

func seconds(rs []result) (all []float64) {
	for _, r := range rs {
		all = append(all, r.Seconds)
	}
	return all
}

func busy(rs []result) (all []float64) {
	for _, r := range rs {
		all = append(all, r.CPU)
	}
	return all
}

func peak(rs []result) string {
	var most int64
	for _, r := range rs {
		most = max(most, r.PeakKiB)
	}
	return fmt.Sprintf("%d MiB", most>>10)
}

func spread(v []float64, factor float64) string {
	return fmt.Sprintf("%.2f (%.2f..%.2f)", median(v)*factor, slices.Min(v)*factor, slices.Max(v)*factor)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}

// spaced writes 2000000 as 2 000 000.
func spaced(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
