package connectortest

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"nsk/connectors"
)

var update = flag.Bool("update", false, "write the tables of options in README.md anew")

// The table of options stands between these lines of a README.md.
const (
	tableBegins = "<!-- options: written by go test -update -->\n"
	tableEnds   = "<!-- end of options -->\n"
)

// Readme checks that README.md of the folder has the options of the kind as it declares
// them; with -update it writes them there, at the end where there is no place yet.
func Readme(t *testing.T, k connectors.Kind) {
	t.Helper()
	was, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(was), tableBegins)
	_, tail, _ := strings.Cut(rest, tableEnds)
	is := head + tableBegins + table(k) + tableEnds + tail
	if is == string(was) {
		return
	}
	if !*update {
		t.Fatal("README.md has other options than the kind declares; run go test -run Readme -update in this folder and look at what changed")
	}
	if err := os.WriteFile("README.md", []byte(is), 0o600); err != nil {
		t.Fatal(err)
	}
}

// table is the options and secrets in Markdown.
func table(k connectors.Kind) string {
	var b strings.Builder
	b.WriteString("\n" + k.About + "\n\n")
	if len(k.Options) == 0 {
		b.WriteString("No options.\n")
	} else {
		b.WriteString("| option | what it says | form | if it is not said |\n|---|---|---|---|\n")
	}
	for _, o := range k.Options {
		form, otherwise := string(o.Form), o.Default
		switch {
		case len(o.Values) > 0:
			form = "one of `" + strings.Join(o.Values, "`, `") + "`"
		case form == "":
			form = string(connectors.Text)
		}
		if o.Required {
			otherwise = "required"
		} else if otherwise != "" {
			otherwise = "`" + otherwise + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Name, cell(o.About), form, otherwise)
	}
	if len(k.Secrets) > 0 {
		b.WriteString("\n| secret | what it is |\n|---|---|\n")
	}
	for _, s := range k.Secrets {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(s.Name, "*", "<endpoint>"), cell(s.About))
	}
	return b.String() + "\n"
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
