package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"nsk/site/admin"
)

// onPages are the commands that pages of administration carry out besides those that are
// carried out for others.
var onPages = []string{
	"nsk accounts list", "nsk accounts add", "nsk accounts password", "nsk accounts role", "nsk accounts disable", "nsk accounts enable", "nsk accounts unlock",
	"nsk accounts second", "nsk accounts subject", "nsk accounts token list", "nsk accounts token add", "nsk accounts token drop", "nsk audit list", "nsk audit verify", "nsk backup list", "nsk backup verify", "nsk obligations", "nsk resources",
}

// clerk carries out commands for pages, by the same code as the command line. Arguments are
// a list that nobody splits; passwords come as standard input.
func (a *app) clerk(l *lent) admin.Desk {
	return func(ctx context.Context, o admin.Order) admin.Answer {
		var out, notes bytes.Buffer
		var sheet admin.Sheet
		other := &app{in: strings.NewReader(o.Input), out: &out, err: &notes, now: a.now, configFile: a.configFile, lent: l, actor: o.Who}
		if o.List {
			other.sheet = &sheet
		}
		root := other.root()
		args := append([]string{"--lang=" + o.Lang}, o.Args...)
		root.SetArgs(args)
		c, _, err := root.Find(args)
		switch {
		case err != nil:
		case slices.Contains(onPages, c.CommandPath()):
			err = root.ExecuteContext(ctx)
		case lendable[c.CommandPath()] != "":
			err = other.lend(ctx, root, args)
		default:
			err = fmt.Errorf("%s is not carried out for pages", c.CommandPath())
		}
		code := other.exit(err)
		return admin.Answer{Sheet: sheet, Out: strings.TrimSpace(out.String()), Fault: strings.TrimPrefix(strings.TrimSpace(notes.String()), "nsk: "), Code: code}
	}
}
