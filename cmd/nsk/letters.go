package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/schedules/outbox"
)

// A mailConfig says through which server letters go. The password is named under secrets as
// mail, the key that signs webhooks as webhook.
type mailConfig struct {
	Host string `yaml:"host"`
	Port int    `yaml:"port,omitempty"`
	From string `yaml:"from"`
	User string `yaml:"user,omitempty"`
	TLS  string `yaml:"tls,omitempty"` // starttls (the default), tls; none for a server on this machine
	CA   string `yaml:"ca,omitempty"`  // file of the authority of the server's certificate
}

func (a *app) letters() *cobra.Command {
	c := &cobra.Command{
		Use:   "letters",
		Short: "Reminders and thanks to providers: preview, list, send",
		Long: "Reminders go out 14, 7, 3 and 1 working days before a return is due and 1, 5 and 10 after it,\n" +
			"then to the head as well; thanks for what came early. nsk serve sends them every morning.",
	}
	c.AddCommand(a.lettersPreview(), a.lettersList(), a.lettersSend())
	return c
}

func (a *app) lettersPreview() *cobra.Command {
	var on, provider string
	c := &cobra.Command{
		Use:   "preview",
		Short: "Show the letters of a day as they will be read; nothing is written or sent",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			now, err := a.moment(on)
			if err != nil {
				return err
			}
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error {
				p, err := a.post(c.Context(), h, cfg)
				if err != nil {
					return err
				}
				return a.preview(c.Context(), p, calendar.LocalDay(now), provider)
			})
		},
	}
	c.Flags().StringVar(&on, "on", "", "day of the letters (2025-11-20)")
	c.Flags().StringVar(&provider, "provider", "", "only to this provider")
	return c
}

func (a *app) preview(ctx context.Context, p *outbox.Post, on calendar.Day, provider string) error {
	all, err := p.Compose(ctx, on)
	if err != nil {
		return err
	}
	shown := 0
	for i := range all {
		if provider != "" && all[i].Provider != provider {
			continue
		}
		m, err := p.Writer.Write(&all[i])
		if err != nil {
			return err
		}
		shown++
		fmt.Fprintf(a.out, "→ %s (%s)\n%s\n\n%s\n", all[i].Provider, a.role(all[i].Role), m.Subject, m.Text)
	}
	if shown == 0 {
		fmt.Fprintln(a.out, a.pick("Бұл күні хаттар жоқ.", "На этот день писем нет.", "There are no letters on this day."))
	}
	return nil
}

func (a *app) role(r letters.Role) string {
	if r == letters.Head {
		return a.pick("басшыға", "руководителю", "to the head")
	}
	return a.pick("кеңсеге", "в канцелярию", "to the office")
}

func (a *app) lettersList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the letters of the outbox: what was written, sent, and what could not be",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				all, err := outbox.List(c.Context(), h.Engine)
				if err != nil {
					return err
				}
				var rows [][]string
				for _, l := range all {
					rows = append(rows, []string{l.WrittenOn.String(), l.Provider, l.Role, l.Channel, l.State, strconv.Itoa(l.Attempts), l.Problem, l.Subject})
				}
				return a.table([]string{"written_on", "provider", "role", "channel", "state", "attempts", "problem", "subject"}, rows)
			})
		},
	}
}

func (a *app) lettersSend() *cobra.Command {
	return &cobra.Command{
		Use:   "send",
		Short: "Write and send the letters of today, as nsk serve does every morning",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error {
				n, err := a.sendLetters(c.Context(), h, cfg, a.now())
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, a.pick("Жазылған хаттар – %d, жіберілгені – %d, жіберілмегені – %d, мекенжайы жоқ – %d.\n",
					"Написано писем – %d, отправлено – %d, не удалось отправить – %d, без адреса – %d.\n",
					"Letters written: %d, sent: %d, failed: %d, without address: %d.\n"), n.Written, n.Sent, n.Failed, n.NoAddress)
				if n.Failed+n.NoAddress > 0 {
					return errFindings
				}
				return nil
			})
		},
	}
}

// sendLetters is one night's work.
func (a *app) sendLetters(ctx context.Context, h *schedules.House, cfg *config, now time.Time) (outbox.Count, error) {
	p, err := a.post(ctx, h, cfg)
	if err != nil {
		return outbox.Count{}, err
	}
	return p.Nightly(ctx, now)
}

// post wires the outbox: texts, addresses and channels.
func (a *app) post(ctx context.Context, h *schedules.House, cfg *config) (*outbox.Post, error) {
	names := make(map[string]words.Text)
	for _, b := range h.Bodies {
		names[b.ID] = words.Text{KK: b.KK, RU: b.RU}
	}
	if err := outbox.CentreNames(ctx, h.Engine, names); err != nil {
		return nil, err
	}
	w, err := letters.NewWriter(h.Contracts, names)
	if err != nil {
		return nil, err
	}
	p := &outbox.Post{House: h, Writer: w, Channels: make(map[string]outbox.Channel), Nil: make(map[string]bool)}
	for _, c := range h.Contracts {
		p.Nil[c.Source] = c.Provider == contract.KindCentre
	}
	if cfg.Contacts != "" {
		if p.Contacts, err = outbox.LoadContacts(cfg.Contacts); err != nil {
			return nil, err
		}
	}
	return p, a.channels(cfg, h, p.Channels)
}

func (a *app) channels(cfg *config, h *schedules.House, to map[string]outbox.Channel) error {
	key, err := cfg.secret("webhook")
	if err != nil {
		return err
	}
	if key != "" {
		to[outbox.WebhookChannel] = outbox.Webhook{Client: h.Env.HTTP, Secret: []byte(key)}
	}
	if cfg.Mail == nil {
		return nil
	}
	to[outbox.MailChannel], err = cfg.mailer()
	return err
}

// mailer is the way to the server of mail.
func (cfg *config) mailer() (*outbox.Mail, error) {
	password, err := cfg.secret("mail")
	if err != nil {
		return nil, err
	}
	m := cfg.Mail
	return outbox.NewMail(outbox.MailOptions{Host: m.Host, Port: m.Port, From: m.From, User: m.User, Password: password, TLS: m.TLS, CA: m.CA})
}
