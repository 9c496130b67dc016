#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
#
# First process in the guest's root file system. /run/bed is shared with the host:
#
#   conf    from the host: release, modules, limit (seconds), disks, as variables
#   shares  from the host: the directories of the host that may be written to
#   job     from the host: what to run
#   begun   to the host: this program runs
#   out     to the host: what the job printed
#   status  to the host: the job's exit status
#   dmesg   to the host: the kernel log

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# Any other locale has a dozen files, which each program that starts would load.
export HOME=/root LANG=C TERM=dumb
cd /

release='' modules='' limit=0 disks=''
# shellcheck source=/dev/null # made by bed.sh
. /run/bed/conf
: >/run/bed/begun

mount -t sysfs sys /sys
mkdir -p /dev/pts /dev/shm /run/lock "/lib/modules/$release"
mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs shm /dev/shm
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr
mount --bind "$modules" "/lib/modules/$release"
/sbin/modprobe -aq configfs ${disks:+virtio_blk}
for disk in /dev/ubd?; do
	[ ! -b "$disk" ] || ln -s "$disk" "/dev/vd${disk#/dev/ubd}"
done
mount -t configfs config /sys/kernel/config
mount -t debugfs debug /sys/kernel/debug
# The scheduler's deadline servers warn of timers that are queued twice when the host
# stops user-mode Linux for a while. (6.12 warns when they are switched off.)
if grep -q 'User Mode Linux' /proc/cpuinfo; then
	for runtime in /sys/kernel/debug/sched/*_server/cpu*/runtime; do
		[ ! -e "$runtime" ] || echo 0 >"$runtime"
	done
fi
mkdir -p /etc/target/pr /etc/target/alua
hostname stmf
ip link set lo up

mkfifo /run/console
(ulimit -f 524288 && exec cat /run/console >/run/bed/out) & # up to 256 MiB
relay=$!

# Stop a few seconds before the host does, to save what explains the delay.
late=
trap late=1 USR1
left=$((limit - 5 - $(cut -d. -f1 /proc/uptime)))
[ "$left" -le 0 ] || { sleep "$left" && kill -USR1 $$; } &

# What a kernel for debugging has found without saying so, for its log. A leak is what two
# scans find unreferenced and unchanged, of what is older than five seconds at the second.
inspect()
{
	local leaks=/sys/kernel/debug/kmemleak
	if grep -qs 'debug_locks: *0' /proc/lockdep_stats; then
		echo 'BUG: lockdep has switched itself off' >/dev/kmsg
	fi
	[ -e $leaks ] || return 0
	if ! { echo scan && sleep 6 && echo scan; } >$leaks; then
		echo 'BUG: kmemleak has switched itself off' >/dev/kmsg
	fi
}

setsid /run/bed/job </dev/null >/run/console 2>&1 &
wait $!
status=$?
if [ -n "$late" ]; then
	status=124
	[ ! -e /proc/sysrq-trigger ] || echo w >/proc/sysrq-trigger
else
	inspect
fi

# A test may go on below another init; what that runs writes out and status itself.
if [ "$status" = 0 ] && [ -x /run/next-init ]; then
	for process in /proc/[0-9]*; do
		case ${process#/proc/} in
		"$$" | "$relay") ;;
		*) kill -KILL "${process#/proc/}" ;;
		esac
	done 2>/dev/null
	wait "$relay"
	exec /run/next-init
fi
dmesg >/run/bed/dmesg
cat /sys/kernel/debug/kmemleak >>/run/bed/dmesg 2>/dev/null
echo "$status" >/run/bed/status

# The output is complete when nobody is left who could write to it.
for process in /proc/[0-9]*; do
	case ${process#/proc/} in
	"$$" | "$relay") ;;
	*) kill -KILL "${process#/proc/}" ;;
	esac
done 2>/dev/null
{ sleep 3 && kill "$relay"; } &
wait "$relay"
while read -r _ dir; do
	sync -f "$dir"
done </run/bed/shares
# To shut down, the kernel would flush the cache of each SCSI disk that is left, and wait for a
# minute if its target is gone. (User-mode Linux would start anew.)
if ! grep -q 'User Mode Linux' /proc/cpuinfo && [ -e /proc/sysrq-trigger ]; then
	echo b >/proc/sysrq-trigger
fi
poweroff -n -f
