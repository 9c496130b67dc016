#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# One logical unit over iSCSI, Fibre Channel (tests/kernel/fake_qla) and loopback at once:
# multipathd joins the paths by GUID and follows the access states. Paths are taken away
# and given back under I/O, and no I/O fails. A reservation holds over all of them.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/guest/paths.sh
. "$(dirname "$0")/paths.sh"

T=iqn.2026-11.org.example:m1 LOOP=wwn.5001405000000001
FC=wwn.21000024FF000001 FC_INI=wwn.21000024FF000101

if ! modinfo fake_qla >/dev/null 2>&1; then
	skip 'this kernel has no Fibre Channel transport class'
	finish
fi
modprobe fake_qla targets=1 initiators=1
setup || { nok setup; finish; }
ip link set lo up
multipath_start || nok 'multipathd starts'

# fc_host WWN: the SCSI host of a port;  link 0|1: of the target port
fc_host() { grep -l "0x${1#wwn.}" -i /sys/class/fc_host/host*/port_name | grep -o 'host[0-9][0-9]*'; }
link() { echo "$1" >"/sys/class/scsi_host/$(fc_host $FC)/fake_link"; }
fc_scan() { echo '- - -' >"/sys/class/scsi_host/$(fc_host $FC_INI)/scan"; }

# ---- one disk, three ways ----

mkdir -p /srv/luns
GUID=$(create_lu -s 64m /srv/luns/many)
MAP=$(wwid "$GUID")
stmfadm create-hg cluster
stmfadm add-hg-member -g cluster $ISCSI_INI $LOOP_INI $FC_INI
itadm create-target $T >/dev/null
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
declare -A port=([net]=$T [fc]=$FC [loop]=$LOOP) view
for g in net fc loop; do
	stmfadm create-tg $g
	stmfadm offline-target "${port[$g]}"
	stmfadm add-tg-member -g $g "${port[$g]}"
	stmfadm online-target "${port[$g]}"
	stmfadm add-view -h cluster -t $g -n 5 "$GUID"
done
n=0
for g in net fc loop; do
	view[$g]=$n
	n=$((n + 1))
done
works 'login over iSCSI' iscsi_login $ISCSI_INI
iscsi_patience 2
fc_scan
wait_for 300 all 3 || {
	nok 'the GUID is on three disks, which multipathd joins'
	paths
	finish
}
is "$({ disks iscsi; disks loopback; disks fc; } | cut -d' ' -f1 | sort -u)" 5 'at one LUN on all of them'
is "$(stmfadm list-target -v | grep -c 'Initiator: ')" 3 'three sessions'
disk_by() { case $1 in net) disk iscsi "$GUID" ;; fc) disk fc "$GUID" ;; loop) disk loopback "$GUID" ;; esac | sed 's,/dev/,,'; }

is "$(cat /sys/block/{"$(disk_by net)","$(disk_by fc)","$(disk_by loop)"}/device/dh_state | xargs)" 'alua alua alua' \
	'on each of them the kernel has its ALUA handler'

# ---- access states ----

stmfctl set-access-state -t fc -p -s optimized "$GUID"
stmfctl set-access-state -t net -s non-optimized "$GUID"
stmfctl set-access-state -t loop -s standby "$GUID"
io_start
works 'I/O runs' moves
# multipathd's numbers: 50 optimized, 10 not, 1 standby; preferred adds to optimized only if not alone
works 'priorities follow the states' wait_for 300 eval \
	'prio "$(disk_by net)" 10 && prio "$(disk_by loop)" 1 && ! prio "$(disk_by fc)" 10 && ! prio "$(disk_by fc)" 1'
