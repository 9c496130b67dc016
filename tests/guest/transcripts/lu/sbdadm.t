$ sbdadm
| Usage:	sbdadm -?,-V,--help
| Usage:	sbdadm create-lu [-?]
| Usage:	sbdadm delete-lu [-?]
| Usage:	sbdadm import-lu [-?]
| Usage:	sbdadm list-lu [-?]
| Usage:	sbdadm modify-lu [-?]
= 1
$ sbdadm -?
| Usage:	sbdadm -?,-V
|
| Usage:	sbdadm create-lu [OPTIONS] <Full path of the file to initialize>
| 	OPTIONS:
| 		-s, --disk-size  <Size with <none>/k/m/g/t/p/e modifier>
|
| Usage:	sbdadm delete-lu [OPTIONS] <GUID of the LU to deregister>
| 	OPTIONS:
| 		-k, --keep-views␣␣
|
| Usage:	sbdadm import-lu <filename of the LU to import>
|
| Usage:	sbdadm list-lu␣
|
| Usage:	sbdadm modify-lu <OPTIONS> <Full path of the LU or GUID of a registered LU>
| 	OPTIONS:
| 		-s, --disk-size  <Size with <none>/k/m/g/t/p/e modifier>
$ sbdadm list-lu
|
| Found 2 LU(s)
|
| 	      GUID                    DATA SIZE           SOURCE
| --------------------------------  -------------------  ----------------
| 600144f0000000000000000000000abc  16777216             /srv/luns/a
| 600144f0000000000000000000000def  16777216             /srv/luns/b
$ stmfadm create-lu -s 3m -p guid=600144f0000000000000000000000c01 /srv/luns/c
| Logical unit created: 600144F0000000000000000000000C01
$ sbdadm modify-lu -s 4m 600144F0000000000000000000000C01
$ sbdadm delete-lu 600144F0000000000000000000000C01
$ sbdadm modify-lu -s 5m /srv/luns/c
$ sbdadm import-lu /srv/luns/c
| Imported the following LU:
|
| 	      GUID                    DATA SIZE           SOURCE
| --------------------------------  -------------------  ----------------
| 600144f0000000000000000000000c01  5242880              /srv/luns/c
$ sbdadm import-lu /srv/luns/c
! sbdadm: filename /srv/luns/c: in use
= 1
$ sbdadm delete-lu 600144F0000000000000000000000C01
$ sbdadm delete-lu 600144F0000000000000000000000C01
! sbdadm: 600144f0000000000000000000000c01: not found
= 1
$ sbdadm create-lu -s 2m /srv/luns/d | sed 's/^6[0-9a-f]*/GUID/'
| Created the following LU:
|
| 	      GUID                    DATA SIZE           SOURCE
| --------------------------------  -------------------  ----------------
| GUID  2097152              /srv/luns/d
$ sbdadm delete-lu $(sbdadm list-lu | sed -n 's,  .*/srv/luns/d,,p')

# The status tells the kind of failure.
$ sbdadm create-lu /srv/luns/a
! sbdadm: filename /srv/luns/a: in use
= 1
$ sbdadm create-lu /srv/luns/none
! sbdadm: data file error
= 5
$ sbdadm create-lu -s 1k /srv/luns/none
! sbdadm: unknown error
= 9
$ sbdadm import-lu /etc/passwd
! sbdadm: meta file error
= 4
$ sbdadm create-lu -s 5x /srv/luns/none
! sbdadm: s: size param invalid
= 1
$ sbdadm modify-lu -s 5m 12
! sbdadm: 12: must be 32 hexadecimal digits
= 1
$ sbdadm modify-lu -s 5m 600144F0000000000000000000000C01
! sbdadm: could not set property: size: 32770
= 1
$ sbdadm modify-lu 600144F0000000000000000000000C01
| sbdadm: at least one option required
@ sbdadm modify-lu -?
= 1
$ sbdadm list-lu x
! sbdadm: list-lu takes no operands
@ sbdadm list-lu -?
= 1
$ nobody sbdadm list-lu
! sbdadm: permission denied
= 1
$ nobody sbdadm create-lu -s 1m /srv/luns/none
! sbdadm: permission denied
= 6
$ rm /srv/luns/[cd]
