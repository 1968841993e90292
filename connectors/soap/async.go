package soap

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"nsk/connectors"
)

// An async register takes a question and has the answer fetched later.
//
// Nothing need be remembered between two processes. The number of a question follows from
// the return it is about, so that after a restart the same question is asked under the same
// number, and is acknowledged with the chain it began; the answers to that chain wait at
// the gateway until they are confirmed, which is done only when they are safely landed.
type async struct {
	*gateway
	lock  sync.Mutex
	asked map[string]string    // chain of messages, by number of the question
	taken map[string][]message // what Settle confirms, by name of the batch
}

// Fetch asks, unless that has been done, and looks whether the answer is there. An
// acknowledgement is none.
func (a *async) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	chain, err := a.chain(ctx, w)
	if err != nil {
		return nil, err
	}
	o := a.outgoing("", a.now())
	o.Correlation = chain
	body, said, err := a.ask(ctx, o.as("getMessages"))
	if err != nil {
		return nil, err
	}
	if said.op != "getMessagesResponse" {
		return nil, a.fail("the answer is no getMessagesResponse")
	}
	own := ofChain(said.messages, chain)
	if len(own) == 0 {
		return nil, fmt.Errorf("pull %s: the question of %s is acknowledged, its answer is not there: %w", a.address, w.Period, connectors.ErrNotPublished)
	}
	b, err := a.batch(ctx, w, body, newest(own))
	if err != nil {
		return nil, err
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	a.taken[b.Name] = own
	return b, nil
}

// Settle confirms to the gateway what was landed, so that it is not given again, and says
// whether it could be read. Where this fails, the answer comes once more and is known.
func (a *async) Settle(ctx context.Context, b *connectors.Batch, accepted bool) error {
	a.lock.Lock()
	messages := a.taken[b.Name]
	delete(a.taken, b.Name)
	a.lock.Unlock()
	state := map[bool]string{true: "PROCESSED", false: "REJECTED"}[accepted]
	for _, m := range messages {
		o := a.outgoing(m.fields["messageId"], a.now())
		o.Correlation, o.State = m.fields["correlationId"], state
		o.Notice = identity(a.source, b.Want, o.ID)
		for _, name := range []string{"sendDeliveryNotification", "changeMassageStatusNotification"} {
			if _, _, err := a.ask(ctx, o.as(name)); err != nil {
				return fmt.Errorf("confirm with %s: %w", name, err)
			}
		}
	}
	return nil
}

// chain is that of the question about a return, which is asked now if it was not.
func (a *async) chain(ctx context.Context, w connectors.Want) (string, error) {
	now := a.now()
	start, _ := w.Period.Bounds()
	id := identity(a.source, w, strconv.FormatInt(int64(now.Sub(start)/a.again), 10))
	a.lock.Lock()
	chain := a.asked[id]
	a.lock.Unlock()
	if chain != "" {
		return chain, nil
	}
	o := a.outgoing(id, now)
	o.Data = a.question.data(w)
	_, said, err := a.ask(ctx, o.as("sendMessage"))
	if err != nil {
		return "", err
	}
	chain = said.fields["correlationId"]
	if said.op != "sendMessageResponse" || chain == "" {
		return "", a.fail("the question was not acknowledged: the answer is no sendMessageResponse with a correlationId")
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	a.asked[id] = chain
	return chain, nil
}

// ofChain are the answers of a chain, each once.
func ofChain(all []message, chain string) (own []message) {
	seen := make(map[string]bool)
	for _, m := range all {
		id := m.fields["messageId"]
		if m.fields["correlationId"] != chain || m.fields["messageType"] == "NOTIFICATION" || id == "" || seen[id] {
			continue
		}
		seen[id] = true
		own = append(own, m)
	}
	return own
}

// newest is the answer given last; of two of one moment the one that stands later.
func newest(all []message) message {
	best := all[0]
	for _, m := range all[1:] {
		if !moment(m).Before(moment(best)) {
			best = m
		}
	}
	return best
}

// moment is when a message was written, in whatever offset.
func moment(m message) time.Time {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(form, m.fields["messageDate"]); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
