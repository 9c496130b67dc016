#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The examples of Documentation/configfs.md, as they stand there: what is made so appears in the lists, in LIO and
# after a restart from the repository; what commands make is removed so.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
A=600144F0000000000000000000000ABC
T=iqn.2026-11.org.example:t1
W=wwn.5001405000000001

# examples HEADING: the code below it, in one piece
examples() {
	awk -v heading="## $1" '
		/^## / { ours = $0 == heading }
		/^```/ { code = ours && /^```sh/; next }
		code' "$HERE/../../Documentation/configfs.md"
}

# run HEADING: every command of its examples has to succeed
run() {
	examples "$1" >/tmp/examples
	works "$1: there are examples" test -s /tmp/examples
	works "$1: they run" bash -e /tmp/examples
}

config() {
	stmfadm list-hg -v
	stmfadm list-tg -v
	stmfadm list-lu
	stmfadm list-target | sort
	stmfadm list-view -l $A 2>&1
}

# restart: unload everything, as at a reboot, and load it from the repository
restart() {
	stop_stmfd
	"$HERE"/teardown.sh
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
	fails 'stmf.ko is unloaded' test -d $CFS
	setup || nok 'start from the repository'
}

# luns: the LUNs that LIO has for the first host of the group oracle
luns() {
	(cd $LIO/iscsi/$T/tpgt_1/acls/iqn.1993-08.org.debian:01:ora1 2>/dev/null && echo lun_*)
}

setup || { nok setup; finish; }
mkdir -p /srv/luns
create_lu -s 16m -p guid=$A /srv/luns/a >/dev/null

run Making
is "$(config)" "Host Group: oracle
	Member: iqn.1993-08.org.debian:01:ora1
	Member: iqn.1993-08.org.debian:01:ora2
	Member: wwn.50014050000000A1
Host Group: rack 7/b
Target Group: fast
	Member: $T
LU Name: $A
Target: $T
Target: $W
View Entry: 0
    Host group   : oracle
    Target group : All
    LUN          : 4
View Entry: 1
    Host group   : rack 7/b
    Target group : fast
    LUN          : 0" 'what the examples made is in the lists'
works 'an iSCSI initiator is given the LUN' wait_for 5 eval '[ "$(luns)" = lun_4 ]'
works 'a loopback initiator sees the disk at it' wait_for 5 eval '[ "$(disks loopback | cut -d" " -f1,2)" = "4 $A" ]'
D=$(disk loopback $A)
works 'and reads it' dd if="$D" of=/dev/null bs=4k count=8 iflag=direct

run Switching
is "$(stmfadm list-view -l $A 0 | tail -1)" '    LUN          : 5' 'the view is at its new LUN'
works 'the iSCSI initiator, too' wait_for 5 eval '[ "$(luns)" = lun_5 ]'

was=$(config)
wait_for 5 eval '[ "$(sqlite3 /var/lib/stmf/repository.db "SELECT count(*) FROM view_entry WHERE lun = 5")" = 1 ]'
restart
is "$(config)" "$was" 'all of it is back from the repository'
works 'and in LIO' wait_for 5 eval '[ "$(luns)" = lun_5 ]'

run Removing
is "$(config)" "LU Name: $A
stmfadm: ${A,,}: no views found" 'the lists are empty'
works 'LIO has none of the targets' wait_for 5 eval '! ls -d $LIO/iscsi/iqn* $LIO/loopback/naa*'
works 'the repository has no group' wait_for 5 eval \
	'[ "$(sqlite3 /var/lib/stmf/repository.db "SELECT count(*) FROM host_group")" = 0 ]'

# the other way round: made by commands, removed by the same examples
stmfadm create-hg oracle
stmfadm add-hg-member -g oracle iqn.1993-08.org.debian:01:ora1 "$LOOP_INI"
stmfctl create-target --fabric loopback --initiator "$LOOP_INI" $W >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $T >/dev/null
stmfadm create-tg fast
stmfadm offline-target $T
stmfadm add-tg-member -g fast $T
stmfadm online-target $T
stmfadm add-view -h oracle $A
works 'the disk is there' wait_for 5 eval '[ "$(disks loopback | cut -d" " -f1,2)" = "0 $A" ]'
run Removing
is "$(config)" "LU Name: $A
stmfadm: ${A,,}: no views found" 'what commands made is gone'
works 'from LIO' wait_for 5 eval '! ls -d $LIO/iscsi/iqn* $LIO/loopback/naa*'
wait_for 5 eval '[ "$(sqlite3 /var/lib/stmf/repository.db "SELECT count(*) FROM target")" = 0 ]'
restart
is "$(config)" "LU Name: $A
stmfadm: ${A,,}: no views found" 'and from the repository'
finish
