package ncanode

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
)

// A Key signs: a container of PKCS #12 in base64, and what opens it. The server gets both
// with every request, so that it should stand on this machine or behind TLS.
type Key struct{ PKCS12, Password string }

// Sound says why a key cannot be one, before anybody is asked to sign with it.
func (k Key) Sound() error {
	der, err := base64.StdEncoding.DecodeString(k.PKCS12)
	if err != nil || !bytes.HasPrefix(der, []byte{0x30}) { // a sequence of ASN.1
		return errors.New("it is no container of PKCS #12 in base64; write there what base64 -w0 makes of the file .p12")
	}
	return nil
}

type signQuestion struct {
	XML      string `json:"xml"`
	Key      string `json:"key"`
	Password string `json:"password"`
}

// SignWSSE signs the body of a SOAP envelope in its header, as ШЭП wants it. What comes back
// must be signed over the body, or it is an error: nobody sends what was not signed.
func (c *Client) SignWSSE(ctx context.Context, envelope []byte, k Key) ([]byte, error) {
	var said struct {
		XML string `json:"xml"`
	}
	if err := c.exchange(ctx, "/wsse/sign", signQuestion{string(envelope), k.PKCS12, k.Password}, &said); err != nil {
		return nil, fmt.Errorf("sign with NCANode at %s: %w; check the address, the key and its password", c.base, err)
	}
	s, err := look([]byte(said.XML))
	if err != nil || s.headers != 1 || !s.coversBody() {
		return nil, fmt.Errorf("sign with NCANode at %s: what came back has no signature over its body", c.base)
	}
	return []byte(said.XML), nil
}
