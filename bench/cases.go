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

	"nsk/connectors/sql/pgserver"
)

// A kind is what is measured.
type kind string

const (
	kindTable   kind = "table"   // plain CSV of six columns
	kindReturns kind = "returns" // one recognition return, with every rule
	kindCorrect kind = "correct" // a new version of one return of many
	kindCheck   kind = "check"   // a check before sending, of a file full of errors
	kindSmall   kind = "small"   // many files of thirty rows
	kindReport  kind = "report"  // the annual report of a release

	kindRest kind = "rest" // a register of many pages over HTTP
	kindSQL  kind = "sql"  // a table of PostgreSQL, where there is one

	kindKafka kind = "kafka" // a topic, into the warehouse

	kindPages kind = "pages" // pages of the site, read while a return arrives

	kindRegisters kind = "registers" // not measured: what every case of nsk begins with
)

// A benchCase is one line of the table: a kind at one size.
type benchCase struct {
	kind            kind
	name, reference string
	rows            int // of the file; for small files their number
}

// cases are the measures of the design at three sizes each, so that growth is seen.
func cases(s Settings) []benchCase {
	returns := []int{100_000, 300_000, 1_000_000}
	if s.Large {
		returns = append(returns, 10_000_000)
	}
	var all []benchCase
	add := func(k kind, name, reference string, sizes ...int) {
		for _, n := range sizes {
			if s.Quick {
				n /= 10
			}
			if s.Only == "" || s.Only == string(k) {
				all = append(all, benchCase{k, name, reference, n})
			}
		}
	}
	add(kindTable, "CSV, 6 columns", "typed load", 200_000, 700_000, 2_000_000)
	add(kindReturns, "recognition return, 19 columns", "typed load", returns...)
	add(kindCorrect, "corrected return, one of ten", "MERGE", 20_000, 70_000, 200_000)
	add(kindCheck, "nsk check, each tenth row wrong", "same file, clean", 100_000, 300_000, 1_000_000)
	add(kindSmall, "files of 30 returns", "commits", 50, 100, 200)
	add(kindReport, "annual report, applications", "SQL of the indicators", 50_000, 500_000, 5_000_000)
	add(kindRest, "register in pages over HTTP, into a file", "bare client", 100_000, 1_000_000, 5_000_000)
	if pgserver.Found() || s.Only == string(kindSQL) {
		add(kindSQL, "table of PostgreSQL, 7 columns, into a file", "bare client", 100_000, 500_000, 2_000_000)
	}
	add(kindKafka, "topic of Kafka, into the warehouse", "bare consumer", 20_000, 100_000, 400_000)
	add(kindPages, "95 of 100 pages within, 50 readers, a return arriving", "nothing arriving", 200_000, 600_000, 2_000_000)
	return all
}

// A line is what was measured of a case: one value a round.
type line struct {
	benchCase
	bytes          int64
	nsk, reference []result
}

// measure makes the files and the world they arrive in, and lets both sides take turns.
func (c benchCase) measure(ctx context.Context, s Settings, parent string) (line, error) {
	l := line{benchCase: c}
	dir, err := os.MkdirTemp(parent, string(c.kind)+"-")
	if err != nil {
		return l, err
	}
	defer os.RemoveAll(dir)
	in, err := c.write(dir)
	if err != nil {
		return l, err
	}
	if c.kind == kindKafka {
		address, stop, err := startBroker(ctx, c.rows)
		if err != nil {
			return l, err
		}
		defer func() { _ = stop() }() // it only served
		in.Broker = address
	}
	l.bytes = size(in.Files)
	t := turns{benchCase: c, ctx: ctx, dir: dir, in: in, profile: s.Profile}
	if err := t.furnish(parent); err != nil {
		return l, err
	}
	for range s.Rounds {
		for _, side := range sides {
			r, err := t.turn(side)
			if err != nil {
				return l, fmt.Errorf("%s: %w", side, err)
			}
			if side == sideNSK {
				l.nsk = append(l.nsk, r)
			} else {
				l.reference = append(l.reference, r)
			}
		}
	}
	return l, nil
}

func size(files []file) (sum int64) {
	for _, f := range files {
		if info, err := os.Stat(f.Path); err == nil { // written just now
			sum += info.Size()
		}
	}
	return sum
}

// turns are the rounds of one case.
type turns struct {
	benchCase
	ctx     context.Context
	dir     string
	in      input
	profile string
}

// furnish makes the homes of both sides as they are before each round. The registers are
// received once, for all cases.
func (t turns) furnish(parent string) error {
	switch t.kind {
	case kindReport:
		return t.release()
	case kindRest, kindSQL:
		return errors.Join(os.Mkdir(t.home(sideNSK), 0o700), os.Mkdir(t.home(sideReference), 0o700))
	}
	registers := turns{benchCase: benchCase{kind: kindRegisters}, ctx: t.ctx}
	world := filepath.Join(parent, "registers")
	if _, err := os.Stat(world); errors.Is(err, os.ErrNotExist) {
		if _, err := registers.step(sideNSK, true, world); err != nil {
			return fmt.Errorf("registers: %w", err)
		}
	}
	if err := copyFolder(t.home(sideNSK), world); err != nil {
		return err
	}
	if t.kind == kindKafka {
		return os.Mkdir(t.home(sideReference), 0o700)
	}
	for _, side := range sides {
		if _, err := t.step(side, true, t.home(side)); err != nil {
			return fmt.Errorf("%s: %w", side, err)
		}
	}
	return nil
}

// release makes one release, from which both sides read.
func (t turns) release() error {
	for _, side := range sides {
		if _, err := t.step(side, true, t.home(side)); err != nil {
			return fmt.Errorf("%s: %w", side, err)
		}
	}
	return nil
}

// home is the folder of a side as it is before each round.
func (t turns) home(s side) string { return filepath.Join(t.dir, "before-"+string(s)) }

// turn runs one side in a fresh process over a copy of its home.
func (t turns) turn(s side) (result, error) {
	home := filepath.Join(t.dir, "home")
	defer os.RemoveAll(home)
	if err := copyFolder(home, t.home(s)); err != nil {
		return result{}, err
	}
	return t.step(s, false, home)
}

// copyFolder copies files with their permissions, which keys need.
func copyFolder(to, from string) error {
	return exec.Command("cp", "-a", from, to).Run()
}

func (t turns) step(s side, furnish bool, home string) (result, error) {
	a := stepArgs{Kind: t.kind, Side: s, Furnish: furnish, Home: home, Rows: t.rows, input: t.in}
	if t.profile != "" && s == sideNSK && !furnish {
		a.Profile = filepath.Join(t.profile, fmt.Sprintf("%s-%d.pprof", t.kind, t.rows))
	}
	args, err := json.Marshal(a)
	if err != nil {
		return result{}, err
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return result{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	cmd := exec.CommandContext(t.ctx, self, stepCommand)
	cmd.Stdin = bytes.NewReader(args)
	return runStep(cmd)
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
