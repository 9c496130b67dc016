#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A tape of this host is passed through to initiators: what they see of it, who may see
# it, what it is after a restart, and what is no such device.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:t1

field() { stmfctl list-lu -v "$1" | sed -n "s/^    $2 *: //p"; }
state() { field "$1" 'Operational Status'; }
# shellcheck disable=SC2317 # called by wait_for
is_online() { [ "$(state "$1")" = Online ]; }
sense() { sg_raw -v "$@" 2>&1 | awk '/Raw sense data/ { getline; print $3 "/" $13 "/" $14; exit }'; }
# quiet SG: takes its unit attentions
quiet() { while [[ $(sense "$1" 00 00 00 00 00 00) == 06/* ]]; do :; done; }

# node HOST CLASS LUN: the device of that class behind a SCSI host, e.g. scsi_generic
node() {
	local n
	n=(/sys/class/scsi_device/"$1":*:*:"$3"/device/"$2"/"${4-}"*)
	[ -e "${n[0]}" ] && echo "/dev/${n[0]##*/}"
}
# source_host: scsi_debug's
source_host() {
	local h
	for h in /sys/class/scsi_host/host*; do
		[ "$(cat "$h/proc_name")" = scsi_debug ] && echo "${h##*/host}"
	done
}
tape_on() { modprobe scsi_debug ptype=1 max_luns=1 vpd_use_hostno=0 "$@" && wait_for 10 node "$(source_host)" scsi_tape 0 nst; }
reboot_down() {
	stop_stmfd -TERM
	"$(dirname "$0")/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
}

has_module scsi_debug || { skip 'no scsi_debug'; finish; }
modprobe -a st sg
tape_on || { nok 'scsi_debug: no tape'; finish; }
SRC=$(node "$(source_host)" scsi_generic 0)
setup || { nok setup; finish; }

# --- what can be passed through
mkdir -p /srv/luns
truncate -s 2m /srv/luns/file
T1=$(stmfctl create-lu -p type=passthrough -p alias=tape "$SRC" | sed -n 's/^Logical unit created: //p')
is "${T1:0:7} $(state "$T1")" '600144F Online' "create-lu -p type=passthrough $SRC"
is "$(field "$T1" Alias)|$(field "$T1" 'Data File')|$(field "$T1" 'Vendor ID')|$(field "$T1" 'Product ID')" \
	"tape|$SRC|Linux   |scsi_debug      " 'list-lu -v shows what the device says it is'
# refused REASON COMMAND...: stmfctl says why, and nothing is made
refused() {
	local reason=$1 out
	shift
	out=$("$@" 2>&1)
	if [[ $? != 0 && $out == *"$reason"* ]]; then ok "refused: ${*:2}"; else nok "refused: ${*:2}: $out"; fi
}
refused 'in use by logical unit' stmfctl create-lu -p type=passthrough "$(node "$(source_host)" scsi_tape 0 nst)"
refused 'no SCSI device' stmfctl create-lu -p type=passthrough /srv/luns/file
refused 'no SCSI device' stmfctl create-lu -p type=passthrough /dev/null
refused 'No such file' stmfctl create-lu -p type=passthrough /dev/sg99
refused 'type: must be' stmfctl create-lu -p type=tape "$SRC"
refused 'not a property that can be given' stmfctl create-lu -s 1m -p type=passthrough "$SRC"
refused 'not a property that can be given' stmfctl create-lu -p wp=true -p type=passthrough "$SRC"
refused 'invalid property specified' stmfadm create-lu -p type=passthrough "$SRC"
refused 'not a property that can be given' stmfctl modify-lu -p wp=true "$T1"
is "$(stmfadm list-lu | wc -l)" 1 'none of them has left anything'
works 'modify-lu -p alias' stmfadm modify-lu -p alias=drive "$T1"
is "$(field "$T1" Alias)" drive 'its new alias'

# --- who sees it
stmfadm create-hg alpha
stmfadm add-hg-member -g alpha $LOOP_INI
stmfadm create-hg beta
stmfadm add-hg-member -g beta $ISCSI_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm create-tg near
stmfadm offline-target $LOOP
stmfadm add-tg-member -g near $LOOP
stmfadm online-target $LOOP
DISK=$(create_lu -s 16m /srv/luns/disk)
stmfadm add-view -h beta -n 0 "$DISK"
stmfadm add-view -h alpha -n 3 "$T1"
works 'the iSCSI host logs in' iscsi_login $ISCSI_INI
wait_for 10 node "$(hosts loopback)" scsi_tape 3 nst
TAPE=$(node "$(hosts loopback)" scsi_tape 3 nst)
SG=$(node "$(hosts loopback)" scsi_generic 3)
is "$(sg_inq "$SG" | sed -n 's/ *\(Vendor\|Product\) identification: *//p' | xargs)" 'Linux scsi_debug' 'the first host sees the tape'
wait_for 10 node "$(hosts iscsi)" block 0
is "$(node "$(hosts iscsi)" scsi_tape '*' nst)" '' 'the second host does not'
is "$(sg_luns "$(node "$(hosts iscsi)" scsi_generic 0)" | grep -c '^ *0')" 1 'nor does REPORT LUNS tell of it'
refused 'is a disk' stmfctl create-lu -p type=passthrough "$(node "$(hosts iscsi)" scsi_generic 0)"

# --- what it does. scsi_debug of older kernels has no medium; it keeps four bytes of a block.
# The driver writes a filemark when a program that wrote has ended.
quiet "$SG"
four() { od -An -v -tx1 -w"$2" "$1" | cut -c1-12; }
# To scsi_debug of older kernels REWIND means STOP UNIT, after which an open would wait for
# two minutes.
start_unit() { sg_raw "$SRC" 1b 00 00 00 01 00 >/dev/null 2>&1; }
has_medium() { mt -f "$1" rewind && timeout 10 dd if=/dev/zero of="$1" bs=512 count=1 && mt -f "$1" rewind; } 2>/dev/null
if has_medium "$(node "$(source_host)" scsi_tape 0 nst)"; then
	head -c 65536 /dev/urandom >/tmp/data
	works 'write' dd if=/tmp/data of="$TAPE" bs=4096
	works 'write behind it' dd if=/tmp/data of="$TAPE" bs=512 count=3
	works 'rewind' mt -f "$TAPE" rewind
	dd if="$TAPE" of=/tmp/back bs=4096 2>/dev/null
	is "$(stat -c %s /tmp/back) $(four /tmp/back 4096)" "65536 $(four /tmp/data 4096)" \
		'what is read is what was written, up to the filemark'
	works 'rewind' mt -f "$TAPE" rewind
	works 'one filemark on' mt -f "$TAPE" fsf 1
	dd if="$TAPE" of=/tmp/back bs=4096 count=1 2>/dev/null
	is "$(stat -c %s /tmp/back) $(four /tmp/back 512)" "512 $(four /tmp/data 512 | head -n 1)" \
		'a block that is shorter than asked for comes with its length'
	mt -f "$TAPE" rewind
	dd if="$(node "$(source_host)" scsi_tape 0 nst)" of=/tmp/own bs=4096 2>/dev/null
	is "$(four /tmp/own 4096)" "$(four /tmp/data 4096)" 'this host finds it on its device'
else
	start_unit
	skip 'a tape with a medium'
fi
quiet "$SG"
is "$(sense -s 16 -i /dev/zero "$SG" 83 00 00 00 00 00 00 00 00 00 00 00 00 10 00 00)" 05/20/00 'EXTENDED COPY is refused'

# --- reservations are LIO's: two hosts, one drive
stmfadm add-view -h beta -n 3 "$T1"
rescan iscsi
wait_for 10 node "$(hosts iscsi)" scsi_generic 3
SG2=$(node "$(hosts iscsi)" scsi_generic 3)
quiet "$SG2"
works 'the first host reserves' sg_persist --out --register --param-sark=1 "$SG"
works 'exclusively' sg_persist --out --reserve --param-rk=1 --prout-type=3 "$SG"
is "$(sg_raw "$SG2" 01 00 00 00 00 00 2>&1 | grep -ci 'reservation conflict')" 1 'REWIND of the second host: RESERVATION CONFLICT'
works 'the first host releases' sg_persist --out --clear --param-rk=1 "$SG"
quiet "$SG2"
works 'REWIND of the second host' sg_raw "$SG2" 01 00 00 00 00 00
start_unit
stmfadm remove-view -l "$T1" 1

# --- access states: a host that hears of one, hears also that its port is in another group
quiet "$SG"
stmfctl set-access-state -s non-optimized "$T1"
stmfctl set-access-state -t near -s optimized "$T1"
is "$(for _ in 1 2 3; do sense "$SG" 00 00 00 00 00 00; done | sort | xargs)" '06/2a/06 06/3f/03' 'a state, and a group: two unit attentions'
stmfctl remove-access-state -a "$T1"
quiet "$SG"

# --- denied at once
is "$(sense "$SG2" 00 00 00 00 00 00)" 05/25/00 'a view is taken away: LOGICAL UNIT NOT SUPPORTED'
quiet "$SG"
works 'offline-lu' stmfadm offline-lu "$T1"
fails 'offline: no command comes through' sg_raw "$SG" 00 00 00 00 00 00
works 'online-lu' stmfadm online-lu "$T1"
wait_for 10 node "$(hosts loopback)" scsi_generic 3
SG=$(node "$(hosts loopback)" scsi_generic 3)
quiet "$SG"
works 'online again' sg_raw "$SG" 00 00 00 00 00 00

# --- export and import
stmfctl export >/tmp/config.json 2>/tmp/err || nok "export: $(cat /tmp/err)"
works 'delete-lu' stmfadm delete-lu "$T1"
is "$(stmfadm list-lu | grep -c "$T1")" 0 'it is gone'
fails 'for initiators too' sg_raw "$SG" 00 00 00 00 00 00
works 'import of the whole configuration' stmfctl import /tmp/config.json
is "$(state "$T1") $(field "$T1" Alias) $(field "$T1" 'View Entry Count')" 'Online drive 1' 'it is there again'

# --- after a restart
iscsi_logout
reboot_down
modprobe -r scsi_debug
tape_on inq_vendor=OTHER || nok 'another tape'
setup || nok 'start'
is "$(state "$T1") $(field "$T1" Reason | grep -c 'is another device now: OTHER')" 'Offline 1' 'another device at its place is not passed through'
stop_stmfd -TERM
modprobe -r scsi_debug
start_stmfd || nok 'start'
is "$(state "$T1") $(field "$T1" Reason | grep -c 'No such file')" 'Offline 1' 'nor is none'
tape_on || nok 'the tape'
works 'it comes online by itself when the device is there' wait_for 70 is_online "$T1"
works 'delete-lu' stmfadm delete-lu "$T1"
is "$(stmfadm list-lu | grep -c "$T1")" 0 'deleted'
finish
