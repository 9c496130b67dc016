#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# FCoE over a pair of virtual Ethernet ports, and SRP over soft-RoCE: targets are
# made, listed, taken off and on line, deleted; hosts see what views give.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

FC_T=wwn.20000200000000A1 FC_I=wwn.20000200000000A0
FC_OTHER=wwn.20000200000000B0

# seen SCSI_HOST: "LUN GUID" of each disk of a host
seen() {
	local d
	for d in /sys/class/scsi_device/"$1":*; do
		[ -d "$d/device/block" ] || continue
		echo "${d##*:} $(sed 's/^naa\.//' "$d/device/wwid" | tr a-f A-F)"
	done | sort -n
}
sees() { [ "$(seen "$1")" = "$2" ]; }
disk_of() { echo /dev/"$(ls /sys/class/scsi_device/"$1":*:"$2"/device/block)"; }
reads() { dd if="$1" of=/dev/null bs=4k count=1 iflag=direct; }
writes() { dd if=/dev/urandom of="$1" bs=64k count=16 oflag=direct; }
sessions() { stmfadm list-target -v "$1" | sed -n 's/^ *Initiator: //p' | sort | xargs; }
field() { stmfadm list-target -v "$1" | sed -n "s/^    $2 *: //p"; }

setup || nok setup
mkdir -p /srv/luns
G1=$(create_lu -s 16m /srv/luns/1) G2=$(create_lu -s 16m /srv/luns/2)
stmfadm create-hg fc
stmfadm add-hg-member -g fc $FC_I
stmfadm create-hg other
stmfadm add-hg-member -g other $FC_OTHER
stmfadm add-view -h fc -n 3 "$G1"
stmfadm add-view -h other -n 4 "$G2"

# ---- FCoE ----

fcoe_up() {
	local v c
	ip link add v0 mtu 2500 address 02:00:00:00:00:a0 type veth peer name v1 mtu 2500 address 02:00:00:00:00:a1
	ip link set v0 up
	ip link set v1 up
	for v in v1 v0; do echo $v >/sys/bus/fcoe/ctlr_create; done
	for c in /sys/bus/fcoe/devices/ctlr_*; do
		echo vn2vn >"$c/mode"
		echo 1 >"$c/enabled"
	done
}

fcoe() {
	local host disk
	works 'create-target' stmfctl create-target --fabric fcoe $FC_T
	is "$(field $FC_T 'Provider Name')/$(field $FC_T Protocol)" 'fcoet/Fibre Channel' 'its provider'
	fails 'without a name' stmfctl create-target --fabric fcoe
	fails 'an iSCSI name' stmfctl create-target --fabric fcoe iqn.2026-11.org.example:x
	fails 'portals' stmfctl create-target --fabric fcoe --portal 1.2.3.4 wwn.20000200000000A2
	fcoe_up
	host=$(grep -l 0x20000200000000a0 /sys/class/fc_host/host*/port_name | grep -o '/host[0-9]*' | tr -d /a-z)
	works 'the disk of its view appears, at its LUN' wait_for 20 sees "$host" "3 $G1"
	is "$(sessions $FC_T)" $FC_I 'the session'
	disk=$(disk_of "$host" 3)
	works 'it writes' writes "$disk"
	stmfadm remove-view -l "$G1" -a
	fails 'a removed view denies at once' reads "$disk"
	stmfadm add-view -h fc -n 3 "$G1"
	works 'given back, it reads again' wait_for 5 reads "$disk"
	stmfadm offline-target $FC_T
	fails 'offline-target' reads "$disk"
	stmfadm online-target $FC_T
	works 'online-target' wait_for 5 reads "$disk"
	# ctlr_destroy would make 6.1 warn about sysfs; deleting the target ends the session as well
	works 'delete-target' stmfctl delete-target -f $FC_T
	is "$(find $LIO/fc -maxdepth 1 -name "*:*" 2>/dev/null)" "" 'nothing is left of it'
}

# ---- SRP ----

srp_up() {
	ip link add r0 mtu 4200 type veth peer name r1 mtu 4200
	ip link set r0 up
	ip link set r1 up
	ip addr add 10.0.0.1/24 dev r0
	rdma link add rxe0 type rxe netdev r0
}

srp() {
	local guid name host disk
	srp_up || {
		nok 'a soft-RoCE device'
		return
	}
	guid=$(tr -d : </sys/class/infiniband/rxe0/ports/1/gids/0 | cut -c 17-)
	name=eui.${guid^^}
	is "$(stmfctl create-target --fabric srp --portal 5555)" "Target $name successfully created" 'create-target, named by the only device'
	is "$(field "$name" 'Provider Name')/$(field "$name" Protocol)" 'srpt/SRP' 'its provider'
	stmfadm create-hg srp
	works 'the initiator is the same port' stmfadm add-hg-member -g srp "$name"
	stmfadm add-view -h srp -n 6 "$G1"
	modprobe ib_srp
	echo "id_ext=$guid,ioc_guid=$guid,dest=10.0.0.1:5555" >/sys/class/infiniband_srp/srp-rxe0-1/add_target
	host=$(grep -l ib_srp /sys/class/scsi_host/host*/proc_name | grep -o '/host[0-9]*' | tr -d /a-z)
	works 'the disk of its view appears, at its LUN' wait_for 20 sees "$host" "6 $G1"
	is "$(sessions "$name")" "$name" 'the session'
	disk=$(disk_of "$host" 6)
	works 'it writes' writes "$disk"
	stmfadm remove-view -l "$G1" -a
	fails 'a removed view denies at once' reads "$disk"
	stmfadm add-view -h srp -n 6 "$G1"
	works 'given back, it reads again' wait_for 5 reads "$disk"
	stmfadm offline-target "$name"
	is "$(sessions "$name")" '' 'offline-target ends the session'
	echo 1 >/sys/class/srp_remote_ports/port-"$host":1/delete
	works 'delete-target' stmfctl delete-target "$name"
	is "$(find $LIO/srpt -maxdepth 1 -name "0x*" 2>/dev/null)" "" 'nothing is left of it'
	rdma link del rxe0
}

if modprobe -aq tcm_fc fcoe; then fcoe; else skip 'FCoE: this kernel has no fcoe and tcm_fc'; fi
stmfadm remove-view -l "$G1" -a >/dev/null 2>&1
if modprobe -aq rdma_rxe ib_srpt; then srp; else skip 'SRP: this kernel has no soft-RoCE and ib_srpt'; fi
finish
