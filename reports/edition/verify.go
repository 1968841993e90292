package edition

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A State says what a file is, beside the file of a manifest.
type State int

// The states.
const (
	Unknown     State = iota // no manifest knows a file of this name
	Same                     // byte for byte the file of the manifest
	BytesDiffer              // other bytes, though every number is the same
	FactsDiffer              // other numbers
	OnlyDiffers              // other bytes; whether the numbers are the same cannot be read from such a file
)

// A Change is a number that differs from the one of the manifest's file.
type Change struct{ ID, Was, Is string } // Was or Is is empty where the number was added or removed

// A Verdict is what became of a file.
type Verdict struct {
	State    State
	Manifest Manifest // zero if the state is Unknown
	Dir      string   // of the manifest
	File     File     // of the manifest
	SHA256   string   // of the file that was looked at
	Changes  []Change // that can be named: the original must still stand beside its manifest
}

// ErrNoManifest means that none of the folders has a manifest.
var ErrNoManifest = errors.New("no manifest.json was found")

// Verify compares a file with the manifests in dirs. A manifest that has the same bytes wins;
// otherwise the first that has a file of this name.
func Verify(file string, dirs ...string) (Verdict, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Verdict{}, fmt.Errorf("verify: %w", err)
	}
	v, found := Verdict{SHA256: sum(data)}, false
	for _, dir := range dirs {
		m, err := ReadManifest(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return Verdict{}, err
		}
		found = true
		if v.match(m, dir, filepath.Base(file)); v.State == Same {
			return v, nil
		}
	}
	if !found {
		return Verdict{}, fmt.Errorf("verify %s: %w in %s", file, ErrNoManifest, strings.Join(dirs, ", "))
	}
	if v.State == Unknown {
		return v, nil
	}
	return v, v.compare(data)
}

// match looks for the file in a manifest.
func (v *Verdict) match(m Manifest, dir, name string) {
	for _, f := range m.Files {
		if f.SHA256 == v.SHA256 {
			v.State, v.Manifest, v.Dir, v.File = Same, m, dir, f
			return
		}
		if v.State == Unknown && filepath.Base(filepath.FromSlash(f.Name)) == name {
			v.State, v.Manifest, v.Dir, v.File = OnlyDiffers, m, dir, f
		}
	}
}

// compare says whether the numbers of a file that differs are the same.
func (v *Verdict) compare(data []byte) error {
	if v.File.Facts == "" {
		return nil
	}
	is, err := Shown(v.File.Name, data)
	if err != nil {
		return nil // so broken that its numbers cannot be read: the bytes differ, no more can be said
	}
	if digest(is) == v.File.Facts {
		v.State = BytesDiffer
		return nil
	}
	v.State = FactsDiffer
	original, err := os.ReadFile(filepath.Join(v.Dir, filepath.FromSlash(v.File.Name)))
	if err != nil || sum(original) != v.File.SHA256 {
		return nil // the numbers cannot be named without it
	}
	was, err := Shown(v.File.Name, original)
	if err != nil {
		return fmt.Errorf("verify: %s: %w", v.File.Name, err)
	}
	v.Changes = changes(was, is)
	return nil
}

// changes lists what differs, place by place where a fact stands more than once.
func changes(was, is []ShownFact) []Change {
	type texts struct{ was, is []string }
	at, order := map[string]*texts{}, []string{}
	of := func(id string) *texts {
		if at[id] == nil {
			at[id] = &texts{}
			order = append(order, id)
		}
		return at[id]
	}
	for _, f := range was {
		t := of(f.ID)
		t.was = append(t.was, f.Text)
	}
	for _, f := range is {
		t := of(f.ID)
		t.is = append(t.is, f.Text)
	}
	var list []Change
	for _, id := range order {
		t := at[id]
		if slices.Equal(t.was, t.is) {
			continue
		}
		for i := range max(len(t.was), len(t.is)) {
			if a, b := nth(t.was, i), nth(t.is, i); a != b {
				list = append(list, Change{id, a, b})
			}
		}
	}
	return list
}

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
