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

// label is the name of a key of a breakdown; a key without a name is shown as
// it is.
func (p *page) label(by, key string) string {
	if key == "?" {
		return p.names["key=?"].In(p.lang)
	}
	if t, ok := p.names[by+"="+key]; ok {
		if source := strings.Split(key, "."); by == "rule" && len(source) > 1 {
			return p.label("source", source[1]) + ", " + t.In(p.lang)
		}
		return t.In(p.lang)
	}
	switch by {
	case "region":
		if name, err := words.Region(key).Name(p.lang); err == nil {
			return name
		}
	case "month":
		if m, err := time.Parse("2006-01", key); err == nil {
			return words.Month(m.Year(), m.Month()).In(p.lang)
		}
	case "quarter":
		year, n, _ := strings.Cut(key, "-Q")
		y, err1 := strconv.Atoi(year)
		q, err2 := strconv.Atoi(n)
		if err1 == nil && err2 == nil && q >= 1 && q <= 4 {
			return words.Quarter(y, q).In(p.lang)
		}
	}
	return key
}

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
