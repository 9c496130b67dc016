$ stmfadm add-hg-member -?
|
| Usage:	stmfadm add-hg-member <OPTIONS> <group-member ...>
| 	OPTIONS:
| 		-g, --group-name  <group-name>
$ stmfadm add-hg-member -g lab iqn.1993-08.org.debian:01:a
! stmfadm: lab: not found
= 1
$ stmfadm create-hg lab
$ stmfadm create-hg web
$ stmfadm add-hg-member -g lab
| stmfadm: add-hg-member requires an operand
@ stmfadm add-hg-member -?
= 1
$ stmfadm add-hg-member iqn.1993-08.org.debian:01:a
| stmfadm: at least one option required
@ stmfadm add-hg-member -?
= 1
$ stmfadm add-hg-member -v iqn.1993-08.org.debian:01:a
| stmfadm: '-v': invalid option
@ stmfadm add-hg-member -?
= 1

# A name need not exist. iqn. is folded to lower case, hexadecimal digits to upper case.
$ stmfadm add-hg-member -g lab iqn.1993-08.org.debian:01:A wwn.210000e08b074cb5 eui.0123456789abcdef
$ stmfadm list-hg -v
| Host Group: lab
| 	Member: iqn.1993-08.org.debian:01:a
| 	Member: wwn.210000E08B074CB5
| 	Member: eui.0123456789ABCDEF
| Host Group: web

# A member is in one group of a kind at most; each failure counts.
$ stmfadm add-hg-member -g lab iqn.1993-08.org.debian:01:A
! stmfadm: iqn.1993-08.org.debian:01:A: already exists
= 1
$ stmfadm add-hg-member -g web iqn.1993-08.org.debian:01:a iqn.1993-08.org.debian:01:b wwn.210000E08B074CB5
! stmfadm: iqn.1993-08.org.debian:01:a: already exists
! stmfadm: wwn.210000E08B074CB5: already exists
= 2
$ stmfadm list-hg -v web
| Host Group: web
| 	Member: iqn.1993-08.org.debian:01:b
$ stmfadm add-hg-member -g none iqn.1993-08.org.debian:01:a iqn.1993-08.org.debian:01:x
! stmfadm: none: not found
! stmfadm: none: not found
= 2

# Names that are none: prefixes are lower case; 16 digits; letters, digits, "-", ".", ":".
$ stmfadm add-hg-member -g web IQN.1993-08.org.debian:01:a naa.210000e08b074cb5 210000e08b074cb5
! stmfadm: IQN.1993-08.org.debian:01:a: unrecognized device id
! stmfadm: naa.210000e08b074cb5: unrecognized device id
! stmfadm: 210000e08b074cb5: unrecognized device id
= 3
$ stmfadm add-hg-member -g web wwn.210000e08b074cb wwn.210000e08b074cb55 wwn.210000e08b074cbg eui. iqn.a_b ''
! stmfadm: wwn.210000e08b074cb: unrecognized device id
! stmfadm: wwn.210000e08b074cb55: unrecognized device id
! stmfadm: wwn.210000e08b074cbg: unrecognized device id
! stmfadm: eui.: unrecognized device id
! stmfadm: iqn.a_b: unrecognized device id
! stmfadm: : unrecognized device id
= 6

# 223 bytes are the most that an iSCSI name has.
$ name=iqn.$(printf %219s | tr ' ' x)
$ stmfadm add-hg-member -g web $name
$ stmfadm add-hg-member -g web ${name}x
! stmfadm: iqn.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: unrecognized device id
= 1
$ stmfadm delete-hg lab
$ stmfadm delete-hg web
