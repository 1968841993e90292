package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/synthetic"
	"nsk/schedules"
	"nsk/schedules/service"
)

// A standing is a process of nsk serve in an installation of its own.
type standing struct {
	t       *testing.T
	dir     string
	cmd     *exec.Cmd
	ended   chan error
	address string // of health, readiness and metrics

	mu  sync.Mutex
	log strings.Builder
}

// install makes an installation whose configuration ends with more lines.
func install(t *testing.T, more string) *standing {
	t.Helper()
	s := &standing{t: t, dir: t.TempDir()}
	if out, code := s.nsk("init"); code != 0 {
		t.Fatal(out)
	}
	f, err := os.OpenFile(filepath.Join(s.dir, "nsk.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(more, "endpoints:", "", 1)
	if _, err := f.WriteString(text); errors.Join(err, f.Close()) != nil {
		t.Fatal(err)
	}
	return s
}

// nsk runs a command in the installation.
func (s *standing) nsk(args ...string) (said string, code int) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), "nsk", args...)
	cmd.Dir = s.dir
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

var watchedAt = regexp.MustCompile(`msg="watched at" address=(\S+)`)

// start lets the service stand, and waits until it is watched.
func (s *standing) start() {
	s.t.Helper()
	s.cmd = exec.Command("nsk", "serve", "--listen", "127.0.0.1:0")
	s.cmd.Dir = s.dir
	pipe, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.cmd.Process.Kill() }) // has ended where all went well
	s.ended = make(chan error, 1)
	address := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			if m := watchedAt.FindStringSubmatch(lines.Text()); m != nil {
				address <- m[1]
			}
			s.mu.Lock()
			s.log.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
		}
		s.ended <- s.cmd.Wait()
	}()
	select {
	case s.address = <-address:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("it does not stand:\n%s", s.said())
	}
}

func (s *standing) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// until waits for something to be so.
func (s *standing) until(what string, so func() bool) {
	s.t.Helper()
	for end := time.Now().Add(30 * time.Second); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("not within half a minute: %s\n%s", what, s.said())
		}
	}
}

// end sends a signal and waits for the exit code.
func (s *standing) end(signal os.Signal) int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.ended:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("it does not end:\n%s", s.said())
	}
	return s.cmd.ProcessState.ExitCode()
}

