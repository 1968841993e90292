package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"nsk/site/account"
	"nsk/site/openid"
	"nsk/warehouse/audit"
)

// accountsCommand looks after who may sign in. Passwords and codes are typed, or come by
// standard input: what stands on a command line is read by everybody on the machine.
func (a *app) accountsCommand() *cobra.Command {
	list := func(c *cobra.Command, _ []string) error { return a.withAccounts(a.listAccounts) }
	c := &cobra.Command{Use: "accounts", Short: "Look after who may sign in: roles, passwords, second factors, tokens", Args: cobra.NoArgs, RunE: list}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the accounts", Args: cobra.NoArgs, RunE: list},
		a.accountsAdd(), a.accountsPassword(), a.accountsRole(), a.accountsSecond(), a.accountsToken(), a.accountsSubject(),
		a.accountsSwitch("disable", "Let an account sign in no more; its sessions and tokens end", func(one *account.Account) { one.Disabled = true }),
		a.accountsSwitch("enable", "Let a disabled account sign in again", func(one *account.Account) { one.Disabled = false }),
		a.accountsSwitch("unlock", "Open the lock that wrong passwords closed", func(one *account.Account) { one.Unlock() }),
	)
	return c
}

// withAccounts does something with the accounts of the installation.
func (a *app) withAccounts(do func(*account.Store) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	if _, err := cfg.openAccounts(context.Background()); err != nil {
		return err
	}
	return do(a.accounts(cfg))
}

func (a *app) listAccounts(s *account.Store) error {
	all, err := s.All()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, one := range all {
		state := "active"
		switch {
		case one.Disabled:
			state = "off"
		case a.now().Before(one.Until):
			state = "locked"
		}
		tokens, err := s.Tokens(one.Name)
		if err != nil {
			return err
		}
		rows = append(rows, []string{one.Name, a.wording("role", string(one.Role)), one.Provider, a.wording("account", state),
			a.yes(one.Password != ""), a.yes(one.Secret != ""), a.yes(one.Subject != ""), fmt.Sprint(len(tokens)), a.when(one.Made)})
	}
	return a.list([]string{"account", "role", "provider", "state", "password", "second_factor", "identity", "tokens", "made"}, rows)
}

func (a *app) accountsAdd() *cobra.Command {
	var one account.Account
	var role string
	var without bool
	c := &cobra.Command{
		Use:     "add NAME",
		Short:   "Make an account; its password is typed, or is the first line of standard input",
		Example: "  nsk accounts add aigul --role analyst\n  nsk accounts add centre-7 --role centre --provider 990440000385 < password.txt",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			one.Name, one.Role = args[0], account.Role(role)
			return a.withAccounts(func(s *account.Store) error { return a.addAccount(c.Context(), s, one, without) })
		},
	}
	f := c.Flags()
	f.StringVar(&role, "role", "", "analyst, ministry, centre, engineer or administrator")
	f.StringVar(&one.Provider, "provider", "", "of a centre: its BIN")
	f.StringVar(&one.Lang, "language", "", "in which it is written to: kk, ru or en")
	f.BoolVar(&without, "no-password", false, "only the provider of identities signs it in")
	return c
}

func (a *app) addAccount(ctx context.Context, s *account.Store, one account.Account, without bool) error {
	if audit.Mask(one.Name) != one.Name {
		return account.ErrName
	}
	if !slices.Contains([]string{"", "kk", "ru", "en"}, one.Lang) {
		return fmt.Errorf("--language %q: write kk, ru or en", one.Lang)
	}
	password := ""
	if !without {
		var err error
		if password, err = a.newPassword(); err != nil {
			return err
		}
		if password == "" {
			return account.ErrWeak
		}
	}
	if err := s.Add(ctx, one, password); err != nil {
		return err
	}
	a.note(fmt.Sprintf(a.pick("Есептік жазба құрылды: %s.", "Учётная запись создана: %s.", "The account is made: %s."), one.Name))
	return nil
}

