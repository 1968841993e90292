package approval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"nsk/warehouse/backup"
)

// ReadBack is the proof of Into: how many files, and the hash of their list.
const ReadBack = "read back: %d files, sha256 of the list %s"

// Into hands documents over into a folder or a bucket, under their names. What arrived is
// read back: the proof is that it has the same hash.
func Into(p backup.Place, name string) Hand {
	return func(ctx context.Context, c Copy) (to, proof string, err error) {
		for _, f := range c.Files {
			if err := put(ctx, p, c.Dir, f); err != nil {
				return "", "", err
			}
		}
		return name, fmt.Sprintf(ReadBack, len(c.Files), listHash(c.Files)), nil
	}
}

func put(ctx context.Context, p backup.Place, dir string, f File) error {
	in, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.Name)))
	if err != nil {
		return err
	}
	defer in.Close()
	if err := p.Put(ctx, f.Name, f.Bytes, in); err != nil {
		return err
	}
	back, err := p.Get(ctx, f.Name)
	if err != nil {
		return err
	}
	defer back.Close()
	h := sha256.New()
	if _, err := io.Copy(h, back); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return fmt.Errorf("%s arrived changed", f.Name)
	}
	return nil
}
