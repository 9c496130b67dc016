$ stmfadm add-tg-member -?
|
| Usage:	stmfadm add-tg-member <OPTIONS> <group-member ...>
| 	OPTIONS:
| 		-g, --group-name  <group-name>
$ stmfadm add-tg-member -g lab iqn.1993-08.org.debian:01:a
! stmfadm: lab: not found
= 1
$ stmfadm create-tg lab
$ stmfadm create-tg web
$ stmfadm add-tg-member -g lab
| stmfadm: add-tg-member requires an operand
@ stmfadm add-tg-member -?
= 1
$ stmfadm add-tg-member iqn.1993-08.org.debian:01:a
| stmfadm: at least one option required
@ stmfadm add-tg-member -?
= 1
$ stmfadm add-tg-member -v iqn.1993-08.org.debian:01:a
| stmfadm: '-v': invalid option
@ stmfadm add-tg-member -?
= 1

# A name need not exist. iqn. is folded to lower case, hexadecimal digits to upper case.
$ stmfadm add-tg-member -g lab iqn.1993-08.org.debian:01:A wwn.210000e08b074cb5 eui.0123456789abcdef
$ stmfadm list-tg -v
| Target Group: lab
| 	Member: iqn.1993-08.org.debian:01:a
| 	Member: wwn.210000E08B074CB5
| 	Member: eui.0123456789ABCDEF
| Target Group: web

# A member is in one group of a kind at most; each failure counts.
$ stmfadm add-tg-member -g lab iqn.1993-08.org.debian:01:A
! stmfadm: iqn.1993-08.org.debian:01:A: already exists
= 1
$ stmfadm add-tg-member -g web iqn.1993-08.org.debian:01:a iqn.1993-08.org.debian:01:b wwn.210000E08B074CB5
! stmfadm: iqn.1993-08.org.debian:01:a: already exists
! stmfadm: wwn.210000E08B074CB5: already exists
= 2
$ stmfadm list-tg -v web
| Target Group: web
| 	Member: iqn.1993-08.org.debian:01:b
$ stmfadm add-tg-member -g none iqn.1993-08.org.debian:01:a iqn.1993-08.org.debian:01:x
! stmfadm: none: not found
! stmfadm: none: not found
= 2

# Names that are none: prefixes are lower case; 16 digits; letters, digits, "-", ".", ":".
$ stmfadm add-tg-member -g web IQN.1993-08.org.debian:01:a naa.210000e08b074cb5 210000e08b074cb5
! stmfadm: IQN.1993-08.org.debian:01:a: unrecognized device id
! stmfadm: naa.210000e08b074cb5: unrecognized device id
! stmfadm: 210000e08b074cb5: unrecognized device id
= 3
$ stmfadm add-tg-member -g web wwn.210000e08b074cb wwn.210000e08b074cb55 wwn.210000e08b074cbg eui. iqn.a_b ''
! stmfadm: wwn.210000e08b074cb: unrecognized device id
! stmfadm: wwn.210000e08b074cb55: unrecognized device id
! stmfadm: wwn.210000e08b074cbg: unrecognized device id
! stmfadm: eui.: unrecognized device id
! stmfadm: iqn.a_b: unrecognized device id
! stmfadm: : unrecognized device id
= 6

# 223 bytes are the most that an iSCSI name has.
$ name=iqn.$(printf %219s | tr ' ' x)
$ stmfadm add-tg-member -g web $name
$ stmfadm add-tg-member -g web ${name}x
! stmfadm: iqn.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: unrecognized device id
= 1

# A target that is registered must be offline; membership is looked at first.
$ stmfadm add-tg-member -g web $T
! stmfadm: STMF target must be offline
= 1
$ stmfadm offline-target $T
$ stmfadm add-tg-member -g web $T
$ stmfadm online-target $T
$ stmfadm add-tg-member -g lab $T
! stmfadm: iqn.2026-11.org.example:t1: already exists
= 1
$ stmfadm offline-target $T
$ stmfadm delete-tg web
$ stmfadm delete-tg lab
$ stmfadm online-target $T
