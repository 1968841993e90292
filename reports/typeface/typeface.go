// Package typeface holds PT Serif and PT Sans as whole font files: they have every Kazakh
// letter, and their licence lets documents carry them (LICENSE-ParaType.txt).
package typeface

import _ "embed" // the font files

// The faces, as TrueType files that nothing was taken from or changed in.
var (
	//go:embed PTS55F.ttf
	Sans []byte
	//go:embed PTS75F.ttf
	SansBold []byte
	//go:embed PTF55F.ttf
	Serif []byte
	//go:embed PTF75F.ttf
	SerifBold []byte
)
