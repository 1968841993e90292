package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"nsk/site/account"
)

func (a *app) accountsSecond() *cobra.Command {
	var off bool
	c := &cobra.Command{
		Use:   "second NAME",
		Short: "Turn the second factor of an account on: shows its secret once and asks for a code; --off turns it off",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if off {
				return a.changeAccount(c.Context(), args[0], func(one *account.Account) error { one.Secret, one.Step = "", 0; return nil })
			}
			return a.withAccounts(func(s *account.Store) error { return a.secondFactor(c.Context(), s, args[0]) })
		},
	}
	c.Flags().BoolVar(&off, "off", false, "turn it off, such as when the telephone is lost")
	return c
}

func (a *app) secondFactor(ctx context.Context, s *account.Store, name string) error {
	secret, address := account.NewSecret(name)
	fmt.Fprintf(a.out, a.pick("Осыны аутентификаторға енгізіңіз, ол қайта көрсетілмейді:\n%s\n%s\n", "Введите это в аутентификатор, больше оно не будет показано:\n%s\n%s\n", "Enter this into the authenticator, it is not shown again:\n%s\n%s\n"), secret, address)
	typed, err := a.secretLine(a.pick("Аутентификатор коды: ", "Код аутентификатора: ", "Code of the authenticator: "))
	if err != nil {
		return err
	}
	if err := s.SetSecond(ctx, name, secret, typed); err != nil {
		return err
	}
	a.changed(name)
	return nil
}

func (a *app) accountsToken() *cobra.Command {
	c := &cobra.Command{Use: "token", Short: "Look after the tokens that let programs act for accounts"}
	list := &cobra.Command{
		Use: "list [NAME]", Short: "List the tokens of an account, or of all", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withAccounts(func(s *account.Store) error { return a.listTokens(s, args) })
		},
	}
	var purpose string
	var days int
	add := &cobra.Command{
		Use: "add NAME", Short: "Make a token for an account; it is shown once", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withAccounts(func(s *account.Store) error {
				t, text, err := s.AddToken(c.Context(), args[0], purpose, days)
				if err != nil {
					return err
				}
				a.note(fmt.Sprintf(a.pick("Токен %s жасалды, %s дейін жарамды. Оны сақтап қойыңыз, ол қайта көрсетілмейді:", "Токен %s создан, действует до %s. Сохраните его, больше он не будет показан:", "The token %s is made, good until %s. Keep it, it is not shown again:"), t.ID, instant(t.Until)))
				a.say(text)
				return nil
			})
		},
	}
	add.Flags().StringVar(&purpose, "purpose", "", "what for, in words")
	add.Flags().IntVar(&days, "days", 90, "for how many days, at most 366")
	drop := &cobra.Command{
		Use: "drop ID", Short: "End a token at once", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withAccounts(func(s *account.Store) error {
				if err := s.DropToken(c.Context(), "", args[0]); err != nil {
					return err
				}
				a.note(fmt.Sprintf(a.pick("Токен %s тоқтатылды.", "Токен %s отозван.", "The token %s is ended."), args[0]))
				return nil
			})
		},
	}
	c.AddCommand(list, add, drop)
	return c
}

func (a *app) listTokens(s *account.Store, of []string) error {
	name := ""
	if len(of) > 0 {
		name = of[0]
	}
	all, err := s.Tokens(name)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, t := range all {
		state := "active"
		if !a.now().Before(t.Until) {
			state = "lapsed"
		}
		rows = append(rows, []string{t.ID, t.Account, t.Purpose, a.when(t.Made), a.when(t.Until), a.wording("token", state)})
	}
	return a.list([]string{"token", "account", "purpose", "made", "until", "state"}, rows)
}
