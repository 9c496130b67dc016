#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# uml.sh [OPTION...] SCRIPT [ARG...]
#
# Runs SCRIPT as root in user-mode Linux: like vm.sh, but at native speed and
# without hardware. See build-kernel.sh for the kernel.
#
#   -k KERNEL   uml, uml-debug, or the path of a directory [uml]
#   -t SECONDS  time-out of the whole run [600]
#   -m MEMORY   the guest's memory, which also holds what it writes [2G]
#   -c CPUS     [1]
#   -a ARGS     more arguments for the kernel command line
#   -o LOGFILE  save the kernel log there
#   -v          show kernel messages on stderr as they come
#   -d DISK     add a disk (/dev/vda, ...): its size, for an empty one, or a file,
#               by its absolute path, for one that is kept; may be repeated
#   -w DIR      let the guest write to DIR of the host; may be repeated

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/bed.sh
. "$SCRIPTS/bed.sh"

# pinned COMMAND [ARG...]: boot. A guest with one CPU stays on one of the host's, one that is
# free if there is: else each switch between its kernel and its processes wakes another CPU,
# which may double the time it takes. The lock goes with this shell.
pinned()
{
	local cpu lock
	mkdir -p "$STMF_CACHE"
	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		exec {lock}>"$STMF_CACHE/cpu$cpu.lock"
		if flock -n "$lock"; then break; fi
	done
	if [ "$cpu" = "$(nproc)" ]; then cpu=$((RANDOM % cpu)); fi
	if [ "$cpus" = 1 ] && taskset -c "$cpu" true 2>/dev/null; then
		set -- taskset -c "$cpu" "$@"
	fi
	boot "$@"
}

cpus=1 kernel=uml
options k:t:m:c:a:o:d:w:v "$@"
shift $((OPTIND - 1))
[ $# -gt 0 ] || die "no script given; see ${0##*/} --help"
case $kernel in
*/*) dir=$kernel ;;
*) dir=$("$SCRIPTS/kernel.sh" "$kernel") ;;
esac
initramfs=$("$SCRIPTS/initramfs.sh" "$dir")
prepare "$dir" "$@"

# Under seccomp a system call takes half the time that it takes under ptrace; several CPUs need it.
cpu_args=(seccomp=auto)
[ "$cpus" = 1 ] || cpu_args=(seccomp=on "ncpus=$cpus")
drives=()
for i in "${!disks[@]}"; do
	drives+=("ubd$i=$(disk_file "$i")")
done
# shellcheck disable=SC2086 # $append holds words
pinned "$dir/vmlinuz" "mem=$memory" "${cpu_args[@]}" "initrd=$initramfs" "uml_dir=$run/" \
	con=null con0=fd:0,fd:3 bed.kind=hostfs "bed.run=$run" panic=-1 oops=panic \
	log_buf_len=4M "${drives[@]}" $append 3>"$run/serial"
status=0
verdict || status=$?
exit "$status"
