package rest

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"nsk/connectors/contract"
)

// A shape is one way a service pages: how the n-th page is asked for, how its rows lie, and
// how they are counted.
type shape struct {
	keyed bool // the key goes into the query as apiKey
	paged bool // rows come in pages, so that a size is needed
	query func(p contract.Period, n, size int) url.Values
	lie   func(page []byte, l *laid) error
	count func(seen *progress, l *laid, size int) error
}

// laid is a page taken apart. Its rows lie in the page's own bytes.
type laid struct {
	rows  [][]byte
	total int // rows in all, where the service says so
	last  bool
}

// progress counts the rows of the pages read so far.
type progress struct {
	rows, total int
	done        bool
}

// errNoJSON says that a page is not JSON as a whole.
var errNoJSON = errors.New("not JSON")

var shapes = map[string]shape{
	"spring": {query: springQuery, lie: lieSpring, count: countSpring, paged: true},
	"array":  {query: arrayQuery, lie: lieArray, count: countArray, paged: true},
	"egov":   {query: egovQuery, lie: lieArray, count: countArray, paged: true, keyed: true},
	"taldau": {query: taldauQuery, lie: lieArray, count: countWhole},
}

// springQuery asks as ЕПВО does (domain § 7.2).
func springQuery(p contract.Period, n, size int) url.Values {
	return url.Values{"period": {p.String()}, "page": {strconv.Itoa(n)}, "size": {strconv.Itoa(size)}}
}

// lieSpring takes an object apart that has the rows, their total and whether it is the last.
func lieSpring(page []byte, l *laid) error {
	var content, total, last []byte
	take := func(name, value []byte) {
		switch string(name) {
		case `"content"`:
			content = value
		case `"totalElements"`:
			total = value
		case `"last"`:
			last = value
		}
	}
	s := scan{text: page, within: `"content"`, member: take, row: func(row []byte) { l.rows = append(l.rows, row) }}
	if !s.whole() {
		return errNoJSON
	}
	n, err := strconv.Atoi(string(total))
	switch {
	case len(content) == 0 || content[0] != '[' || len(total) == 0 || string(total) == "null":
		return errors.New("not a page of the expected form: content or totalElements is missing")
	case err != nil || n < 0:
		return fmt.Errorf("not a page of the expected form: totalElements is %.40s", total)
	}
	l.total, l.last = n, string(last) == "true"
	return nil
}

func countSpring(seen *progress, l *laid, _ int) error {
	if seen.rows > 0 && seen.total != l.total {
		return fmt.Errorf("the total changed from %d to %d while paging; pull again", seen.total, l.total)
	}
	seen.total = l.total
	seen.rows += len(l.rows)
	seen.done = l.last || len(l.rows) == 0
	if seen.done && seen.rows != seen.total {
		return fmt.Errorf("received %d rows of the announced %d", seen.rows, seen.total)
	}
	return nil
}

func arrayQuery(p contract.Period, n, size int) url.Values {
	return url.Values{"period": {p.String()}, "from": {strconv.Itoa(n * size)}, "size": {strconv.Itoa(size)}}
}

// egovQuery asks as data.egov.kz wants: an Elasticsearch body in the parameter source
// (domain § 7.1).
func egovQuery(p contract.Period, n, size int) url.Values {
	q := arrayQuery(p, n, size)
	q.Set("source", fmt.Sprintf(`{"from":%d,"size":%d}`, n*size, size))
	return q
}

// lieArray takes a bare array apart. The text null is not one: it says nothing about rows,
// while an empty array says that there are none.
func lieArray(page []byte, l *laid) error {
	s := scan{text: page, row: func(row []byte) { l.rows = append(l.rows, row) }}
	if !s.whole() {
		return errNoJSON
	}
	if page[s.space(0)] != '[' {
		return errors.New("not a bare array")
	}
	return nil
}

// countArray counts a bare array. A page shorter than asked for is the last.
func countArray(seen *progress, l *laid, size int) error {
	if len(l.rows) > size {
		return fmt.Errorf("%d rows came where %d were asked for", len(l.rows), size)
	}
	seen.rows += len(l.rows)
	seen.done = len(l.rows) < size
	return nil
}

// taldauQuery asks Taldau for one period; it does not page (domain § 7.4).
func taldauQuery(p contract.Period, _, _ int) url.Values {
	return url.Values{"dateIds": {p.String()}}
}

func countWhole(seen *progress, l *laid, _ int) error {
	seen.rows, seen.done = len(l.rows), true
	return nil
}
