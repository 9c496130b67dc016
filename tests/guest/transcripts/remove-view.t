$ stmfadm remove-view -?
|
| Usage:	stmfadm remove-view <OPTIONS> [ve-number ...]
| 	OPTIONS:
| 		-l, --lu-name  <LU-Name>
| 		-a, --all␣␣
$ stmfadm remove-view 0
| stmfadm: at least one option required
@ stmfadm remove-view -?
= 1
$ stmfadm remove-view -l $A
! stmfadm: no view entries specified
= 1
$ stmfadm remove-view -l $A 0
! stmfadm: 600144f0000000000000000000000abc: no views found
= 1
$ stmfadm remove-view -l $A -a
! stmfadm: 600144f0000000000000000000000abc: no views found
= 1
$ stmfadm remove-view -l 600144F -a
! stmfadm: 600144F: must be 32 hexadecimal digits long
= 1
$ stmfadm remove-view -l 600144F0000000000000000000000XYZ -a
! stmfadm: 600144F0000000000000000000000XYZ: must be 32 hexadecimal digits long
= 1

$ for g in one two three four; do stmfadm create-hg $g; done
$ for g in one two three four; do stmfadm add-view -h $g $A; done

# Entries that are not there are failures, what is no number is not.
$ stmfadm remove-view -l $A 1 7 x 8
! stmfadm: 600144f0000000000000000000000abc: 7: not found
! stmfadm: x: invalid input
! stmfadm: 600144f0000000000000000000000abc: 8: not found
= 2
$ stmfadm remove-view -l $A -- -1
! stmfadm: -1: invalid input
$ stmfadm list-view -l $A
| View Entry: 0
|     Host group   : one
|     Target group : All
|     LUN          : 0
| View Entry: 2
|     Host group   : three
|     Target group : All
|     LUN          : 0
| View Entry: 3
|     Host group   : four
|     Target group : All
|     LUN          : 0
$ stmfadm remove-view -l $A 3 0
$ stmfadm remove-view -a -l ${A,,}
$ stmfadm list-view -l $A
! stmfadm: 600144f0000000000000000000000abc: no views found
= 1

# Of a logical unit that is not there
$ stmfadm add-view -h one $N
$ stmfadm remove-view -l $N 0
$ stmfadm list-lu $N
! stmfadm: 600144F00000000000000000000000FF: not found
= 1
$ for g in one two three four; do stmfadm delete-hg $g; done