works 'it takes the optimized ports' goes_by "$(disk_by fc)"
stmfctl set-access-state -t fc -s standby "$GUID"
works 'standby: it goes on over those that are not optimized' goes_by "$(disk_by net)"
stmfctl set-access-state -t loop -s optimized "$GUID"
works 'others become optimized: it goes there' goes_by "$(disk_by loop)"
stmfctl set-access-state -t loop -s unavailable "$GUID"
works 'unavailable: it goes back' goes_by "$(disk_by net)"
stmfctl set-access-state -t loop -s transitioning "$GUID"
works 'transitioning: it stays' moves
stmfctl set-access-state -t fc -s optimized "$GUID"
works 'optimized again: it is back where it was' goes_by "$(disk_by fc)"
stmfctl remove-access-state -a "$GUID"
works 'without states all three paths are as good' wait_for 300 eval \
	'all 3 && prio "$(disk_by net)" 50 && prio "$(disk_by fc)" 50 && prio "$(disk_by loop)" 50'
works 'I/O goes on' moves

# ---- paths go and come ----

declare -A rescan=([net]='rescan iscsi' [fc]=fc_scan [loop]=true)
back() { wait_for 300 eval "${rescan[$1]}; all 3"; }
link 0
works 'link loss: I/O goes on' moves
works 'over two paths' wait_for 300 ready 2
link 1
works 'the link is back' back fc
for g in net fc loop; do
	works "offline-target ${port[$g]}" stmfadm offline-target "${port[$g]}"
	works 'I/O goes on over the others' moves
	works 'two paths are left' wait_for 300 ready 2
	stmfadm online-target "${port[$g]}"
	works 'it is joined again' back $g
	works "remove-view for $g" stmfadm remove-view -l "$GUID" "${view[$g]}"
	works 'I/O goes on over the others' moves
	works 'two paths are left' wait_for 300 ready 2
	stmfadm add-view -h cluster -t $g -n 5 "$GUID"
	works 'it is joined again' back $g
done
stmfadm offline-target $T
stmfadm offline-target $FC
works 'one path alone: I/O goes on' moves
stmfadm online-target $T
stmfadm online-target $FC
works 'all are back' wait_for 300 eval 'rescan iscsi; fc_scan; all 3'
io_end
multipath_stop

# ---- a reservation ----

# reserve WAY OPTION...: by the disk of that way
reserve() {
	local way=$1
	shift
	sg_persist --out "$@" "/dev/$(disk_by "$way")" >/tmp/out 2>&1
}
keys() { sg_persist --in -k "/dev/$(disk_by "$1")" | sed -n 's/^ *\(0x[0-9a-f]*\)$/\1/p' | sort | xargs; }
writes() { dd if=/dev/zero of="/dev/$(disk_by "$1")" bs=4k count=1 oflag=direct; }
works 'register over Fibre Channel' reserve fc --register --param-sark=0xfc
works 'register over iSCSI' reserve net --register --param-sark=0x5e
is "$(keys loop)" '0x5e 0xfc' 'both keys are seen over loopback'
works 'reserve over Fibre Channel: write exclusive, registrants only' reserve fc --reserve --param-rk=0xfc --prout-type=5
works 'it writes' writes fc
works 'iSCSI is registered, and writes' writes net
fails 'loopback is not, and does not' writes loop
works 'but reads' dd if="/dev/$(disk_by loop)" of=/dev/null bs=4k count=1 iflag=direct
is "$(sg_persist --in -r "/dev/$(disk_by loop)" | grep -c 'Key=0xfc')" 1 'it sees whose reservation it is'
works 'iSCSI preempts it' reserve net --preempt --param-rk=0x5e --param-sark=0xfc --prout-type=5
settle_fc() { sg_turs "/dev/$(disk_by fc)" >/dev/null 2>&1; sg_turs "/dev/$(disk_by fc)" >/dev/null 2>&1; }
settle_fc
fails 'Fibre Channel has lost it' writes fc
works 'iSCSI has it' writes net
works 'iSCSI gives it up' reserve net --clear --param-rk=0x5e
works 'loopback writes again' writes loop
finish
