// Command bench measures nsk against a reference in the same run, mostly bare DuckDB.
//
// Every step runs in a process of its own, so that its peak memory is its own, and the
// two sides take turns (A B A B), so that a slow minute of the machine hits both. Both
// read the same file with the same threads and memory limit, and both include closing
// the database, which writes it out. What was received before, registers and earlier
// returns, is loaded before the clock starts. Rows are counted in the table afterwards.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

// Settings are what a person may choose.
type Settings struct {
	Format  string // text or markdown
	Quick   bool   // a tenth of the sizes
	Large   bool   // returns of ten times the size as well
	Rounds  int    // times each side runs; the median counts
	Only    string // one kind of measure
	Folder  string // where files and databases are made, and removed again
	Profile string // folder for the CPU profiles of nsk
}

func main() {
	var err error
	switch {
	case len(os.Args) > 1 && os.Args[1] == stepCommand:
		err = stepMain(os.Stdin, os.Stdout)
	case len(os.Args) > 1 && os.Args[1] == brokerCommand:
		err = brokerMain(os.Stdin, os.Stdout)
	default:
		err = benchMain(os.Args[1:], os.Stdout)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func benchMain(args []string, out io.Writer) error {
	var s Settings
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&s.Format, "format", "text", "text, or markdown as it stands in the README")
	f.BoolVar(&s.Quick, "quick", false, "a tenth of the sizes")
	f.BoolVar(&s.Large, "large", false, "also ten times as many recognition returns")
	f.IntVar(&s.Rounds, "rounds", 3, "how often each side runs")
	f.StringVar(&s.Only, "only", "", "one measure: table, returns, correct, check, small, report, rest, sql, kafka or pages")
	f.StringVar(&s.Folder, "dir", "", "folder to work in; empty: a temporary one")
	f.StringVar(&s.Profile, "profile", "", "folder for CPU profiles of nsk, one a measure and size")
	if err := f.Parse(args); err != nil {
		return err
	}
	if s.Format != "text" && s.Format != "markdown" {
		return fmt.Errorf("unknown format %q; say text or markdown", s.Format)
	}
	if len(cases(s)) == 0 {
		return fmt.Errorf("unknown measure %q", s.Only)
	}
	return measureAll(context.Background(), s, out)
}

// measureAll measures one case after another and prints the table.
func measureAll(ctx context.Context, s Settings, out io.Writer) error {
	dir, err := os.MkdirTemp(s.Folder, "nsk-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	about, err := machine(ctx, time.Now())
	if err != nil {
		return err
	}
	var lines []line
	for _, c := range cases(s) {
		fmt.Fprintf(os.Stderr, "%s, %s ...\n", c.name, spaced(c.rows))
		l, err := c.measure(ctx, s, dir)
		if err != nil {
			return fmt.Errorf("%s, %d: %w", c.name, c.rows, err)
		}
		lines = append(lines, l)
	}
	return write(out, s.Format, about, lines)
}

// stepMain runs the step that in describes and prints its result as JSON for the process
// that started it.
func stepMain(in io.Reader, out io.Writer) error {
	var a stepArgs
	if err := json.NewDecoder(in).Decode(&a); err != nil {
		return fmt.Errorf("a step is started by bench itself: %w", err)
	}
	r, err := a.run(context.Background())
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(r)
}
