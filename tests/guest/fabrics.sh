# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is defined here, tests use
# What tests of fabrics share: FCoE over a pair of virtual Ethernet ports, RDMA by
# soft-RoCE; and what every fabric must do.

FC_T=wwn.20000200000000A1 FC_I=wwn.20000200000000A0
RDMA_IP=10.0.0.1

# Both ends are FCoE ports of this machine; the target must have been made.
fcoe_up() {
	local v c	# newer kernels want the mode in capitals
	ip link add v0 mtu 2500 address 02:00:00:00:00:a0 type veth peer name v1 mtu 2500 address 02:00:00:00:00:a1
	ip link set v0 up
	ip link set v1 up
	for v in v1 v0; do echo $v >/sys/bus/fcoe/ctlr_create; done
	for c in /sys/bus/fcoe/devices/ctlr_*; do
		echo VN2VN >"$c/mode"
		echo 1 >"$c/enabled"
	done
}

# With addresses given: udev would change them, and with them the port's GUID.
rdma_up() {
	ip link add r0 mtu 4200 address 02:00:00:00:00:b0 type veth peer name r1 mtu 4200 address 02:00:00:00:00:b1
	ip link set r0 up
	ip link set r1 up
	ip addr add $RDMA_IP/24 dev r0
	rdma link add rxe0 type rxe netdev r0
}
# rdma_guid: of its port, 16 digits
rdma_guid() { tr -d : </sys/class/infiniband/rxe0/ports/1/gids/0 | cut -c 17-; }
srp_login() {
	local guid
	guid=$(rdma_guid)
	modprobe ib_srp
	echo "id_ext=$guid,ioc_guid=$guid,dest=$RDMA_IP:5555" >/sys/class/infiniband_srp/srp-rxe0-1/add_target &&
		echo 2 | tee /sys/class/srp_remote_ports/port-*/fast_io_fail_tmo >/dev/null
}
# Linux 7.2's ib_srp goes through its host's commands when it has removed the host, and crashes.
srp_may_log_out() { [[ $(uname -r) != 7.* ]]; }
# It goes on after the write; a login before its end is refused, as a second one to that port.
srp_logout() {
	local r
	for r in /sys/class/srp_remote_ports/port-*; do
		[ ! -e "$r" ] || echo 1 >"$r/delete"
	done
	wait_for 30 eval '[ -z "$(hosts srp)" ]'
}

srp_refused() { [[ $(srp_login 2>&1) == *': Connection reset by peer' ]]; }

reads() { dd if="$1" of=/dev/null bs=4k count=1 iflag=direct; }
writes() { dd if=/dev/urandom of="$1" bs=64k count=16 oflag=direct; }
sessions() { stmfadm list-target -v "$1" | sed -n 's/^ *Initiator: //p' | sort | xargs; }
field() { stmfadm list-target -v "$1" | sed -n "s/^    $2 *: //p"; }
# seen KIND: "LUN GUID" of each disk that the hosts of that kind have
seen() { disks "$1" | cut -d' ' -f1,2; }
sees() { [ "$(seen "$1")" = "$2" ]; }

# forget KIND: the disks that those hosts have go; a scan finds them again
forget() {
	local h d
	for h in $(hosts "$1"); do
		for d in /sys/class/scsi_device/"$h":*; do
			[ -e "$d/device/delete" ] && echo 1 >"$d/device/delete"
		done
	done
}

# whole_round KIND TARGET GROUP LUN GUID INITIATOR: what any fabric must do with the one
# disk of a view for that group. BACK, if set, is run to bring the initiator back.
whole_round() {
	local kind=$1 target=$2 group=$3 lun=$4 guid=$5 initiator=$6 disk
	works "$kind: the disk of its view appears, at its LUN, and no other" wait_for 20 sees "$kind" "$lun $guid"
	is "$(sessions "$target")" "$initiator" 'the session'
	disk=$(disk "$kind" "$guid")
	works 'it writes' writes "$disk"
	stmfadm remove-view -l "$guid" -a
	fails 'a removed view denies at once' reads "$disk"
	stmfadm add-view -h "$group" -n "$lun" "$guid"
	works 'given back, it reads again' wait_for 5 reads "$disk"
	stmfadm offline-target "$target"
	fails 'offline-target' reads "$disk"
	stmfadm online-target "$target"
	works 'online-target' wait_for 60 eval "${BACK:-true}; reads \$(disk $kind $guid)"
	stmfadm offline-lu "$guid"
	fails 'offline-lu' reads "$(disk "$kind" "$guid")"
	stmfadm online-lu "$guid"
	works 'online-lu' wait_for 5 reads "$(disk "$kind" "$guid")"
}
