package ncanode

import "time"

// WithoutPause makes the client ask again at once.
func WithoutPause(c *Client) *Client { c.pause = time.Microsecond; return c }
