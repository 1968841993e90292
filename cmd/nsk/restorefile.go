package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

// one puts a file back that is damaged or missing in an installation that stands. Only
// files that never change can be put back alone; what is there is kept aside.
func (p *putting) one(ctx context.Context, act audit.Act, file string) error {
	if !exists(p.configFile) {
		_, err := p.config() // which says what to do
		return err
	}
	name, path := p.called(file)
	f, ok := p.man.Find(name)
	if path == "" || !ok {
		return &said{
			kk: fmt.Sprintf("%[1]s: %[2]s резервтік көшірмесінде мұндай алынған файл не шығарылым жоқ; --backup арқылы басқа көшірмені көрсетіңіз", file, p.man.ID),
			ru: fmt.Sprintf("%[1]s: в резервной копии %[2]s нет такого полученного файла или выпуска; укажите другую копию через --backup", file, p.man.ID),
			en: fmt.Sprintf("%s: there is no such file received and no such release in the backup %s; name another backup with --backup", file, p.man.ID),
		}
	}
	sum, err := hashed(path)
	if err != nil {
		return err
	}
	if sum == f.SHA256 {
		fmt.Fprintf(p.out, p.pick("%s: файл көшірмедегідей, ештеңе істеудің қажеті жоқ\n", "%s: файл такой же, как в копии; ничего делать не нужно\n", "%s: the file is as in the backup; nothing to do\n"), name)
		return nil
	}
	act.Object += " --file=" + name
	if _, err := p.cfg.auditLog().Add(ctx, p.now(), act); err != nil {
		return err
	}
	if sum != "" {
		if err := p.aside(path, name); err != nil {
			return err
		}
	}
	if err := backup.Fetch(ctx, p.place, f, path); err != nil {
		return err
	}
	fmt.Fprintf(p.out, p.pick("%s: файл %s көшірмесінен қалпына келтірілді\n", "%s: файл восстановлен из копии %s\n", "%s: the file is back from the backup %s\n"), name, p.man.ID)
	return nil
}

// called is what a file is called in a backup, and where it lies; "" if it is none that can
// be put back alone. It may be given either way.
func (p *putting) called(file string) (name, path string) {
	roots := []struct{ name, dir string }{{"landing/", p.cfg.landing()}, {"data/releases/", filepath.Join(p.cfg.Data, "releases")}}
	for _, r := range roots {
		if rel, ok := strings.CutPrefix(file, r.name); ok && filepath.IsLocal(rel) {
			return file, filepath.Join(r.dir, filepath.FromSlash(rel))
		}
	}
	abs, err := filepath.Abs(p.path(file))
	if err != nil {
		return file, ""
	}
	for _, r := range roots {
		if rel, err := filepath.Rel(r.dir, abs); err == nil && filepath.IsLocal(rel) {
			return r.name + filepath.ToSlash(rel), abs
		}
	}
	return file, ""
}

// hashed is the hash of a file, "" if there is none.
func hashed(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// aside keeps a damaged file out of the way.
func (p *putting) aside(path, name string) error {
	to := filepath.Join(p.cfg.Data, "damaged-"+p.now().UTC().Format("20060102T150405"), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(path, to); err != nil {
		return err
	}
	fmt.Fprintf(p.out, p.pick("Зақымданған файл бөлек сақталды: %s\n", "Повреждённый файл сохранён отдельно: %s\n", "The damaged file is kept aside: %s\n"), to)
	return nil
}
