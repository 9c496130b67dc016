$ stmfadm list-state -?
|
| Usage:	stmfadm list-state␣
$ stmfadm list-state
| Operational Status: online
| Config Status     : initialized
| ALUA Status       : disabled
| ALUA Node         : 0
$ stmfctl service disable
$ stmfadm list-state
| Operational Status: offline
| Config Status     : initialized
| ALUA Status       : disabled
| ALUA Node         : 0
$ stmfctl service enable
