#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Patterns as members of host groups: who is in which group, seen from the initiators.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:t1
RACK=iqn.2026-11.org.example:rack7-

setup || { nok setup; finish; }
mkdir -p /srv/luns
GA=$(create_lu -s 16m /srv/luns/a)
GB=$(create_lu -s 16m /srv/luns/b)
GC=$(create_lu -s 16m /srv/luns/c)
stmfadm create-hg rack
stmfadm create-hg special
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null

outcome '' "stmfadm: $RACK*: unrecognized device id" 1 stmfadm add-hg-member -g rack "$RACK*"
outcome '' "stmfctl: ${RACK}*1: unrecognized device id" 1 stmfctl add-hg-member -g rack "$RACK*1"
works 'stmfctl takes a pattern' stmfctl add-hg-member -g rack 'iqn.2026-11.org.example:RACK7-*'
outcome '' "stmfctl: $RACK*: already exists
    $RACK* (for host group special): is a member of a group already" 1 stmfctl add-hg-member -g special "$RACK*"
works 'a longer one' stmfctl add-hg-member -g special "${RACK}1*"
works 'an exact name' stmfadm add-hg-member -g rack "${RACK}11"
works 'a pattern of loopback hosts' stmfctl add-hg-member -g special 'wwn.50014050000000a*'
is "$(stmfadm list-hg -v rack)" "Host Group: rack
	Member: $RACK*
	Member: ${RACK}11" 'list-hg -v'
stmfadm add-view -h rack -n 0 "$GA"
stmfadm add-view -h special -n 0 "$GB"
stmfadm add-view -h special -n 5 "$GC"

luns() { disks "$1" | cut -d' ' -f1,2; }
acl() { (cd "$LIO/iscsi/$IQN/tpgt_1/acls/$1" 2>/dev/null && echo lun_*); }
wait_for 10 eval '[ "$(disks loopback | wc -l)" = 2 ]'
is "$(luns loopback)" "0 $GB
5 $GC" 'loopback: what the pattern gives'

# A host that is slow to look for LUNs, of which it may not see the first, so for a while none
# of those that it has been named must refuse it: Linux would not look at the rest.
slow_host() {
	iscsi_discover "$1"
	iscsiadm -m node -o update -n node.session.scan -v manual
	kill -STOP "$STMFD"
	works "$1 logs in" iscsiadm -m node -l
	tc qdisc add dev lo root netem delay 500ms
	rescan iscsi &
	wait_for 10 commands 2
	nap 0.7
	kill -CONT "$STMFD"		# LIO has answered REPORT LUNS
	wait_for 10 commands 4
	tc qdisc del dev lo root
	wait $!
	wait_for 5 eval '[ -n "$(luns iscsi)" ]'
}
commands() { [ "$(iscsiadm -m session -s | awk '$1 == "scsicmd_pdus:" { print $2 }')" -ge "$1" ]; }
if has_module sch_netem; then
	slow_host "${RACK}12"
	is "$(luns iscsi | tail -n 1)" "5 $GC" 'and finds what it may see there'
	wait_for 10 eval "[ \"\$(acl ${RACK}12)\" = 'lun_0 lun_5' ]"
	is "$(acl "${RACK}12")" 'lun_0 lun_5' 'LIO has an exact node ACL for it'
	iscsi_logout
else
	skip 'no sch_netem'
fi

# sees HOST WANTED ACL WHAT: two groups have a LUN 0 at this target, so the first login
# of a host may be before its own is at hand: hence the second look
sees() {
	works "$1 logs in" iscsi_login "$1"
	wait_for 10 test -d "$LIO/iscsi/$IQN/tpgt_1/acls/$1"
	[ "$(luns iscsi)" = "$2" ] || { sleep 0.5; rescan iscsi; }
	wait_for 5 eval "[ \"\$(luns iscsi)\" = '$2' ]"
	is "$(luns iscsi)" "$2" "$4"
	wait_for 5 eval "[ \"\$(acl $1)\" = '$3' ]"
	is "$(acl "$1")" "$3" 'LIO has an exact node ACL for it'
	iscsi_logout
}
sees "${RACK}2" "0 $GA" lun_0 'the shorter pattern'
sees "${RACK}1" "0 $GB
5 $GC" 'lun_0 lun_5' 'the longer pattern wins'
sees "${RACK}11" "0 $GA" lun_0 'an exact name wins'
sees iqn.2026-11.org.example:nobody '' 'lun_*' 'who matches nothing sees nothing'

works 'the pattern is taken away while its host is logged in' eval \
	"iscsi_login ${RACK}1 && wait_for 5 eval '[ -n \"\$(disk iscsi $GC)\" ]' &&
	stmfctl remove-hg-member -g special '${RACK}1*'"
D=$(disk iscsi "$GC")
fails 'its disk is refused' dd if="$D" of=/dev/null bs=4k count=1 iflag=direct
wait_for 5 eval "[ \"\$(acl ${RACK}1)\" = lun_0 ]"
is "$(acl "${RACK}1")" lun_0 'the host is in the group of the shorter one now'
iscsi_logout

# everything away, as at a reboot
was=$(stmfadm list-hg -v)
stop_stmfd
"$(dirname "$0")/teardown.sh"
modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
setup || nok 'start from the repository'
is "$(stmfadm list-hg -v)" "$was" 'patterns survive a reboot'
finish
