$ stmfadm delete-lu -?
|
| Usage:	stmfadm delete-lu [OPTIONS] <LU-name ...>
| 	OPTIONS:
| 		-k, --keep-views␣␣
$ for n in 1 2 3; do stmfadm create-lu -s 1m -p guid=600144f0000000000000000000000c0$n /srv/luns/c$n; done
| Logical unit created: 600144F0000000000000000000000C01
| Logical unit created: 600144F0000000000000000000000C02
| Logical unit created: 600144F0000000000000000000000C03
$ stmfadm add-view -n 5 600144f0000000000000000000000c01
$ stmfadm add-view -n 6 600144f0000000000000000000000c02

# Views go, too, but for -k; the file stays.
$ stmfadm delete-lu 600144f0000000000000000000000c01
$ stmfadm list-view -l 600144f0000000000000000000000c01
! stmfadm: 600144f0000000000000000000000c01: no views found
= 1
$ ls /srv/luns/c1
| /srv/luns/c1
$ stmfadm delete-lu -k 600144F0000000000000000000000C02
$ stmfadm list-lu -v 600144F0000000000000000000000C02
| LU Name: 600144F0000000000000000000000C02
|     Operational Status: unregistered
|     Provider Name     : unregistered
|     Alias             : -
|     View Entry Count  : 1
$ stmfadm delete-lu -k 600144F0000000000000000000000C02
$ stmfadm delete-lu 600144F0000000000000000000000C02
$ stmfadm list-lu 600144F0000000000000000000000C02
! stmfadm: 600144F0000000000000000000000C02: not found
= 1

# All operands are tried; the status is the number of failures.
$ stmfadm delete-lu 600144f0000000000000000000000c01 600144F0000000000000000000000C03 12 600144f0000000000000000000000c0z
! stmfadm: 600144f0000000000000000000000c01: not found
! stmfadm: 12: must be 32 hexadecimal digits long
! stmfadm: 600144f0000000000000000000000c0z: must be 32 hexadecimal digits long
= 3
$ stmfadm delete-lu -k 600144f0000000000000000000000c01
$ stmfadm delete-lu
| stmfadm: delete-lu requires an operand
@ stmfadm delete-lu -?
= 1
$ nobody stmfadm delete-lu $A
! stmfadm: permission denied
= 1
$ rm /srv/luns/c?
