package words

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A Lock keeps, by the id of a text, which Russian source and which Kazakh translation somebody
// who reads both has seen together. The file has a line a text: id, hash of the source, hash of
// the translation.
type Lock map[string][2]string

// SourceHash is what a lock keeps of a text: enough to see that it was changed.
func SourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// NewLock is the lock of texts as they stand.
func NewLock(all map[string]Text) Lock {
	k := Lock{}
	for id, t := range all {
		k[id] = [2]string{SourceHash(t.RU), SourceHash(t.KK)}
	}
	return k
}

// ReadLock reads what String wrote.
func ReadLock(data string) (Lock, error) {
	k := Lock{}
	for i, line := range strings.Split(strings.TrimSpace(data), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return nil, fmt.Errorf("line %d: %d fields, want id and two hashes", i+1, len(f))
		}
		k[f[0]] = [2]string{f[1], f[2]}
	}
	return k, nil
}

// String is the file of the lock, in the order of ids.
func (k Lock) String() string {
	var b strings.Builder
	for _, id := range sortedKeys(k) {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", id, k[id][0], k[id][1])
	}
	return b.String()
}

// Stale lists the texts whose source was changed since and whose translation was not: what they
// say in Kazakh is what the source said before. The list is sorted.
func (k Lock) Stale(all map[string]Text) []string {
	var ids []string
	for id, t := range all {
		seen, ok := k[id]
		if ok && seen[0] != SourceHash(t.RU) && seen[1] == SourceHash(t.KK) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Unseen lists the texts that are not in the lock, or not as they stand. The list is sorted.
func (k Lock) Unseen(all map[string]Text) []string {
	var ids []string
	for id, t := range all {
		if k[id] != [2]string{SourceHash(t.RU), SourceHash(t.KK)} {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

var lock = sync.OnceValue(func() Lock {
	k, err := ReadLock(readFile("translations.tsv"))
	if err != nil {
		panic("words: translations.tsv: " + err.Error()) // embedded; a test reads it
	}
	return k
})

// sources are the sentences and terms of the catalogue by id: S01, term:centre.
func sources() map[string]Text {
	all := map[string]Text{}
	for id := range catalogue() {
		all[id] = Template(id)
	}
	for key, t := range terms() {
		all["term:"+key] = t
	}
	return all
}

// Stale lists the sentences and terms whose Russian source was changed and whose Kazakh
// translation was not. A document with one of them must not be approved.
func Stale() []string { return lock().Stale(sources()) }
