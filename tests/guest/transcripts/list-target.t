$ stmfadm list-target -?
|
| Usage:	stmfadm list-target [OPTIONS] [target-name ...]
| 	OPTIONS:
| 		-v, --verbose␣␣

# Newest first
$ stmfadm list-target
| Target: iqn.2026-11.org.example:t1
| Target: wwn.5001405000000001
$ stmfadm list-target -v $W
| Target: wwn.5001405000000001
|     Operational Status: Online
|     Provider Name     : loopback
|     Alias             : -
|     Protocol          : SAS
|     Sessions          : 1
|         Initiator: wwn.50014050000000A1
|             Alias: -
|             Logged in since: <date>
$ stmfadm list-target -v $T
| Target: iqn.2026-11.org.example:t1
|     Operational Status: Online
|     Provider Name     : iscsit
|     Alias             : disk array
|     Protocol          : iSCSI
|     Sessions          : 0

# An initiator logs in over iSCSI.
$ stmfadm create-hg lab
$ stmfadm add-hg-member -g lab $ISCSI_INI
$ iscsi_login $ISCSI_INI
$ stmfadm list-target -v $T
| Target: iqn.2026-11.org.example:t1
|     Operational Status: Online
|     Provider Name     : iscsit
|     Alias             : disk array
|     Protocol          : iSCSI
|     Sessions          : 1
|         Initiator: iqn.2026-11.org.example:beta
|             Alias: stmf
|             Logged in since: <date>
$ iscsi_logout
$ stmfadm delete-hg lab
$ stmfadm offline-target $T
$ stmfadm list-target -v $T | sed -n 2p
|     Operational Status: Offline
$ stmfadm online-target $T

# Names as operands: in their order, FC names in either case; what is no name is just not found.
$ stmfadm list-target $W $T
| Target: wwn.5001405000000001
| Target: iqn.2026-11.org.example:t1
$ stmfadm list-target iqn.2026-11.org.example:T1 nonsense wwn.50014050000000ff $W
| Target: iqn.2026-11.org.example:t1
| Target: wwn.5001405000000001
! stmfadm: nonsense: not found
! stmfadm: wwn.50014050000000ff: not found
= 1
