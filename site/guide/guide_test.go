package guide

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

var (
	pictured = regexp.MustCompile(`/guide/pictures/([a-z]+)\.(kk|ru)\.png`)
	commands = regexp.MustCompile("`nsk [^`]*`")
)

// The two languages of a guide show the same pictures, name the same commands and have the
// same parts; every picture is there.
func TestBothLanguagesSayTheSame(t *testing.T) {
	for _, role := range Roles {
		var shape [2]string
		for n, lang := range []string{"kk", "ru"} {
			text, err := files.ReadFile(string(role) + "." + lang + ".md")
			if err != nil {
				t.Fatal(err)
			}
			var parts []string
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "#") {
					parts = append(parts, line[:strings.IndexByte(line, ' ')])
				}
			}
			for _, m := range pictured.FindAllStringSubmatch(string(text), -1) {
				parts = append(parts, m[1])
				if _, err := fs.Stat(files, "pictures/"+m[1]+"."+m[2]+".png"); err != nil || m[2] != lang {
					t.Errorf("%s, %s: picture %s: %v", role, lang, m[0], err)
				}
			}
			for _, c := range commands.FindAllString(string(text), -1) {
				parts = append(parts, strings.NewReplacer("ФАЙЛ", "FILE").Replace(c))
			}
			shape[n] = strings.Join(parts, "\n")
		}
		if shape[0] != shape[1] {
			t.Errorf("%s: the languages differ:\n%s\n\n%s", role, shape[0], shape[1])
		}
	}
}