// get asks the service at a path.
func (s *standing) get(path string) (int, string) {
	s.t.Helper()
	r, err := http.Get(s.address + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

func (s *standing) drop(source, name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, "inbox", source, name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

const regions = "kato,kato_version,level,type_code,name_ru,name_kk\n750000000,НК РК 11-2025,oblast,0,г.Алматы,Алматы қ.\n"

// A service stands: sources that fail or hang stop no other, commands are answered beside
// it, a second one is told who is there, and a signal ends it cleanly.
func TestServe(t *testing.T) {
	asked := make(chan string, 1000)
	house := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		if strings.Contains(r.URL.Path, "centre") {
			<-r.Context().Done() // hangs
		}
		http.Error(w, "no", http.StatusForbidden)
	}))
	defer house.Close()
	brokers, topic := broker(t)
	s := install(t, "serve: {quiet: 1ms, grace: 100ms}\n"+streamOf(topic))
	config := filepath.Join(s.dir, "nsk.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("endpoints: {}"), fmt.Appendf(nil, "endpoints: {national-chamber: %q, epvo: %q, bus: %q}", house.URL, house.URL, brokers[0]), 1)
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s.drop("territories", "stat-bureau_2025-01-03.csv", regions)
	if out, _ := s.nsk("plan", "--lang", "en", "--format", "csv"); !strings.Contains(out, ",start,pull,territories,stat-bureau,2025-01-03,lies,") || !strings.Contains(out, ",start,pull,programmes-higher,") {
		t.Errorf("plan before:\n%s", out)
	}
	s.start()
	s.until("the file is taken", func() bool { return strings.Contains(s.said(), `msg="run done" kind=pull source=territories`) })
	s.until("a source fails", func() bool {
		return strings.Contains(s.said(), `msg="run failed" kind=pull source=programmes-higher`)
	})
	s.beside()
	s.streams(brokers[0], topic)
	s.second()
	code := s.end(syscall.SIGTERM)
	if code != 0 || !strings.Contains(s.said(), "cut off what is under way") || !strings.Contains(s.said(), "msg=ended") {
		t.Errorf("exit code %d\n%s", code, s.said())
	}
	if out, code := s.nsk("runs", "--format", "csv"); code != 0 || !strings.Contains(out, ",pull,accredited-centres,stopped,1,") || !strings.Contains(out, ",pull,programmes-higher,failed,1,") {
		t.Errorf("runs after:\n%s", out)
	}
	if out, code := s.nsk("doctor"); code != 0 {
		t.Errorf("doctor:\n%s", out)
	}
	if len(asked) == 0 || strings.Contains(s.said(), "panic") {
		t.Errorf("nobody was asked, or worse:\n%s", s.said())
	}
}

// beside gives commands while the service stands.
func (s *standing) beside() {
	s.t.Helper()
	s.drop("legal-acts", "ignored.txt", "not a return")
	if err := os.WriteFile(filepath.Join(s.dir, "authorised-body_2025-01-05.csv"), []byte("a,b\n1,2\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	for _, c := range []struct {
		command string
		code    int
		says    string
	}{
		{"returns --lang en", 0, "territories"},
		{"ledger --format json", 0, `"reconciles": true`},
		{"due --on 2025-02-20 --format csv", 0, "accredited-centres,"},
		{"plan --lang en", 0, "attempt 2, the one before failed: "},
		{"plan --lang en", 0, "under way"},
		{"runs --lang kk --failed", 0, "орындалмады"},
		{"ingest authorised-body_2025-01-05.csv --source legal-acts --lang en", 1, "REFUSED"},
		{"rules set NSK.recognition-persons.result.005 --severity warning --who A --why b --lang en", 0, "landing 3"},
		{"doctor --lang en", 0, "ledger balances"},
		{"pull --lang en", 2, "It pulls and publishes by itself (nsk plan shows what and when)"},
		{"nonsense", 2, "unknown command"},
		{"query --lang en", 2, "no release"},
		{"due --on 2025-02-20 --ical duties.ics --lang ru", 0, "duties.ics"},
		{"exempt list --lang en", 0, "None."},
		{"publish --as-of 2025-02-20", 0, "release 2025-02-20-"},
		{"backup --to ../copies --lang en", 0, "Backup 20"},
		{"query --format csv SELECT(1)+1", 0, "2"},
	} {
		if out, code := s.nsk(strings.Fields(c.command)...); code != c.code || !strings.Contains(out, c.says) {
			s.t.Errorf("%s: exit code %d, want %d and %q:\n%s", c.command, code, c.code, c.says, out)
		}
	}
	if !exists(filepath.Join(s.dir, "duties.ics")) {
		s.t.Error("the calendar is not where it was asked for")
	}
	for path, says := range map[string]string{"/healthz": `"service":"ok"`, "/readyz": `"warehouse":"ok"`, "/metrics": `nsk_rows{became="accepted",source="territories"} 1`, "/duties.ics?lang=kk": "BEGIN:VCALENDAR"} {
		if code, text := s.get(path); code != 200 || !strings.Contains(text, says) {
			s.t.Errorf("%s: %d %s", path, code, text)
		}
	}
	if info, err := os.Stat(filepath.Join(s.dir, "data", "serve.sock")); err != nil || info.Mode().Perm() != 0o600 {
		s.t.Errorf("the socket: %v, %v", info.Mode(), err)
	}
}

// second starts another service in the same folder.
func (s *standing) second() {
	s.t.Helper()
	host, err := os.Hostname()
	if err != nil {
		s.t.Fatal(err)
	}
	out, code := s.nsk("serve", "--lang", "en")
	since := regexp.MustCompile(fmt.Sprintf(`in use by process %d on %s \(nsk serve\), since \d\d\.\d\d\.\d{4} `, s.cmd.Process.Pid, regexp.QuoteMeta(host)))
	if code != 2 || !since.MatchString(out) {
		s.t.Errorf("a second one: exit code %d\n%s", code, out)
	}
}

// A signal in the middle of a large file: it is either read, or as if nobody had begun; the
// next start reads it. A process that is killed leaves a socket behind, which is no matter.
func TestEndedInTheMiddleOfAFile(t *testing.T) {
	const rows = 3000
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s := install(t, "serve: {quiet: 1ms, grace: 1ms}\n")
			var file bytes.Buffer
			r := synthetic.New(synthetic.Options{Seed: 7, Year: 2025, Scale: synthetic.Scale{Centres: 8, Applications: 600}})
			if err := r.WriteReturns(&file, rows); err != nil {
				t.Fatal(err)
			}
			s.drop("recognition-persons", "940140000385_2025-07.csv", file.String())
			s.start()
			s.until("the file is landed", func() bool { return there(filepath.Join(s.dir, "data/landing/*/*/*.json")) })
			if code := s.end(signal); signal == syscall.SIGTERM && code != 0 {
				t.Errorf("exit code %d\n%s", code, s.said())
			}
			if out, code := s.nsk("ledger", "--format", "json"); code != 0 || !strings.Contains(out, `"reconciles": true`) {
				t.Errorf("after the end:\n%s", out)
			}
			s.start()
			read := regexp.MustCompile(fmt.Sprintf(`(?m)^total,,,,,,,%d,\d+,\d+,`, rows))
			s.until("the file is read", func() bool {
				out, _ := s.nsk("ledger", "--format", "csv") // asks the service
				return read.MatchString(out)
			})
			if code := s.end(syscall.SIGTERM); code != 0 {
				t.Errorf("exit code %d\n%s", code, s.said())
			}
		})
	}
}

