$ stmfadm offline-lu -?
|
| Usage:	stmfadm offline-lu <LU-name>
$ stmfadm offline-lu
| stmfadm: offline-lu requires an operand
@ stmfadm offline-lu -?
= 1
$ stmfadm offline-lu $A $A
| stmfadm: offline-lu accepts only a single operand
@ stmfadm offline-lu -?
= 1
$ stmfadm offline-lu $N
! stmfadm: 600144F00000000000000000000000FF: not found
= 1
$ stmfadm offline-lu 600144F
! stmfadm: 600144F: must be 32 hexadecimal digits long
= 1
$ stmfadm offline-lu 600144F0000000000000000000000XYZ
! stmfadm: 600144F0000000000000000000000XYZ: must be 32 hexadecimal digits long
= 1

# A GUID that only has views can't be switched.
$ stmfadm add-view $N
$ stmfadm offline-lu $N
! stmfadm: 600144F00000000000000000000000FF: not found
= 1
$ stmfadm remove-view -l $N -a

# What is so already is a success.
$ stmfadm offline-lu $A
$ stmfadm offline-lu $A
$ stmfadm list-lu -v $A | sed -n 2p
|     Operational Status: Offline

# With the service offline, too; what was offline by command stays so when the service comes back.
$ stmfctl service disable
$ stmfadm offline-lu $A
$ stmfctl service enable
$ stmfadm list-lu -v $A | sed -n 2p
|     Operational Status: Offline
$ stmfadm online-lu $A
