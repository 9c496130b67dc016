#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Access states (ALUA): set by target group, seen by initiators on iSCSI and loopback in
# REPORT TARGET PORT GROUPS, in sense data and unit attentions; kept, and repaired.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

T1=iqn.2026-11.org.example:a1 T2=iqn.2026-11.org.example:a2 LOOP=wwn.5001405000000001

# by_target NAME: the sg node of this LU's disk through an iSCSI target
by_target() {
	local s
	for s in /sys/class/iscsi_session/session*; do
		[ "$(cat "$s/targetname")" = "$1" ] || continue
		echo "/dev/$(ls -d "$s"/device/target*/*:"$LUN"/scsi_generic/* | head -1 | xargs basename)"
	done
}
by_loopback() { echo "/dev/$(ls "/sys/block/$(basename "$(disk loopback "$G")")/device/scsi_generic")"; }
# sense DEVICE CDB: good, or key/asc/ascq
sense() { "$(dirname "$0")/sense.py" "$@"; }
READ='28 00 00 00 00 00 00 00 01 00' TUR='00 00 00 00 00 00'
# rtpg DEVICE: "group state preferred ports" of each, in order
rtpg() {
	sg_rtpg "$1" | awk '
		/target port group id/ { split($0, a, /[:,= ]+/); id = $0; sub(/.*id : /, "", id); sub(/ .*/, "", id)
			pref = /Pref=1/ ? 1 : 0 }
		/asymmetric access state/ { state = $NF }
		/target port count/ { print id, state, pref, $NF + 0 }' | sort
}
# in_group DEVICE: the target port group in VPD page 83h
in_group() { sg_inq -p di "$1" | sed -n 's/.*Target port group: *//p'; }
alua() { cat "$LIO/core/sbd_0/$G/alua/$1/$2"; }
# settle DEVICE: takes its unit attentions; some states let REPORT TARGET PORT GROUPS pass only
settle() { { sense -n 2 "$1" "$TUR"; sense -n 2 "$1" a3 0a 00 00 00 00 00 00 02 00 00 00; } >/dev/null; }

setup || { nok setup; finish; }
ip link set lo up
mkdir -p /srv/luns
LUN=5
G=$(create_lu -s 16m /srv/luns/1) OTHER=$(create_lu -s 16m /srv/luns/2)
stmfadm create-hg cluster
stmfadm add-hg-member -g cluster $ISCSI_INI $LOOP_INI
for t in fast slow spare; do stmfadm create-tg $t; done
itadm create-tpg p1 127.0.0.1:3260
itadm create-tpg p2 127.0.0.1:3261
itadm create-target -t p1 $T1 >/dev/null
itadm create-target -t p2 $T2 >/dev/null
stmfadm offline-target $T1
stmfadm offline-target $T2
stmfadm add-tg-member -g fast $T1
stmfadm add-tg-member -g slow $T2
stmfadm online-target $T1
stmfadm online-target $T2
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfadm add-view -h cluster -n $LUN "$G"
stmfadm add-view -h cluster -n 6 "$OTHER"
iscsi_login $ISCSI_INI 127.0.0.1:3260
wait_for 10 eval '[ "$(disks iscsi | wc -l)" = 4 ]'
P1=$(by_target $T1) P2=$(by_target $T2) PL=$(by_loopback)
echo "# $P1 $P2 $PL"
for p in $P1 $P2 $PL; do settle "$p"; done

# ---- nothing is set ----

is "$(rtpg "$P1")" '0x0 0x00 0 3' 'one group of all three ports, active and optimized'
is "$(sg_inq -r "$P1" | od -An -tu1 -j5 -N1 | awk '{ print int($1 / 16) % 4 }')" 1 'INQUIRY: implicit access only'
is "$(sense "$P1" 'a4 0a 00 00 00 00 00 00 00 00 00 00')" 05/20/00 'an initiator can not set states'
is "$(stmfctl list-access-state)" '' 'nothing is listed'
is "$(stmfadm list-lu -v "$G" | sed -n 's/ *Access State *: //p')" Active 'list-lu -v: Active'

# ---- a state for one group ----

