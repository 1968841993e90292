package reports

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"nsk/reports/words"
)

// readLabels reads the names of keys that the program brings along.
func readLabels() (map[string]words.Text, error) {
	names := map[string]words.Text{}
	data, err := files.ReadFile("labels.yaml")
	if err != nil {
		return nil, err
	}
	if err := yaml.UnmarshalWithOptions(data, &names, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("labels.yaml: %w", err)
	}
	return names, nil
}

// readNames reads the names of keys: those of labels.yaml, of sectors and of rules.
func readNames(ctx context.Context, db *sql.DB) (map[string]words.Text, error) {
	names, err := readLabels()
	if err != nil {
		return nil, err
	}
	const keys = `SELECT 'sector=' || sector, name_kk, name_ru FROM core.sector
		UNION ALL SELECT 'rule=' || rule, name_kk, name_ru FROM reference.rule ORDER BY 1`
	rows, err := db.QueryContext(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("names of sectors and rules: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var kk, ru sql.NullString
		if err := rows.Scan(&key, &kk, &ru); err != nil {
			return nil, err
		}
		if kk.Valid && ru.Valid {
			names[key] = words.Text{KK: kk.String, RU: ru.String}
		}
	}
	return names, rows.Err()
}

// Labels are the names of the keys of breakdowns.
type Labels map[string]words.Text

// ReadLabels reads the names of keys, those of the program and those of a release.
func ReadLabels(ctx context.Context, db *sql.DB) (Labels, error) { return readNames(ctx, db) }

// Of is the name of a key of a breakdown; a key without a name is shown as it is.
func (n Labels) Of(lang words.Lang, by, key string) string {
	if key == "?" {
		return n["key=?"].In(lang)
	}
	if t, ok := n[by+"="+key]; ok {
		if source := strings.Split(key, "."); by == "rule" && len(source) > 1 {
			return n.Of(lang, "source", source[1]) + ", " + t.In(lang)
		}
		return t.In(lang)
	}
	switch by {
	case "region":
		if name, err := words.Region(key).Name(lang); err == nil {
			return name
		}
	case "month":
		if m, err := time.Parse("2006-01", key); err == nil {
			return words.Month(m.Year(), m.Month()).In(lang)
		}
	case "quarter":
		year, q, _ := strings.Cut(key, "-Q")
		y, err1 := strconv.Atoi(year)
		i, err2 := strconv.Atoi(q)
		if err1 == nil && err2 == nil && i >= 1 && i <= 4 {
			return words.Quarter(y, i).In(lang)
		}
	}
	return key
}

// label is the name of a key in the language of the document.
func (p *page) label(by, key string) string { return p.names.Of(p.lang, by, key) }

// monthMark is a month on an axis, the same in both languages: 09.2025.
func monthMark(key string) string {
	year, m, _ := strings.Cut(key, "-")
	return m + "." + year
}

// narrowMark is monthMark for a narrow column: 01.25.
func narrowMark(key string) string {
	mark := monthMark(key)
	return mark[:3] + mark[5:]
}

// regions are the regions of the country in the order of their codes.
func (p *page) regions() []words.Region { return words.RegionCodes() }
