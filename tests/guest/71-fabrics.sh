#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# FCoE over a pair of virtual Ethernet ports, SRP and iSER over soft-RoCE: targets are
# made, listed, taken off and on line, deleted; hosts see what views give, and no more.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/fabrics.sh
. "$(dirname "$0")/fabrics.sh"

ISER_T=iqn.2026-11.org.example:iser

setup || nok setup
ip link set lo up
mkdir -p /srv/luns
G1=$(create_lu -s 16m /srv/luns/1) G2=$(create_lu -s 16m /srv/luns/2)
stmfadm create-hg other
stmfadm add-hg-member -g other wwn.20000200000000B0 eui.0123456789ABCDEF iqn.2026-11.org.example:other
stmfadm add-view -h other -n 4 "$G2"

# ---- FCoE ----

fcoe() {
	works 'create-target' stmfctl create-target --fabric fcoe $FC_T
	is "$(field $FC_T 'Provider Name')/$(field $FC_T Protocol)" 'fcoet/Fibre Channel' 'its provider'
	fails 'without a name' stmfctl create-target --fabric fcoe
	fails 'an iSCSI name' stmfctl create-target --fabric fcoe iqn.2026-11.org.example:x
	fails 'portals' stmfctl create-target --fabric fcoe --portal 1.2.3.4 wwn.20000200000000A2
	stmfadm create-hg fc
	stmfadm add-hg-member -g fc $FC_I
	stmfadm add-view -h fc -n 3 "$G1"
	fcoe_up
	whole_round fcoe $FC_T fc 3 "$G1" $FC_I
	forget fcoe
	stmfadm remove-hg-member -g fc $FC_I
	works 'a host of no group is out' wait_for 20 eval '[ -z "$(sessions $FC_T)" ]'
	rescan fcoe
	is "$(seen fcoe)" '' 'and finds no disk'
	stmfadm add-hg-member -g other $FC_I
	ip link set v0 down
	ip link set v0 up
	works 'in another host group it sees the disk of that one' wait_for 120 eval 'rescan fcoe; sees fcoe "4 $G2"'
	stmfadm remove-hg-member -g other $FC_I
	# ctlr_destroy would make 6.1 warn about sysfs; deleting the target ends the session as well
	works 'delete-target' stmfctl delete-target -f $FC_T
	is "$(find $LIO/fc -maxdepth 1 -name "*:*" 2>/dev/null)" "" 'nothing is left of it'
}

# ---- SRP ----

srp() {
	local name
	name=eui.$(rdma_guid | tr a-f A-F)
	is "$(stmfctl create-target --fabric srp --portal 5555)" "Target $name successfully created" 'create-target, named by the only device'
	is "$(field "$name" 'Provider Name')/$(field "$name" Protocol)" 'srpt/SRP' 'its provider'
	stmfadm create-hg srp
	works 'the initiator is the same port' stmfadm add-hg-member -g srp "$name"
	stmfadm add-view -h srp -n 6 "$G1"
	srp_login
	BACK='srp_logout; srp_login' whole_round srp "$name" srp 6 "$G1" "$name"
	stmfadm remove-hg-member -g srp "$name"
	stmfadm add-hg-member -g other "$name"
	srp_logout
	works 'login as one of that' wait_for 20 srp_login
	works 'in another host group it sees the disk of that one' wait_for 20 sees srp "4 $G2"
	stmfadm remove-hg-member -g other "$name"
	is "$(sessions "$name")" '' 'a host of no group is out'
	srp_logout
	works 'and is refused at login' wait_for 20 srp_refused
	works 'delete-target' stmfctl delete-target -f "$name"
	is "$(find $LIO/srpt -maxdepth 1 -name "0x*" 2>/dev/null)" "" 'nothing is left of it'
}

# ---- iSER ----