// Every command that is carried out for others is one, and its name is spelt right.
func TestLendableCommandsExist(t *testing.T) {
	root := (&app{out: io.Discard, err: io.Discard, now: time.Now}).root()
	for name := range lendable {
		c, _, err := root.Find(strings.Fields(name)[1:])
		if err != nil || c.CommandPath() != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An alert is posted, signed, in the language of the installation; its end has an id of its own.
func TestAlertsArePosted(t *testing.T) {
	var got []string
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || len(r.Header.Get("Nsk-Signature")) != 64 {
			t.Errorf("%v %v", r.Header, err)
		}
		got = append(got, r.Header.Get("Idempotency-Key")+" "+string(body))
	}))
	defer hook.Close()
	a := &app{now: time.Now, lang: "ru"}
	cfg := &config{Serve: serveConfig{Alert: hook.URL}}
	h := &schedules.House{Env: connectors.Env{HTTP: hook.Client()}}
	if _, err := a.pass(h, cfg); err == nil || !strings.Contains(err.Error(), "name it under secrets as webhook") {
		t.Errorf("without a key: %v", err)
	}
	t.Setenv("NSK_TEST_HOOK", "key")
	cfg.Secrets = map[string]string{"webhook": "env:NSK_TEST_HOOK"}
	pass, err := a.pass(h, cfg)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 28, 6, 0, 0, 0, time.UTC)
	alert := service.Alert{Number: 7, Kind: "pull", Source: "vacancies", Attempts: 9, Since: at, Raised: at.Add(time.Hour), Message: "no answer"}
	over := alert
	over.Cleared = at.Add(2 * time.Hour)
	for _, x := range []service.Alert{alert, over} {
		if err := pass(t.Context(), x); err != nil {
			t.Error(err)
		}
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], "alert-7 ") || !strings.Contains(got[0], `"subject":"nsk: требуется вмешательство: получение vacancies"`) ||
		!strings.Contains(got[0], `"text":"С 28.11.2026 11:00:00 попыток – 9. no answer"`) || !strings.HasPrefix(got[1], "alert-7-over ") || !strings.Contains(got[1], "восстановлено") {
		t.Errorf("posted: %s", strings.Join(got, "\n"))
	}
}
