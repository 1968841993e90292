// Package pgserver starts a PostgreSQL of this machine for tests and measures: a server of
// its own in a temporary folder, gone afterwards.
package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// ErrAbsent says that there is no PostgreSQL on this machine.
var ErrAbsent = errors.New("there is no PostgreSQL on this machine; install the package postgresql, or name its folder of programs in NSK_POSTGRES_BIN")

// User and password of the administrator of a server that was started here.
const (
	administrator = "nsk_test"
	password      = "a-password-of-tests"
)

// A Server is a PostgreSQL that listens on the loopback address, or the one that
// NSK_POSTGRES names.
type Server struct {
	Address  string // postgres://127.0.0.1:port/postgres
	User     string
	Password string
	dir      string
	process  *exec.Cmd
	log      bytes.Buffer
}

// Found reports whether Start can be asked for.
func Found() bool { return programs() != "" }

// programs is the folder of initdb and postgres; "" if there is none.
func programs() string {
	if dir := os.Getenv("NSK_POSTGRES_BIN"); dir != "" {
		return dir
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right
	if len(found) > 0 {
		slices.Sort(found)
		return filepath.Dir(found[len(found)-1])
	}
	if at, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(at)
	}
	return ""
}

// Use returns the server that NSK_POSTGRES names, as postgres://user:password@host:port/database,
// or starts one.
func Use(ctx context.Context) (*Server, error) {
	named := os.Getenv("NSK_POSTGRES")
	if named == "" {
		return Start(ctx)
	}
	u, err := url.Parse(named)
	if err != nil || u.User == nil {
		return nil, errors.New("NSK_POSTGRES is no address with a user; write postgres://user:password@host:port/database")
	}
	secret, _ := u.User.Password()
	s := &Server{User: u.User.Username(), Password: secret}
	u.User = nil
	s.Address = u.String()
	return s, nil
}

// Start makes a database and serves it, with further settings such as "wal_level=logical".
// Nothing is synced: it is not made to outlive the machine. As root it runs as postgres or
// nobody, for PostgreSQL refuses root.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	bin := programs()
	if bin == "" {
		return nil, ErrAbsent
	}
	dir, err := os.MkdirTemp("", "nsk-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, User: administrator, Password: password}
	if err := s.start(ctx, bin, settings); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, bin string, settings []string) error {
	secret := filepath.Join(s.dir, "password")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		return err
	}
	as, err := identity(s.dir, secret)
	if err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	initialise := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", administrator, "--pwfile="+secret, "--auth=scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C")
	initialise.SysProcAttr, initialise.Dir = as, s.dir
	if said, err := initialise.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, said)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	args := []string{"-D", data, "-k", s.dir, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-F"}
	for _, one := range append([]string{"max_connections=40", "shared_buffers=64MB", "log_min_messages=fatal"}, settings...) {
		args = append(args, "-c", one)
	}
	s.process = exec.Command(filepath.Join(bin, "postgres"), args...)
	s.process.SysProcAttr, s.process.Dir = as, s.dir
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	if err := s.process.Start(); err != nil {
		return err
	}
	s.Address = fmt.Sprintf("postgres://127.0.0.1:%d/postgres", port)
	return s.wait(ctx, bin, port)
}

// identity is who the server runs as, and gives that user the files.
func identity(paths ...string) (*syscall.SysProcAttr, error) {
	as := &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return as, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("PostgreSQL does not run as root, and there is nobody else: %w", err)
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: true}
	for _, path := range paths {
		if err := os.Chown(path, int(uid), int(gid)); err != nil {
			return nil, err
		}
	}
	return as, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// wait returns when the server takes connections.
func (s *Server) wait(ctx context.Context, bin string, port int) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		ready := exec.CommandContext(ctx, filepath.Join(bin, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(port))
		if ready.Run() == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %s", s.log.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Dir is the folder of the server; its data are in data.
func (s *Server) Dir() string { return s.dir }

// Own gives files of the folder to the user that the server runs as.
func (s *Server) Own(names ...string) error {
	var paths []string
	for _, name := range names {
		paths = append(paths, filepath.Join(s.dir, name))
	}
	_, err := identity(paths...)
	return err
}

// Stop ends the server at once and removes its folder.
func (s *Server) Stop() error {
	if s.process != nil && s.process.Process != nil {
		_ = s.process.Process.Signal(syscall.SIGQUIT) // it may be gone
		_ = s.process.Wait()                          // it was told to end
	}
	if s.dir == "" {
		return nil // another's
	}
	return os.RemoveAll(s.dir)
}
