#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fibre Channel on adapters that are not there (tests/kernel/fake_qla): ports are
# targets by themselves, hosts see what views give, links come and go.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

T1=wwn.21000024FF000001 T2=wwn.21000024FF000002
I1=wwn.21000024FF000101 I2=wwn.21000024FF000102
QLA=$LIO/qla2xxx

if ! modinfo fake_qla >/dev/null 2>&1; then
	skip 'this kernel has no Fibre Channel transport class'
	finish
fi
modprobe fake_qla targets=2 initiators=2 || nok 'load fake_qla'

# host_of WWN: the SCSI host of a port
host_of() {
	local wwn=0x${1#wwn.} h
	for h in /sys/class/fc_host/host*; do
		[ "$(cat "$h/port_name")" = "${wwn,,}" ] && basename "$h"
	done
}

# link WWN 0|1
link() { echo "$2" >"/sys/class/scsi_host/$(host_of "$1")/fake_link"; }

# seen WWN: "LUN GUID" of each disk that the host of an initiator has
seen() {
	local h d
	h=$(host_of "$1")
	for d in /sys/class/scsi_device/"${h#host}":*; do
		[ -d "$d/device/block" ] || continue
		echo "$((${d##*:} & 0x3fff)) $(sed 's/^naa\.//' "$d/device/wwid" | tr a-f A-F)"
	done | sort -n
}
sees() { [ "$(seen "$1")" = "$2" ]; }
# disk_at WWN LUN: the /dev node of that initiator's disk at a LUN, by its first port
disk_at() {
	local h
	h=$(host_of "$1")
	echo /dev/"$(ls /sys/class/scsi_device/"${h#host}":0:0:"$2"/device/block)"
}
scan() { echo '- - -' >"/sys/class/scsi_host/$(host_of "$1")/scan"; }
sessions() { stmfadm list-target -v "$1" | sed -n 's/^ *Initiator: //p' | sort | xargs; }
has_sessions() { [ "$(sessions "$1")" = "$2" ]; }
field() { stmfadm list-target -v "$1" | sed -n "s/^    $2 *: //p"; }

setup || nok setup

# ---- ports are found ----

is "$(stmfadm list-target | sort)" "Target: $T1
Target: $T2" 'both ports are targets before anything is configured'
is "$(field $T1 'Provider Name')/$(field $T1 Alias)/$(field $T1 Protocol)" 'qlt/qlt0,0/Fibre Channel' 'as COMSTAR shows them'
is "$(field $T2 Alias)" 'qlt1,0' 'the second port'
works 'hosts log in at once' wait_for 5 has_sessions $T1 "$I1 $I2"
is "$(seen $I1)$(seen $I2)" '' 'and see nothing'
is "$(stmfctl fcinfo hba-port -t "${T1#wwn.}")" "HBA Port WWN: 21000024ff000001
	Port Mode: Target
	Port ID: 1
	OS Device Name: Not Applicable
	Manufacturer: QLogic Corp.
	Model: QLE2692
	Firmware Version: 9.08.02 (d0d5)
	FCode/BIOS Version: N/A
	Serial Number: FAKE00001
	Driver Name: qla2xxx
	Driver Version: 10.02.00.fake
	Type: N-port
	State: online
	Supported Speeds: 4Gb 8Gb 16Gb
	Current Speed: 16Gb
	Node WWN: 20000024ff000001" 'fcinfo hba-port'
is "$(stmfctl fcinfo hba-port | grep -c 'Port WWN')" 4 'all ports'
is "$(stmfctl fcinfo remote-port -p "${T1#wwn.}" | grep 'Port WWN' | sort | xargs)" \
	"Remote Port WWN: 21000024ff000101 Remote Port WWN: 21000024ff000102" 'who is logged in'
outcome '' 'fcinfo: HBA port 1234567812345678: not found' 1 stmfctl fcinfo hba-port 1234567812345678
outcome '' 'fcinfo: 12: not a port WWN: must be 16 hexadecimal digits' 1 stmfctl fcinfo hba-port 12
outcome '' "stmfctl: target $T1: is a port of this host; it can be taken offline" 1 \
	stmfctl delete-target -f $T1
fails 'targets of adapters are not made' stmfctl create-target --fabric qla2xxx

# ---- views ----

mkdir -p /srv/luns
G1=$(create_lu -s 16m /srv/luns/1) G2=$(create_lu -s 16m /srv/luns/2) G3=$(create_lu -s 16m /srv/luns/3)
stmfadm create-hg h1
stmfadm add-hg-member -g h1 $I1
stmfadm create-tg t2
stmfadm offline-target $T2
stmfadm add-tg-member -g t2 $T2
stmfadm online-target $T2
stmfadm add-view -h h1 -n 5 "$G1"
stmfadm add-view -h h1 -n 300 "$G2"
stmfadm add-view -h h1 -t t2 -n 7 "$G3"
scan $I1
scan $I2
wait_for 10 test -e "/sys/class/scsi_device/$(host_of $I1 | tr -d a-z):0:1:7"
is "$(seen $I1)" "$(printf '5 %s\n5 %s\n7 %s\n300 %s\n300 %s' "$G1" "$G1" "$G3" "$G2" "$G2")" \
	'a host sees its disks, at their LUNs, through the right ports'
is "$(seen $I2)" '' 'the other host sees nothing'
is "$(stmfctl fcinfo remote-port -l -s -p "${I1#wwn.}" "${T2#wwn.}" | sed 's,/dev/sd[a-z]*,/dev/sd,')" "Remote Port WWN: 21000024ff000002
	Active FC4 Types: SCSI
	SCSI Target: yes
	Port Symbolic Name: not available
	Node WWN: 20000024ff000002
	Link Error Statistics:
		Link Failure Count: 0
		Loss of Sync Count: 0
		Loss of Signal Count: 0
		Primitive Seq Protocol Error Count: 0
		Invalid Tx Word Count: 0
		Invalid CRC Count: 0
	LUN: 5
	  Vendor: SUN
	  Product: COMSTAR
	  OS Device Name: /dev/sd
	LUN: 7
	  Vendor: SUN
	  Product: COMSTAR
	  OS Device Name: /dev/sd
	LUN: 300
	  Vendor: SUN
	  Product: COMSTAR
	  OS Device Name: /dev/sd" 'fcinfo remote-port: what it sees there'
D=$(stmfctl fcinfo remote-port -s -p "${I1#wwn.}" "${T1#wwn.}" | sed -n '/LUN: 300/,$s/.*Name: //p')
D=$(readlink -f "/sys/block/${D#/dev/}/device")
R=$(grep -o 'rport-[^/]*' <<<"$D")
is "$(cat "/sys/class/fc_remote_ports/$R/port_name") ${D##*:}" "0x$(tr A-F a-f <<<"${T1#wwn.}") 16684" \
	'its device is the one at that port'
is "$(stmfctl fcinfo remote-port -s -p "${T1#wwn.}" "${I2#wwn.}" | sed 1d | xargs)" \
	'Active FC4 Types: SCSI SCSI Target: no Port Symbolic Name: not available Node WWN: not available' 'an initiator has no LUNs'
outcome 'No Remote Ports Found.' '' 0 stmfctl fcinfo remote-port -p "${I1#wwn.}" 2100000000000000
D=$(disk_at $I1 5)
works 'it is a disk' mkfs.ext4 -q -F "$D"
is "$(cat "$QLA/21:00:00:24:ff:00:00:01/tpgt_1/attrib/demo_mode_login_only")" 1 'unknown hosts may log in only'

stmfadm remove-view -l "$G1" -a
fails 'a removed view denies at once' dd if="$D" of=/dev/null bs=4k count=1 iflag=direct
stmfadm add-view -h h1 -n 5 "$G1"
works 'given back, it reads again' wait_for 5 dd if="$D" of=/dev/null bs=4k count=1 iflag=direct

# a view for all hosts turns those who are logged in into exact node ACLs
G4=$(create_lu -s 16m /srv/luns/4)
stmfadm add-view -n 9 "$G4"
works 'strangers get a node ACL of their own' wait_for 10 test -d "$QLA/21:00:00:24:ff:00:00:01/tpgt_1/acls/21:00:00:24:ff:00:01:02"
sees_after_scan() { scan $I2; sees $I2 "$(printf '9 %s\n9 %s' "$G4" "$G4")"; }
works 'and see what all hosts see' wait_for 10 sees_after_scan
stmfadm remove-view -l "$G4" -a

# ---- target and link ----

works 'offline-target' stmfadm offline-target $T1
is "$(sessions $T1)" '' 'its sessions end'
is "$(cat "$QLA/21:00:00:24:ff:00:00:01/tpgt_1/enable")" 0 'the port is disabled'
works 'online-target' stmfadm online-target $T1
works 'they come back' wait_for 5 has_sessions $T1 "$I1 $I2"

link $T1 0
is "$(stmfctl fcinfo hba-port "${T1#wwn.}" | grep State)" '	State: offline' 'the link is down'
works 'sessions end with the link' wait_for 5 has_sessions $T1 ''
link $T1 1
works 'and come back with it' wait_for 5 has_sessions $T1 "$I1 $I2"

works 'the daemon has heard of it' wait_for 5 grep -q "port $T1 .*: Linkdown" /tmp/stmfd.log
echo enabled >"/sys/class/scsi_host/$(host_of $T2)/qlini_mode"
no_t2() { ! stmfadm list-target | grep -q $T2; }
works 'a port whose target mode is switched off is no target any more' wait_for 5 no_t2
echo dual >"/sys/class/scsi_host/$(host_of $T2)/qlini_mode"
works 'switched on it is one again' wait_for 5 eval 'stmfadm list-target | grep -q $T2'

# ---- virtual ports ----

N=$(stmfctl fcadm create-npiv-port -p 21010024ff000001 -n 20010024ff000001 "${T1#wwn.}")
is "$N" 'Target wwn.21010024FF000001 successfully created' 'create-npiv-port'
works 'hosts log in there too' wait_for 5 has_sessions wwn.21010024FF000001 "$I1 $I2"
is "$(find /sys/class/fc_vports/ -type l | wc -l)" 1 'the kernel has a virtual port'
is "$(field wwn.21010024FF000001 'Provider Name')" qlt 'its provider'
outcome '' '' 0 stmfctl fcadm delete-npiv-port -p 21010024ff000001
is "$(find /sys/class/fc_vports/ -type l | wc -l)" 0 'deleted'
fails 'a port that is not there' stmfctl fcadm create-npiv-port 2100000000000000

# ---- the daemon, and adapters that come and go ----

stop_stmfd -KILL
link $T2 0
link $T2 1
works 'without the daemon hosts log in again' wait_for 5 sees $I1 "$(seen $I1)"
works 'and read' dd if="$D" of=/dev/null bs=4k count=1 iflag=direct
start_stmfd
is "$(stmfadm list-target | wc -l)" 2 'a new daemon finds the same'
works 'I/O did not notice' dd if="$D" of=/dev/null bs=4k count=1 iflag=direct

stmfadm remove-view -l "$G1" -a
stmfadm remove-view -l "$G2" -a
stmfadm remove-view -l "$G3" -a
for g in "$G1" "$G2" "$G3" "$G4"; do stmfadm delete-lu "$g"; done
stop_stmfd
"$(dirname "$0")/teardown.sh"
works 'nothing is left: the adapter can go' rmmod fake_qla
works 'and come back' modprobe fake_qla qlini_mode=enabled
start_stmfd
no_targets() { [ -z "$(stmfadm list-target)" ]; }
works 'a port without target mode is no target' wait_for 10 no_targets
is "$(stmfctl fcinfo hba-port 21000024ff000001 | grep -c 'options qla2xxx qlini_mode=exclusive')" 1 'fcinfo says what to do'
finish
