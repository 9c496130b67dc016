$ stmfadm remove-hg-member -?
|
| Usage:	stmfadm remove-hg-member <OPTIONS> <group-member ...>
| 	OPTIONS:
| 		-g, --group-name  <group-name>
$ stmfadm remove-hg-member -g lab iqn.1993-08.org.debian:01:a
! stmfadm: lab: not found
= 1
$ stmfadm create-hg lab
$ stmfadm create-hg web
$ stmfadm add-hg-member -g lab iqn.1993-08.org.debian:01:a wwn.210000e08b074cb5 iqn.1993-08.org.debian:01:b
$ stmfadm remove-hg-member -g lab
| stmfadm: remove-hg-member requires an operand
@ stmfadm remove-hg-member -?
= 1

# In either case of its letters; each failure counts.
$ stmfadm remove-hg-member -g lab iqn.1993-08.org.debian:01:A wwn.210000E08b074cb5 iqn.1993-08.org.debian:01:a iqn.1993-08.org.debian:01:c
! stmfadm: iqn.1993-08.org.debian:01:a: not found
! stmfadm: iqn.1993-08.org.debian:01:c: not found
= 2
$ stmfadm list-hg -v
| Host Group: lab
| 	Member: iqn.1993-08.org.debian:01:b
| Host Group: web

# Of another group: not found
$ stmfadm remove-hg-member -g web iqn.1993-08.org.debian:01:b
! stmfadm: iqn.1993-08.org.debian:01:b: not found
= 1
$ stmfadm remove-hg-member -g lab nonsense
! stmfadm: nonsense: unrecognized device id
= 1
$ stmfadm remove-hg-member -g lab iqn.1993-08.org.debian:01:b
$ stmfadm delete-hg lab
$ stmfadm delete-hg web
