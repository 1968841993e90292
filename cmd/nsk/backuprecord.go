package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"nsk/warehouse/backup"
)

// A backupRecord is what an installation remembers of its backups. It lies in the data
// folder and is part of a backup, so that a machine that was restored is the same installation.
type backupRecord struct {
	Installation string               `json:"installation"` // who owns the places of its backups
	Last         map[string]madeThere `json:"last"`         // by place
}

type madeThere struct {
	ID   string    `json:"backup"`
	Made time.Time `json:"made_at"`
}

func (cfg *config) recordFile() string { return filepath.Join(cfg.Data, "backup.json") }

// record reads what is remembered; a new installation remembers nothing and gets a name.
func (cfg *config) record() (r backupRecord, err error) {
	text, err := os.ReadFile(cfg.recordFile())
	if errors.Is(err, os.ErrNotExist) {
		return backupRecord{Installation: rand.Text(), Last: make(map[string]madeThere)}, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w", cfg.recordFile(), err)
	}
	return r, nil
}

// keep writes the record, whole or not at all.
func (cfg *config) keep(r backupRecord) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		panic(err) // texts and instants
	}
	tmp := cfg.recordFile() + ".new"
	if err := os.WriteFile(tmp, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, cfg.recordFile())
}

// newest is the last backup there was, wherever it went.
func (r backupRecord) newest() (place string, last madeThere) {
	for name, m := range r.Last {
		if m.Made.After(last.Made) {
			place, last = name, m
		}
	}
	return place, last
}

// mounted makes sure that a place where there were backups still has them: the folder of a
// disk that is not mounted is empty, and would take a backup all the same.
func (r backupRecord) mounted(ctx context.Context, s stock) error {
	last, ok := r.Last[s.name]
	if !ok {
		return nil
	}
	owner, err := backup.Owner(ctx, s)
	if err != nil || owner != "" {
		return err
	}
	return &said{
		kk: fmt.Sprintf("%s орнында %s резервтік көшірмесі болған, ал қазір ол бос. Диск қосылғанын тексеріңіз; көшірмелерді осы жерде жаңадан бастау үшін --begin қосыңыз", s.name, last.ID),
		ru: fmt.Sprintf("в %s была резервная копия %s, а сейчас там пусто. Проверьте, подключён ли диск; чтобы начать копии там заново, добавьте --begin", s.name, last.ID),
		en: fmt.Sprintf("%s held the backup %s and is empty now. See whether the disk is mounted; to begin there anew, add --begin", s.name, last.ID),
	}
}
