$ stmfadm delete-hg -?
|
| Usage:	stmfadm delete-hg <group-name>
$ stmfadm delete-hg lab
! stmfadm: lab: not found
= 1

# Members go with their group.
$ stmfadm create-hg lab
$ stmfadm add-hg-member -g lab iqn.1993-08.org.debian:01:aabb
$ stmfadm delete-hg lab
$ stmfadm list-hg

# Not while a view entry names it
$ stmfadm create-hg lab
$ stmfadm add-view -h lab $A
$ stmfadm delete-hg lab
! stmfadm: lab: group is in use by existing view entry
= 1
$ stmfadm remove-view -l $A 0
$ stmfadm delete-hg lab
$ stmfadm delete-hg lab
! stmfadm: lab: not found
= 1

# Host groups and target groups are different name spaces.
$ stmfadm create-hg both
$ stmfadm create-tg both
$ stmfadm delete-hg both
$ stmfadm delete-hg both
! stmfadm: both: not found
= 1
$ stmfadm delete-tg both
