package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nsk/schedules/calendar"
)

// An attempt is a file by which a person could get past the door. {iin} and {name} stand
// for somebody whom no other attempt knows.
type attempt struct{ about, source, file, body string }

const (
	personHead = "application_no,attempt,iin,full_name,birth_date,sex,phone,email,home_kato,centre_bin,profession,level,exam_region,exam_date,result,no_show_reason,protocol_no,protocol_date,lang\n"
	personRow  = "CE-2025-0000001,1,{iin},{name},1890-05-17,f,,,,130140000019,2635-1-001,4,75,2025-03-14,passed,,П-1,2025-03-14,kk\n"
)

var attempts = []attempt{
	{"an ordinary row", "recognition-persons", "130140000019_2025-01.csv", personHead + personRow},
	{"a file called by an IIN", "recognition-persons", "{iin}_2025-01.csv", personHead + personRow},
	{"a version called by a name", "recognition-persons", "130140000019_2025-02_{name}.csv", personHead + personRow},
	{"a version called by an IIN", "recognition-persons", "130140000019_2024-12_{iin}.csv", personHead + personRow},
	{"a file without a header", "recognition-persons", "130140000019_2024-11.csv", personRow},
	{"a header with a remark", "recognition-persons", "130140000019_2024-10.csv", strings.TrimSpace(personHead) + ",{name},{iin}\n" + strings.TrimSpace(personRow) + ",,\n"},
	{"columns shifted by one", "recognition-persons", "130140000019_2024-09.csv", personHead + "1,{iin},{name},1890-05-17,f,,,,130140000019,2635-1-001,4,75,2025-03-14,passed,,П-1,2025-03-14,kk,\n"},
	{"a number in the key", "recognition-persons", "130140000019_2024-08.csv", personHead + "{iin},1,{iin},{name},1890-05-17,f,,,,130140000019,2635-1-001,4,75,2024-08-14,passed,,П-1,2024-08-14,kk\n"},
	{"a name for a code", "recognition-persons", "130140000019_2024-07.csv", personHead + "CE-2024-0000001,1,{iin},{name},1890-05-17,{name},,,,130140000019,2635-1-001,4,75,2024-07-14,{name},,П-1,2024-07-14,kk\n"},
	{"an IIN for a BIN", "recognition-persons", "130140000019_2024-06.csv", personHead + "CE-2024-0000001,1,{iin},{name},1890-05-17,f,,,,{iin},2635-1-001,4,75,2024-06-14,passed,,П-1,2024-06-14,kk\n"},
	{"an open quote", "recognition-persons", "130140000019_2024-05.csv", personHead + "CE-2024-0000001,1,{iin},\"{name}\n"},
	{"bytes that are no text", "recognition-persons", "130140000019_2024-04.csv", personHead + "CE-2024-0000001,1,{iin},{name}\xff\xfe,\n"},
	{"a row with a field too many", "recognition-persons", "130140000019_2024-03.csv", personHead + strings.TrimSpace(personRow) + ",{name}\n" + personRow},
	{"no workbook", "recognition-persons", "130140000019_2024-02.xlsx", "{iin} {name}"},
	{"no Parquet file", "recognition-persons", "130140000019_2024-01.parquet", "{iin} {name}"},
	{"no form at all", "recognition-persons", "130140000019_2023-12.json", `{"{name}": "{iin}"}`},
	{"an unknown word in a declaration", "recognition-persons", "130140000019_2023-11.declaration.json", `{"declaration": "nil", "{name}": "{iin}"}`},
	{"a name for a declaration", "recognition-persons", "130140000019_2023-10.declaration.json", `{"declaration": "{name} {iin}"}`},
	{"a number for a reason", "recognition-persons", "130140000019_2023-09.declaration.json", `{"declaration": "cannot_provide", "reason": {iin}}`},
	{"a broken line of the stream", "applications", "administrator_2025-03-10.jsonl", `{"event_id": 1, "candidate": {"iin": "{iin}", "fullName": "{name}"` + "\n"},
	{"a line that is a text", "applications", "administrator_2025-03-11.jsonl", `"{name} {iin}"` + "\n" + `{"event_id": 1}` + "\n"},
	{"an object for a code", "applications", "administrator_2025-03-12.jsonl", `{"event_id": 1, "application_no": {"iin": "{iin}", "fullName": "{name}"}, "lang": "{name}"}` + "\n"},
	{"a sheet with a remark", "recognition-documents", "130140000019_2025-01.xlsx", "workbook"},
}

// somebody is the person of an attempt. The numbers belong to nobody: their digit 7 is
// that of the nineteenth century.
func somebody(n int) (iin, name string) {
	weigh := func(s string, first int) (sum int) {
		for i := range 11 {
			sum += int(s[i]-'0') * ((first+i-1)%11 + 1)
		}
		return sum % 11
	}
	for serial := n * 10; ; serial++ {
		s := fmt.Sprintf("8905171%04d", serial)
		c := weigh(s, 1)
		if c == 10 {
			c = weigh(s, 3)
		}
		if c < 10 {
			return s + fmt.Sprint(c), fmt.Sprintf("Тұлғаев%c Адам", 'а'+rune(n))
		}
	}
}