works 'set-access-state' stmfctl set-access-state -t slow -s standby "$G"
is "$(sense "$P1" "$TUR")" good 'ports of the other group: no unit attention'
is "$(sense "$P2" "$TUR")" 06/3f/03 'a port that comes into a group of its own: INQUIRY DATA HAS CHANGED'
is "$(sense "$P2" "$READ")" 02/04/0b 'READ there: standby'
is "$(sense "$P2" "$TUR")" 02/04/0b 'TEST UNIT READY: standby'
is "$(sense "$P1" "$READ")" good 'READ elsewhere'
is "$(sense "$PL" "$READ")" good 'on loopback too'
is "$(rtpg "$P2")" '0x0 0x00 0 2
0x1 0x02 0 1' 'REPORT TARGET PORT GROUPS, at the standby port'
is "$(rtpg "$P1")" "$(rtpg "$P2")" 'and the same at the others'
is "$(in_group "$P1")/$(in_group "$P2")" 0x0/0x1 'VPD 83h: which group a port is in'
is "$(stmfctl list-access-state)" "LU Name: $G
    Target Group      : slow
    Access State      : standby
    Preferred         : No
    Port Group        : 1" 'list-access-state'
is "$(stmfadm list-lu -v "$G" | sed -n 's/ *Access State *: //p')" Active 'list-lu -v: Active, as some ports are'
is "$(sense "$P2" '12 00 00 00 24 00')" good 'INQUIRY is answered everywhere'
LUN=6
is "$(sense "$(by_target $T2)" "$READ")" good 'the other logical unit has no states'
LUN=5

stmfctl set-access-state -t slow -s non-optimized "$G"
is "$(sense "$P2" "$TUR")" 06/2a/06 'a change: ASYMMETRIC ACCESS STATE CHANGED'
is "$(sense "$P2" "$READ")" good 'active and not optimized: reads'
is "$(alua tg_1 nonop_delay_msecs)" 0 'without delay'
stmfctl set-access-state -t slow -s unavailable "$G"
settle "$P2"
is "$(sense "$P2" "$READ")" 02/04/0c 'unavailable'
stmfctl set-access-state -t slow -s transitioning "$G"
settle "$P2"
is "$(sense "$P2" "$READ")" 02/04/0a 'transitioning'
is "$(rtpg "$P1")" '0x0 0x00 0 2
0x1 0x0f 0 1' 'as reported'

# ---- a port changes its group, and has not yet said that a state has changed ----

heard() { sense -n 4 "$1" "$TUR"; }
stmfctl set-access-state -s non-optimized "$G"
stmfctl set-access-state -t fast -s optimized "$G"
is "$(heard "$P1" | sort -u)" '06/2a/06
06/3f/03
good' 'its host hears of both, when it gets a group of its own'
works 'and a port that stays hears that the state has changed' grep -q 06/2a/06 <<<"$(heard "$PL")"
is "$(heard "$P1")$(heard "$PL")" "$(printf 'good\ngood\ngood\ngood%.0s' 1 2)" 'each once'
stmfctl set-access-state -t fast -s non-optimized "$G"
stmfctl remove-access-state -t fast "$G"
is "$(heard "$P1" | sort -u)" '06/2a/06
06/3f/03
good' 'and when its group goes'
stmfctl set-access-state -s optimized "$G"
iscsiadm -m session -r "$(iscsiadm -m session | sed -n "s/.*\[\([0-9]*\)\].* $T1 .*/\1/p")" --op new >/dev/null
works 'a second session of the same initiator at the same port' wait_for 10 eval '[ "$(by_target $T1 | wc -l)" = 2 ]'
SECOND=$(by_target $T1 | grep -vx "$P1")
settle "$P1"; settle "$PL"; settle "$SECOND"
stmfctl set-access-state -t fast -s optimized "$G"
for p in $P1 $SECOND; do
	works 'both hear that it has got a group' grep -q 06/3f/03 <<<"$(heard "$p")"
done
stmfctl remove-access-state -t fast "$G"
iscsiadm -m session -r "$(iscsiadm -m session | sed -n "s/.*\[\([0-9]*\)\].* $T1 .*/\1/p" | tail -n 1)" -u >/dev/null
works 'it logs out' wait_for 10 eval '[ "$(by_target $T1)" = "$P1" ]'
settle "$P1"; settle "$PL"

# ---- preferred; two groups; all others ----

