// Package all is the visible list of the kinds of transport.
package all

import (
	"nsk/connectors"
	"nsk/connectors/drop"
	"nsk/connectors/rest"
)

// Kinds maps the word of a contract's key connector to what builds it. Deleting a line
// deletes a kind.
func Kinds() map[string]connectors.Factory {
	return map[string]connectors.Factory{
		"drop": drop.New,
		"rest": rest.New,
	}
}
