package query

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// banned are system calls that a query never needs, whatever DuckDB is brought to do, and
// what the kernel answers them with. That nothing is a symbolic link keeps DuckDB from
// finding out, and telling, where the file it was handed lies.
var banned = map[unix.Errno][]uint32{
	unix.EINVAL: append(readlinks[runtime.GOARCH], unix.SYS_READLINKAT),
	unix.EPERM: {
		unix.SYS_SOCKET, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_EXECVE, unix.SYS_EXECVEAT,
		unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN,
		unix.SYS_MOUNT, unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_CHROOT, unix.SYS_KEYCTL, unix.SYS_IO_URING_SETUP,
		unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_SYMLINKAT, unix.SYS_LINKAT, unix.SYS_MEMFD_CREATE, unix.SYS_PIDFD_OPEN,
	},
}

// readlinks is the number of readlink where the machine has one.
var readlinks = map[string][]uint32{"amd64": {89}}

// machines are the kernel's names of the machines we build for.
var machines = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// filter bans them for all threads of this process, for good. Where the kernel has no
// filters the other bounds stand.
func filter() {
	time.Sleep(time.Microsecond) // the runtime opens what its timers need, before it may not
	code := program()
	prog := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	_, _, _ = unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog)))
}

// program is the filter in the kernel's small language: load the number, compare, answer.
func program() []unix.SockFilter {
	const (
		load, equal, answer = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_RET | unix.BPF_K
		number, machine     = 0, 4 // where they stand in what the kernel hands over
	)
	code := []unix.SockFilter{
		{Code: load, K: machine},
		{Code: equal, K: machines[runtime.GOARCH], Jt: 1},
		{Code: answer, K: unix.SECCOMP_RET_KILL_PROCESS}, // numbers of another machine mean other calls
		{Code: load, K: number},
	}
	for errno, calls := range banned {
		for _, call := range calls {
			code = append(code, unix.SockFilter{Code: equal, K: call, Jf: 1}, unix.SockFilter{Code: answer, K: unix.SECCOMP_RET_ERRNO | uint32(errno)})
		}
	}
	return append(code, unix.SockFilter{Code: answer, K: unix.SECCOMP_RET_ALLOW})
}