stmfctl set-access-state -t slow -s optimized "$G"
stmfctl set-access-state -t fast -p -s active/optimized "$G"
stmfctl set-access-state -s standby "$G"
settle "$P1"; settle "$P2"
is "$(rtpg "$P1")" '0x0 0x02 0 1
0x1 0x00 0 1
0x2 0x00 1 1' 'two groups, one preferred; loopback is of the others'
is "$(sense "$PL" "$TUR")" 06/2a/06 'loopback hears of it'
is "$(sense "$PL" "$READ")" 02/04/0b 'and is standby'
stmfctl set-access-state -t fast -s standby "$G" "$OTHER"
stmfctl set-access-state -t slow -s standby "$G"
is "$(stmfadm list-lu -v "$G" | sed -n 's/ *Access State *: //p')" Standby 'list-lu -v: Standby, if no port is active'
is "$(cat $CFS/logical_units/"$G"/access_state)" standby 'in configfs, too'
is "$(stmfadm list-lu -v "$G" | sed -n 's/^    Size *: //p')" 16777216 'its properties are shown'
is "$(stmfctl list-access-state -j "$OTHER" | tr -d ' \n')" \
	"{\"access_states\":[{\"guid\":\"$OTHER\",\"target_group\":\"fast\",\"state\":\"standby\",\"preferred\":false,\"port_group\":2}]}" \
	'--json; a group has one number for all logical units'

# ---- what is refused ----

outcome '' "stmfctl: x: must be active/optimized, active/non-optimized, standby, unavailable or transitioning" 1 \
	stmfctl set-access-state -s x "$G"
outcome '' "stmfctl: invalid target group
    target group nobody: not found" 1 stmfctl set-access-state -t nobody -s standby "$G"
fails 'a logical unit that is not there' stmfctl set-access-state -s standby 600144F00000000000000000DEADBEEF
fails 'a state that is not set can not be removed' stmfctl remove-access-state -t spare "$G"
fails 'delete-tg of a group with a state' stmfadm delete-tg slow

# ---- kept ----

settle "$P1"
before=$(stmfctl list-access-state) seen=$(rtpg "$P1")
stop_stmfd -KILL
is "$(sense "$P1" "$READ")" 02/04/0b 'without the daemon the states hold'
start_stmfd
is "$(stmfctl list-access-state)" "$before" 'a new daemon has them'
is "$(rtpg "$P1")" "$seen" 'and nothing has changed'
stmfctl export -J /tmp/config.json
stmfctl remove-access-state -a "$G" "$OTHER"
is "$(stmfctl list-access-state)" '' 'remove-access-state -a'
settle "$P1"; settle "$PL"
is "$(rtpg "$P1")" '0x0 0x00 0 3' 'all ports are in one group again'
is "$(find "$LIO/core/sbd_0/$G/alua/" -name 'tg_[0-9]*' -type d)" '' 'no group is left in LIO'
is "$(sense "$P1" "$READ")$(sense "$PL" "$READ")" goodgood 'all are active'
works 'import' stmfctl import -R /tmp/config.json
is "$(stmfctl list-access-state)" "$before" 'export and import keep them'

# ---- drift, and views ----

echo 0 >"$LIO/core/sbd_0/$G/alua/tg_2/alua_access_state"
lun=$(readlink -f $LIO/iscsi/$T1/tpgt_*/acls/$ISCSI_INI/lun_5/lu)
echo NULL >"$lun/alua_tg_pt_gp"
mkdir "$LIO/core/sbd_0/$G/alua/foreign"
works 'what others change in LIO is set right' wait_for 10 eval \
	"[ ! -d $LIO/core/sbd_0/$G/alua/foreign ] && [ \"\$(alua tg_2 alua_access_state)\" = 2 ] &&
	grep -q tg_2 $lun/alua_tg_pt_gp"
settle "$P1"
is "$(rtpg "$P1")" "$seen" 'groups and members as before'
stmfadm remove-view -l "$G" -a
stmfadm add-view -h cluster -n $LUN "$G"
settle "$P1"
is "$(sense "$P1" "$READ")" 02/04/0b 'a view that is taken away and given back comes with its state'
is "$(rtpg "$P1")" "$seen" 'for all its ports'

# ---- all goes ----

stmfadm offline-target $T2
stmfadm remove-tg-member -g slow $T2
stmfctl remove-access-state -t slow "$G"
works 'delete-tg, once no state is set' stmfadm delete-tg slow
stmfadm delete-lu "$G"
is "$(stmfctl list-access-state "$G")" '' 'states go with their logical unit'
stmfadm offline-target $T1
rmdir $CFS/target_groups/fast/* $CFS/target_groups/fast
works 'and with their group, if a script removes it' wait_for 10 eval '[ -z "$(stmfctl list-access-state)" ]'
stop_stmfd
"$(dirname "$0")/teardown.sh"
is "$(find $LIO/core -maxdepth 1 -name 'sbd_*' 2>/dev/null)" '' 'nothing is left'
finish
