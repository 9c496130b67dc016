# What every subcommand has in common: matching, options, operands.

# Without a subcommand: what there is, in this order
$ stmfadm
| Usage:	stmfadm -?,-V,--help
| Usage:	stmfadm add-hg-member [-?]
| Usage:	stmfadm add-tg-member [-?]
| Usage:	stmfadm add-view [-?]
| Usage:	stmfadm create-hg [-?]
| Usage:	stmfadm create-tg [-?]
| Usage:	stmfadm create-lu [-?]
| Usage:	stmfadm delete-hg [-?]
| Usage:	stmfadm modify-lu [-?]
| Usage:	stmfadm delete-lu [-?]
| Usage:	stmfadm delete-tg [-?]
| Usage:	stmfadm import-lu [-?]
| Usage:	stmfadm list-hg [-?]
| Usage:	stmfadm list-lu [-?]
| Usage:	stmfadm list-state [-?]
| Usage:	stmfadm list-target [-?]
| Usage:	stmfadm list-tg [-?]
| Usage:	stmfadm list-view [-?]
| Usage:	stmfadm online-lu [-?]
| Usage:	stmfadm offline-lu [-?]
| Usage:	stmfadm online-target [-?]
| Usage:	stmfadm offline-target [-?]
| Usage:	stmfadm remove-hg-member [-?]
| Usage:	stmfadm remove-tg-member [-?]
| Usage:	stmfadm remove-view [-?]
= 1

# The detailed usage is the usages of all subcommands.
$ stmfadm -? | head -8
| Usage:	stmfadm -?,-V
|
| Usage:	stmfadm add-hg-member <OPTIONS> <group-member ...>
| 	OPTIONS:
| 		-g, --group-name  <group-name>
|
| Usage:	stmfadm add-tg-member <OPTIONS> <group-member ...>
| 	OPTIONS:
$ for sub in add-hg-member add-tg-member add-view create-hg create-tg create-lu delete-hg modify-lu delete-lu delete-tg import-lu list-hg list-lu list-state list-target list-tg list-view online-lu offline-lu online-target offline-target remove-hg-member remove-tg-member remove-view; do stmfadm $sub -?; done >/tmp/usages
$ stmfadm --help | tail -n +2 | cmp - /tmp/usages

$ stmfadm -V
| stmfadm: Version 1.0
$ stmfadm --version
| stmfadm: Version 1.0
$ sbdadm -V
| sbdadm: Version 1.0
$ stmfadm -x
! stmfadm: illegal option -- x
@ stmfadm
= 1
$ /usr/sbin/stmfadm --foo
! /usr/sbin/stmfadm: illegal option -- foo
@ stmfadm
= 1
$ stmfadm nothing
| stmfadm: invalid subcommand
@ stmfadm
= 1

# Names of subcommands: in any case, but whole.
$ stmfadm LIST-hg
$ stmfadm list-h
| stmfadm: invalid subcommand
@ stmfadm
= 1

# The usage of one subcommand
$ stmfadm list-lu -?
|
| Usage:	stmfadm list-lu [OPTIONS] [LU-name ...]
| 	OPTIONS:
| 		-v, --verbose␣␣
$ stmfadm list-lu --help
@ stmfadm list-lu -?
$ stmfadm list-lu -v --he
@ stmfadm list-lu -?
$ stmfadm list-lu -q
! list-lu: illegal option -- q
@ stmfadm list-lu -?
= 1
$ stmfadm List-LU -q
! List-LU: illegal option -- q
@ stmfadm list-lu -?
= 1
$ stmfadm list-lu --foo
! list-lu: illegal option -- foo
@ stmfadm list-lu -?
= 1
$ stmfadm list-lu --lu
! list-lu: ambiguous option -- lu
@ stmfadm list-lu -?
= 1
$ stmfadm list-lu --verbose=yes
! list-lu: option doesn't take an argument -- verbose
@ stmfadm list-lu -?
= 1
$ stmfadm add-view -n
! add-view: option requires an argument -- n
@ stmfadm add-view -?
= 1
$ stmfadm add-view --lun
! add-view: option requires an argument -- lun
@ stmfadm add-view -?
= 1

# Options that the program has, but not this subcommand
$ stmfadm list-state -v
| stmfadm: no options permitted
@ stmfadm list-state -?
= 1
$ stmfadm list-lu -g lab
| stmfadm: '-g': invalid option
@ stmfadm list-lu -?
= 1

# Required options
$ stmfadm list-view
| stmfadm: at least one option required
@ stmfadm list-view -?
= 1
$ stmfadm remove-view -a
| stmfadm: Following option(s) required: l
@ stmfadm remove-view -?
= 1
$ stmfadm list-view -l $A -l $B
| stmfadm: Following option(s) required: l
@ stmfadm list-view -?
= 1

# Operands
$ stmfadm create-hg
| stmfadm: create-hg requires an operand
@ stmfadm create-hg -?
= 1
$ stmfadm create-hg one two
| stmfadm: create-hg accepts only a single operand
@ stmfadm create-hg -?
= 1
$ stmfadm list-state now
! stmfadm: list-state takes no operands
@ stmfadm list-state -?
= 1
$ stmfadm add-view -h "$(printf %513s)" $A
| stmfadm: option too long
= 255

# Options come before operands; "--" ends them, a lone "-" is an operand.
$ stmfadm list-lu $A -v
| LU Name: 600144F0000000000000000000000ABC
! stmfadm: -v: must be 32 hexadecimal digits long
$ stmfadm list-hg -- -v
! stmfadm: -v: not found
= 1
$ stmfadm list-hg -
! stmfadm: -: not found
= 1

# An argument is glued or not, long names may be abbreviated, the last of several counts.
$ stmfadm add-view -n5 $A
$ stmfadm add-view --lun=6 $B
$ stmfadm list-view -l $A
| View Entry: 0
|     Host group   : All
|     Target group : All
|     LUN          : 5
$ stmfadm remove-view --all --lu-n $A
$ stmfadm add-view -n 5 -n 7 $A
$ stmfadm list-view --lu-name=$A
| View Entry: 0
|     Host group   : All
|     Target group : All
|     LUN          : 7
$ stmfadm remove-view -al $A
$ stmfadm remove-view -l $B -a

# What goes to the two outputs stays in order.
$ stmfadm create-hg lab
$ stmfadm list-hg none lab other 2>&1
| stmfadm: none: not found
| Host Group: lab
| stmfadm: other: not found
= 1
$ stmfadm list-hg lab none 2>&1
| Host Group: lab
| stmfadm: none: not found
= 1
$ stmfadm delete-hg lab
