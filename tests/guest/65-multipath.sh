#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# One logical unit on several paths: two iSCSI targets and a loopback one, joined by
# device-mapper's multipath. Targets go offline under I/O, and no I/O fails.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

T1=iqn.2026-11.org.example:m1 T2=iqn.2026-11.org.example:m2
LOOP=wwn.5001405000000001

setup || { nok setup; finish; }
ip link set lo up
modprobe -a dm-multipath dm-round-robin
mkdir -p /srv/luns
GUID=$(create_lu -s 64m /srv/luns/many)
stmfadm create-hg cluster
stmfadm add-hg-member -g cluster $ISCSI_INI $LOOP_INI
stmfadm add-view -h cluster -n 5 "$GUID"
itadm create-tpg p1 127.0.0.1:3260
itadm create-tpg p2 127.0.0.1:3261 '[::1]:3261'
itadm create-target -t p1 $T1 >/dev/null
itadm create-target -t p2 $T2 >/dev/null
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null

works 'login at both iSCSI targets, at all three portals' iscsi_login $ISCSI_INI 127.0.0.1:3260
for s in /sys/class/iscsi_session/session*; do echo 2 >"$s/recovery_tmo"; done
paths() { { disks iscsi; disks loopback; } | awk -v g="$GUID" '$2 == g { print "/dev/" $3 }'; }
wait_for 10 eval '[ "$(paths | wc -l)" = 4 ]'
is "$(paths | wc -l)" 4 'the GUID is on four disks: three iSCSI sessions and loopback'
is "$({ disks iscsi; disks loopback; } | cut -d' ' -f1 | sort -u)" 5 'at one LUN on all of them'
is "$(stmfadm list-target -v | grep -c 'Initiator: ')" 4 'four sessions'

# A table of one path a group, of those that there are
table() {
	local n=0 groups='' p
	# shellcheck disable=SC2046 # one word is one path
	set -- $(paths)
	for p; do
		groups+=" round-robin 0 1 1 $(cat "/sys/block/${p#/dev/}/dev") 1"
		n=$((n + 1))
	done
	echo "0 $((64 * 2048 - 128)) multipath 1 queue_if_no_path 0 $n 1$groups"
}
# What multipathd does when paths come and go
rejoin() {
	dmsetup suspend --noflush many && dmsetup reload many --table "$(table)" && dmsetup resume many
}
works 'multipath takes them as one' dmsetup create many --table "$(table)"
dmsetup mknodes
DM=/dev/mapper/many
MINOR=$(stat -c '%T' -L $DM)
active() { dmsetup status many | grep -oE '[0-9]+:[0-9]+ [AF]' | grep -c A; }
is "$(active)" 4 'four paths are active'

io() {
	until [ -e /run/enough ]; do
		fio --name=io --filename=$DM --rw=randwrite --bs=4k --direct=1 --ioengine=libaio \
			--iodepth=8 --size=8m --verify=crc32c --eta=never --disk_util=0 --output=/tmp/fio.out || return
	done
}
ios() { awk '{ print $5 }' "/sys/block/dm-$((0x$MINOR))/stat"; }
# Disks that answer
usable() {
	local p n=0
	for p in $(paths); do sg_turs "$p" >/dev/null 2>&1 && n=$((n + 1)); done
	echo $n
}
moves() { local a; a=$(ios); wait_for 60 eval "[ \$(ios) -gt $((a + 20)) ]"; }

io &
FIO=$!
works 'I/O runs' moves
for t in $T1 $T2 $LOOP; do
	works "offline-target $t" stmfadm offline-target $t
	works 'I/O goes on over the others' moves
	stmfadm online-target $t
	works 'its disks come back' wait_for 90 eval \
		"[ \$(stmfadm list-target -v $t | grep -c Initiator:) -ge 1 ] && rescan iscsi && [ \$(usable) = 4 ]"
	works 'they join the others' rejoin
	works 'I/O goes on' moves
done
works 'both iSCSI targets offline at once' eval "stmfadm offline-target $T1 && stmfadm offline-target $T2"
works 'I/O goes on over loopback' moves
touch /run/enough
wait $FIO
is $? 0 'no I/O failed, and all that was written reads back'
grep -E 'err=' /tmp/fio.out | sed 's/^/# /'
dmsetup remove many
is "$(dmesg | grep -c 'Buffer I/O error on dev dm-')" 0 'nor did the kernel see an error of the joined disk'
finish
