package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/wneessen/go-mail"

	"nsk/schedules/calendar"
)

// A Parcel is a letter with files.
type Parcel struct {
	ID            string // the same parcel has the same Message-ID each time it is sent
	Day           calendar.Day
	Subject, Text string
	Files         []string // paths
}

// SendFiles sends a parcel and returns its Message-ID, once the server has taken it.
func (m *Mail) SendFiles(ctx context.Context, to Address, p Parcel) (id string, err error) {
	msg := mail.NewMsg()
	if err := msg.From(m.o.From); err != nil {
		return "", errors.New("mail: from in nsk.yaml is not an address")
	}
	if err := msg.To(to.Email); err != nil {
		return "", errors.New("mail: the receiver has no address in the file of contacts, or one that cannot be used")
	}
	id = p.ID + "@" + m.domain
	msg.SetMessageIDWithValue(id)
	msg.SetDateWithValue(p.Day.Start().Add(9 * time.Hour))
	msg.Subject(p.Subject)
	msg.SetBodyString(mail.TypeTextPlain, p.Text)
	for _, file := range p.Files {
		msg.AttachFile(file)
	}
	if err := m.client.DialAndSendWithContext(ctx, msg); err != nil && !msg.IsDelivered() {
		return "", refusal(err)
	}
	return "Message-ID " + id, nil
}
