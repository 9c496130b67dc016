#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Who sees what, from the initiator's side: lsscsi's sysfs, sg_luns, sg_inq, sg_raw.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:t1
SECOND=iqn.2026-11.org.example:gamma

setup || { nok setup; finish; }

mkdir -p /srv/luns
BASE=$(new_guid)
G1=${BASE:0:31}1 G2=${BASE:0:31}2
is "$(create_lu -s 16m -p guid="$G1" /srv/luns/1)" "$G1" 'LU with a given GUID'
is "$(create_lu -s 16m -p guid="$G2" /srv/luns/2)" "$G2" 'its GUID differs in the last digit only'
G3=$(create_lu -s 16m /srv/luns/3)
G4=$(create_lu -s 16m /srv/luns/4)

stmfadm create-hg alpha
stmfadm add-hg-member -g alpha $LOOP_INI
stmfadm create-hg beta
stmfadm add-hg-member -g beta $ISCSI_INI
stmfadm create-hg gamma
stmfadm add-hg-member -g gamma $SECOND
stmfadm create-tg net
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm offline-target $IQN
works 'a target goes in a group while it is off line' stmfadm add-tg-member -g net $IQN
stmfadm online-target $IQN

stmfadm add-view -h alpha -n 0 "$G1"
stmfadm add-view -h alpha -n 1 "$G2"
stmfadm add-view -h beta -n 0 "$G2"
stmfadm add-view -h beta -t net -n 300 "$G3"
stmfadm add-view -h gamma -t net -n 7 "$G4"

works 'the first iSCSI host logs in' iscsi_login $ISCSI_INI
wait_for 10 eval '[ "$(disks iscsi | wc -l)" = 2 -a "$(disks loopback | wc -l)" = 2 ]'
is "$(disks loopback | cut -d' ' -f1,2)" "0 $G1
1 $G2" 'the loopback host sees its two LUs at their LUNs, by NAA name'
is "$(disks iscsi | cut -d' ' -f2 | sort)" "$(printf '%s\n' "$G2" "$G3" | sort)" \
	'the iSCSI host sees its two LUs and nothing else'

sg_of() { echo "/dev/$(ls "/sys/block/$(basename "$(disk "$1" "$2")")/device/scsi_generic")"; }
naa() { sg_inq -p di "$1" | grep -io '0x6[0-9a-f]\{31\}' | head -1 | cut -c3- | tr a-f A-F; }
luns() { sg_luns "$1" | sed -n 's/^ *\([0-9a-f]\{16\}\).*/\1/p' | tr '\n' ' '; }
is "$(luns "$(sg_of iscsi "$G2")")" '0000000000000000 412c000000000000 ' 'REPORT LUNS: LUN 300 has flat addressing'
is "$(naa "$(sg_of loopback "$G1")")" "$G1" 'VPD page 83h names the GUID'
is "$(naa "$(sg_of loopback "$G2")")" "$G2" 'VPD page 83h of the other names its own'
is "$(blockdev --getsize64 "$(disk loopback "$G1")")" $((16 << 20)) 'capacity'

works 'a second host logs in on the same target' iscsi_login $SECOND
wait_for 10 eval "disks iscsi | grep -q $G4"
is "$(disks iscsi | grep "$G4" | cut -d' ' -f1)" 7 'it sees its LU at LUN 7'
fails 'a host in no group is refused at login' iscsi_login iqn.2026-11.org.example:nobody
is "$(stmfadm list-target -v $IQN | grep -c Initiator:)" 2 'list-target -v shows two sessions'

# denied commands, with the daemon stopped: only the kernel's policy is left
A=$(sg_of loopback "$G1") OTHER=$(disk loopback "$G2")
kill -STOP "$STMFD"
rmdir "$CFS/logical_units/$G1/views/0"
sense() { sg_raw "$@" 2>&1 | grep -iE 'sense key|additional sense' | tr -s ' \n' ' '; }
denied='Logical unit not supported'
for c in 'INQUIRY -r 36 12 00 00 00 24 00' 'READ(10) -r 512 28 00 00 00 00 00 00 00 01 00' \
	'TEST_UNIT_READY 00 00 00 00 00 00' 'REPORT_LUNS -r 64 a0 00 00 00 00 00 00 00 00 40 00 00'; do
	# shellcheck disable=SC2086
	set -- $c
	name=$1
	shift
	case $1 in
	-r) opts="-r $2"; shift 2 ;;
	*) opts= ;;
	esac
	# shellcheck disable=SC2086
	out=$(sense $opts "$A" "$@")
	case $out in
	*"Illegal Request"*"$denied"*) ok "denied $name: 05h/25h/00h" ;;
	*) nok "denied $name: $out" ;;
	esac
done
head -c 512 /dev/urandom >/tmp/block
out=$(sense -s 512 -i /tmp/block "$A" 2a 00 00 00 00 00 00 00 01 00)
case $out in
*"Illegal Request"*"$denied"*) ok 'denied WRITE(10): 05h/25h/00h' ;;
*) nok "denied WRITE(10): $out" ;;
esac
is "$(head -c $((65536 + 512)) /srv/luns/1 | tail -c 512 | tr -d '\0' | wc -c)" 0 'nothing was written'
works 'the other LU of that host still reads' dd if="$OTHER" of=/dev/null bs=4k count=8 iflag=direct
is "$(luns "$(sg_of loopback "$G2")")" '0001000000000000 ' "REPORT LUNS doesn't name the denied LU while LIO still maps it"
kill -CONT "$STMFD"
wait_for 2 eval "! disks loopback | grep -q $G1"
is "$(disks loopback | cut -d' ' -f2)" "$G2" 'once the daemon goes on the disk is gone'

# states
R="dd of=/dev/null bs=4k count=1 iflag=direct"
works 'offline-lu' stmfadm offline-lu "$G2"
rescan loopback
fails 'an offline LU is not readable' $R if="$OTHER"
works 'online-lu' stmfadm online-lu "$G2"
wait_for 5 eval '[ -n "$(disk loopback '"$G2"')" ]'
works 'it is readable again' $R if="$(disk loopback "$G2")"
echo offline >$CFS/state
sleep 0.2
fails 'service off line: no access' $R if=/dev/"$(basename "$OTHER")"
echo online >$CFS/state
wait_for 5 eval '[ -n "$(disk loopback '"$G2"')" ]'
works 'service on line: access' $R if="$(disk loopback "$G2")"

# all hosts
iscsi_logout
stmfadm add-view -t net -n 9 "$G1"
works 'with a view for all hosts an unknown host logs in' iscsi_login iqn.2026-11.org.example:nobody
wait_for 5 eval "disks iscsi | grep -q $G1"
is "$(disks iscsi | cut -d' ' -f1,2)" "9 $G1" 'and sees what all hosts see, nothing else'
wait_for 10 test -d $LIO/iscsi/$IQN/tpgt_1/acls/iqn.2026-11.org.example:nobody/lun_9
is "$(cd $LIO/iscsi/$IQN/tpgt_1/acls/iqn.2026-11.org.example:nobody && echo lun_*)" lun_9 \
	'LIO has an exact node ACL for it'
works 'it reads' $R if="$(disk iscsi "$G1")"
iscsi_logout
finish
