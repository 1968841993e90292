package ingest

import (
	"fmt"
	"os"
)

// A KeyError says that a key is not there, or not the one that is needed. A person has to
// put it right.
type KeyError struct {
	What   KeyFault
	Path   string      // of the file or folder; "" where keys come from the environment
	Mode   os.FileMode // of KeyExposed
	Sealed int         // of KeyForeign: encrypted landings it does not open
}

// KeyFault names what is wrong with a key.
type KeyFault string

// What can be wrong with a key.
const (
	KeyMissing KeyFault = "missing"
	KeyExposed KeyFault = "exposed" // others can read it
	KeyChanged KeyFault = "changed" // the person key is not the one the pseudonyms were made with
	KeyForeign KeyFault = "foreign" // the landing key opens none of the landings
)

func (e *KeyError) Error() string {
	switch e.What {
	case KeyMissing:
		return fmt.Sprintf("no key at %s; run nsk init, or restore the key from its safe place", e.Path)
	case KeyExposed:
		return fmt.Sprintf("%s can be read by others (mode %04o); run chmod 600 on it", e.Path, e.Mode)
	case KeyChanged:
		return fmt.Sprintf("the person key in %s is not the one this warehouse was made with: every person would be cut off from their past; restore the key from its safe place", e.Path)
	case KeyForeign:
		return fmt.Sprintf("the landing key opens none of the %d encrypted landings; it is not the one they were encrypted with", e.Sealed)
	}
	panic("ingest: a key fault without words: " + string(e.What))
}
