# What every subcommand says when the service can't serve it.

# Not root
$ nobody stmfadm list-lu
! stmfadm: permission denied
= 1
$ nobody stmfadm list-hg
! stmfadm: permission denied
= 1
$ nobody stmfadm list-target
! stmfadm: permission denied
= 1
$ nobody stmfadm list-view -l $A
! stmfadm: permission denied
= 1
$ nobody stmfadm list-state
! stmfadm: permission denied
= 5
$ nobody stmfadm create-hg lab
! stmfadm: permission denied
= 1
$ nobody stmfadm add-hg-member -g lab iqn.a iqn.b
! stmfadm: permission denied
! stmfadm: permission denied
= 2
$ nobody stmfadm add-view $A
! stmfadm: permission denied
= 1
$ nobody stmfadm remove-view -l $A -a
! stmfadm: permission denied
= 1
$ nobody stmfadm offline-lu $A
! stmfadm: permission denied
= 1
$ nobody stmfadm online-target $T
! stmfadm: permission denied
= 1

# Usages need no right.
$ nobody stmfadm list-hg -? | sed -n 2p
| Usage:	stmfadm list-hg [OPTIONS] [group-name ...]

# The daemon is gone: the kernel's lists go on, changes can't be made.
$ stop_stmfd
$ stmfadm list-lu
| LU Name: 600144F0000000000000000000000ABC
| LU Name: 600144F0000000000000000000000DEF
$ stmfadm create-hg lab
! stmfadm: STMF service not found
= 1
$ stmfadm add-view $A
! stmfadm: STMF service not found
= 1
$ stmfadm offline-lu $A
! stmfadm: STMF service not found
= 1
$ stmfctl ping
! stmfctl: STMF service not found
!     stmfd is not running (start it with: systemctl start stmfd); /run/stmf/stmfd.sock: Connection refused
= 1
$ start_stmfd
