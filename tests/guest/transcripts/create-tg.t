$ stmfadm create-tg -?
|
| Usage:	stmfadm create-tg <group-name>
$ stmfadm create-tg lab
$ stmfadm list-tg
| Target Group: lab
$ stmfadm create-tg lab
! stmfadm: lab: already exists
= 1

# Names are any bytes, and compared byte for byte.
$ stmfadm create-tg Lab
$ stmfadm create-tg 'rack 7/b %2F'
$ stmfadm create-tg .hidden
$ stmfadm create-tg -- -v
$ stmfadm create-tg Zürich
$ stmfadm list-tg
| Target Group: lab
| Target Group: Lab
| Target Group: rack 7/b %2F
| Target Group: .hidden
| Target Group: -v
| Target Group: Zürich
$ stmfadm delete-tg -- -v
$ for g in lab Lab 'rack 7/b %2F' .hidden Zürich; do stmfadm delete-tg "$g"; done
$ stmfadm list-tg

# A star in first place is reserved for "All".
$ stmfadm create-tg '*'
! stmfadm: *: unknown error
= 1
$ stmfadm create-tg '*x'
! stmfadm: *x: unknown error
= 1
$ stmfadm create-tg ''
! stmfadm: : unknown error
= 1

# 255 bytes are allowed; COMSTAR cuts longer names, we refuse them.
$ long=$(printf %255s | tr ' ' x)
$ stmfadm create-tg $long
$ stmfadm list-tg | wc -c
| 270
$ stmfadm delete-tg $long
$ stmfadm create-tg y$long | wc -c
| 0
! stmfadm: yxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: group name must be no longer than 255 bytes
