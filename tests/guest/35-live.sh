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

# within MS WHAT: that is how long the last of seconds may have taken on a quiet machine;
# ten times as long would be a hang on any
within() {
	if [ $took -le $((10 * $1)) ]; then ok "$2"; else nok "$2: $took ms, not $1"; fi
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
echo 300 >"/sys/block/$(basename "$S")/device/timeout"	# the initiator has more patience
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
within 5000 'it is refused'
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

# What the store does not have yet ends without it: ORWRITE is there, and keeps others out
# of its blocks; WRITE waits for that; VERIFY goes there piece by piece.
SG=$(sg_of loopback "$GS")
head -c 512 /dev/zero | tr '\0' '\377' >/tmp/ones
declare -A cmd
# begin NAME CDB...: with 512 bytes of ones
begin() {
	local name=$1
	shift
	sg_raw -t "$patience" -s 512 -i /tmp/ones "$SG" "$@" >/tmp/cmd.$name 2>&1 &
	cmd[$name]=$!
}
# ends NAME WHAT SAYS: within what is a hang on any machine
ends() {
	works "$2" wait_for 60 eval "! kill -0 ${cmd[$1]}"
	is "$(grep -iEo 'aborted command|logical unit not supported' /tmp/cmd.$1 | tr '\n' ' ')" "$3" "$2: what it says"
}
cut='Aborted Command Logical unit not supported '
dmsetup suspend --noflush slow
patience=300
begin orwrite 8b 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00
sg_raw -t 300 "$SG" 8f 00 00 00 00 00 00 00 08 00 00 00 80 00 00 00 >/tmp/cmd.verify 2>&1 &
cmd[verify]=$!
sleep 0.5
begin write 2a 00 00 00 00 00 00 00 01 00
patience=3
begin impatient 2a 00 00 00 00 01 00 00 01 00
works 'a WRITE that waits, and that its initiator aborts' wait_for 60 eval "! kill -0 ${cmd[impatient]}"
works 'the one that is not aborted waits' kill -0 "${cmd[write]}"
echo offline >$C
ends write 'offline: a WRITE that waits' "$cut"
works 'the two that are in the store go on' kill -0 "${cmd[orwrite]}" "${cmd[verify]}"
dmsetup resume slow
ends orwrite 'ORWRITE, which has read and not written' "$cut"
ends verify 'VERIFY, after one of its pieces' "$cut"
works 'then it is Offline' wait_for 10 eval '[ "$(cat $C)" = offline ]'
is "$(dd if=/dev/mapper/slow bs=64k skip=1 count=1 iflag=direct 2>/dev/null | tr -d '\0' | wc -c)" 0 'nothing was written'
works 'online-lu' stmfadm online-lu "$GS"

stmfadm remove-view -l "$GS" -a

# --- what is announced to open sessions, and refused in them

IQN=iqn.2026-11.org.example:t1
GN=$(create_lu -s 16m /srv/luns/new)
GM=$(create_lu -s 16m /srv/luns/more)
stmfadm add-hg-member -g beta $ISCSI_INI
stmfadm create-tg net
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm add-view -h beta -n 0 "$GF"
works 'iSCSI login' iscsi_login $ISCSI_INI
works 'the first disk' wait_for 10 eval '[ -n "$(disk iscsi $GF)" ]'

# ua SG: what TEST UNIT READY says
ua() {
	local out
	out=$(sense "$1" 00 00 00 00 00 00)
	case ${out,,} in
	'') echo none ;;
	*'reported luns data has changed'*) echo 06/3f/0e ;;
	*'logical unit not supported'*) echo 05/25/00 ;;
	*) echo "$out" ;;
	esac
}
drain() { for _ in 1 2 3 4 5 6; do [ "$(ua "$1")" = none ] && break; done; }
luns() { sg_luns "$1" | sed -n 's/^ *\([0-9a-f]\{16\}\).*/\1/p' | sort | tr '\n' ' '; }

