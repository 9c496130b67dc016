$ stmfadm list-hg -?
|
| Usage:	stmfadm list-hg [OPTIONS] [group-name ...]
| 	OPTIONS:
| 		-v, --verbose␣␣

# Nothing to list prints nothing.
$ stmfadm list-hg
$ stmfadm list-hg -v

# In order of creation and of addition
$ stmfadm create-hg web
$ stmfadm create-hg db
$ stmfadm create-hg empty
$ stmfadm add-hg-member -g db iqn.1993-08.org.debian:01:zz wwn.210000e08b074cb5
$ stmfadm add-hg-member -g db eui.0123456789abcdef iqn.1993-08.org.debian:01:AABB
$ stmfadm add-hg-member -g web iqn.1993-08.org.debian:01:cc
$ stmfadm list-hg
| Host Group: web
| Host Group: db
| Host Group: empty
$ stmfadm list-hg -v
| Host Group: web
| 	Member: iqn.1993-08.org.debian:01:cc
| Host Group: db
| 	Member: iqn.1993-08.org.debian:01:zz
| 	Member: wwn.210000E08B074CB5
| 	Member: eui.0123456789ABCDEF
| 	Member: iqn.1993-08.org.debian:01:aabb
| Host Group: empty

# With operands in their order; one that is not there doesn't hide the others.
$ stmfadm list-hg db web db
| Host Group: db
| Host Group: web
| Host Group: db
$ stmfadm list-hg -v empty Web web
| Host Group: empty
| Host Group: web
| 	Member: iqn.1993-08.org.debian:01:cc
! stmfadm: Web: not found
= 1
$ stmfadm list-hg All
! stmfadm: All: not found
= 1
$ for g in web db empty; do stmfadm delete-hg $g; done
