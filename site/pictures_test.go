package site_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"nsk/site/sitetest"
)

var update = flag.Bool("update", false, "take the pictures of the guides anew")

// The pictures of the guides are of pages that there are, in the language of the guide.
func TestThePicturesOfTheGuides(t *testing.T) {
	s := sitetest.New(t, sitetest.House(t))
	s.Draft(t)
	b := s.Browser(t)
	s.Warm(t)
	for _, p := range []struct{ name, who, path string }{
		{"board", "analyst", "/boards/regions"}, {"paper", sitetest.Reviewer, "/papers/" + sitetest.Document}, {"papers", "ministry", "/papers"}, {"portal", "centre", "/portal"},
	} {
		b.SignIn(p.who)
		for _, lang := range []string{"kk", "ru"} {
			b.Open(p.path+"?lang="+lang, 1000)
			if got := sitetest.Eval[string](b, "document.documentElement.lang"); got != lang || len(b.Heard()) > 0 {
				t.Errorf("%s in %s: the page is in %q, or has errors", p.path, lang, got)
			}
			if *update {
				if err := os.WriteFile(filepath.Join("guide", "pictures", p.name+"."+lang+".png"), b.Picture(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		b.SignOut()
	}
}