// workbook is a workbook whose header has a remark.
func workbook(t *testing.T, iin, name string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Мәліметтер"); err != nil {
		t.Fatal(err)
	}
	head := []any{"serial", "action", "action_date", "application_no", "iin", "full_name", "centre_bin", "profession", "level", "expires_on", name + " " + iin}
	if err := f.SetSheetRow("Мәліметтер", "A1", &head); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// post puts the file of an attempt into the inbox and looks for its person.
func (at *attempt) post(t *testing.T, inbox string, n int, net *dragnet) {
	t.Helper()
	iin, name := somebody(n)
	net.seek(at.about, iin)
	net.seek(at.about, name)
	fill := strings.NewReplacer("{iin}", iin, "{name}", name).Replace
	body := []byte(fill(at.body))
	if at.body == "workbook" {
		body = workbook(t, iin, name)
	}
	write(t, filepath.Join(inbox, at.source, fill(at.file)), body)
}

// waits reports whether a place is the file itself, which was not received because of its
// name and lies where its sender put it.
func (at *attempt) waits(where string) bool {
	return strings.HasPrefix(at.file, "{iin}") && strings.Contains(where, "/inbox/")
}

// Whatever a sender writes where it does not belong, nobody can be read by it: not in the
// database, in a label, a receipt, a message or the log.
func TestNobodyGetsPastTheDoor(t *testing.T) {
	var out bytes.Buffer
	a := &app{out: &out, err: &out, format: "text", now: func() time.Time { return time.Unix(0, 0) }}
	r := &demonstration{dir: t.TempDir(), year: 2025}
	cfg, err := a.stage(r)
	if err != nil {
		t.Fatal(err)
	}
	h, closing, err := a.house(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer closing()
	net := newDragnet()
	for n := range attempts {
		attempts[n].post(t, cfg.Inbox, n, net)
	}
	if _, err := h.Pull(context.Background(), calendar.Date(2025, 3, 20).Start(), "recognition-persons", "recognition-documents", "applications"); err != nil {
		out.WriteString(err.Error())
	}
	handOut(t, h, filepath.Join(r.dir, "handouts"))
	write(t, filepath.Join(r.dir, "rehearsal.log"), out.Bytes())
	hits, _, err := net.database("the warehouse", h.Engine.DB())
	if err != nil {
		t.Fatal(err)
	}
	more, _, sealed, err := net.folder(r.dir)
	if err != nil || sealed < len(attempts)-2 {
		t.Errorf("%d landings are encrypted: %v", sealed, err)
	}
	hits = append(hits, more...)
	for _, at := range attempts {
		t.Run(at.about, func(t *testing.T) {
			complain(t, slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return h.what != at.about || at.waits(h.where) }))
		})
	}
}

// seen collects every file that is found in a folder while something runs: what DuckDB spills
// is gone when it is done.
func seen(dir string, work func()) (files map[string][]byte) {
	files = make(map[string][]byte)
	done, stopped := make(chan bool), make(chan bool)
	look := func() {
		_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return nil // it is gone again
			}
			if data, err := os.ReadFile(path); err == nil && len(data) > len(files[path]) {
				files[path] = data
			}
			return nil
		})
	}
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			default:
				look()
			}
		}
	}()
	work()
	close(done)
	<-stopped
	look()
	return files
}

// While a file is received, nothing of it lies in plain text in the landing folder, in that
// of the warehouse or where DuckDB spills to, even where memory is short.
func TestNothingIsSpilt(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("reads 40 000 rows with little memory: not with -short, nor with the race detector")
	}
	var out bytes.Buffer
	a := &app{out: &out, err: &out, format: "text", now: func() time.Time { return time.Unix(0, 0) }}
	cfg, err := a.stage(&demonstration{dir: t.TempDir(), year: 2025})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Memory = "60MB"
	h, closing, err := a.house(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer closing()
	iin, name := somebody(40)
	net := newDragnet()
	net.seek("iin", iin)
	net.seek("name", name)
	var body strings.Builder
	body.WriteString(personHead)
	for n := range 40_000 {
		row := strings.NewReplacer("{iin}", iin, "{name}", name, "0000001", fmt.Sprintf("%07d", n), "passed", []string{"passed", "sat"}[n%2]).Replace(personRow)
		body.WriteString(row)
	}
	write(t, filepath.Join(cfg.Inbox, "recognition-persons", "130140000019_2025-01.csv"), []byte(body.String()))
	files := seen(cfg.Data, func() { // that memory may not suffice is no matter
		_, err = h.Pull(context.Background(), calendar.Date(2025, 3, 20).Start(), "recognition-persons")
	})
	for path, data := range files {
		complain(t, net.hits(path, data))
	}
	if len(files) < 3 {
		t.Errorf("%d files were seen: %v", len(files), err)
	}
}
