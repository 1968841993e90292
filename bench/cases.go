package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// A kind is what is measured. It names the step functions of both sides.
type kind string

const (
	kindTable   kind = "table"   // plain CSV of six columns
	kindReturns kind = "returns" // recognition returns with every rule
	kindSmall   kind = "small"   // many files of thirty rows
)

// A benchCase is one line of the table: a kind at one size.
type benchCase struct {
	kind kind
	name string
	rows int // of the file; for small files their number
}

// cases are the measures of the design at three sizes each, so that growth is seen.
func cases(s Settings) []benchCase {
	var all []benchCase
	add := func(k kind, name string, sizes ...int) {
		for _, n := range sizes {
			if s.Quick {
				n /= 10
			}
			all = append(all, benchCase{k, name, n})
		}
	}
	add(kindTable, "CSV, 6 columns", 200_000, 700_000, 2_000_000)
	add(kindReturns, "recognition returns, 19 columns", 100_000, 300_000, 1_000_000)
	if s.Large {
		add(kindReturns, "recognition returns, 19 columns", 10_000_000)
	}
	add(kindSmall, "files of 30 returns", 200)
	return all
}

// A line is what was measured of a case: one value a round.
type line struct {
	benchCase
	bytes     int64
	nsk, bare []result
}

// measure makes the file and lets both sides take turns.
func (c benchCase) measure(ctx context.Context, dir string, rounds int) (line, error) {
	l := line{benchCase: c}
	file := filepath.Join(dir, "input.csv")
	if err := c.write(file); err != nil {
		return l, err
	}
	defer os.Remove(file)
	info, err := os.Stat(file)
	if err != nil {
		return l, err
	}
	l.bytes = info.Size()
	for range rounds {
		for _, side := range []side{sideNSK, sideBare} {
			r, err := c.step(ctx, side, dir, file)
			if err != nil {
				return l, fmt.Errorf("%s: %w", side, err)
			}
			if side == sideNSK {
				l.nsk = append(l.nsk, r)
			} else {
				l.bare = append(l.bare, r)
			}
		}
	}
	return l, nil
}

// step runs one side in a fresh process and an empty folder.
func (c benchCase) step(ctx context.Context, side side, dir, file string) (result, error) {
	home, err := os.MkdirTemp(dir, string(side)+"-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(home)
	args, err := json.Marshal(stepArgs{Kind: c.kind, Side: side, Home: home, File: file, Rows: c.rows})
	if err != nil {
		return result{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	return runStep(exec.CommandContext(ctx, self, stepCommand, string(args)))
}

func runStep(cmd *exec.Cmd) (r result, err error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return r, err
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return r, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return r, errors.New("this system does not tell the peak memory of a process")
	}
	r.PeakKiB = usage.Maxrss + r.FilesKiB
	return r, nil
}
