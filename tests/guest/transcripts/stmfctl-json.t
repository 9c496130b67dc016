# stmfctl's lists as JSON, and what a view would get.

$ stmfctl create-hg lab
$ stmfctl add-hg-member -g lab iqn.1993-08.org.debian:01:aabb
$ stmfctl add-view -h lab -n 300 $A
$ stmfctl list-hg --json
| {
|   "host_groups": [
|     {
|       "name": "lab",
|       "members": [
|         "iqn.1993-08.org.debian:01:aabb"
|       ]
|     }
|   ]
| }
$ stmfctl list-view -j -l $A
| {
|   "view_entries": [
|     {
|       "index": 0,
|       "host_group": "lab",
|       "lun": 300
|     }
|   ]
| }
$ stmfctl list-state --json
| {
|   "state": "online",
|   "config_state": "initialized",
|   "alua": false,
|   "alua_node": 0
| }
$ stmfctl list-lu --json | python3 -c 'import json, sys; print([(lu["guid"], lu["size"], lu["write_cache"]) for lu in json.load(sys.stdin)["logical_units"]])'
| [('600144F0000000000000000000000ABC', 16777216, True), ('600144F0000000000000000000000DEF', 16777216, True)]
$ stmfctl list-target --json $T | python3 -c 'import json, sys; print(json.load(sys.stdin)["targets"])'
| [{'name': 'iqn.2026-11.org.example:t1', 'state': 'online', 'provider': 'iscsit', 'alias': 'disk array', 'protocol': 'iSCSI', 'sessions': []}]
$ stmfctl list-tg -j | python3 -c 'import json, sys; print(json.load(sys.stdin))'
| {'target_groups': []}
$ stmfctl validate-view
| LUN: 0
$ stmfctl validate-view -h lab -n 300
! stmfctl: LUN already in use
!     LUN 300: is in use
= 1
$ stmfctl validate-view -h lab -n 301
| LUN: 301
$ stmfctl validate-view -h lab -n 301 $A
! stmfctl: view entry exists
!     logical unit 600144F0000000000000000000000ABC: a view entry of it applies to such hosts and targets already
= 1
$ stmfctl validate-view $N
| LUN: 0
$ stmfctl validate-view -t none
! stmfctl: invalid target group
!     group none: not found
= 1
$ stmfctl remove-view -l $A -a
$ stmfctl delete-hg lab
