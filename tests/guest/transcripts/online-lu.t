$ stmfadm online-lu -?
|
| Usage:	stmfadm online-lu <LU-name>
$ stmfadm online-lu
| stmfadm: online-lu requires an operand
@ stmfadm online-lu -?
= 1
$ stmfadm online-lu $A $A
| stmfadm: online-lu accepts only a single operand
@ stmfadm online-lu -?
= 1
$ stmfadm online-lu $N
! stmfadm: 600144F00000000000000000000000FF: not found
= 1
$ stmfadm online-lu 600144F
! stmfadm: 600144F: must be 32 hexadecimal digits long
= 1
$ stmfadm online-lu 600144F0000000000000000000000XYZ
! stmfadm: 600144F0000000000000000000000XYZ: must be 32 hexadecimal digits long
= 1

# A GUID that only has views can't be switched.
$ stmfadm add-view $N
$ stmfadm online-lu $N
! stmfadm: 600144F00000000000000000000000FF: not found
= 1
$ stmfadm remove-view -l $N -a

# What is so already is a success.
$ stmfadm online-lu $A
$ stmfadm offline-lu $A
$ stmfadm online-lu $A
$ stmfadm list-lu -v $A | sed -n 2p
|     Operational Status: Online

# Not while the service is offline, whatever the operand; it comes online with the service.
$ stmfctl service disable
$ stmfadm online-lu $A
! stmfadm: STMF service is offline
= 1
$ stmfadm online-lu nonsense
! stmfadm: STMF service is offline
= 1
$ stmfadm list-lu -v $A | sed -n 2p
|     Operational Status: Offline
$ stmfctl service enable
$ stmfadm list-lu -v $A | sed -n 2p
|     Operational Status: Online
