$ stmfadm delete-tg -?
|
| Usage:	stmfadm delete-tg <group-name>
$ stmfadm delete-tg lab
! stmfadm: lab: not found
= 1

# Members go with their group.
$ stmfadm create-tg lab
$ stmfadm add-tg-member -g lab iqn.1993-08.org.debian:01:aabb
$ stmfadm delete-tg lab
$ stmfadm list-tg

# Not while a view entry names it
$ stmfadm create-tg lab
$ stmfadm add-view -t lab $A
$ stmfadm delete-tg lab
! stmfadm: lab: group is in use by existing view entry
= 1
$ stmfadm remove-view -l $A 0
$ stmfadm delete-tg lab
$ stmfadm delete-tg lab
! stmfadm: lab: not found
= 1

# Host groups and target groups are different name spaces.
$ stmfadm create-hg both
$ stmfadm create-tg both
$ stmfadm delete-tg both
$ stmfadm delete-tg both
! stmfadm: both: not found
= 1
$ stmfadm delete-hg both
