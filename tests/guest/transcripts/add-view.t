$ stmfadm add-view -? | sed 6q
|
| Usage:	stmfadm add-view [OPTIONS] <LU-name>
| 	OPTIONS:
| 		-n, --lun  <logical-unit-number>
| 		-t, --target-group  <group-name>
| 		-h, --host-group  <group-name>
$ stmfadm add-view
| stmfadm: add-view requires an operand
@ stmfadm add-view -?
= 1
$ stmfadm add-view $A $B
| stmfadm: add-view accepts only a single operand
@ stmfadm add-view -?
= 1

# Without options: all hosts, all targets, the lowest free LUN.
$ stmfadm add-view $A
$ stmfadm list-view -l $A
| View Entry: 0
|     Host group   : All
|     Target group : All
|     LUN          : 0
$ stmfadm add-view $A
! stmfadm: view entry exists
= 1
$ stmfadm add-view -n 0 $B
! stmfadm: LUN already in use
= 1
$ stmfadm add-view $B
$ stmfadm list-view -l $B
| View Entry: 0
|     Host group   : All
|     Target group : All
|     LUN          : 1
$ stmfadm remove-view -a -l $A
$ stmfadm remove-view -a -l $B

# To a group: the lowest free LUN among all views that may meet this one
$ stmfadm create-hg lab
$ stmfadm create-hg web
$ stmfadm create-tg fast
$ stmfadm add-view -h lab -n 4 $A
$ stmfadm add-view -h lab -n 4 $B
! stmfadm: LUN already in use
= 1
$ stmfadm add-view -h web -t fast -n 4 $B
$ stmfadm add-view -h lab -t fast $A
! stmfadm: view entry exists
= 1
$ stmfadm add-view -t fast $A
! stmfadm: view entry exists
= 1
$ stmfadm add-view $A
! stmfadm: view entry exists
= 1
$ stmfadm add-view -h web $A
$ stmfadm list-view -l $A
| View Entry: 0
|     Host group   : lab
|     Target group : All
|     LUN          : 4
| View Entry: 1
|     Host group   : web
|     Target group : All
|     LUN          : 0
$ stmfadm list-view -l $B
| View Entry: 0
|     Host group   : web
|     Target group : fast
|     LUN          : 4

# Groups that are not there; the host group is looked at first.
$ stmfadm add-view -h none $B
! stmfadm: invalid host group
= 1
$ stmfadm add-view -t none $B
! stmfadm: invalid target group
= 1
$ stmfadm add-view -h none -t none $B
! stmfadm: invalid host group
= 1
$ stmfadm add-view -h LAB $B
! stmfadm: invalid host group
= 1
$ stmfadm add-view -h All $B
! stmfadm: invalid host group
= 1
$ stmfadm remove-view -l $A -a
$ stmfadm remove-view -l $B -a

# The smallest free number is taken again. The logical unit need not be there.
$ stmfadm add-view -h lab $N
$ stmfadm add-view -h web $N
$ stmfadm remove-view -l $N 0
$ stmfadm add-view -h lab -n 16383 $N
$ stmfadm list-view -l $N
| View Entry: 0
|     Host group   : lab
|     Target group : All
|     LUN          : 16383
| View Entry: 1
|     Host group   : web
|     Target group : All
|     LUN          : 0
$ stmfadm remove-view -l $N -a

# LUNs. COMSTAR takes "abc" for 0, -1 for 65535 and 65536 for 0; here they are refused.
$ stmfadm add-view -n 16384 $A
! stmfadm: 16384: Logical unit number must be less than 16384
= 1
$ stmfadm add-view -n 20000 $A
! stmfadm: 20000: Logical unit number must be less than 16384
= 1
$ stmfadm add-view -n 65536 $A
! stmfadm: 65536: Logical unit number must be less than 16384
= 1
$ stmfadm add-view -n 18446744073709551616 $A
! stmfadm: 18446744073709551616: Logical unit number must be less than 16384
= 1
$ stmfadm add-view -n -1 $A
! stmfadm: -1: Logical unit number must be less than 16384
= 1
$ stmfadm add-view -n abc $A
! stmfadm: abc: Logical unit number must be a decimal number
= 1
$ stmfadm add-view -n 0x1 $A
! stmfadm: 0x1: Logical unit number must be a decimal number
= 1
$ stmfadm add-view -n '' $A
! stmfadm: : Logical unit number must be a decimal number
= 1

# GUIDs: 32 hexadecimal digits in either case
$ stmfadm add-view 600144F0
! stmfadm: 600144F0: must be 32 hexadecimal digits
= 1
$ stmfadm add-view ${A}0
! stmfadm: 600144F0000000000000000000000ABC0: must be 32 hexadecimal digits
= 1
$ stmfadm add-view 600144F0000000000000000000000XYZ
! stmfadm: 600144F0000000000000000000000XYZ: must be 32 hexadecimal digits
= 1
$ stmfadm add-view ${A,,}
$ stmfadm list-view -l $A
| View Entry: 0
|     Host group   : All
|     Target group : All
|     LUN          : 0
$ stmfadm remove-view -l $A 0
$ stmfadm delete-hg lab
$ stmfadm delete-hg web
$ stmfadm delete-tg fast

# COMSTAR takes GUIDs of every kind, here they are NAA type 6.
$ stmfadm add-view 500144F0000000000000000000000ABC
! stmfadm: 500144F0000000000000000000000ABC: unknown error
= 1
$ stmfctl add-view 500144F0000000000000000000000ABC
! stmfctl: logical unit 500144F0000000000000000000000ABC: not a GUID that a logical unit can have
= 1
