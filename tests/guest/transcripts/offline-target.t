$ stmfadm offline-target -?
|
| Usage:	stmfadm offline-target <target-name>
$ stmfadm offline-target
| stmfadm: offline-target requires an operand
@ stmfadm offline-target -?
= 1
$ stmfadm offline-target $T $T
| stmfadm: offline-target accepts only a single operand
@ stmfadm offline-target -?
= 1
$ stmfadm offline-target iqn.2026-11.org.example:none
! stmfadm: iqn.2026-11.org.example:none: not found
= 1
$ stmfadm offline-target nonsense
! stmfadm: nonsense: unrecognized device id
= 1

# What is so already is a success.
$ stmfadm offline-target $T
$ stmfadm offline-target $T
$ stmfadm list-target -v $T | sed -n 2p
|     Operational Status: Offline

# With the service offline, too; what was offline by command stays so when the service comes back.
$ stmfctl service disable
$ stmfadm offline-target $T
$ stmfctl service enable
$ stmfadm list-target -v $T | sed -n 2p
|     Operational Status: Offline
$ stmfadm online-target $T
