package warehouse

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date: each file once, in name order, in a transaction
// with the record that it ran.
func (e *Engine) migrate(ctx context.Context) error {
	const table = `CREATE TABLE IF NOT EXISTS main.migration (name VARCHAR)`
	if _, err := e.db.ExecContext(ctx, table); err != nil {
		return err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	ran := 0
	for _, name := range names {
		did, err := e.migrateOne(ctx, name)
		if err != nil {
			return fmt.Errorf("migration %s: %w", path.Base(name), err)
		}
		ran += did
	}
	if ran == 0 {
		return nil
	}
	return e.Checkpoint(ctx)
}

func (e *Engine) migrateOne(ctx context.Context, name string) (ran int, err error) {
	text, err := migrations.ReadFile(name)
	if err != nil {
		return 0, err
	}
	err = e.Tx(ctx, func(tx *Tx) error {
		err := tx.QueryRow(ctx, `SELECT count(*) FROM main.migration WHERE name = ?`, path.Base(name)).Scan(&ran)
		if err != nil || ran > 0 {
			ran = 0
			return err
		}
		if _, err := tx.Exec(ctx, string(text)); err != nil {
			return err
		}
		ran = 1
		_, err = tx.Exec(ctx, `INSERT INTO main.migration VALUES (?)`, path.Base(name))
		return err
	})
	return ran, err
}
