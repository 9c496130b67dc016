$ stmfadm create-hg -?
|
| Usage:	stmfadm create-hg <group-name>
$ stmfadm create-hg lab
$ stmfadm list-hg
| Host Group: lab
$ stmfadm create-hg lab
! stmfadm: lab: already exists
= 1

# Names are any bytes, and compared byte for byte.
$ stmfadm create-hg Lab
$ stmfadm create-hg 'rack 7/b %2F'
$ stmfadm create-hg .hidden
$ stmfadm create-hg -- -v
$ stmfadm create-hg Zürich
$ stmfadm list-hg
| Host Group: lab
| Host Group: Lab
| Host Group: rack 7/b %2F
| Host Group: .hidden
| Host Group: -v
| Host Group: Zürich
$ stmfadm delete-hg -- -v
$ for g in lab Lab 'rack 7/b %2F' .hidden Zürich; do stmfadm delete-hg "$g"; done
$ stmfadm list-hg

# A star in first place is reserved for "All".
$ stmfadm create-hg '*'
! stmfadm: *: unknown error
= 1
$ stmfadm create-hg '*x'
! stmfadm: *x: unknown error
= 1
$ stmfadm create-hg ''
! stmfadm: : unknown error
= 1

# 255 bytes are allowed; COMSTAR cuts longer names, we refuse them.
$ long=$(printf %255s | tr ' ' x)
$ stmfadm create-hg $long
$ stmfadm list-hg | wc -c
| 268
$ stmfadm delete-hg $long
$ stmfadm create-hg y$long | wc -c
| 0
! stmfadm: yxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: group name must be no longer than 255 bytes
