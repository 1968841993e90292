package kafka

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/segmentio/kafka-go"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// firstDay takes out of held what makes one batch: of each partition the messages from the
// first on that are of the earliest day that any partition begins with, or of days before.
// So a late message comes with those it comes among, days that alternate make no more
// batches than there are days, and the cursor covers exactly what is taken.
func firstDay(held []kafka.Message, now time.Time) (run, rest []kafka.Message) {
	byPlace(held)
	day, last := calendar.Day(0), -1
	for i, m := range held {
		if m.Partition == last {
			continue
		}
		last = m.Partition
		if d := dayOf(m, now); i == 0 || d < day {
			day = d
		}
	}
	last = -1
	for _, m := range held {
		if m.Partition != last && dayOf(m, now) <= day {
			run = append(run, m)
			continue
		}
		last = m.Partition // it and what follows it
		rest = append(rest, m)
	}
	return run, rest
}

// dayOf is the local day of the message's own time. A day that has not come, or a time
// that a producer left out, is a wrong clock: then it is the day on which it is read.
func dayOf(m kafka.Message, now time.Time) calendar.Day {
	day := calendar.LocalDay(m.Time)
	if now.IsZero() {
		return day
	}
	if today := calendar.LocalDay(now); day > today || m.Time.Year() < 2000 {
		return today
	}
	return day
}

// period is the day of a batch, and its part: the same messages are the same part.
func period(run []kafka.Message, now time.Time) contract.Period {
	day := dayOf(run[0], now)
	for _, m := range run {
		day = max(day, dayOf(m, now))
	}
	p := contract.PeriodOf(contract.Daily, day.Time())
	first, last := run[0], run[len(run)-1]
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", origin(first.Topic, run), first.Time.UnixMilli(), last.Time.UnixMilli()))
	p.Part = hex.EncodeToString(sum[:8])
	return p
}

// A line of a batch stands for a message that is no JSON object in one line: its bytes
// under a name that no contract has, so that what is required is missing and it is rejected.
const unreadable = `{"_unreadable":"`

// lines are the messages, one a line, each as it was published if it is one JSON object.
func lines(run []kafka.Message) io.Reader {
	var all []io.Reader
	for _, m := range run {
		all = append(all, bytes.NewReader(line(m.Value)), strings.NewReader("\n"))
	}
	return io.MultiReader(all...)
}

func line(value []byte) []byte {
	text := bytes.TrimSpace(value)
	if !utf8.Valid(text) || len(text) == 0 || text[0] != '{' || !json.Valid(text) {
		return []byte(unreadable + base64.StdEncoding.EncodeToString(value) + `"}`)
	}
	if bytes.ContainsAny(text, "\n\r") { // between values: within texts JSON has none
		var flat bytes.Buffer
		_ = json.Compact(&flat, text) // it is valid
		return flat.Bytes()
	}
	return text
}

// Message gives back what was published from a line of a batch.
func Message(line []byte) []byte {
	inner, ok := bytes.CutPrefix(line, []byte(unreadable))
	if !ok {
		return line
	}
	value, err := base64.StdEncoding.DecodeString(string(bytes.TrimSuffix(inner, []byte(`"}`))))
	if err != nil {
		return line
	}
	return value
}

// origin says where the messages of a batch stand, in the order of its rows:
// kafka:applications 0:10-14+16-20 1:7-9.
func origin(topic string, run []kafka.Message) string {
	var b strings.Builder
	b.WriteString("kafka:" + topic)
	for i := 0; i < len(run); {
		from := run[i]
		end := i + 1
		for end < len(run) && run[end].Partition == from.Partition && run[end].Offset == run[end-1].Offset+1 {
			end++
		}
		switch {
		case i > 0 && run[i-1].Partition == from.Partition:
			b.WriteByte('+')
		default:
			fmt.Fprintf(&b, " %d:", from.Partition)
		}
		fmt.Fprintf(&b, "%d-%d", from.Offset, run[end-1].Offset)
		i = end
	}
	return b.String()
}

// A Place is where a message stands in its topic.
type Place struct {
	Partition int
	Offset    int64
}

// Places reads the origin of a batch: the place of its n-th row is that at n-1, and the
// function returns false past the last.
func Places(origin string) (topic string, at func(row int64) (Place, bool)) {
	words := strings.Fields(strings.TrimPrefix(origin, "kafka:"))
	type stretch struct {
		Place
		rows int64
	}
	var all []stretch
	for i, word := range words {
		if i == 0 {
			topic = word
			continue
		}
		partition, stretches, _ := strings.Cut(word, ":")
		p, _ := strconv.Atoi(partition) // origin wrote them
		for _, s := range strings.Split(stretches, "+") {
			from, to, _ := strings.Cut(s, "-")
			first, _ := strconv.ParseInt(from, 10, 64)
			last, _ := strconv.ParseInt(to, 10, 64)
			all = append(all, stretch{Place{p, first}, last - first + 1})
		}
	}
	return topic, func(row int64) (Place, bool) {
		row--
		for _, s := range all {
			if row < s.rows {
				return Place{s.Partition, s.Offset + row}, row >= 0
			}
			row -= s.rows
		}
		return Place{}, false
	}
}
