#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stmfctl explain: which view gives it, or what is in the way, down to LIO.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:t1
genl() { "$(dirname "$0")/genl.py" "$@"; }

setup || { nok setup; finish; }
mkdir -p /srv/luns
G1=600144F0000000000000000000000001
G2=600144F0000000000000000000000002
G3=600144F0000000000000000000000003
for g in $G1 $G2 $G3; do create_lu -s 16m -p guid=$g /srv/luns/$g >/dev/null; done
stmfadm create-hg beta
stmfadm add-hg-member -g beta $ISCSI_INI
stmfadm create-hg loop
stmfadm add-hg-member -g loop $LOOP_INI
stmfadm create-tg net
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm offline-target $IQN
stmfadm add-tg-member -g net $IQN
stmfadm online-target $IQN
stmfadm add-view -h beta -t net -n 300 $G1
stmfadm add-view -h loop -n 2 $G2
works 'the host logs in' iscsi_login $ISCSI_INI
wait_for 10 eval '[ "$(disks iscsi | wc -l)" = 1 ]'

explain() { stmfctl explain -i $ISCSI_INI -t $IQN "$@"; }
head="Initiator: $ISCSI_INI
    Host Group        : beta
Target: $IQN
    Target Group      : net
    Node ACL in LIO   : made by stmfd
    Sessions          : 1"
G1_yes="LU Name: $G1
    Access            : yes
    LUN               : 300
    View Entry        : 0
    In LIO            : mapped at LUN 300"
G2_no="LU Name: $G2
    Access            : no
    Reason            : no view entry is for this initiator
        View Entry 0: host group loop through all targets, LUN 2"
outcome "$head
$G1_yes" '' 0 explain $G1
outcome "$head
$G2_no" '' 2 explain $G2
outcome "$head
LU Name: $G3
    Access            : no
    Reason            : the logical unit has no view entry
    Remedy            : stmfctl add-view -h GROUP $G3" '' 2 explain $G3
outcome "$head
$G1_yes
$G2_no" '' 0 explain
outcome '' 'stmfctl: 600144F0000000000000000000000009: no such logical unit' 1 explain 600144F0000000000000000000000009
outcome '' 'stmfctl: nobody: unrecognized device id' 1 stmfctl explain -i nobody -t $IQN
is "$(explain --json $G1 | python3 -c '
import json, sys
a = json.load(sys.stdin)
lu = a["logical_units"][0]
print(a["reason"], a["host_group"], a["target_group"], a["node_acl"], a["sessions"])
print(lu["access"], lu["reason"], lu["view"], lu["lun"], lu["mapping"], hex(lu["lio_lun"]))')" \
	'admitted beta net explicit 1
True admitted 0 300 mapped 0x412c' 'JSON'

reason() { explain "$@" | sed -n 's/^    Reason  *: //p'; }
way() { stmfctl explain -i "$1" -t "$2" | sed -n 's/^    In the way  *: //p'; }
stmfadm offline-lu $G1
is "$(reason $G1)" 'the logical unit is offline' 'offline LU'
is "$(explain $G1 | grep -E 'View Entry|Remedy  .*online')" "    View Entry        : 0
    Remedy            : stmfctl online-lu $G1" 'its view and the remedy are named'
stmfadm online-lu $G1
stmfadm offline-target $IQN
is "$(way $ISCSI_INI $IQN)" 'the target is offline' 'offline target'
is "$(reason $G1)" 'the target is offline' 'so is that of a LU'
stmfadm online-target $IQN
stmfctl service disable
is "$(way $ISCSI_INI $IQN)" 'the service is offline' 'service off line'
stmfctl service enable
wait_for 10 eval "explain | grep -q 'made by stmfd'"
is "$(way $ISCSI_INI iqn.2026-11.org.example:t2)" 'there is no such target' 'unknown target'
mkdir $CFS/targets/iqn.2026-11.org.example:t3
is "$(way $ISCSI_INI iqn.2026-11.org.example:t3)" 'no port provider has the target' 'no provider'
rmdir $CFS/targets/iqn.2026-11.org.example:t3
is "$(stmfctl explain -i $ISCSI_INI -t $LOOP $G1 | sed -n 's/.*Reason  *: //p')" \
	'no view entry for this initiator is for this target' 'another target'
mkdir $CFS/logical_units/600144F0000000000000000000000004
is "$(reason 600144F0000000000000000000000004)" \
	'the logical unit is not registered: it has views, but no disk' 'unregistered LU'
rmdir $CFS/logical_units/600144F0000000000000000000000004
outcome 'Initiator: iqn.2026-11.org.example:nobody
    Host Group        : -' '' 0 eval "stmfctl explain -i iqn.2026-11.org.example:nobody -t $IQN | head -2"
