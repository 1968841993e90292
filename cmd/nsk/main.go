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

// run is the program, by a clock.
func run(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{out: os.Stdout, err: os.Stderr, now: now}
	err := a.root().ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	}
	fmt.Fprintf(os.Stderr, "nsk: %s\n", a.failure(err))
	return exitFailed
}
