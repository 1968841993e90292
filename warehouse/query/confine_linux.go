package query

import (
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// releaseFile is where the child finds the release: the one file it was handed, open. Its
// path says nothing about the machine.
const releaseFile = "/proc/self/fd/3"

// apart keeps signals of the terminal away from the child: the parent ends it.
func apart(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// confine sets the bounds of this process and starts the program anew within them, for a
// process can only shut off all of its threads at once by beginning again. Bounds that the
// kernel does not know (Landlock before Linux 5.13) are left out: DuckDB's own stand anyway.
func confine(memory, seconds string) {
	runtime.LockOSThread()
	exe, err := os.Executable()
	if err != nil {
		return
	}
	bounds(memory, seconds)
	_ = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	landlock(exe)
	_ = unix.CloseRange(4, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
	_ = syscall.Exec(exe, []string{os.Args[0], confinedWord}, os.Environ())
}

// bounds caps memory, processor time, files and processes. Memory is what the process may
// write to: twice DuckDB's limit, which is what it was seen to take, and half a gigabyte.
func bounds(memory, seconds string) {
	if bytes, err := strconv.ParseUint(memory, 10, 62); err == nil && !raceDetector() {
		set(unix.RLIMIT_DATA, 2*bytes+512<<20)
	}
	if s, err := strconv.ParseUint(seconds, 10, 31); err == nil {
		set(unix.RLIMIT_CPU, s)
	}
	set(unix.RLIMIT_FSIZE, 0)
	set(unix.RLIMIT_CORE, 0)
	set(unix.RLIMIT_NOFILE, 64)
}

// openNothing keeps this process from opening any file, socket or pipe from here on: what it
// needs is open, and a file that DuckDB may have open cannot be read by another way either.
func openNothing() error {
	return unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{})
}

func set(what int, most uint64) {
	_ = unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most})
}

// raceDetector reports whether the program was built with it; it takes memory by the terabyte.
func raceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	for _, s := range info.Settings {
		if s.Key == "-race" && s.Value == "true" {
			return true
		}
	}
	return false
}

const (
	landlockFiles = 1<<13 - 1 // every way to reach a file that the first version knows
	landlockReads = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_EXECUTE
)

// landlock lets this thread, and what it becomes, open the program, the system's libraries
// and the release, and nothing else; neither may it connect or listen.
func landlock(exe string) {
	version, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if e != 0 {
		return
	}
	attr := unix.LandlockRulesetAttr{Handled_access_fs: landlockFiles}
	if version >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	rules, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if e != 0 {
		return
	}
	for _, path := range []string{exe, "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/proc/meminfo", "/proc/cpuinfo", "/proc/self/cgroup", "/sys/fs/cgroup", "/sys/devices/system/cpu", releaseFile} {
		allow(int(rules), path)
	}
	_, _, _ = unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, rules, 0, 0)
}

func allow(rules int, path string) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return // this system has no such place
	}
	defer unix.Close(fd)
	rule := unix.LandlockPathBeneathAttr{Allowed_access: landlockReads, Parent_fd: int32(fd)}
	_, _, _ = unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
}
