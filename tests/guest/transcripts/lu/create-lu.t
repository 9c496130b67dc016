$ stmfadm create-lu -? | head -5
|
| Usage:	stmfadm create-lu [OPTIONS] <lu file>
| 	OPTIONS:
| 		-p, --lu-prop  <logical-unit-property=value>
| 		-s, --size  <size K/M/G/T/P>
$ stmfadm create-lu -s 8m -p guid=600144f0000000000000000000000c01 -p Alias=db02 /srv/luns/c
| Logical unit created: 600144F0000000000000000000000C01
$ stmfadm list-lu -v 600144F0000000000000000000000C01
| LU Name: 600144F0000000000000000000000C01
|     Operational Status: Online
|     Provider Name     : sbd
|     Alias             : db02
|     View Entry Count  : 0
|     Data File         : /srv/luns/c
|     Meta File         : not set
|     Size              : 8388608
|     Block Size        : 512
|     Management URL    : not set
|     Vendor ID         : SUN␣␣␣␣␣
|     Product ID        : COMSTAR␣␣␣␣␣␣␣␣␣
|     Serial Num        : not set
|     Write Protect     : Disabled
|     Writeback Cache   : Enabled
|     Access State      : Active

# A file, a GUID that are in use
$ stmfadm create-lu /srv/luns/c
! stmfadm: filename /srv/luns/c: in use
= 1
$ stmfadm create-lu -s 1m -p guid=600144f0000000000000000000000c01 /srv/luns/d
! stmfadm: guid in use
= 1
$ stmfadm delete-lu 600144F0000000000000000000000C01

# All properties; the size is that of the file without its first 64 KiB
$ truncate -s 4259840 /srv/luns/e
$ stmfadm create-lu -p guid=600144f0000000000000000000000c02 -p blk=4096 -p vid=ACME -p pid=Disk -p serial=S1 -p mgmt-url=http://x/ -p wp=TRUE -p wcd=true /srv/luns/e
| Logical unit created: 600144F0000000000000000000000C02
$ stmfadm list-lu -v 600144F0000000000000000000000C02
| LU Name: 600144F0000000000000000000000C02
|     Operational Status: Online
|     Provider Name     : sbd
|     Alias             : /srv/luns/e
|     View Entry Count  : 0
|     Data File         : /srv/luns/e
|     Meta File         : not set
|     Size              : 4194304
|     Block Size        : 4096
|     Management URL    : http://x/
|     Vendor ID         : ACME
|     Product ID        : Disk
|     Serial Num        : S1
|     Write Protect     : Enabled
|     Writeback Cache   : Disabled
|     Access State      : Active
$ stmfadm delete-lu 600144F0000000000000000000000C02

# A GUID of company, host and time
$ g=$(stmfadm create-lu -s 1m -p oui=abcdef -p host-id=12345678 /srv/luns/f) && echo ${g:0:42}
| Logical unit created: 6ABCDEF0123456780000
$ stmfadm delete-lu ${g#*: }

# Block sizes
$ stmfadm create-lu -s 1m -p blk=32768 -p guid=600144f0000000000000000000000c03 /srv/luns/g && stmfadm delete-lu 600144F0000000000000000000000C03
| Logical unit created: 600144F0000000000000000000000C03
$ stmfadm create-lu -s 1m -p blk=65535 /srv/luns/h
! stmfadm: invalid block size
= 1
$ stmfadm create-lu -s 1m -p blk=513 /srv/luns/h
! stmfadm: invalid block size
= 1

# Sizes
$ stmfadm create-lu -s 0 /srv/luns/h
! stmfadm: file size invalid
= 1
$ stmfadm create-lu -s 1023k /srv/luns/h
! stmfadm: file size invalid
= 1
$ stmfadm create-lu -s 1048577 /srv/luns/h
! stmfadm: unknown error
= 1
$ stmfadm create-lu -s 5x /srv/luns/h
! stmfadm: s: size param invalid
= 1
$ truncate -s 65536 /srv/luns/i; stmfadm create-lu /srv/luns/i
! stmfadm: file size invalid
= 1

# Files that can't be used; a refused one is not left behind
$ stmfadm create-lu /srv/luns/h
! stmfadm: data file error
= 1
$ stmfadm create-lu -s 1m luns/h
! stmfadm: data file error
= 1
$ stmfadm create-lu -s 1m /srv/none/h
! stmfadm: data file error
= 1
$ stmfadm create-lu -s 1m /srv/luns
! stmfadm: unknown error
= 1
$ stmfadm create-lu -s 1m /dev/null
! stmfadm: unknown error
= 1
$ stmfadm create-lu -s 1m -p guid=500144f0000000000000000000000c03 /srv/luns/h
! stmfadm: unknown error
= 1
$ ls /srv/luns/h
! ls: cannot access '/srv/luns/h': No such file or directory
= 2

# Properties that are none
$ stmfadm create-lu -p alias /srv/luns/h
! stmfadm: alias: invalid property specifier - prop=val
!
= 1
$ stmfadm create-lu -p colour=red /srv/luns/h
! stmfadm: invalid property specified: colour
= 1
$ stmfadm create-lu -p guid=600144f0 /srv/luns/h
! stmfadm: unable to set guid: invalid length
= 1
$ stmfadm create-lu -p wp=yes /srv/luns/h
! stmfadm: unable to set wp: bad format
= 1
$ stmfadm create-lu
| stmfadm: create-lu requires an operand
@ stmfadm create-lu -?
= 1
$ nobody stmfadm create-lu -s 1m /srv/luns/h
! stmfadm: permission denied
= 1

# Metadata in a file of their own
$ stmfadm create-lu -s 2m -p guid=600144f0000000000000000000000c04 -p meta=/srv/luns/h.meta /srv/luns/h
| Logical unit created: 600144F0000000000000000000000C04
$ stmfadm list-lu -v 600144F0000000000000000000000C04 | sed -n '4p;6,8p'
|     Alias             : /srv/luns/h.meta
|     Data File         : /srv/luns/h
|     Meta File         : /srv/luns/h.meta
|     Size              : 2097152
$ stmfadm delete-lu 600144F0000000000000000000000C04
$ stmfadm create-lu -s 2m -p meta=/srv/none/meta /srv/luns/j
! stmfadm: meta file error
= 1

# The device or file of somebody else
$ truncate -s 4m /srv/luns/k; l=$(losetup -f --show /srv/luns/k); stmfadm create-lu /srv/luns/k
! stmfadm: filename /srv/luns/k: in use
= 1
$ mkfs.ext4 -q $l && mkdir -p /mnt/k && mount $l /mnt/k && stmfadm create-lu $l
! stmfadm: filename /dev/loop0: in use
= 1
$ umount /mnt/k && losetup -d $l
$ rm -f /srv/luns/[c-k]*
