package board_test

import (
	"testing"

	"nsk/site/account"
	"nsk/site/sitetest"
)

// A dashboard that is asked for again says the same; another language, filter or kind of
// reader is another page, although what was drawn is kept.
func kept(t *testing.T, s *sitetest.Stand) {
	analyst, ministry := s.Client(t, account.Analyst), s.Client(t, account.Ministry)
	first := map[string]string{}
	for range 2 {
		for _, path := range []string{"/boards/funnel?lang=ru", "/boards/funnel?lang=kk", "/boards/funnel?lang=ru&region=75", "/boards/quality?lang=ru"} {
			text := get(t, analyst, s.Address+path)
			if before, again := first[path]; again && before != text {
				t.Errorf("%s: says another thing when it is asked for again", path)
			}
			for other, said := range first {
				if other != path && said == text {
					t.Errorf("%s is answered with %s", path, other)
				}
			}
			first[path] = text
		}
	}
	if get(t, ministry, s.Address+"/boards/quality?lang=ru") == first["/boards/quality?lang=ru"] {
		t.Error("the ministry sees the rows of analysts")
	}
}
