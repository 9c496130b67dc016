#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# 72-transports.sh [WAY...]
#
# One logical unit over iSCSI, FCoE and SRP at once: multipathd joins it by GUID. Under I/O
# each path is taken away and given back, by its link, its target, its access state and
# its view (WAY: only of these). A reservation holds over all of them.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/fabrics.sh
. "$(dirname "$0")/fabrics.sh"
# shellcheck source=tests/guest/paths.sh
. "$(dirname "$0")/paths.sh"

T=iqn.2026-11.org.example:three
WAYS=(iscsi fcoe srp)
[ $# != 0 ] || set -- "${WAYS[@]}"

if ! modprobe -aq tcm_fc fcoe rdma_rxe ib_srpt; then
	skip 'this kernel has no FCoE, or no soft-RoCE'
	finish
fi
if ! srp_may_log_out; then
	skip "this kernel's SRP initiator crashes when it logs out"
	finish
fi
setup || { nok setup; finish; }
ip link set lo up
rdma_up || { nok 'a soft-RoCE device'; finish; }
modprobe ib_srp
multipath_start || nok 'multipathd starts'

# ---- one disk, three ways ----

mkdir -p /srv/luns
GUID=$(create_lu -s 64m /srv/luns/three)
MAP=$(wwid "$GUID")
SRP=eui.$(rdma_guid | tr a-f A-F)
stmfadm create-hg cluster
stmfadm add-hg-member -g cluster $ISCSI_INI $FC_I "$SRP"
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $T >/dev/null
stmfctl create-target --fabric fcoe $FC_T >/dev/null
stmfctl create-target --fabric srp --portal 5555 "$SRP" >/dev/null
declare -A port=([iscsi]=$T [fcoe]=$FC_T [srp]=$SRP) view
n=0
for g in "${WAYS[@]}"; do
	stmfadm create-tg $g
	stmfadm offline-target "${port[$g]}"
	stmfadm add-tg-member -g $g "${port[$g]}"
	stmfadm online-target "${port[$g]}"
	stmfadm add-view -h cluster -t $g -n 5 "$GUID"
	view[$g]=$n
	n=$((n + 1))
done
works 'login over iSCSI' iscsi_login $ISCSI_INI
iscsi_patience 2
fcoe_up
works 'login over SRP' wait_for 300 srp_login
wait_for 300 all 3 || {
	nok 'the GUID is on three disks, which multipathd joins'
	paths
	stmfadm list-target -v
	find $LIO/srpt -maxdepth 5 | sed 's/^/# /'
	dmesg | tail -n 30
	finish
}
is "$({ disks iscsi; disks fcoe; disks srp; } | cut -d' ' -f1 | sort | xargs)" '5 5 5' 'at one LUN on all of them'
is "$(stmfadm list-target -v | grep -c 'Initiator: ')" 3 'three sessions'
way() { disk "$1" "$GUID" | sed 's,/dev/,,'; }

declare -A down=([iscsi]='tc qdisc add dev lo root netem loss 100%' [fcoe]='ip link set v0 down' [srp]='srp_logout')
declare -A up=([iscsi]='tc qdisc del dev lo root' [fcoe]='ip link set v0 up' [srp]='srp_login')
declare -A again=([iscsi]='rescan iscsi' [fcoe]='rescan fcoe' [srp]='[ -n "$(way srp)" ] || srp_login')
modprobe -aq sch_netem
# back WAY: all paths are good again. What brings one back is done now and then only: it
# keeps an emulated guest busy.
back() {
	for _ in {1..30}; do
		eval "${again[$1]}"
		wait_for 10 all 3 && return
	done
	false
}

io_start
works 'I/O runs' moves
for g; do
	# access states
	stmfctl set-access-state -s non-optimized "$GUID"
	stmfctl set-access-state -t $g -s optimized "$GUID"
	works "$g optimized: it goes there" goes_by "$(way $g)"
	stmfctl set-access-state -t $g -s standby "$GUID"
	works 'standby: it goes elsewhere' moves
	stmfctl set-access-state -t $g -s unavailable "$GUID"
	works 'unavailable: it goes on' moves
	works 'over two paths' wait_for 300 ready 2
	stmfctl remove-access-state -a "$GUID"
	works 'all are optimized' back $g
	# the link
	if [ -n "${down[$g]-}" ]; then
		eval "${down[$g]}"
		works "$g: link loss: it goes on" moves
		works 'over two paths' wait_for 300 ready 2
		eval "${up[$g]}"
		works 'the link is back' back $g
	fi
	# the target
	stmfadm offline-target "${port[$g]}"
	works 'offline-target: it goes on' moves
	works 'over two paths' wait_for 300 ready 2
	stmfadm online-target "${port[$g]}"
	[ $g != srp ] || srp_logout
	works 'online-target' back $g
	# the view
	stmfadm remove-view -l "$GUID" "${view[$g]}"
	works 'remove-view: it goes on' moves
	works 'over two paths' wait_for 300 ready 2
	stmfadm add-view -h cluster -t $g -n 5 "$GUID"
	works 'add-view' back $g
done
io_end
multipath_stop

# ---- a reservation ----

for w in "${WAYS[@]}"; do
	works "$w: can be read" wait_for 10 reads "/dev/$(way "$w")"
done
conflicts() { [[ $(LC_ALL=C writes "$1" 2>&1) == *'Invalid exchange'* ]]; }
reserve() {
	local way=$1
	shift
	sg_persist --out "$@" "$(disk "$way" "$GUID")" >/tmp/out 2>&1
}
works 'register over FCoE' reserve fcoe --register --param-sark=0xfc
works 'register over SRP' reserve srp --register --param-sark=0x52
is "$(sg_persist --in -k "$(disk iscsi "$GUID")" | sed -n 's/^ *\(0x[0-9a-f]*\)$/\1/p' | sort | xargs)" '0x52 0xfc' 'both keys are seen over iSCSI'
works 'reserve over FCoE: write exclusive, registrants only' reserve fcoe --reserve --param-rk=0xfc --prout-type=5
works 'it writes' writes "$(disk fcoe "$GUID")"
works 'SRP is registered, and writes' writes "$(disk srp "$GUID")"
works 'iSCSI is not: a reservation conflict' conflicts "$(disk iscsi "$GUID")"
works 'but reads' reads "$(disk iscsi "$GUID")"
works 'SRP preempts it' reserve srp --preempt --param-rk=0x52 --param-sark=0xfc --prout-type=5
sg_turs "$(disk fcoe "$GUID")" >/dev/null 2>&1
sg_turs "$(disk fcoe "$GUID")" >/dev/null 2>&1
works 'FCoE has lost it' conflicts "$(disk fcoe "$GUID")"
works 'SRP clears it' reserve srp --clear --param-rk=0x52
works 'iSCSI writes again' writes "$(disk iscsi "$GUID")"
finish
