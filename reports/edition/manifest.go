package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"nsk/reports"
)

// ManifestName is the file beside a report that tells its files.
const ManifestName = "manifest.json"

// A Manifest tells which release a report is bound to and which bytes its files are.
type Manifest struct {
	Release string `json:"release"`
	Edition int    `json:"edition"` // 1 is the first; an amendment is the next
	AsOf    string `json:"as_of"`
	From    string `json:"period_from"`
	To      string `json:"period_to"` // inclusive
	Draft   bool   `json:"draft,omitempty"`
	Files   []File `json:"files"`
}

// A File is one file of a report.
type File struct {
	Name   string `json:"name"` // below the folder of the manifest, with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	// Facts is the SHA-256 of the facts that the file shows, in its order; empty for a kind of
	// file whose facts cannot be read back.
	Facts string `json:"facts_sha256,omitempty"`
}

func manifestOf(r *reports.Result, number int) Manifest {
	p := r.Publication()
	m := Manifest{Release: p.Release, Edition: number, AsOf: p.AsOf, From: p.From, To: p.To}
	for _, d := range r.Documents {
		m.Draft = m.Draft || d.Stamp != ""
	}
	return m
}

func (m Manifest) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(m)
}

// ReadManifest reads the manifest in the folder of a report.
func ReadManifest(dir string) (Manifest, error) {
	var m Manifest
	data, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		return m, fmt.Errorf("manifest of the report: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s: %w", filepath.Join(dir, ManifestName), err)
	}
	return m, nil
}

// Check returns the files of the manifest that are missing in dir or are not the same bytes.
func (m Manifest) Check(dir string) ([]File, error) {
	var wrong []File
	for _, f := range m.Files {
		got, err := read(dir, f.Name)
		switch {
		case os.IsNotExist(err), err == nil && got.SHA256 != f.SHA256:
			wrong = append(wrong, f)
		case err != nil:
			return nil, err
		}
	}
	return wrong, nil
}

// read describes a file that stands.
func read(dir, name string) (File, error) {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return File{}, err
	}
	f := File{Name: name, Size: int64(len(data)), SHA256: sum(data)}
	shown, err := Shown(name, data)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	if shown != nil {
		f.Facts = digest(shown)
	}
	return f, nil
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}
