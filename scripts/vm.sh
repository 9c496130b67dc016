#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# vm.sh [OPTION...] SCRIPT [ARG...]
#
# Runs SCRIPT as root in a QEMU guest, in the current directory of the host's root
# file system, of which the guest has a copy that lasts as long as the guest does.
# Shows what SCRIPT prints and exits with its status; with 120 if the guest's kernel
# complained (panic, oops, BUG, WARNING), 124 after the time-out, 125 if the guest
# could not be run.
#
#   -k KERNEL   a name for kernel.sh (stock, 6.12, ...) or the path of a directory [stock]
#   -t SECONDS  time-out of the whole run [600]
#   -m MEMORY   the guest's memory, which also holds what it writes [2G]
#   -c CPUS     [2]
#   -a ARGS     more arguments for the kernel command line
#   -o LOGFILE  save the kernel log there
#   -v          show kernel messages on stderr as they come
#   -d DISK     add a disk (/dev/vda, ...): its size, for an empty one, or a file,
#               by its absolute path, for one that is kept; may be repeated
#   -w DIR      let the guest write to DIR of the host; may be repeated
#   -s          go on from a snapshot of such a guest, which is made the first time
#
# STMF_ACCEL=tcg or kvm says how QEMU runs the guest, or icount: one CPU whose clock
# counts instructions, 1 ns each, whatever the host's load; else a first boot finds out
# whether KVM works and the answer is kept in the cache.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/bed.sh
. "$SCRIPTS/bed.sh"
# shellcheck source=scripts/snapshot.sh
. "$SCRIPTS/snapshot.sh"

# shellcheck disable=SC2317 # called by cached
probe_accel()
{
	if [ -w /dev/kvm ] && STMF_ACCEL=kvm "$0" -t 10 true; then
		echo kvm
	else
		echo tcg
	fi >"$1" 2>/dev/null
}

accel()
{
	local answer
	answer=$STMF_CACHE/accel-$(uname -r)
	cached "$answer" probe_accel
	cat "$answer"
}

# export9p TAG DIR OPTION: one directory of the host for the guest
export9p()
{
	devices+=(-fsdev "local,id=$1,path=${2//,/,,},security_model=none,multidevs=remap,$3"
		-device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}

# devices: sets $devices, what the guest of $run has
devices()
{
	local i
	devices=(-serial "file:$run/serial" -pidfile "$run/pid")
	export9p root / readonly=on
	export9p run "$run" readonly=off
	for i in "${!shares[@]}"; do
		export9p "share$i" "${shares[i]}" readonly=off
	done
	for i in "${!disks[@]}"; do
		devices+=(-drive "file=$(disk_file "$i"),format=raw,if=virtio,cache=unsafe")
	done
}

options k:t:m:c:a:o:d:w:sv "$@"
shift $((OPTIND - 1))
[ $# -gt 0 ] || die "no script given; see ${0##*/} --help"
qemu=$(type -P qemu-system-x86_64) || die "no QEMU; run deps.sh guest"

case $kernel in
*/*) dir=$kernel ;;
*) dir=$("$SCRIPTS/kernel.sh" "$kernel") ;;
esac
vmlinux=$("$SCRIPTS/vmlinux.sh" "$dir/vmlinuz")
initramfs=$("$SCRIPTS/initramfs.sh" "$dir" virtio_pci 9p 9pnet_virtio overlay)
: "${STMF_ACCEL:=$(accel)}"
case $STMF_ACCEL in
kvm) machine=(-accel kvm -cpu host) ;;
icount)
	machine=(-accel "tcg,thread=single" -icount "shift=0,sleep=off" -cpu max -rtc "clock=vm" -seed 1)
	append+=" nokaslr norandmaps random.trust_cpu=off"
	cpus=1
	;;
*)
	# REP MOVSB, which the kernel takes for fast with erms, is done byte by byte.
	machine=(-accel "tcg,thread=multi" -cpu "max,-erms")
	# What has been translated of a program can be used again only where it lies at the
	# same address; and to translate is most of what the start of one costs.
	append+=" norandmaps"
	# A debug kernel takes half a minute for each method of the firmware's tables.
	append+=" pci=noacpi"
	;;
esac
programs=$("$SCRIPTS/initramfs.sh" programs)
prepare "$dir" "$@"

cmdline="console=ttyS0 bed.kind=9p panic=-1 oops=panic panic_print=32 panic_console_replay"
cmdline+=" log_buf_len=4M watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120 mitigations=off"
# The kernel tests the timer within 10 ticks of its own and panics; a busy host may take longer.
cmdline+=" no_timer_check"
[ -n "$verbose" ] || cmdline+=" loglevel=1"
qemu=("$qemu" -nodefaults -no-user-config -display none -no-reboot
	"${machine[@]}" -m "$memory" -smp "$cpus" -kernel "$vmlinux" -append "$cmdline $append")
snapshot=
if [ -n "$from_snapshot" ] && [ "$STMF_ACCEL" = tcg ]; then
	find_snapshot
fi
if [ -z "$snapshot" ] || ! go_on; then
	devices
	cat "$initramfs" "$programs" >"$run/initramfs"
	boot "${qemu[@]}" "${devices[@]}" -initrd "$run/initramfs"
fi
status=0
verdict || status=$?
exit "$status"
