#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Changes under running I/O: what sessions that are open see of them, and when.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001

# seconds COMMAND...: how long it took; its status
seconds() {
	local start rc
	start=$(date +%s%N)
	"$@" >/tmp/out 2>&1
	rc=$?
	took=$((($(date +%s%N) - start) / 1000000))
	return $rc
}

# within MS WHAT: that is how long the last of seconds may have taken
within() {
	if [ $took -le "$1" ]; then ok "$2 (at most $1 ms)"; else nok "$2: $took ms, not $1"; fi
	echo "# $took ms: $2"
}

sg_of() { echo "/dev/$(ls "/sys/block/$(basename "$(disk "$1" "$2")")/device/scsi_generic")"; }
sense() { sg_raw "$@" 2>&1 | grep -iE 'sense key|additional sense' | tr -s ' \n' ' '; }
state() { stmfadm list-lu -v "$1" | sed -n 's/.*Operational Status *: //p'; }
target_state() { stmfadm list-target -v "$1" | sed -n 's/.*Operational Status *: //p'; }

setup || { nok setup; finish; }
modprobe -a loop dm_mod
mkdir -p /srv/luns
truncate -s 32m /srv/disk
SLOW=$(losetup -f --show /srv/disk)
dmsetup create slow --table "0 65536 linear $SLOW 0"
dmsetup mknodes

GS=$(create_lu /dev/mapper/slow)
GF=$(create_lu -s 16m /srv/luns/fast)
stmfadm create-hg alpha
stmfadm add-hg-member -g alpha $LOOP_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfadm add-view -h alpha -n 0 "$GF"
stmfadm add-view -h alpha -n 1 "$GS"
wait_for 10 eval '[ "$(disks loopback | wc -l)" = 2 ]'
S=$(disk loopback "$GS") F=$(disk loopback "$GF") SG=$(sg_of loopback "$GS")

# A store that does not answer: offline takes as long as the commands that run. First
# without the daemon, ...
C=$CFS/logical_units/$GS/state
kill -STOP "$STMFD"
dmsetup suspend --noflush slow
dd if="$S" of=/dev/null bs=4k count=1 iflag=direct 2>/dev/null &
reader=$!
sleep 0.3
seconds sh -c "echo offline >$C"
is $? 0 'a script may say offline'
within 7000 'it waits, but not for ever'
is "$(cat "$C")" offlining 'then the state is offlining'
seconds sense "$SG" 00 00 00 00 00 00
case $(cat /tmp/out) in
*'Logical unit not supported'*) ok 'a new command is refused: 05h/25h/00h' ;;
*) nok "a new command: $(cat /tmp/out)" ;;
esac
within 1000 'it is refused'
fails 'online meanwhile: EBUSY' sh -c "echo online >$C"

# ... then with it
kill -CONT "$STMFD"
seconds timeout 60 stmfadm offline-lu "$GS"
is "$?|$(cat /tmp/out)" \
	'1|stmfadm: Logical Unit state change request submitted. Waiting for completion timed out' \
	'offline-lu of a LU whose command hangs: time-out'
within 30000 'offline-lu gives up'
is "$(state "$GS")" Offlining 'it is Offlining'
is "$(stmfadm online-lu "$GS" 2>&1)" 'stmfadm: resource busy' 'online-lu meanwhile: busy'
seconds dd if="$F" of=/dev/null bs=4k count=8 iflag=direct
is $? 0 'another LU of the same host is readable'
seconds timeout 20 stmfadm create-hg beta
is $? 0 'other commands go on'
dmsetup resume slow
wait $reader
is $? 0 'the command that ran has ended well'
works 'now it is Offline' wait_for 3 eval '[ "$(state $GS)" = Offline ]'
works 'online-lu' stmfadm online-lu "$GS"
works 'its disk is back' wait_for 5 eval '[ -n "$(disk loopback $GS)" ]'
works 'and readable' dd if="$(disk loopback "$GS")" of=/dev/null bs=4k count=8 iflag=direct
finish
