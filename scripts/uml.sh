#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# uml.sh [OPTION...] SCRIPT [ARG...]
# uml.sh --build        build the kernel into the cache if it isn't there
# uml.sh --kdir         and print what to build modules against: make ARCH=um -C DIR M=...
#
# Runs SCRIPT as root in user-mode Linux: like vm.sh, but at native speed and
# without hardware. See build-kernel.sh for the kernel.
#
#   -t SECONDS  time-out of the whole run [600]
#   -m MEMORY   the guest's memory, which also holds what it writes [2G]
#   -c CPUS     [1]
#   -a ARGS     more arguments for the kernel command line
#   -o LOGFILE  save the kernel log there
#   -v          show kernel messages on stderr as they come
#   -w DIR      let the guest write to DIR of the host; may be repeated

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/bed.sh
. "$SCRIPTS/bed.sh"

case ${1-} in
--build)
	"$SCRIPTS/build-kernel.sh" uml >/dev/null
	exit
	;;
--kdir)
	dir=$("$SCRIPTS/build-kernel.sh" uml)
	echo "$dir/build"
	exit
	;;
esac

cpus=1
options t:m:c:a:o:w:v "$@"
shift $((OPTIND - 1))
[ $# -gt 0 ] || die "no script given; see ${0##*/} --help"
dir=$("$SCRIPTS/build-kernel.sh" uml)
initramfs=$("$SCRIPTS/initramfs.sh" "$dir")
prepare "$dir" "$@"

# Several CPUs need user space to be run under seccomp instead of ptrace.
smp=()
[ "$cpus" = 1 ] || smp=(seccomp=on "ncpus=$cpus")
# shellcheck disable=SC2086 # $append holds words
boot "$dir/vmlinuz" "mem=$memory" "${smp[@]}" "initrd=$initramfs" "uml_dir=$run/" \
	con=null con0=fd:0,fd:3 stmf.bed=hostfs "stmf.run=$run" panic=-1 oops=panic \
	log_buf_len=4M $append 3>"$run/serial"
status=0
verdict || status=$?
exit "$status"
