package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"nsk/connectors/contract"
)

// A shape is one way a service pages: how the n-th page is asked for, and how a page is
// counted.
type shape struct {
	keyed bool // the key goes into the query as apiKey
	paged bool // rows come in pages, so that a size is needed
	query func(p contract.Period, n, size int) url.Values
	take  func(seen *progress, page []byte, size int) error
}

// progress counts the rows of the pages read so far.
type progress struct {
	rows, total int
	done        bool
	page        []json.RawMessage // rows of the last page
}

var shapes = map[string]shape{
	"spring": {query: springQuery, take: takeSpring, paged: true},
	"array":  {query: arrayQuery, take: takeArray, paged: true},
	"egov":   {query: egovQuery, take: takeArray, paged: true, keyed: true},
	"taldau": {query: taldauQuery, take: takeWhole},
}

// springQuery asks as ЕПВО does (domain § 7.2).
func springQuery(p contract.Period, n, size int) url.Values {
	return url.Values{"period": {p.String()}, "page": {strconv.Itoa(n)}, "size": {strconv.Itoa(size)}}
}

func takeSpring(seen *progress, page []byte, _ int) error {
	var head struct {
		Content       []json.RawMessage `json:"content"`
		TotalElements *int              `json:"totalElements"`
		Last          bool              `json:"last"`
	}
	if err := json.Unmarshal(page, &head); err != nil {
		return fmt.Errorf("not a page of the expected form (content, totalElements, last): %w", err)
	}
	if head.Content == nil || head.TotalElements == nil {
		return errors.New("not a page of the expected form: content or totalElements is missing")
	}
	if seen.rows > 0 && seen.total != *head.TotalElements {
		return fmt.Errorf("the total changed from %d to %d while paging; pull again", seen.total, *head.TotalElements)
	}
	seen.total, seen.page = *head.TotalElements, head.Content
	seen.rows += len(head.Content)
	seen.done = head.Last || len(head.Content) == 0
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

// takeArray counts a bare array. A page shorter than asked for is the last.
func takeArray(seen *progress, page []byte, size int) error {
	rows, err := array(page)
	if err != nil {
		return err
	}
	if len(rows) > size {
		return fmt.Errorf("%d rows came where %d were asked for", len(rows), size)
	}
	seen.page = rows
	seen.rows += len(rows)
	seen.done = len(rows) < size
	return nil
}

// taldauQuery asks Taldau for one period; it does not page (domain § 7.4).
func taldauQuery(p contract.Period, _, _ int) url.Values {
	return url.Values{"dateIds": {p.String()}}
}

func takeWhole(seen *progress, page []byte, _ int) error {
	rows, err := array(page)
	seen.rows, seen.page, seen.done = len(rows), rows, true
	return err
}

// array splits a bare array. The text null is not one: it says nothing about rows, while
// an empty array says that there are none.
func array(page []byte) ([]json.RawMessage, error) {
	var rows []json.RawMessage
	if err := json.Unmarshal(page, &rows); err != nil {
		return nil, fmt.Errorf("not a bare array: %w", err)
	}
	if rows == nil {
		return nil, errors.New("not a bare array: null")
	}
	return rows, nil
}
