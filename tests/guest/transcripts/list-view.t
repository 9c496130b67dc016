$ stmfadm list-view -?
|
| Usage:	stmfadm list-view <OPTIONS> [ve-number ...]
| 	OPTIONS:
| 		-l, --lu-name  <LU-Name>
$ stmfadm list-view -l $A
! stmfadm: 600144f0000000000000000000000abc: no views found
= 1
$ stmfadm list-view -l $A 0
! stmfadm: 600144f0000000000000000000000abc: no views found
= 1

# Sorted by number, whatever the order of creation
$ for g in one two three; do stmfadm create-hg $g; done
$ for g in one two three; do stmfadm add-view -h $g $A; done
$ stmfadm remove-view -l $A 1
$ stmfadm create-tg ports
$ stmfadm add-view -h two -t ports -n 300 $A
$ stmfadm list-view -l $A
| View Entry: 0
|     Host group   : one
|     Target group : All
|     LUN          : 0
| View Entry: 1
|     Host group   : two
|     Target group : ports
|     LUN          : 300
| View Entry: 2
|     Host group   : three
|     Target group : All
|     LUN          : 0

# Numbers: in the order of the operands
$ stmfadm list-view -l ${A,,} 2 7 0
| View Entry: 2
|     Host group   : three
|     Target group : All
|     LUN          : 0
| View Entry: 0
|     Host group   : one
|     Target group : All
|     LUN          : 0
! stmfadm: 600144f0000000000000000000000abc, 7: not found
= 1

# COMSTAR takes "x" for 0.
$ stmfadm list-view -l $A x
! stmfadm: x: invalid input
= 1
$ stmfadm list-view -l 600144F
! stmfadm: 600144F: must be 32 hexadecimal digits long
= 1
$ stmfadm list-view -l 600144F0000000000000000000000XYZ
! stmfadm: 600144F0000000000000000000000XYZ: must be 32 hexadecimal digits long
= 1
$ stmfadm remove-view -l $A -a

# The logical unit need not be there.
$ stmfadm list-view -l $N
! stmfadm: 600144f00000000000000000000000ff: no views found
= 1
$ stmfadm add-view -h one $N
$ stmfadm list-view -l $N 0
| View Entry: 0
|     Host group   : one
|     Target group : All
|     LUN          : 0
$ stmfadm remove-view -l $N 0
$ for g in one two three; do stmfadm delete-hg $g; done
$ stmfadm delete-tg ports
