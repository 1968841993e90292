// Package all is the visible list of the kinds of transport.
package all

import (
	"maps"
	"slices"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/drop"
	"nsk/connectors/kafka"
	"nsk/connectors/rest"
	"nsk/connectors/s3"
	"nsk/connectors/sftp"
	"nsk/connectors/soap"
	"nsk/connectors/sql"
	"nsk/connectors/webdav"
)

// Kinds maps the word of a contract's key connector to its kind. Deleting a line deletes a
// kind.
func Kinds() map[string]connectors.Kind {
	kinds := make(map[string]connectors.Kind)
	for _, k := range []connectors.Kind{
		drop.Kind(),
		kafka.Kind(),
		rest.Kind(),
		soap.Kind(),
		sftp.Kind(),
		s3.Kind(),
		sql.Kind(),
		webdav.Kind(),
	} {
		kinds[k.Name] = k
	}
	return kinds
}

// Lint says what is wrong with the transport of each contract, with file and line: a kind
// that there is not, options that it has not or that cannot be.
func Lint(contracts []*contract.Contract) (faults []error) {
	kinds := Kinds()
	for _, c := range contracts {
		k, ok := kinds[c.Connector]
		if !ok {
			faults = append(faults, c.Fault("$.connector", "no kind of transport is called %q; there are %s", c.Connector, strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")))
			continue
		}
		for _, w := range k.Check(c) {
			faults = append(faults, c.Fault("$.options."+w.Option, "%s", w.Error()))
		}
	}
	return faults
}
