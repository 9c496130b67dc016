#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Power is cut while initiators write: what a disk has acknowledged as stable is there
# afterwards, whatever the store. The store's device has a volatile cache, which is
# lost with its power.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
g=${G}60
NULLB=/sys/kernel/config/nullb/nullb0
sbd_setup || { nok setup; finish; }
modprobe dm_mod 2>/dev/null
modprobe null_blk nr_devices=0 2>/dev/null
if [ ! -d /sys/kernel/config/nullb ] || ! dmsetup version >/dev/null; then
	skip 'null_blk and device mapper'
	finish
fi

# on, off: the device's power; half on: a file system on it, by way of a device that does
# not tell the file system that the power is going to be cut
mkdir $NULLB /srv/p
for p in size=128 memory_backed=1 cache_size=96 queue_mode=2 completion_nsec=10000 irqmode=2; do
	echo "${p#*=}" >"$NULLB/${p%%=*}" || nok "null_blk: $p"
done
on() { echo 1 >$NULLB/power && wait_for 10 test -b /dev/nullb0; }
off() { echo 0 >$NULLB/power; }
fs_on() {
	dmsetup create --noudevsync cut --table "0 $(blockdev --getsz /dev/nullb0) linear /dev/nullb0 0" &&
		dmsetup mknodes cut && { [ "${1-}" != new ] || mkfs.ext4 -q /dev/mapper/cut; } && mount /dev/mapper/cut /srv/p
}
fs_off() { umount /srv/p && dmsetup remove --noudevsync cut; }

# under WHERE: does the store need the file system?
is_file() { [[ $1 == *path=/srv/p/* ]]; }

# cut MODE KEY=VALUE...: write, cut the power as soon as 100 blocks are in the ledger, which
# has a sector for each, look what is left. Sets LEFT.
cut_power() {
	local mode=$1
	shift
	truncate -s 0 /tmp/ledger
	lu "$g" 1 "$@" || { nok "LU: $*"; return; }
	settle "$S"
	python3 "$HERE/ledger.py" write "$D" /tmp/ledger 120 "$mode" >/tmp/written &
	wait_for 100 eval '[ "$(stat -c %s /tmp/ledger)" -ge 51200 ]' || nok "$*: nothing is acknowledged"
	off
	sleep 0.5
	kill $!
	wait $! || nok "$*: $(cat /tmp/written)"
	drop "$g" 1 || nok "$*: the LU can't be dropped"
	if is_file "$*"; then fs_off; fi
	on || nok 'power on'
	if is_file "$*"; then fs_on || nok 'file system after a power cut'; fi
	lu "$g" 1 "$@" || { nok "LU after a power cut: $*"; return; }
	settle "$S"
	LEFT=$(python3 "$HERE/ledger.py" check "$D" /tmp/ledger | tail -n 4)
	drop "$g" 1
}

# survives WHAT MODE KEY=VALUE...
survives() {
	local what=$1
	shift
	cut_power "$@"
	is "$(grep -c '^writes=[1-9][0-9]* errors=[1-9]' /tmp/written) ${LEFT##*wrong=}" '1 0' \
		"$what: every acknowledged write is there ($(tail -n1 <<<"$LEFT"), $(cat /tmp/written))"
}

on || { nok 'power on'; finish; }
head -c 65536 /dev/zero >/dev/nullb0
cut_power direct path=/dev/nullb0 wcd=0
[ "${LEFT##*wrong=}" != 0 ]
is $? 0 'with a write cache, what was not flushed is lost: the power cut is real'
survives 'device, no write cache' direct path=/dev/nullb0 wcd=1
survives 'device, FUA' dsync path=/dev/nullb0 wcd=0
survives 'device, SYNCHRONIZE CACHE' fsync path=/dev/nullb0 wcd=0

fs_on new || { nok 'file system'; finish; }
truncate -s $((65536 + (24 << 20))) /srv/p/file
for buffered in 0 1; do
	what="file$( ((buffered)) && echo ', buffered')"
	survives "$what, no write cache" direct path=/srv/p/file buffered=$buffered wcd=1
	survives "$what, FUA" dsync path=/srv/p/file buffered=$buffered wcd=0
	survives "$what, SYNCHRONIZE CACHE" fsync path=/srv/p/file buffered=$buffered wcd=0
done
fs_off
off
finish
