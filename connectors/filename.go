package connectors

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"nsk/connectors/contract"
)

var mediaTypes = map[string]string{
	".csv": MediaCSV, ".json": MediaJSON, ".jsonl": MediaJSONLines, ".xlsx": MediaXLSX, ".xml": MediaXML, ".parquet": MediaParquet,
}

// MediaTypeOf tells how a file is read from its name alone; "" means no known form.
func MediaTypeOf(name string) string {
	name = strings.ToLower(name)
	if strings.HasSuffix(name, ".declaration.json") {
		return MediaDeclaration
	}
	return mediaTypes[filepath.Ext(name)]
}

// aPerson is an IIN: its fifth digit is that of a day, where a BIN has its kind.
var aPerson = regexp.MustCompile(`^\d{4}[0-3]\d{7}$`)

// ParseName reads provider and period out of the name of a file, as every kind that takes
// files out of a folder does: <provider>_<period>.<ext>, with _<anything> before the dot
// for a further version.
func ParseName(name string) (Want, error) {
	stem, _, _ := strings.Cut(filepath.Base(name), ".")
	parts := strings.SplitN(stem, "_", 3)
	if len(parts) < 2 || parts[0] == "" {
		return Want{}, fmt.Errorf("file %q: name it <provider>_<period>.<ext>, such as 990440000385_2025-03.csv", name)
	}
	if aPerson.MatchString(parts[0]) {
		return Want{}, errors.New("a file is named by the number of a person; a provider is named by its BIN")
	}
	p, err := contract.ParsePeriod(parts[1])
	if err != nil {
		return Want{}, fmt.Errorf("file %q: %w", name, err)
	}
	return Want{Provider: parts[0], Period: p}, nil
}

var digits = regexp.MustCompile(`[0-9]+`)

// VersionOrder spells the name of a file so that texts compare as versions do: _v10 comes
// after _v2, and a name without a version before any with one. The last version read is
// the one that counts, so the order matters.
func VersionOrder(name string) string {
	stem, ext, _ := strings.Cut(name, ".")
	return digits.ReplaceAllStringFunc(stem, func(n string) string { return fmt.Sprintf("%020s", n) }) + "\x00" + ext
}
