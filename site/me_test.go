package site_test

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"nsk/site/account"
	"nsk/site/sitetest"
)

// send posts a form, and returns the code and the page.
func send(t *testing.T, c *http.Client, address string, form url.Values) (int, string) {
	t.Helper()
	r, err := c.PostForm(address, form)
	return answer(t, r, err)
}

// open gets a page.
func open(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	r, err := c.Get(address)
	return answer(t, r, err)
}

func answer(t *testing.T, r *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

// Who changes a password goes on; whoever else had signed in with the old one does not. The
// old one must be known, and guessing it here locks the account as it does at the door.
func TestAPasswordIsChanged(t *testing.T) {
	s := sitetest.New(t, nil)
	mine, other := s.Client(t, account.Analyst), s.Client(t, account.Analyst)
	fresh := "кеше көшеде көк көбелек көрдім"
	form := url.Values{"old": {"wrong"}, "new": {fresh}, "again": {fresh}}
	if code, text := send(t, mine, s.Address+"/me/password", form); code != 422 || !strings.Contains(text, "пароль или код неверны") {
		t.Error(code, text)
	}
	form.Set("old", sitetest.Password)
	form.Set("again", "other")
	if code, text := send(t, mine, s.Address+"/me/password", form); code != 422 || !strings.Contains(text, "не совпадают") {
		t.Error(code, text)
	}
	form.Set("again", fresh)
	if code, text := send(t, mine, s.Address+"/me/password", form); code != 200 || !strings.Contains(text, "Пароль изменён") {
		t.Error(code, text)
	}
	if code, _ := open(t, mine, s.Address+"/me"); code != 200 {
		t.Error("the session of who changed it ended", code)
	}
	if code, _ := open(t, other, s.Address+"/me"); code != http.StatusSeeOther {
		t.Error("a session that began with the old password goes on", code)
	}
	if _, err := s.Accounts.SignIn(t.Context(), account.Try{Name: "analyst", Password: sitetest.Password}); err == nil {
		t.Error("the old password still signs in")
	}
	for range 5 {
		send(t, mine, s.Address+"/me/password", url.Values{"old": {"guess"}, "new": {fresh}, "again": {fresh}})
	}
	if _, err := s.Accounts.SignIn(t.Context(), account.Try{Name: "analyst", Password: fresh}); err != account.ErrLocked {
		t.Error("guessing behind the door is not counted:", err)
	}
}

// A token is shown once, acts for its account where programs may, and ends when it is dropped.
func TestATokenIsMade(t *testing.T) {
	s := sitetest.New(t, nil)
	c := s.Client(t, account.Centre)
	if code, _ := send(t, c, s.Address+"/me/tokens", url.Values{"purpose": {""}, "days": {"30"}}); code != 422 {
		t.Error("a token without a purpose", code)
	}
	_, text := send(t, c, s.Address+"/me/tokens", url.Values{"purpose": {"отправка"}, "days": {"30"}})
	token := regexp.MustCompile(`nsk_[0-9a-f]{64}`).FindString(text)
	if a, _, err := s.Accounts.ByToken(token); err != nil || a.Name != "centre" {
		t.Fatal(a.Name, err)
	}
	if _, text := open(t, c, s.Address+"/me"); strings.Contains(text, "nsk_") || !strings.Contains(text, "отправка") {
		t.Error("a token is shown again, or its purpose is not")
	}
	all, err := s.Accounts.Tokens("centre")
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := send(t, s.Client(t, account.Analyst), s.Address+"/me/tokens/drop", url.Values{"id": {all[0].ID}}); code != 422 {
		t.Error("another's token was dropped", code)
	}
	send(t, c, s.Address+"/me/tokens/drop", url.Values{"id": {all[0].ID}})
	if _, _, err := s.Accounts.ByToken(token); err == nil {
		t.Error("a dropped token still acts")
	}
}

// The QR code on the page is one that a reader of QR codes reads, and its secret gives the
// codes that sign in.
func TestASecondFactorIsTurnedOn(t *testing.T) {
	s := sitetest.New(t, nil)
	b := s.Browser(t)
	b.SignIn("ministry")
	b.Open("/me", sitetest.Widths["desktop"])
	b.Do(chromedp.Click("#second button"), chromedp.WaitVisible("#secret"))
	b.Until(`document.querySelector('#second img').complete`)
	b.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector('#second').scrollIntoView()`))
	for _, what := range append(b.Heard(), b.Axe()...) {
		t.Error(what)
	}
	b.Keep("me-second")
	address, err := url.Parse(scan(t, b.Picture()))
	if err != nil {
		t.Fatal(err)
	}
	secret := address.Query().Get("secret")
	if address.Host != "totp" || secret != sitetest.Eval[string](b, `document.querySelector('#secret').textContent`) {
		t.Error(address)
	}
	code, err := account.Code(secret, time.Date(2025, 11, 20, 15, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	b.Do(chromedp.SetValue("#code", code), chromedp.Click(`form[action="/me/second/on"] button`), chromedp.WaitVisible("#off-password"))
	if _, err := s.Accounts.SignIn(t.Context(), account.Try{Name: "ministry", Password: sitetest.Password}); err == nil {
		t.Error("the password alone signs in")
	}
	b.Do(chromedp.SetValue("#off-password", sitetest.Password), chromedp.Click(`form[action="/me/second/off"] button`), chromedp.WaitVisible(`form[action="/me/second/begin"]`))
	if _, err := s.Accounts.SignIn(t.Context(), account.Try{Name: "ministry", Password: sitetest.Password}); err != nil {
		t.Error(err)
	}
}

func scan(t *testing.T, picture []byte) string {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	return read.GetText()
}
