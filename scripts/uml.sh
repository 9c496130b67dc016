#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# uml.sh [OPTION...] SCRIPT [ARG...]
# uml.sh --build        build the kernel into the cache if it isn't there
# uml.sh --kdir         and print what to build modules against: make ARCH=um -C DIR M=...
#
# Runs SCRIPT as root in user-mode Linux: like vm.sh, but at native speed and
# without hardware. The kernel is built from the distribution's linux-source-7.2
# with kconfig/uml.config.
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

VERSION=7.2
CONFIG=$SCRIPTS/kconfig/uml.config

make_uml()
{
	local temp=$1 source
	"$SCRIPTS/deps.sh" kernel
	source=$("$SCRIPTS/kernel.sh" source $VERSION)
	msg "building user-mode Linux $VERSION"
	mkdir -p "$temp/build"
	set -- make -s ARCH=um -C "$source" O="$temp/build" -j"$(nproc)"
	"$@" KCONFIG_ALLCONFIG="$CONFIG" allnoconfig >&2
	"$@" linux modules >&2
	"$@" INSTALL_MOD_PATH="$temp" modules_install >&2
	settle "$temp" "$temp/build/Makefile"
	cp "$temp/build/include/config/kernel.release" "$temp/release"
	ln "$temp/build/linux" "$temp/vmlinuz"
}

uml()
{
	local dir
	dir=$STMF_CACHE/uml/$VERSION-$(sha256sum "$CONFIG" | cut -c 1-8)
	cached "$dir" make_uml
	echo "$dir"
}

case ${1-} in
--build)
	uml >/dev/null
	exit
	;;
--kdir)
	echo "$(uml)/build"
	exit
	;;
esac

cpus=1
options t:m:c:a:o:w:v "$@"
shift $((OPTIND - 1))
[ $# -gt 0 ] || die "no script given; see ${0##*/} --help"
dir=$(uml)
initramfs=$("$SCRIPTS/initramfs.sh" "$dir")
prepare "$dir" "$@"

# Several CPUs need user space to be run under seccomp instead of ptrace.
smp=()
[ "$cpus" = 1 ] || smp=(seccomp=on "ncpus=$cpus")
# shellcheck disable=SC2086 # $append holds words
boot "$dir/vmlinuz" "mem=$memory" "${smp[@]}" "initrd=$initramfs" "uml_dir=$run/" \
	con=null con0=fd:0,fd:3 stmf.bed=hostfs "stmf.run=$run" panic=-1 oops=panic \
	log_buf_len=16M $append 3>"$run/serial"
status=0
verdict || status=$?
exit "$status"
