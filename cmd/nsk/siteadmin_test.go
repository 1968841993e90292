package main

import (
	"flag"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nsk/site/account"
	"nsk/site/guide"
	"nsk/site/sitetest"
)

// people makes an account for each role, called like it.
func (s *standing) people() {
	s.t.Helper()
	for _, role := range account.Roles {
		args := []string{"accounts", "add", string(role), "--role", string(role)}
		if role == account.Centre {
			args = append(args, "--provider", sitetest.CentreBIN)
		}
		cmd := exec.CommandContext(s.t.Context(), "nsk", args...)
		cmd.Dir, cmd.Stdin = s.dir, strings.NewReader(sitetest.Password+"\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			s.t.Fatal(string(out))
		}
	}
}

// visit signs a role in.
func (s *standing) visit(role account.Role) func(path string, form url.Values) (int, string) {
	s.t.Helper()
	jar, _ := cookiejar.New(nil) // never fails
	c := &http.Client{Jar: jar}
	do := func(path string, form url.Values) (int, string) {
		s.t.Helper()
		var r *http.Response
		var err error
		if form == nil {
			r, err = c.Get(s.address + path)
		} else {
			r, err = c.PostForm(s.address+path, form)
		}
		if err != nil {
			s.t.Fatal(err)
		}
		defer r.Body.Close()
		var text strings.Builder
		if err := r.Write(&text); err != nil {
			s.t.Fatal(err)
		}
		return r.StatusCode, text.String()
	}
	if code, text := do("/sign-in", url.Values{"name": {string(role)}, "password": {sitetest.Password}}); code != http.StatusOK {
		s.t.Fatal(role, code, text)
	}
	return do
}

var adminPages = []string{"accounts", "rules", "tolerances", "runs", "obligations", "audit", "machine"}

// What the pages of administration do is what the commands do: the same words, the same
// refusals, on record under the account that asked. No value becomes a flag, and no page is
// for a role that has no business there.
func TestAdministration(t *testing.T) {
	s := install(t, "")
	s.people()
	s.start()
	office, analyst, centre, engineer := s.visit(account.Administrator), s.visit(account.Analyst), s.visit(account.Centre), s.visit(account.Engineer)
	for _, p := range adminPages {
		if code, text := office("/admin/"+p, nil); code != http.StatusOK || strings.Contains(text, "%!") {
			t.Error(p, code, text)
		}
		if code, _ := centre("/admin/"+p, nil); code != http.StatusForbidden {
			t.Error("a centre may see", p)
		}
	}
	for _, c := range []struct {
		page string
		form url.Values
		code int
		says string
	}{
		{"accounts", url.Values{"act": {"add"}, "name": {"aigul"}, "role": {"analyst"}, "password": {"warm tea on a snowy day"}}, 200, "Учётная запись создана: aigul."},
		{"accounts", url.Values{"act": {"add"}, "name": {"aigul"}, "role": {"analyst"}, "password": {"warm tea on a snowy day"}}, 422, "такая учётная запись уже есть"},
		{"accounts", url.Values{"act": {"add"}, "name": {"--config=/etc/passwd"}, "role": {"analyst"}, "password": {"warm tea on a snowy day"}}, 422, "имя учётной записи"},
		{"accounts", url.Values{"act": {"disable"}, "name": {"administrator"}}, 422, "последний администратор"},
		{"accounts", url.Values{"act": {"keys rotate"}}, 400, ""},
		{"rules", url.Values{"act": {"rule"}, "rule": {"NSK.recognition-persons.result.005"}, "severity": {"warning"}, "why": {"новый код --off"}}, 200, "Правило изменено (поступление"},
		{"rules", url.Values{"act": {"rule"}, "rule": {"NSK.nowhere.1"}, "severity": {"warning"}, "why": {"x"}}, 422, "NSK.nowhere.1"},
		{"audit", url.Values{"act": {"verify"}}, 200, "Журнал цел"},
		{"accounts", url.Values{"act": {"token"}, "name": {"aigul"}, "purpose": {"--days=9999 тетрадь"}, "days": {"30"}}, 200, "Сохраните его, больше он не будет показан"},
		{"accounts", url.Values{"act": {"subject"}, "name": {"aigul"}, "subject": {"x"}}, 422, "внешний вход не настроен"},
		{"accounts", url.Values{"act": {"disable"}, "name": {"aigul"}}, 200, "Учётная запись изменена: aigul."},
	} {
		if code, text := office("/admin/"+c.page, c.form); code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("%s %v: %d\n%s", c.page, c.form, code, text)
		}
	}
	if code, _ := analyst("/admin/rules", url.Values{"act": {"rule"}}); code != http.StatusForbidden {
		t.Error("an analyst changes rules:", code)
	}
	if code, _ := engineer("/admin/audit", nil); code != http.StatusForbidden {
		t.Error("an engineer reads the log of acts:", code)
	}
	if code, text := analyst("/admin/rules?changed=1", nil); code != http.StatusOK || !strings.Contains(text, "новый код --off") || !strings.Contains(text, "NSK.recognition-persons.result.005") {
		t.Error(code, text)
	}
	out, _ := s.nsk("rules", "--changed", "--format", "csv")
	if !strings.Contains(out, "administrator,новый код --off") {
		t.Error("the command says otherwise:", out)
	}
	log, _ := s.nsk("audit", "list", "--who", "administrator", "--format", "csv")
	if !strings.Contains(log, "administrator,accounts add,aigul --role=analyst") || !strings.Contains(log, "administrator,rules set,NSK.recognition-persons.result.005") || strings.Contains(log, "snowy") || strings.Contains(s.said(), "snowy") {
		t.Error("on record is:", log)
	}
	for _, role := range guide.Roles {
		s.guided(role, s.visit(role))
	}
	s.looked()
	if code := s.end(os.Interrupt); code != 0 {
		t.Error(code, s.said())
	}
}

