package page

import (
	"context"
	"net/http"

	"nsk/site/door"
)

type langKey struct{}

const langCookie = "nsk_lang"

// Spoken finds out in which language somebody reads: as the address says (which is kept in
// a cookie), as the cookie says, as the account is set, as the browser prefers.
func Spoken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.URL.Query().Get("lang")
		if asked != "" && language(asked) == asked {
			http.SetCookie(w, &http.Cookie{Name: langCookie, Value: asked, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true})
		}
		kept := ""
		if c, err := r.Cookie(langCookie); err == nil {
			kept = c.Value
		}
		t := tongueOf{preferred: preferred(r.Header.Get("Accept-Language"))}
		for _, lang := range []string{asked, kept} {
			if t.chosen == "" && lang != "" && language(lang) == lang {
				t.chosen = lang
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), langKey{}, t)))
	})
}

// tongueOf is what a request says of the language.
type tongueOf struct{ chosen, preferred string }

// Lang is the language of the reader.
func Lang(r *http.Request) string {
	t, _ := r.Context().Value(langKey{}).(tongueOf)
	who, _ := door.Who(r)
	return language(t.chosen, who.Lang, t.preferred)
}
