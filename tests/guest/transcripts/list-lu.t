# Sorted by GUID; a GUID that only has views is listed, too.
$ stmfadm list-lu
| LU Name: 600144F0000000000000000000000ABC
| LU Name: 600144F0000000000000000000000DEF
$ stmfadm add-view $N
$ stmfadm list-lu
| LU Name: 600144F00000000000000000000000FF
| LU Name: 600144F0000000000000000000000ABC
| LU Name: 600144F0000000000000000000000DEF
$ stmfadm list-lu -v
| LU Name: 600144F00000000000000000000000FF
|     Operational Status: unregistered
|     Provider Name     : unregistered
|     Alias             : -
|     View Entry Count  : 1
| LU Name: 600144F0000000000000000000000ABC
|     Operational Status: Online
|     Provider Name     : sbd
|     Alias             : db01
|     View Entry Count  : 0
|     Data File         : /srv/luns/a
|     Meta File         : not set
|     Size              : 16777216
|     Block Size        : 512
|     Management URL    : not set
|     Vendor ID         : SUN␣␣␣␣␣
|     Product ID        : COMSTAR␣␣␣␣␣␣␣␣␣
|     Serial Num        : not set
|     Write Protect     : Disabled
|     Writeback Cache   : Enabled
|     Access State      : Active
| LU Name: 600144F0000000000000000000000DEF
|     Operational Status: Online
|     Provider Name     : sbd
|     Alias             : /srv/luns/b
|     View Entry Count  : 0
|     Data File         : /srv/luns/b
|     Meta File         : not set
|     Size              : 16777216
|     Block Size        : 512
|     Management URL    : not set
|     Vendor ID         : SUN␣␣␣␣␣
|     Product ID        : COMSTAR␣␣␣␣␣␣␣␣␣
|     Serial Num        : not set
|     Write Protect     : Disabled
|     Writeback Cache   : Enabled
|     Access State      : Active
$ stmfadm remove-view -l $N 0

# Operands in their order and in either case. What is no GUID doesn't count as a failure.
$ stmfadm list-lu ${B,,} $A
| LU Name: 600144F0000000000000000000000DEF
| LU Name: 600144F0000000000000000000000ABC
$ stmfadm list-lu $N $A
| LU Name: 600144F0000000000000000000000ABC
! stmfadm: 600144F00000000000000000000000FF: not found
= 1
$ stmfadm list-lu 600144F 600144F0000000000000000000000XYZ $A
| LU Name: 600144F0000000000000000000000ABC
! stmfadm: 600144F: must be 32 hexadecimal digits long
! stmfadm: 600144F0000000000000000000000XYZ: must be 32 hexadecimal digits long
$ stmfadm offline-lu $A
$ stmfadm list-lu -v $A | sed -n 2p
|     Operational Status: Offline
$ stmfadm online-lu $A