// looked looks at every page with a browser.
func (s *standing) looked() {
	b := (&sitetest.Stand{Address: s.address}).Browser(s.t)
	b.SignIn("administrator")
	s.pictured(b)
	for _, p := range adminPages {
		for lang, width := range map[string]string{"kk": "phone", "ru": "desktop"} {
			b.Open("/admin/"+p+"?lang="+lang, sitetest.Widths[width])
			for _, found := range [][]string{b.Heard(), b.Overflow(), b.Axe()} {
				for _, what := range found {
					s.t.Errorf("%s %s: %s", p, lang, what)
				}
			}
			b.Keep("admin-" + p + "-" + lang)
		}
	}
}

// pictured takes the pictures of the administrator's guide, with -update.
func (s *standing) pictured(b *sitetest.Browser) {
	for _, p := range []string{"accounts", "rules"} {
		for _, lang := range []string{"kk", "ru"} {
			b.Open("/admin/"+p+"?lang="+lang, 1000)
			if !*update {
				continue
			}
			if err := os.WriteFile(filepath.Join(guides, "pictures", p+"."+lang+".png"), b.Picture(), 0o600); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

var update = flag.Bool("update", false, "take the pictures of the administrator's guide anew")

const guides = "../../site/guide"

var (
	ledTo   = regexp.MustCompile("\\]\\((/[^)]*)\\)|`(/[a-z][^`]*)`")
	ordered = regexp.MustCompile("`nsk ([^`]*)`")
)

// guided goes wherever the guide of a role leads, and finds the commands that it names.
func (s *standing) guided(role account.Role, visit func(string, url.Values) (int, string)) {
	s.t.Helper()
	for _, lang := range []string{"kk", "ru"} {
		text, err := os.ReadFile(filepath.Join(guides, string(role)+"."+lang+".md"))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, m := range ledTo.FindAllStringSubmatch(string(text), -1) {
			if code, _ := visit(m[1]+m[2], nil); code != http.StatusOK {
				s.t.Errorf("the guide %s.%s leads to %s%s: %d", role, lang, m[1], m[2], code)
			}
		}
		for _, m := range ordered.FindAllStringSubmatch(string(text), -1) {
			if c, _, err := new(app).root().Find(strings.Fields(m[1])); err != nil || !c.HasParent() {
				s.t.Errorf("the guide %s.%s names nsk %s: %v", role, lang, m[1], err)
			}
		}
	}
}