is "$(stmfctl explain -i iqn.2026-11.org.example:nobody -t $IQN | grep -E 'ACL|Sess')" \
	'    Node ACL in LIO   : none
    Sessions          : 0' 'an unknown host'
stmfctl add-hg-member -g beta 'iqn.2026-11.org.example:*' 'iqn.2026-11.org.example:rack7-*'
is "$(for i in rack7-1 rack70 none:x; do
	stmfctl explain -i iqn.2026-11.org.example:$i -t $IQN $G1 | grep -E 'Group|Member|LUN '
done)" '    Host Group        : beta
    Member            : iqn.2026-11.org.example:rack7-*
    Target Group      : net
    LUN               : 300
    Host Group        : beta
    Member            : iqn.2026-11.org.example:*
    Target Group      : net
    LUN               : 300
    Host Group        : beta
    Member            : iqn.2026-11.org.example:*
    Target Group      : net
    LUN               : 300' 'in the group by a pattern: the longest'
is "$(explain --json $G1 | grep -c member)" 0 'an exact member is not'
is "$(stmfctl explain -j -i iqn.2026-11.org.example:rack7-2 -t $IQN | python3 -c 'import json, sys
print(json.load(sys.stdin)["member"])')" 'iqn.2026-11.org.example:rack7-*' 'in JSON'
stmfctl remove-hg-member -g beta 'iqn.2026-11.org.example:*' 'iqn.2026-11.org.example:rack7-*'
is "$(stmfctl explain -i $LOOP_INI -t $LOOP $G2 | grep -E 'ACL|Sess|Access|LUN|LIO')" \
	'    Node ACL in LIO   : made by LIO at login
    Sessions          : 1
    Access            : yes
    LUN               : 2
    In LIO            : mapped at LUN 2' 'loopback'

# LIO, without the daemon: what is really mapped, not what the symlinks say
wait_for 10 eval "explain $G1 | grep -q 'mapped at LUN 300'"
acl=$LIO/iscsi/$IQN/tpgt_1/acls/$ISCSI_INI
kill -STOP "$STMFD"
link=$(echo $acl/lun_16684/*/)
rm "$acl/lun_16684/$(basename "$link")" 2>/dev/null || find $acl/lun_16684 -type l -exec rm {} \;
is "$(explain $G1 | grep -E 'Access|In LIO')" '    Access            : yes
    In LIO            : not mapped' 'admitted, and not mapped'
rmdir $CFS/logical_units/$G2/views/0
is "$(stmfctl explain -i $LOOP_INI -t $LOOP $G2 | grep -E 'Access|In LIO|Reason')" '    Access            : no
    Reason            : the logical unit has no view entry
    In LIO            : mapped at LUN 2 only' 'denied, and still mapped'
lun=$(grep -ls . $LIO/iscsi/$IQN/tpgt_1/lun/lun_*/alua_tg_pt_gp | head -1)
other=$(mktemp -u /srv/luns/otherXXXX)
truncate -s 16m "$other"
mkdir -p $LIO/core/fileio_7/other
echo "fd_dev_name=$other,fd_dev_size=16777216" >$LIO/core/fileio_7/other/control
echo 1 >$LIO/core/fileio_7/other/enable
mkdir $LIO/iscsi/$IQN/tpgt_1/lun/lun_77
ln -s $LIO/core/fileio_7/other $LIO/iscsi/$IQN/tpgt_1/lun/lun_77/x
ln -s $LIO/iscsi/$IQN/tpgt_1/lun/lun_77 $acl/lun_16684/x
is "$(explain $G1 | grep 'In LIO')" '    In LIO            : LUN 300 is another device' 'another device is at that LUN'
rm $acl/lun_16684/x
mkdir $acl/lun_5
ln -s "$(dirname "$lun")" $acl/lun_5/x
is "$(explain $G1 | grep 'In LIO')" '    In LIO            : mapped at LUN 5 only' 'at another LUN'
rm $LIO/iscsi/$IQN/tpgt_1/lun/lun_77/x
rmdir $LIO/iscsi/$IQN/tpgt_1/lun/lun_77 $LIO/core/fileio_7/other $LIO/core/fileio_7
kill -CONT "$STMFD"
wait_for 10 eval "explain $G1 | grep -q 'mapped at LUN 300'" && ok 'the daemon repairs it' || nok 'the daemon repairs it'
iscsi_logout
for g in $G1 $G2; do stmfadm remove-view -l $g -a; done 2>/dev/null
stop_stmfd

# on random models it agrees with what the policy admits, and with the model
works 'random models' "$(dirname "$0")/explain_random.py" 1 20
works 'random requests' genl fuzz 1 5
finish
