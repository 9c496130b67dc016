$ stmfadm import-lu -?
|
| Usage:	stmfadm import-lu <file name>
$ stmfadm create-lu -s 2m -p guid=600144f0000000000000000000000c01 -p alias=one -p serial=S1 /srv/luns/c
| Logical unit created: 600144F0000000000000000000000C01
$ stmfadm import-lu /srv/luns/c
! stmfadm: filename /srv/luns/c: in use
= 1
$ stmfadm add-view -n 5 600144F0000000000000000000000C01
$ stmfadm delete-lu -k 600144F0000000000000000000000C01
$ stmfadm import-lu /srv/luns/c
| Logical unit imported: 600144F0000000000000000000000C01
$ stmfadm list-lu -v 600144F0000000000000000000000C01
| LU Name: 600144F0000000000000000000000C01
|     Operational Status: Online
|     Provider Name     : sbd
|     Alias             : one
|     View Entry Count  : 1
|     Data File         : /srv/luns/c
|     Meta File         : not set
|     Size              : 2097152
|     Block Size        : 512
|     Management URL    : not set
|     Vendor ID         : SUN␣␣␣␣␣
|     Product ID        : COMSTAR␣␣␣␣␣␣␣␣␣
|     Serial Num        : S1
|     Write Protect     : Disabled
|     Writeback Cache   : Enabled
|     Access State      : Active
$ stmfadm list-view -l 600144F0000000000000000000000C01
| View Entry: 0
|     Host group   : All
|     Target group : All
|     LUN          : 5

# A copy of it has the same GUID.
$ cp /srv/luns/c /srv/luns/d; stmfadm import-lu /srv/luns/d
! stmfadm: guid in use
= 1
$ stmfadm delete-lu 600144F0000000000000000000000C01
$ stmfadm import-lu /srv/luns/d
| Logical unit imported: 600144F0000000000000000000000C01
$ stmfadm delete-lu 600144F0000000000000000000000C01

# No metadata; damaged ones; data cut off
$ stmfadm import-lu /etc/passwd
! stmfadm: meta file error
= 1
$ stmfadm import-lu /srv/luns/none
! stmfadm: meta file error
= 1
$ stmfadm import-lu luns/c
! stmfadm: meta file error
= 1
$ printf x | dd of=/srv/luns/d bs=1 seek=4300 conv=notrunc 2>/dev/null; stmfadm import-lu /srv/luns/d
! stmfadm: meta file error
= 1
$ truncate -s 1m /srv/luns/c; stmfadm import-lu /srv/luns/c
! stmfadm: data file error
= 1
$ stmfctl import-lu /srv/luns/c
! stmfctl: data file error
!     /srv/luns/c: has only 1048576 bytes, but the logical unit ends at byte 2162688: is it cut off?
= 1

# By the metadata file
$ stmfadm create-lu -s 2m -p guid=600144f0000000000000000000000c02 -p meta=/srv/luns/e.meta /srv/luns/e
| Logical unit created: 600144F0000000000000000000000C02
$ stmfadm delete-lu 600144F0000000000000000000000C02
$ stmfadm import-lu /srv/luns/e
! stmfadm: meta file error
= 1
$ stmfadm import-lu /srv/luns/e.meta
| Logical unit imported: 600144F0000000000000000000000C02
$ stmfadm import-lu /srv/luns/e.meta
! stmfadm: filename /srv/luns/e.meta: in use
= 1
$ stmfadm import-lu /srv/luns/e
! stmfadm: filename /srv/luns/e: in use
= 1
$ stmfadm delete-lu 600144F0000000000000000000000C02
$ stmfadm import-lu
| stmfadm: import-lu requires an operand
@ stmfadm import-lu -?
= 1
$ stmfadm import-lu -v /srv/luns/e
| stmfadm: no options permitted
@ stmfadm import-lu -?
= 1
$ nobody stmfadm import-lu /srv/luns/e.meta
! stmfadm: permission denied
= 1
$ rm /srv/luns/[c-e]*