# iser_login INITIATOR [TRIES]
iser_login() {
	iscsiadm -m iface -I rdma -o new >/dev/null 2>&1
	iscsiadm -m iface -I rdma -o update -n iface.transport_name -v iser >/dev/null
	iscsiadm -m iface -I rdma -o update -n iface.initiatorname -v "$1" >/dev/null
	iscsiadm -m node -o new -T $ISER_T -p $RDMA_IP:3260 -I rdma >/dev/null &&
		iscsiadm -m node -T $ISER_T -I rdma -o update -n node.session.initial_login_retry_max -v "${2:-8}" &&
		iscsiadm -m node -T $ISER_T -I rdma -l >/dev/null
}

iser() {
	ip addr add 10.9.9.9/32 dev lo
	fails 'a portal without an RDMA device' stmfctl create-target --fabric iscsi --portal 10.9.9.9/iser $ISER_T
	is "$(find $LIO/iscsi -maxdepth 1 -name 'iqn*' 2>/dev/null)" '' 'and nothing of it is left'
	works 'create-target' stmfctl create-target --fabric iscsi --portal $RDMA_IP/iser $ISER_T
	is "$(cat $LIO/iscsi/$ISER_T/tpgt_1/np/$RDMA_IP:3260/iser)" 1 'its portal is for RDMA'
	stmfadm create-hg iser
	stmfadm add-hg-member -g iser $ISCSI_INI
	stmfadm add-view -h iser -n 7 "$G1"
	iscsi_start
	works 'login over RDMA' iser_login $ISCSI_INI
	iscsi_patience 2
	is "$(seen iscsi)" '' 'not over TCP'
	whole_round iser $ISER_T iser 7 "$G1" $ISCSI_INI
	iscsi_logout
	# one try: 6.12's ib_isert loses the answer, and each further connection occupies it for 15 s
	fails 'a host of no group may not log in' iser_login iqn.2026-11.org.example:stranger 1
	works 'as LIO says' eval "dmesg | grep -q 'example:stranger is not authorized'"
	iscsi_logout
	works 'another host' iser_login iqn.2026-11.org.example:other
	works 'sees its own disk, and no other' wait_for 20 sees iser "4 $G2"
	iscsi_logout
	works 'the portal takes TCP as well' iscsi_login $ISCSI_INI $RDMA_IP
	works 'with the same disk' wait_for 20 sees iscsi "7 $G1"
	iscsi_logout
	itadm create-tpg rdma $RDMA_IP:3261/iser
	is "$(itadm list-tpg -v | tail -1)" "    portals:	$RDMA_IP:3261/iser" 'itadm: a portal group for RDMA'
	works 'a target in it' itadm modify-target -t rdma $ISER_T
	# LIO may still be at a connection that its initiator gave up: what waits for that is done late
	works 'is reached over RDMA' wait_for 30 grep -qx 1 $LIO/iscsi/$ISER_T/tpgt_2/np/$RDMA_IP:3261/iser
	stmfadm offline-target $ISER_T
	works 'delete-target' itadm delete-target $ISER_T
	is "$(find $LIO/iscsi -maxdepth 1 -name 'iqn*' 2>/dev/null)" '' 'nothing is left of it'
}

if modprobe -aq tcm_fc fcoe; then fcoe; else skip 'FCoE: this kernel has no fcoe and tcm_fc'; fi
stmfadm remove-view -l "$G1" -a >/dev/null 2>&1
if modprobe -aq rdma_rxe ib_srpt && rdma_up; then
	if srp_may_log_out; then srp; else skip "SRP: this kernel's initiator crashes when it logs out"; fi
	stmfadm remove-view -l "$G1" -a >/dev/null 2>&1
	if modprobe -aq ib_isert ib_iser; then iser; else skip 'iSER: this kernel has no ib_isert and ib_iser'; fi
	rdma link del rxe0
else
	skip 'SRP and iSER: this kernel has no soft-RoCE and ib_srpt'
fi
finish
