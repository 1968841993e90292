// Command nsk pulls, checks, keeps, analyses and publishes the data of Kazakhstan's
// National System of Qualifications.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"nsk/warehouse"
	"nsk/warehouse/query"
)

// Exit codes: done, done with findings, could not.
const (
	exitDone     = 0
	exitFindings = 1
	exitFailed   = 2
)

// errFindings ends a command that did its work and found something wrong with the data.
// Everything has been said when it is returned.
var errFindings = errors.New("findings")

func main() { os.Exit(run(time.Now)) }

// run is the program, by a clock. A child that runs one query is nothing else.
func run(now func() time.Time) int {
	if query.Child(os.Args[1:]) {
		return exitDone
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: now}
	err := a.root().ExecuteContext(ctx)
	var held *warehouse.HeldError
	if !errors.As(err, &held) {
		return a.exit(err)
	}
	if code, ok := a.borrow(ctx, held, os.Args[1:]); ok {
		return code
	}
	if !a.sent {
		return a.exit(err)
	}
	a = &app{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: now, unserved: true}
	return a.exit(a.root().ExecuteContext(ctx))
}

// exit says what went wrong and returns the exit code.
func (a *app) exit(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	}
	fmt.Fprintf(a.err, "nsk: %s\n", a.failure(err))
	return exitFailed
}