# announced KIND GROUP GUID SG: views and states of GUID, at LUN 7, seen from LUN 0
announced() {
	local kind=$1 group=$2 guid=$3 sg=$4 new
	drain "$sg"
	seconds stmfadm add-view $group -n 7 "$guid"
	within 2000 "$kind: add-view"
	is "$(ua "$sg")" 06/3f/0e "$kind: add-view is announced on LUN 0"
	is "$(ua "$sg")" none "$kind: once"
	is "$(luns "$sg")" '0000000000000000 0007000000000000 ' "$kind: REPORT LUNS has it"
	rescan $kind
	works "$kind: its disk" wait_for 10 eval "[ -n \"\$(disk $kind $guid)\" ]"
	new=$(sg_of $kind "$guid")
	drain "$new"
	drain "$sg"
	kill -STOP "$STMFD"
	echo offline >"$CFS/logical_units/$guid/state"
	is "$(ua "$new")" 05/25/00 "$kind: off line, even without the daemon: the next command is refused"
	is "$(luns "$sg")" '0000000000000000 ' "$kind: and it is not in REPORT LUNS"
	kill -CONT "$STMFD"
	wait_for 5 eval "[ \"\$(ua $sg)\" = 06/3f/0e ]"
	is $? 0 "$kind: offline is announced by the daemon"
	drain "$sg"
	works "$kind: online-lu" stmfadm online-lu "$guid"
	is "$(ua "$sg")" 06/3f/0e "$kind: online is announced"
	rescan $kind
	works "$kind: its disk again" wait_for 10 eval "[ -n \"\$(disk $kind $guid)\" ]"
	new=$(sg_of $kind "$guid")
	drain "$new"
	drain "$sg"
	kill -STOP "$STMFD"
	rmdir "$CFS/logical_units/$guid"/views/*
	is "$(ua "$new")" 05/25/00 "$kind: remove-view: the next command is refused"
	kill -CONT "$STMFD"
	wait_for 5 eval "[ \"\$(ua $sg)\" = 06/3f/0e ]"
	is $? 0 "$kind: remove-view is announced"
	rescan $kind
}
announced iscsi '-h beta' "$GN" "$(sg_of iscsi "$GF")"
announced loopback '-h alpha' "$GN" "$(sg_of loopback "$GF")"

# a node ACL that LIO made at login, and stmfd has made exact since
iscsi_logout
stmfadm add-view -n 3 "$GM"
works 'a stranger logs in where a view is for all hosts' iscsi_login iqn.2026-11.org.example:stranger
works 'he has its disk' wait_for 10 eval '[ -n "$(disk iscsi $GM)" ]'
works 'his node ACL is exact' wait_for 10 test -d $LIO/iscsi/$IQN/tpgt_1/acls/iqn.2026-11.org.example:stranger/lun_3
SG=$(sg_of iscsi "$GM")
U=iscsi://127.0.0.1/$IQN
I="-i iqn.2026-11.org.example:stranger"
# shellcheck disable=SC2086
{
	is "$(iscsi-inq $I $U/0 2>&1 | sed -n 's/^Peripheral [A-Za-z ]*://p' | tr '\n' ' ')" 'DISCONNECTED UNKNOWN ' \
		'no LU at LUN 0: INQUIRY says that there is none'
	is "$(iscsi-ls -s $I iscsi://127.0.0.1 | sed -n 's/^Lun:\([0-9]*\).*/\1/p')" 3 \
		'no LU at LUN 0: REPORT LUNS has what he may see'
	is "$(iscsi-inq $I $U/1 2>&1 | grep -c 'ILLEGAL_REQUEST.*LOGICAL_UNIT_NOT_SUPPORTED')" 1 \
		'no LU at LUN 1: 05h/25h/00h'
}
drain "$SG"
stmfadm add-view -n 7 "$GN"
is "$(ua "$SG")" 06/3f/0e 'a stranger is told of a new LUN as well'
iscsi_logout
stmfadm remove-view -l "$GN" -a
stmfadm remove-view -l "$GM" -a

# --- changes under load: those whose LUs do not change notice nothing

works 'login again' iscsi_login $ISCSI_INI
wait_for 10 eval '[ -n "$(disk iscsi $GF)" ]'
rm -f /tmp/stop /tmp/errors
reader() { while [ ! -e /tmp/stop ]; do dd if="$1" of=/dev/null bs=64k count=16 iflag=direct 2>/dev/null || echo "$1" >>/tmp/errors; done; }
reader "$(disk iscsi "$GF")" &
r1=$!
reader "$(disk loopback "$GF")" &
r2=$!
slowest=0
change() {
	seconds "$@" || { echo "# $*: $(cat /tmp/out)"; return 1; }
	[ $took -gt $slowest ] && slowest=$took
	return 0
}
failed_at=
for n in 1 2 3; do
	change stmfadm add-view -h beta "$GN" && change stmfadm add-view -h alpha "$GN" &&
		change stmfadm offline-lu "$GN" && change stmfadm online-lu "$GN" &&
		change stmfadm add-hg-member -g beta "iqn.2026-11.org.example:m$n" &&
		change stmfadm remove-hg-member -g beta "iqn.2026-11.org.example:m$n" &&
		change stmfadm remove-view -l "$GN" -a || failed_at=$n
