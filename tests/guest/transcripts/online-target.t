$ stmfadm online-target -?
|
| Usage:	stmfadm online-target <target-name>
$ stmfadm online-target
| stmfadm: online-target requires an operand
@ stmfadm online-target -?
= 1
$ stmfadm online-target $T $T
| stmfadm: online-target accepts only a single operand
@ stmfadm online-target -?
= 1
$ stmfadm online-target iqn.2026-11.org.example:none
! stmfadm: iqn.2026-11.org.example:none: not found
= 1
$ stmfadm online-target nonsense
! stmfadm: nonsense: unrecognized device id
= 1

# What is so already is a success.
$ stmfadm online-target $T
$ stmfadm offline-target $T
$ stmfadm online-target $T
$ stmfadm list-target -v $T | sed -n 2p
|     Operational Status: Online

# Not while the service is offline, whatever the operand; it comes online with the service.
$ stmfctl service disable
$ stmfadm online-target $T
! stmfadm: STMF service is offline
= 1
$ stmfadm online-target nonsense
! stmfadm: STMF service is offline
= 1
$ stmfadm list-target -v $T | sed -n 2p
|     Operational Status: Offline
$ stmfctl service enable
$ stmfadm list-target -v $T | sed -n 2p
|     Operational Status: Online
