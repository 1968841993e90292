package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

// ErrNoRelease means that nothing has been published yet.
var ErrNoRelease = errors.New("no release has been published yet; run nsk transform and nsk publish")

// published are the schemas a release holds: all that models made and what explains it,
// without the raw rows.
var published = []string{"core", "mart", "ledger", "reference"}

var releaseForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}$`)

// A Release names an immutable copy of models and ledger.
type Release struct {
	ID    string
	Made  time.Time
	AsOf  time.Time
	Audit string // the newest entry of the audit log then, number:hash; "" where there is no log
	Aside bool   // readers are not switched to it: who wants it names it
}

// Publish copies the published schemas into a new read-only file and switches readers
// to it in one step, unless it is made aside. Publishing an id that exists changes nothing: the id stands for
// the content.
func (e *Engine) Publish(ctx context.Context, r Release) error {
	if !releaseForm.MatchString(r.ID) {
		return fmt.Errorf("publish: %q is not a release id", r.ID)
	}
	if e.dir == "" {
		return errors.New("publish: a warehouse in memory has no folder for releases")
	}
	dir := filepath.Join(e.dir, "releases")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := e.sweep(); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	path := ReleasePath(e.dir, r.ID)
	if exists(path) {
		return r.point(dir)
	}
	if err := e.recordRelease(ctx, r); err != nil {
		return fmt.Errorf("publish %s: %w", r.ID, err)
	}
	if err := e.copyOut(ctx, path, r); err != nil {
		return fmt.Errorf("publish %s: %w", r.ID, err)
	}
	return r.point(dir)
}

func (e *Engine) recordRelease(ctx context.Context, r Release) error {
	return e.Tx(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ledger.release (release_id, made_at, as_of, audit)
			SELECT ?, ?, ?, nullif(?, '') WHERE NOT EXISTS (FROM ledger.release WHERE release_id = ?)`, r.ID, r.Made, r.AsOf, r.Audit, r.ID)
		return err
	})
}

// copyOut writes the file under a name nobody reads, makes it durable and renames it.
func (e *Engine) copyOut(ctx context.Context, path string, r Release) error {
	tmp := filepath.Join(filepath.Dir(path), making+r.ID)
	if err := e.copyTables(ctx, tmp); err != nil {
		return errors.Join(err, e.sweep()) // a disk that is full needs the room
	}
	if err := durable(tmp); err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o400); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return durable(filepath.Dir(path))
}

// making begins the names of releases under way.
const making = ".making-"

// sweep removes what publishing left behind when it was cut off.
func (e *Engine) sweep() error {
	left, err := Leftovers(e.dir)
	if err != nil {
		return err
	}
	for _, file := range left {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// Leftovers lists the files of a warehouse that a process was cut off over. Nobody reads
// them, and the next publishing removes them.
func Leftovers(dir string) (files []string, err error) {
	dir = filepath.Join(dir, "releases")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("releases: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), making) || e.Name() == ".current" {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

func (e *Engine) copyTables(ctx context.Context, file string) (err error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ATTACH "+Literal(file)+" AS release"); err != nil {
		return err
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "DETACH release")
		err = errors.Join(err, e)
	}()
	if err := transact(ctx, conn, func() error { return copyMoment(ctx, conn) }); err != nil {
		return err
	}
	// Detaching does the same, but says nothing if it fails: the rows would stay in a log
	// that is not published.
	_, err = conn.ExecContext(ctx, "CHECKPOINT release")
	return err
}

// copyMoment copies within one transaction, so that all tables are of one moment.
func copyMoment(ctx context.Context, conn *sql.Conn) error {
	tables, err := publishedTables(ctx, conn)
	if err != nil {
		return err
	}
	var copying []string
	for _, s := range published {
		copying = append(copying, "CREATE SCHEMA release."+s)
	}
	for _, t := range tables {
		copying = append(copying, "CREATE TABLE release."+t+" AS FROM "+t)
	}
	_, err = conn.ExecContext(ctx, strings.Join(copying, ";\n"))
	return err
}

// publishedTables names tables and views, quoted; views are copied as what they show.
func publishedTables(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, `SELECT table_schema, table_name FROM information_schema.tables
		WHERE table_catalog = current_database() ORDER BY 1, 2`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	keep := make(map[string]bool)
	for _, s := range published {
		keep[s] = true
	}
	var names []string
	for rows.Next() {
		var schema, name string
		if err := rows.Scan(&schema, &name); err != nil {
			return nil, err
		}
		if keep[schema] {
			names = append(names, Quote(schema)+"."+Quote(name))
		}
	}
	return names, rows.Err()
}

// point makes id the release that readers open. The file is replaced by a rename, so a
// reader sees the old or the new, never a part.
// point switches readers to the release.
func (r Release) point(dir string) error {
	if r.Aside {
		return nil
	}
	return point(dir, r.ID)
}

func point(dir, id string) error {
	tmp := filepath.Join(dir, ".current")
	if err := os.WriteFile(tmp, []byte(id+"\n"), 0o600); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := durable(tmp); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := os.Rename(tmp, filepath.Join(dir, "current")); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return durable(dir)
}

func durable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// ReleasePath is the file of a release in the warehouse folder.
func ReleasePath(dir, id string) string { return filepath.Join(dir, "releases", id+".duckdb") }

// Newest is the id of the release readers should open. It needs no lock.
func Newest(dir string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, "releases", "current"))
	if errors.Is(err, os.ErrNotExist) {
		return "", ErrNoRelease
	}
	if err != nil {
		return "", fmt.Errorf("releases: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

// Releases lists the ids of all releases, oldest first.
func Releases(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, "releases"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("releases: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".duckdb"); ok && releaseForm.MatchString(id) {
			ids = append(ids, id)
		}
	}
	sort.Strings(ids)
	return ids, nil
}

// Audited lists the entries of the audit log that the newest release, and the ones before
// it, keep as number:hash. Releases are handed on, so that who cuts the log cannot cut them.
func Audited(ctx context.Context, dir string) (anchors []string, err error) {
	id, err := Newest(dir)
	if errors.Is(err, ErrNoRelease) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	db, err := OpenRelease(ctx, dir, id, Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var noted sql.NullString // through JSON, for releases from before they had it
	err = db.QueryRowContext(ctx, `SELECT string_agg(to_json(r)->>'audit', ' ' ORDER BY made_at) FROM ledger.release AS r`).Scan(&noted)
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	return strings.Fields(noted.String), nil
}

// OpenRelease opens a release for reading, shut off from the outside: no other file can
// be read, no extension loaded, no setting changed. It works while a load runs. Readers of
// one release in one process share an instance and must give the same options.
func OpenRelease(ctx context.Context, dir, id string, opt Options) (*sql.DB, error) {
	if !releaseForm.MatchString(id) {
		return nil, fmt.Errorf("%q is not a release id", id)
	}
	path := ReleasePath(dir, id)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	opt = opt.withDefaults()
	db, err := openDuckDB(path, url.Values{
		"access_mode":                  {"READ_ONLY"},
		"memory_limit":                 {opt.MemoryLimit},
		"threads":                      {strconv.Itoa(opt.Threads)},
		"max_temp_directory_size":      {"0KB"}, // readers write nothing
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"enable_external_access":       {"false"},
		"lock_configuration":           {"true"},
	})
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("release %s: %w", id, err), db.Close())
	}
	return db, nil
}
