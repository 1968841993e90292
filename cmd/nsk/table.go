package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// table prints rows as text, JSON objects or CSV, as --format says.
func (a *app) table(head []string, rows [][]string) error {
	if a.sheet != nil {
		a.sheet.Codes, a.sheet.Rows = head, rows
		for _, code := range head {
			a.sheet.Head = append(a.sheet.Head, a.word(code))
		}
		return nil
	}
	switch a.format {
	case "json":
		return a.jsonRows(head, rows)
	case "csv":
		w := csv.NewWriter(a.out)
		if err := w.WriteAll(append([][]string{head}, rows...)); err != nil {
			return err
		}
		return w.Error()
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	return w.Flush()
}

func (a *app) jsonRows(head []string, rows [][]string) error { return a.json(objects(head, rows)) }

// objects are rows with their cells by name.
func objects(head []string, rows [][]string) []map[string]string {
	all := make([]map[string]string, len(rows))
	for i, r := range rows {
		all[i] = make(map[string]string)
		for k, name := range head {
			all[i][name] = r[k]
		}
	}
	return all
}

func (a *app) json(v any) error {
	e := json.NewEncoder(a.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// short cuts a text for a column of a table.
func short(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// pick chooses a text by the language of messages.
func (a *app) pick(kk, ru, en string) string {
	switch a.lang {
	case "kk":
		return kk
	case "en":
		return en
	}
	return ru
}