done
touch /tmp/stop
wait $r1 $r2
is "$failed_at" '' 'views, members and states change under load'
took=$slowest within 5000 'the slowest of these commands'
fails 'no reader has seen an error' test -s /tmp/errors

# --- offline under load

stmfadm add-view -h beta -n 1 "$GN"
rescan iscsi
works 'a disk to write on' wait_for 10 eval '[ -n "$(disk iscsi $GN)" ]'
load() {
	timeout 60 fio --name=l --filename="$1" --ioengine=libaio --direct=1 --iodepth=16 --rw=randwrite --bs=64k \
		--time_based --runtime=40 --minimal >/dev/null 2>&1 &
	fio=$!
	sleep 1
}
load "$(disk iscsi "$GN")"
seconds stmfadm offline-lu "$GN"
is $? 0 'offline-lu under writes'
within 5000 'offline-lu under writes'
is "$(state "$GN")" Offline 'it is Offline'
seconds wait $fio
within 20000 'the writer ends with an error'
stmfadm online-lu "$GN"

outcome '' 'stmfadm: STMF target must be offline' 1 stmfadm add-tg-member -g net $IQN
load "$(disk iscsi "$GF")"
seconds stmfadm offline-target $IQN
is $? 0 'offline-target under writes'
within 10000 'offline-target under writes'
is "$(target_state $IQN)" Offline 'it is Offline'
is "$(stmfadm list-target -v $IQN | sed -n 's/.*Sessions *: //p')" 0 'its sessions are gone'
works 'now it may change its group' stmfadm add-tg-member -g net $IQN
works 'loopback does not care' dd if="$(disk loopback "$GF")" of=/dev/null bs=4k count=8 iflag=direct
works 'online-target' stmfadm online-target $IQN
wait_for 30 eval '[ "$(stmfadm list-target -v $IQN | grep -c Initiator:)" = 1 ]'
is $? 0 'the initiator comes back by itself'
kill $fio
wait $fio
works 'its disk goes on' dd if="$(disk iscsi "$GF")" of=/dev/null bs=4k count=8 iflag=direct

# --- the service

stmfadm offline-lu "$GM"
load "$(disk loopback "$GF")"
seconds stmfctl service disable
is $? 0 'service disable under writes'
within 10000 'service disable'
wait_for 5 eval '[ "$(stmfctl service state)" = offline ]'
is "$(stmfctl service state) $(state "$GF") $(target_state $LOOP)" 'offline Offline Offline' 'all is off line'
seconds wait $fio
within 20000 'the writer ends'
works 'service enable' stmfctl service enable
is "$(state "$GF") $(state "$GM") $(target_state $LOOP)" 'Online Offline Online' 'all is back as it was'
works 'and readable' wait_for 10 eval 'dd if="$(disk loopback $GF)" of=/dev/null bs=4k count=8 iflag=direct'

# --- members, and views that outlive their LU

wait_for 30 eval '[ "$(stmfadm list-target -v $IQN | grep -c Initiator:)" = 1 ]'
D=$(disk iscsi "$GF")
wait_for 20 dd if="$D" of=/dev/null bs=4k count=1 iflag=direct
kill -STOP "$STMFD"
rmdir "$CFS/host_groups/beta/$ISCSI_INI"
is "$(ua "$(sg_of iscsi "$GF")")" 05/25/00 'a host that leaves its group is refused at the next command'
kill -CONT "$STMFD"
iscsi_logout
stmfadm add-hg-member -g beta $ISCSI_INI
works 'back in the group' iscsi_login $ISCSI_INI
works 'delete-lu -k' stmfadm delete-lu -k "$GN"
is "$(state "$GN")" unregistered 'the GUID stays in the list'
is "$(stmfadm list-view -l "$GN" | grep -c 'View Entry')" 1 'so does its view'
works 'a LU of that GUID again' stmfadm create-lu -s 16m -p guid="$GN" /srv/luns/again
is "$(state "$GN")" Online 'it is online'
rescan iscsi
wait_for 10 eval '[ -n "$(disk iscsi $GN)" ]'
is "$(disks iscsi | grep "$GN" | cut -d' ' -f1)" 1 'it is back at its LUN'

# --- what was asked for survives

stmfadm offline-lu "$GN"
stmfadm offline-target $IQN
iscsi_logout
stop_stmfd
"$(dirname "$0")/teardown.sh"
modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
setup || nok 'start from the repository'
is "$(state "$GN") $(state "$GF") $(target_state $IQN) $(target_state $LOOP)" 'Offline Online Offline Online' \
	'what was off line still is, after a reboot'
finish
