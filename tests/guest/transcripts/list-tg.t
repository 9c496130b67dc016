$ stmfadm list-tg -?
|
| Usage:	stmfadm list-tg [OPTIONS] [group-name ...]
| 	OPTIONS:
| 		-v, --verbose␣␣

# Nothing to list prints nothing.
$ stmfadm list-tg
$ stmfadm list-tg -v

# In order of creation and of addition
$ stmfadm create-tg web
$ stmfadm create-tg db
$ stmfadm create-tg empty
$ stmfadm add-tg-member -g db iqn.1993-08.org.debian:01:zz wwn.210000e08b074cb5
$ stmfadm add-tg-member -g db eui.0123456789abcdef iqn.1993-08.org.debian:01:AABB
$ stmfadm add-tg-member -g web iqn.1993-08.org.debian:01:cc
$ stmfadm list-tg
| Target Group: web
| Target Group: db
| Target Group: empty
$ stmfadm list-tg -v
| Target Group: web
| 	Member: iqn.1993-08.org.debian:01:cc
| Target Group: db
| 	Member: iqn.1993-08.org.debian:01:zz
| 	Member: wwn.210000E08B074CB5
| 	Member: eui.0123456789ABCDEF
| 	Member: iqn.1993-08.org.debian:01:aabb
| Target Group: empty

# With operands in their order; one that is not there doesn't hide the others.
$ stmfadm list-tg db web db
| Target Group: db
| Target Group: web
| Target Group: db
$ stmfadm list-tg -v empty Web web
| Target Group: empty
| Target Group: web
| 	Member: iqn.1993-08.org.debian:01:cc
! stmfadm: Web: not found
= 1
$ stmfadm list-tg All
! stmfadm: All: not found
= 1
$ for g in web db empty; do stmfadm delete-tg $g; done
