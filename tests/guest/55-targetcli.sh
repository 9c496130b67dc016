#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Debian's targetcli beside stmfd: it shows what is ours, saves, clears and restores what is not.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

A=600144F0000000000000000000000ABC
T=iqn.2026-11.org.example:ours
F=iqn.2026-11.org.example:foreign
HOST=iqn.1993-08.org.debian:01:aabb

# quiet COMMAND...: targetcli without colours and without its history
quiet() {
	targetcli "$@" 2>&1 | sed 's/\x1b\[[0-9;]*m//g'
}

# tree: what stmfd has in LIO, and some attributes of it. A target's own number of a LUN, of 32768
# on, may be another one after somebody else was at it; no host sees it.
tree() {
	(cd $LIO && find core/sbd_0 loopback iscsi/$T -not -path '*/statistics*'
		cd iscsi/$T/tpgt_1 && grep -H . enable attrib/{generate_node_acls,authentication}) 2>/dev/null |
		sed 's/lun_32[0-9][0-9][0-9]/lun_own/' | sort
}

# targetcli looks for user space backstores on the system bus
mkdir -p /run/dbus
dbus-daemon --system --fork
setup || { nok setup; finish; }
export HOME=/root
mkdir -p /srv/luns /root
create_lu -s 16m -p guid=$A /srv/luns/a >/dev/null
stmfctl create-target --fabric loopback --initiator "$LOOP_INI" wwn.5001405000000001 >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $T >/dev/null
stmfadm create-hg lab
stmfadm add-hg-member -g lab $HOST "$LOOP_INI"
stmfadm add-view -h lab -n 3 $A
wait_for 5 eval '[ "$(disks loopback | wc -l)" = 1 ]'
D=$(disk loopback $A)
ours=$(tree)
(while [ ! -e /tmp/stop ]; do dd if="$D" of=/dev/null bs=64k count=4 iflag=direct 2>/dev/null || echo error >>/tmp/errors; done) &
reader=$!

out=$(quiet ls)
is "$?" 0 'targetcli ls'
works 'it shows the iSCSI target' grep -q $T <<<"$out"
works 'its node ACL' grep -q $HOST <<<"$out"
works 'the logical unit' grep -q "sbd/$A" <<<"$out"
works 'and the loopback target' grep -q naa.5001405000000001 <<<"$out"
works 'sessions' targetcli sessions

works 'targetcli makes its own backstore' targetcli /backstores/ramdisk create foreign 16M
works 'and target' targetcli /iscsi create $F
works 'and LUN' targetcli /iscsi/$F/tpg1/luns create /backstores/ramdisk/foreign
works 'saveconfig' targetcli saveconfig /tmp/saved.json
works 'has what is foreign' grep -q $F /tmp/saved.json
fails 'and nothing of ours' grep -qE "$T|$A|naa.5001405000000001" /tmp/saved.json

works 'clearconfig confirm=True' targetcli clearconfig confirm=True
fails 'takes away what is foreign' test -e $LIO/iscsi/$F
is "$(tree)" "$ours" 'and leaves ours as it is'
works 'restoreconfig' targetcli restoreconfig /tmp/saved.json
works 'brings the foreign target back' test -d $LIO/iscsi/$F/tpgt_1/lun/lun_0
works 'targetctl clear' targetctl clear
works 'targetctl restore, as at boot' targetctl restore /tmp/saved.json
works 'brings it back, too' test -d $LIO/iscsi/$F/tpgt_1
is "$(tree)" "$ours" 'ours are as they were all the while'
touch /tmp/stop
wait $reader
fails 'a reader saw no error' test -s /tmp/errors

# What targetcli removes of ours comes back, all of it
TPG=$LIO/iscsi/$T/tpgt_1
lun=$(basename "$TPG"/lun/lun_*)
kill -STOP "$STMFD"
works 'targetcli deletes a LUN of ours' targetcli /iscsi/$T/tpg1/luns delete "${lun/_/}"
fails 'which is gone' test -e "$TPG/lun/$lun"
kill -CONT "$STMFD"
works 'and put back by stmfd' wait_for 20 eval '[ "$(tree)" = "$ours" ]'
kill -STOP "$STMFD"
works 'it deletes a target of ours' targetcli /iscsi delete $T
fails 'which is gone, too' test -e "$LIO/iscsi/$T"
kill -CONT "$STMFD"
works 'and put back' wait_for 20 eval '[ "$(tree)" = "$ours" ]'
# while it is still at it, which makes it give up here or there
for _ in 1 2 3; do
	targetcli /iscsi delete $T >/dev/null 2>&1
done
works 'likewise when stmfd runs meanwhile' wait_for 20 eval '[ "$(tree)" = "$ours" ]'
targetcli /iscsi/$T/tpg1 disable >/dev/null 2>&1
works 'it is enabled again when targetcli disables it' wait_for 20 eval '[ "$(tree)" = "$ours" ]'
targetcli /iscsi/$T/tpg1 set attribute generate_node_acls=1 authentication=1 >/dev/null
works 'and has its attributes when targetcli sets others' wait_for 20 eval '[ "$(tree)" = "$ours" ]'
out=$(quiet /iscsi/$T/tpg1/luns create /backstores/ramdisk/foreign)
works 'a LUN that targetcli adds to our target' grep -q 'Created LUN' <<<"$out"
works 'is taken away' wait_for 20 eval '[ "$(tree)" = "$ours" ]'
works 'the foreign target is still there' test -d $LIO/iscsi/$F/tpgt_1

# without the plug-in, as a version of rtslib that it doesn't fit would be
fails 'rtslib alone does not know sbd' python3 -c '
import sys
sys.meta_path = [finder for finder in sys.meta_path if getattr(finder, "__module__", "") != "stmf_rtslib"]
import rtslib_fb
list(rtslib_fb.RTSRoot().storage_objects)'
finish