// changed says that an account was changed.
func (a *app) changed(name string) {
	a.note(fmt.Sprintf(a.pick("Есептік жазба өзгертілді: %s. Оның ашық сеанстары аяқталды.", "Учётная запись изменена: %s. Её открытые сеансы завершены.", "The account is changed: %s. Its sessions are ended."), name))
}

func (a *app) accountsPassword() *cobra.Command {
	return &cobra.Command{
		Use:   "password NAME",
		Short: "Give an account another password, typed or from standard input; opens a lock too",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withAccounts(func(s *account.Store) error {
				password, err := a.newPassword()
				if err != nil {
					return err
				}
				if err := s.SetPassword(c.Context(), args[0], password); err != nil {
					return err
				}
				a.changed(args[0])
				return nil
			})
		},
	}
}

func (a *app) accountsRole() *cobra.Command {
	var provider string
	c := &cobra.Command{
		Use:   "role NAME ROLE",
		Short: "Give an account another role; it has one",
		Args:  cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return a.changeAccount(c.Context(), args[0], func(one *account.Account) error {
				one.Role, one.Provider = account.Role(args[1]), provider
				return nil
			})
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "of a centre: its BIN")
	return c
}

// accountsSwitch is a command that changes one thing of an account.
func (a *app) accountsSwitch(name, short string, set func(*account.Account)) *cobra.Command {
	return &cobra.Command{
		Use: name + " NAME", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.changeAccount(c.Context(), args[0], func(one *account.Account) error { set(one); return nil })
		},
	}
}

func (a *app) changeAccount(ctx context.Context, name string, set func(*account.Account) error) error {
	return a.withAccounts(func(s *account.Store) error {
		if err := s.Update(ctx, name, set); err != nil {
			return err
		}
		a.changed(name)
		return nil
	})
}

func (a *app) accountsSubject() *cobra.Command {
	return &cobra.Command{
		Use:   "subject NAME [SUBJECT]",
		Short: "Say who an account is at the provider of identities (its claim sub); without SUBJECT nobody",
		Args:  cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			subject := strings.Join(args[1:], "")
			if subject != "" && cfg.Serve.OpenID == nil {
				return &said{"сыртқы кіру бапталмаған (nsk.yaml: serve: {openid: …})", "внешний вход не настроен (nsk.yaml: serve: {openid: …})", "no provider of identities is configured (nsk.yaml: serve: {openid: …})"}
			}
			if subject != "" {
				subject = openid.Subject(cfg.Serve.OpenID.Issuer, subject)
			}
			return a.changeAccount(c.Context(), args[0], func(one *account.Account) error { one.Subject = subject; return nil })
		},
	}
}

// newPassword is one typed twice at a terminal, else the first line of standard input.
func (a *app) newPassword() (string, error) {
	typed, err := a.secretLine(a.pick("Жаңа құпиясөз: ", "Новый пароль: ", "New password: "))
	if err != nil || !a.atTerminal() {
		return typed, err
	}
	again, err := a.secretLine(a.pick("Тағы бір рет: ", "Ещё раз: ", "Once more: "))
	if err == nil && again != typed {
		err = &said{"құпиясөздер бірдей емес", "пароли не совпадают", "the passwords differ"}
	}
	return typed, err
}

func (a *app) atTerminal() bool {
	f, ok := a.in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// longestLine is the most that is read as a password or a code, in bytes.
const longestLine = 4096

// secretLine reads a line that is not shown.
func (a *app) secretLine(prompt string) (string, error) {
	if a.atTerminal() {
		fmt.Fprint(a.err, prompt)
		typed, err := term.ReadPassword(int(a.in.(*os.File).Fd()))
		fmt.Fprintln(a.err)
		return string(typed), err
	}
	if a.in == nil {
		return "", nil
	}
	if a.typed == nil {
		a.typed = bufio.NewReader(io.LimitReader(a.in, longestLine))
	}
	line, err := a.typed.ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
