#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Who is logged in, who was refused, and what monitor tells of it.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:t1
STRANGER=iqn.2026-11.org.example:stranger

setup || { nok setup; finish; }
stmfctl monitor >/tmp/events &
MONITOR=$!
stmfctl monitor --json >/tmp/events.json &
MONITOR_JSON=$!
sleep 0.5

is "$(stmfctl list-initiator)" '' 'no initiator is known'
mkdir -p /srv/luns
G1=$(create_lu -s 16m /srv/luns/1)
G2=$(create_lu -s 16m /srv/luns/2)
stmfadm create-hg beta
stmfadm add-hg-member -g beta $ISCSI_INI
stmfadm create-hg loop
stmfadm add-hg-member -g loop $LOOP_INI
is "$(stmfctl list-initiator)" "Initiator: $ISCSI_INI
Initiator: $LOOP_INI" 'members of host groups are known'

stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm add-view -h loop -n 0 "$G1"
stmfadm add-view -h beta -n 0 "$G1"
stmfadm add-view -h beta -n 300 "$G2"
works 'a host logs in' iscsi_login $ISCSI_INI
wait_for 10 eval '[ "$(disks iscsi | wc -l)" = 2 ]'

is "$(stmfctl list-initiator -v $ISCSI_INI | sed 's/since: .*/since: TIME/; s/Alias  .*/Alias/')" "Initiator: $ISCSI_INI
    Host Group        : beta
    Alias
    Sessions          : 1
        Target: $IQN
            Logged in since: TIME
    Refused           : 0" 'it is logged in'
out=$(stmfctl list-initiator -v $LOOP_INI)
since=$(sed -n 's/.*since: //p' <<<"$out")
age=$(($(date +%s) - $(date -d "$since" +%s)))
if [ $age -ge 0 ] && [ $age -lt 60 ]; then ok 'loopback: since it was first seen'; else nok "loopback: since $since, $age s"; fi
is "$(stmfadm list-target -v $LOOP | grep 'since')" "            Logged in since: $since" 'list-target says the same'
age=$(stmfctl list-initiator --json $ISCSI_INI | python3 -c '
import json, sys, time
print(time.time() - json.load(sys.stdin)["initiators"][0]["sessions"][0]["since"] < 60)')
is "$age" True 'iSCSI: time of login'
wait_for 3 grep -q "session created $ISCSI_INI $IQN host-group beta" /tmp/events &&
	ok 'monitor: the login' || nok 'monitor: the login'
wait_for 3 grep -q "session created $LOOP_INI $LOOP host-group loop" /tmp/events &&
	ok 'monitor: the login of loopback' || nok 'monitor: the login of loopback'

# refused at login: LIO counts, remembers the last address, and logs the names
for _ in 1 2 3; do iscsi_login $STRANGER 2>/dev/null && nok 'a stranger logs in'; done
sleep 1.5
is "$(stmfctl list-initiator -v $STRANGER | sed 's/time: .*/time: TIME/')" "Initiator: $STRANGER
    Host Group        : -
    Alias             : -
    Sessions          : 0
    Refused           : 3
        Target: unknown (from the kernel log)
            Refused: login, 3 times
            Last time: TIME" 'a stranger was refused at login'
is "$(stmfctl list-initiator -v | sed -n '/^Address/,$p' | sed 's/time: .*/time: TIME/')" "Address: 127.0.0.1
        Target: $IQN
            Refused: login, 3 times
            Last time: TIME" 'from where, by the kernel module'
wait_for 3 grep -q "refused login from 127.0.0.1 $IQN" /tmp/events && ok 'monitor: the refused login' ||
	nok 'monitor: the refused login'

# refused commands: the kernel's policy alone, for LIO still maps it
sg=/dev/$(ls "/sys/block/$(basename "$(disk iscsi "$G2")")/device/scsi_generic")
kill -STOP "$STMFD"
rmdir "$CFS/logical_units/$G2/views/0"
for _ in $(seq 50); do sg_turs "$sg" >/dev/null 2>&1; done
is "$(stmfctl list-initiator -v $ISCSI_INI | sed -n '/Refused  /,$p' | sed 's/time: .*/time: TIME/')" "    Refused           : 50
        Target: $IQN
            Refused: command, 50 times
            Last time: TIME
            Last LUN: 300 ($G2)" 'refused commands, with the last LUN'
wait_for 3 grep -q "refused command $ISCSI_INI $IQN LUN 300 $G2" /tmp/events
is "$(grep -c 'refused command' /tmp/events)" 1 'monitor: one event for many refused commands'
is "$("$(dirname "$0")/genl.py" dump refusal-get | grep -c refusal-kind)" 2 'netlink: two refusals'
kill -CONT "$STMFD"

iscsi_logout
wait_for 3 grep -q "session deleted $ISCSI_INI $IQN" /tmp/events && ok 'monitor: the logout' ||
	nok 'monitor: the logout'
is "$(stmfctl list-initiator -v $ISCSI_INI | grep Sessions)" '    Sessions          : 0' 'nobody is logged in'
outcome "Initiator: $LOOP_INI" 'stmfctl: iqn.no: not found
stmfctl: no name: not found' 1 stmfctl list-initiator iqn.no "$LOOP_INI" 'no name'

stmfadm create-hg 'a b'
wait_for 3 grep -q 'host-group created a b (generation ' /tmp/events && ok 'monitor: a group' || nok 'monitor: a group'
stmfadm offline-lu "$G1"
wait_for 3 grep -q "lu state $G1 offline" /tmp/events && ok 'monitor: a state' || nok 'monitor: a state'
is "$(python3 -c '
import json
events = [json.loads(line) for line in open("/tmp/events.json")]
print(*sorted({e["event"] for e in events}))
print(*sorted({e.get("object", "-") for e in events}))')" 'change login logout refusal
- host-group lu target view' 'monitor --json: each line is an object'

# a listener that does not read loses events, and is told
kill -STOP $MONITOR
"$(dirname "$0")/model_stress.py" events 20000
kill -CONT $MONITOR
wait_for 5 grep -q 'events were lost' /tmp/events && ok 'monitor: lost events are told' || nok 'monitor: lost events'
# what is sent before it has caught up is lost, too
wait_for 20 eval 'n=$(wc -l </tmp/events); sleep 1; [ $n = $(wc -l </tmp/events) ]'
stmfadm create-hg afterwards
wait_for 5 grep -q 'host-group created afterwards' /tmp/events && ok 'monitor: it goes on' || nok 'monitor goes on'
kill $MONITOR $MONITOR_JSON
finish
