#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# vhost-scsi: targets for virtual machines. The machines are small programs (vhost_host.c)
# that speak to the kernel as QEMU does, with their own queues, from the guest itself.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

if ! has_module vhost_scsi; then
	skip 'this kernel has no vhost_scsi'
	finish
fi
cc -O1 -o /tmp/vhost_host "$(dirname "$0")/vhost_host.c" || { nok 'cc'; finish; }
setup || { nok setup; finish; }

T1=wwn.5001405000000001 T2=wwn.5001405000000002
VM1=wwn.50014050000000B1 VM2=wwn.50014050000000B2
DENIED=05/25/00
naa() { echo "naa.$(echo "${1#wwn.}" | tr A-F a-f)"; }
field() { stmfadm list-target -v "$1" | sed -n "s/^    $2 *: //p"; }
sessions() { stmfadm list-target -v "$1" | sed -n 's/^ *Initiator: //p' | sort | xargs; }

# attach NAME TARGET: a machine, which is asked with NAME QUESTION..., and ended with NAME_end
attach() {
	local name=$1 to from line
	mkfifo "/tmp/$name.to" "/tmp/$name.from"
	/tmp/vhost_host "$(naa "$2")" <"/tmp/$name.to" >"/tmp/$name.from" &
	exec {to}>"/tmp/$name.to" {from}<"/tmp/$name.from"
	eval "$name() { ask $to $from \"\$@\"; }; ${name}_end() { echo end >&$to; wait $!; }"
	read -r line <&"$from"
	is "$line" attached "a machine is attached to $2"
}
luns() { "$1" luns 1 | tr ' ' '\n' | sort -n | xargs; }
ask() {
	local to=$1 from=$2 line
	shift 2
	echo "$*" >&"$to"
	IFS= read -r line <&"$from"
	echo "$line"
}

mkdir -p /srv/luns
G1=$(create_lu -s 16m /srv/luns/1) G2=$(create_lu -s 16m /srv/luns/2) G3=$(create_lu -s 16m /srv/luns/3)

# ---- targets ----

is "$(stmfctl create-target --fabric vhost --initiator $VM1 $T1)" "Target $T1 successfully created" 'create-target'
fails 'a machine has all that its target has, so a target has one initiator' \
	stmfctl create-target --fabric vhost --initiator $VM1 --initiator $VM2 $T2
fails 'an iSCSI name' stmfctl create-target --fabric vhost iqn.2026-11.org.example:x
works 'another one' stmfctl create-target --fabric vhost --initiator $VM2 $T2
is "$(field $T1 'Provider Name')/$(field $T1 Protocol)/$(field $T1 'Operational Status')" vhost/SAS/Online 'its provider'
is "$(cat "$LIO/vhost/$(naa $T1)/tpgt_1/nexus")" "$(naa $VM1)" 'its one initiator in LIO'
stmfadm create-hg one
stmfadm add-hg-member -g one $VM1
stmfadm create-hg two
stmfadm add-hg-member -g two $VM2
stmfadm add-view -h one -n 3 "$G1"
stmfadm add-view -h one -n 9 "$G2"
stmfadm add-view -h two -n 3 "$G3"
is "$(find "$LIO/vhost" -name 'lun_*' -printf '%P\n' | sort | xargs)" \
	"$(naa $T1)/tpgt_1/lun/lun_3 $(naa $T1)/tpgt_1/lun/lun_9 $(naa $T2)/tpgt_1/lun/lun_3" 'views are mapped'

# ---- two machines ----

attach one $T1
attach two $T2
is "$(luns one)" '3 9' 'it has the LUNs of its views'
is "$(one guid 1 3) $(one guid 1 9)" "$G1 $G2" 'where they say'
is "$(luns two) $(two guid 1 3)" "3 $G3" 'the other one has its own'
is "$(two read 1 9)" $DENIED 'and no other'
stmfadm add-view -h two -n 300 "$G2"
is "$(luns two) $(two guid 1 300)" "3 300 $G2" 'a LUN above 255'
is "$(two write 1 300 far) $(two read 1 300)" 'far far' 'it writes and reads there'
is "$(two read 1 301) $(one read 1 300)" "$DENIED $DENIED" 'and nowhere else'
stmfadm remove-view -l "$G2" 1
is "$(one guid 2 3)" 'response 3' 'there is no other target in a machine'
is "$(sessions $T1) $(sessions $T2)" "$VM1 $VM2" 'sessions'
is "$(one write 1 9 here) $(one read 1 9) $(one read 1 3)" 'here here ' 'it writes and reads'

# ---- changes while they run ----

stmfadm remove-view -l "$G1" 0
is "$(one read 1 3)" $DENIED 'a removed view denies at once'
is "$(luns one) $(one read 1 9)" '9 here' 'the other disk is still there'
stmfadm add-view -h one -n 5 "$G1"
is "$(luns one) $(one guid 1 5)" "5 9 $G1" 'a view that is added is seen'
stmfadm offline-lu "$G2"
is "$(one read 1 9)" $DENIED 'offline-lu'
stmfadm online-lu "$G2"
is "$(one read 1 9)" here 'online-lu'
stmfadm offline-target $T1
is "$(one read 1 9)" $DENIED 'offline-target'
is "$(two guid 1 3)" "$G3" 'the other target is not concerned'
stmfadm online-target $T1
is "$(one read 1 9)" here 'online-target'
stop_stmfd -KILL
is "$(one read 1 9)" here 'without the daemon it goes on'
start_stmfd
is "$(luns one) $(one read 1 9)" '5 9 here' 'and disturbs nothing'

# ---- the end ----

fails 'a target that a machine is attached to is not deleted' stmfctl delete-target -f $T1
is "$(luns one) $(one read 1 9)" '5 9 here' 'nothing of it has changed'
one_end
is $? 0 'the machine ends'
works 'delete-target' stmfctl delete-target -f $T1
is "$(find "$LIO/vhost" -maxdepth 1 -name 'naa*' -printf '%f\n')" "$(naa $T2)" 'nothing is left of it'
is "$(two guid 1 3)" "$G3" 'the other machine goes on'
two_end
is $? 0 'it ends'
works 'delete-target' stmfctl delete-target -f $T2
is "$(find "$LIO/vhost" -maxdepth 1 -name 'naa*')" '' 'nothing is left'
finish
