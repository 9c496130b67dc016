$ stmfadm remove-tg-member -?
|
| Usage:	stmfadm remove-tg-member <OPTIONS> <group-member ...>
| 	OPTIONS:
| 		-g, --group-name  <group-name>
$ stmfadm remove-tg-member -g lab iqn.1993-08.org.debian:01:a
! stmfadm: lab: not found
= 1
$ stmfadm create-tg lab
$ stmfadm create-tg web
$ stmfadm add-tg-member -g lab iqn.1993-08.org.debian:01:a wwn.210000e08b074cb5 iqn.1993-08.org.debian:01:b
$ stmfadm remove-tg-member -g lab
| stmfadm: remove-tg-member requires an operand
@ stmfadm remove-tg-member -?
= 1

# In either case of its letters; each failure counts.
$ stmfadm remove-tg-member -g lab iqn.1993-08.org.debian:01:A wwn.210000E08b074cb5 iqn.1993-08.org.debian:01:a iqn.1993-08.org.debian:01:c
! stmfadm: iqn.1993-08.org.debian:01:a: not found
! stmfadm: iqn.1993-08.org.debian:01:c: not found
= 2
$ stmfadm list-tg -v
| Target Group: lab
| 	Member: iqn.1993-08.org.debian:01:b
| Target Group: web

# Of another group: not found
$ stmfadm remove-tg-member -g web iqn.1993-08.org.debian:01:b
! stmfadm: iqn.1993-08.org.debian:01:b: not found
= 1
$ stmfadm remove-tg-member -g lab nonsense
! stmfadm: nonsense: unrecognized device id
= 1
$ stmfadm remove-tg-member -g lab iqn.1993-08.org.debian:01:b

# A target that is registered must be offline.
$ stmfadm offline-target $T
$ stmfadm add-tg-member -g lab $T
$ stmfadm online-target $T
$ stmfadm remove-tg-member -g lab $T
! stmfadm: STMF target must be offline
= 1
$ stmfadm offline-target $T
$ stmfadm remove-tg-member -g lab $T
$ stmfadm online-target $T
$ stmfadm delete-tg lab
$ stmfadm delete-tg web
