package ical

import (
	"bytes"
	"context"
	"net/http"

	"nsk/reports/words"
)

// Page serves a feed to those who subscribe to it, made anew each time: in both languages,
// or in one with ?lang=kk or ?lang=ru.
func Page(feed func(context.Context) (*Feed, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		langs := words.Both
		if code := r.URL.Query().Get("lang"); code != "" {
			l, err := words.ParseLang(code)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			langs = []words.Lang{l}
		}
		f, err := feed(r.Context())
		var b bytes.Buffer // whole or not at all: a calendar that is cut off empties that of the subscriber
		if err == nil {
			f.Langs = langs
			err = f.Write(&b)
		}
		if err != nil {
			http.Error(w, "the calendar cannot be made now", http.StatusServiceUnavailable) // subscribers keep what they have
			return
		}
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		w.Header().Set("Content-Disposition", `inline; filename="duties.ics"`)
		_, _ = w.Write(b.Bytes()) // who asked may be gone
	})
}
