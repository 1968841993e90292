package ingest

import (
	"context"
	"errors"
	"fmt"

	"nsk/connectors/contract"
)

// errMiscounted means that DuckDB and we disagree on how many records a chunk holds.
var errMiscounted = errors.New("the number of records read differs from the number counted")

// stream lets read make chunks in a goroutine of its own while DuckDB takes in the one
// before. The channel holds nothing: when a chunk has been handed over, the one before
// it is done with and its file is free for the next. The goroutine has ended when stream
// returns.
func (t *task) stream(read func(to sink) error) error {
	ctx, cancel := context.WithCancel(t.ctx)
	defer cancel()
	chunks, done := make(chan *chunk), make(chan error, 1)
	var remarks []Fault // written by the goroutine, read after its end
	note := func(code, detail string) { remarks = append(remarks, Fault{Code: code, Detail: detail}) }
	to := sink{files: t.files, size: t.portion(), window: t.window(), remark: note, yield: func(c *chunk) error {
		select {
		case chunks <- c:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
	go func() {
		done <- read(to)
		close(chunks)
	}()
	var failed error
	for c := range chunks {
		if failed = t.insert(c); failed != nil {
			cancel()
			break
		}
	}
	err := <-done
	if failed != nil {
		err = failed
	}
	if err == nil {
		err = t.remark(remarks)
	}
	return errors.Join(err, t.files.empty())
}

// remark writes findings about the file that do not hinder reading it. Of a return that is
// told in parts each is told once, and not with every part.
func (t *task) remark(remarks []Fault) error {
	const q = `INSERT INTO ledger.finding SELECT $1, NULL, NULL, 'file', $2, $3, $4, NULL
		WHERE NOT ($5 AND EXISTS (SELECT 1 FROM ledger.finding AS f JOIN ledger.landing AS l ON l.landing = f.landing
			WHERE l.provider = $6 AND contains(l.period, '+') AND f.landing < $1 AND f.row IS NULL AND f.rule = $3 AND f.value = $2))`
	l := t.out.Landing
	for _, f := range remarks {
		if err := t.exec(q, l.Number, f.Detail, t.plan.id("file", faultNumber(f.Code)), string(remarkSeverity(f.Code)), l.Period.Part != "", l.Provider); err != nil {
			return err
		}
	}
	return nil
}

// remarkSeverity is that of what does not hinder reading: what is hidden was read; what has
// changed at the source somebody has to look at.
func remarkSeverity(code string) contract.Severity {
	if code == "hidden" {
		return contract.SeverityInformation
	}
	return contract.SeverityWarning
}

// window is enough for a small file as a whole, whose text may grow threefold in UTF-8.
func (t *task) window() int {
	return int(min(int64(t.windowSize), 3*t.out.Landing.Bytes+1))
}

// portion is how much text each thread is given: half of a small file, with room for the
// numbers of the rows.
func (t *task) portion() int64 {
	return min(t.portionSize, max(leastPortion, t.out.Landing.Bytes*5/8))
}

// insert hands a chunk to DuckDB: one pass that stores the rows, and a second over the
// marked ones only, to say what is wrong with them.
func (t *task) insert(c *chunk) error {
	n, err := t.tx.ExecPlanned(t.ctx, t.plan.insert(c.source(t.plan.contract)), t.rowArgs()...)
	if err != nil {
		return fmt.Errorf("read rows after %d: %w", t.out.Received, t.discreet(err))
	}
	if n != c.rows() {
		return fmt.Errorf("rows after %d: %w (%d, %d)", t.out.Received, errMiscounted, n, c.rows())
	}
	t.out.Received += n
	marked, err := t.marked(c.first)
	if err != nil || len(marked) == 0 {
		return err
	}
	few, err := c.only(marked, t.files.marked)
	if err != nil {
		return err
	}
	return t.discreet(t.explain(few.source(t.plan.contract)))
}

// errUnsaid stands in place of what DuckDB says of rows that hold personal data: its
// messages quote the line they stumbled over.
var errUnsaid = errors.New("DuckDB could not read the rows; its message may quote personal data and is not shown")

// discreet keeps quoted rows out of messages, logs and findings.
func (t *task) discreet(err error) error {
	if err == nil || t.ctx.Err() != nil || !t.plan.contract.HasPersonal() {
		return err
	}
	return errUnsaid
}

// marked lists the rows from first on that the first pass marked, in order.
func (t *task) marked(first int64) (rows []int64, err error) {
	found, err := t.tx.QueryPlanned(t.ctx, t.plan.marked(), t.out.Landing.Number, first)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var row int64
		if err := found.Scan(&row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

// explain writes the findings of marked rows, which source selects among others or alone.
func (t *task) explain(source string) error {
	if _, err := t.tx.ExecPlanned(t.ctx, t.plan.explain(source), t.rowArgs()...); err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	t.remarked = true
	return nil
}
