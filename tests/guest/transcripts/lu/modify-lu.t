$ stmfadm modify-lu -? | head -6
|
| Usage:	stmfadm modify-lu [OPTIONS] <LU-name>
| 	OPTIONS:
| 		-p, --lu-prop  <logical-unit-property=value>
| 		-s, --size  <size K/M/G/T/P>
| 		-f, --file␣␣
$ stmfadm create-lu -s 8m -p guid=600144f0000000000000000000000c01 /srv/luns/c
| Logical unit created: 600144F0000000000000000000000C01
$ C=600144f0000000000000000000000c01
$ stmfadm modify-lu -p alias=two -p MGMT-URL=http://y/ -p wp=true -p wcd=True -s 16m $C
$ stmfadm list-lu -v 600144F0000000000000000000000C01
| LU Name: 600144F0000000000000000000000C01
|     Operational Status: Online
|     Provider Name     : sbd
|     Alias             : two
|     View Entry Count  : 0
|     Data File         : /srv/luns/c
|     Meta File         : not set
|     Size              : 16777216
|     Block Size        : 512
|     Management URL    : http://y/
|     Vendor ID         : SUN␣␣␣␣␣
|     Product ID        : COMSTAR␣␣␣␣␣␣␣␣␣
|     Serial Num        : not set
|     Write Protect     : Enabled
|     Writeback Cache   : Disabled
|     Access State      : Active
$ stmfadm modify-lu -p mgmt-url= -p wp=false -p wcd=false $C
$ stmfadm list-lu -v $C | sed -n '10p;14,15p'
|     Management URL    : not set
|     Write Protect     : Disabled
|     Writeback Cache   : Enabled

# By file, whether it is imported or not
$ stmfadm modify-lu -f -p alias=three /srv/luns/c
$ stmfadm delete-lu $C
$ stmfadm modify-lu -p alias=x $C
! stmfadm: could not set property: alias: 32770
= 1
$ stmfadm modify-lu -p wp=true --file /srv/luns/c
$ stmfadm import-lu /srv/luns/c
| Logical unit imported: 600144F0000000000000000000000C01
$ stmfadm list-lu -v $C | sed -n '4p;14p'
|     Alias             : three
|     Write Protect     : Enabled
$ stmfadm modify-lu -f -p alias=x /srv/luns/none
! stmfadm: meta file error
= 1

# The first that can't be set is the end.
$ stmfadm modify-lu -p alias=four -p blk=512 -p alias=five $C
! stmfadm: invalid property for modify
= 1
$ stmfadm list-lu -v $C | sed -n 4p
|     Alias             : four
$ stmfadm modify-lu -p colour=red $C
! stmfadm: invalid property specified: colour
= 1
$ stmfadm modify-lu -p alias $C
! stmfadm: alias: invalid property specifier- prop=val
!
= 1
$ stmfadm modify-lu -p wp=yes $C
! stmfadm: could not set property: wp: 32775
= 1
$ stmfadm modify-lu -s 5x $C
! stmfadm: could not set property: size: 32775
= 1
$ stmfadm modify-lu -s 1023k $C
! stmfadm: file size invalid
= 1
$ stmfadm modify-lu -s 16777217 $C
! stmfadm: could not set property: size: 32768
= 1
$ stmfadm modify-lu -p alias=x 600144f0
! stmfadm: 600144f0: must be 32 hexadecimal digits
= 1
$ stmfadm modify-lu
| stmfadm: modify-lu requires an operand
@ stmfadm modify-lu -?
= 1
$ nobody stmfadm modify-lu -p alias=x $C
! stmfadm: permission denied
= 1

# Less than half of it is not lost by a slip of the pen.
$ stmfadm modify-lu -s 4m $C
! stmfadm: invalid size
= 1
$ stmfctl modify-lu -s 4m $C
! stmfctl: invalid size
!     /srv/luns/c: 4194304 bytes are less than half of the present size, 16777216: what is behind would be lost; stmfctl modify-lu --shrink does it
= 1
$ stmfctl modify-lu --shrink -s 4m $C
$ stmfadm list-lu -v $C | sed -n 8p
|     Size              : 4194304
$ stmfadm delete-lu $C
$ rm /srv/luns/c
