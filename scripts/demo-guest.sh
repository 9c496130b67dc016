#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The main job, shown step by step, inside the guest. Each command is printed
# before its output; what is expected is checked, and the verdict tells.
# Started by scripts/demo.sh; /dev/vda is an empty scratch disk.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../tests/guest/lib.sh"

title() { printf '\n=== %s\n' "$*"; }
note() { printf '    (%s)\n' "$*"; }
run() {
	printf '# %s\n' "$*"
	eval "$*" 2>&1
}
check() {
	local what=$1
	shift
	if "$@"; then
		printf '    [ok] %s\n' "$what"
	else
		failed=$((failed + 1))
		printf '    [FAILED] %s\n' "$what"
	fi
}

# reader DEVICE FILE: reads the disk until told to stop; counts in FILE
reader() {
	local good=0 bad=0
	while [ ! -e /tmp/stop ]; do
		if dd if="$1" of=/dev/null bs=64k count=1 skip=$((good % 64)) iflag=direct 2>/dev/null; then
			good=$((good + 1))
		else
			bad=$((bad + 1))
			touch "$2.denied"
			sleep 0.01
		fi
		echo "$good $bad" >"$2"
	done
}

title 'A stock kernel becomes a COMSTAR target'
run uname -r
run modprobe stmf
run "lsmod | grep ^stmf"
run 'stmfd &'
STMFD=$!
check 'stmfd answers' wait_for 20 stmfctl ping
run stmfadm list-state

title 'Two logical units: one on a file, one on a block device'
mkdir -p /srv/luns
run stmfadm create-lu -s 200m -p alias=db01 /srv/luns/db01
run stmfadm create-lu -p alias=vm-store /dev/vda
run stmfadm create-lu -s 64m -p alias=scratch /srv/luns/scratch
guid_of() { stmfadm list-lu -v | awk -v a="$1" '/^LU Name/ { g = $3 } $1 == "Alias" && $3 == a { print g }'; }
DB=$(guid_of db01) VM=$(guid_of vm-store) SCRATCH=$(guid_of scratch)
check 'three logical units' test -n "$DB" -a -n "$VM" -a -n "$SCRATCH"

title 'Two host groups: a host on the loopback fabric, a host on iSCSI'
run stmfadm create-hg alpha
run stmfadm add-hg-member -g alpha $LOOP_INI
run stmfadm create-hg beta
run stmfadm add-hg-member -g beta $ISCSI_INI
run stmfadm list-hg -v

title 'One target on each fabric'
run stmfctl create-target --fabric loopback --initiator $LOOP_INI wwn.5001405000000001
run stmfctl create-target --fabric iscsi --portal 127.0.0.1 --alias demo iqn.2026-11.org.example:demo
run stmfadm list-target

title 'Views: alpha sees db01 at LUN 0 and vm-store at 3; beta sees vm-store at LUN 0 and scratch at 5'
run stmfadm add-view -h alpha -n 0 $DB
run stmfadm add-view -h alpha -n 3 $VM
run stmfadm add-view -h beta -n 0 $VM
run stmfadm add-view -h beta -n 5 $SCRATCH
note 'a LUN can be given only once to a host'
run stmfadm add-view -h beta -n 5 $DB

title 'What the initiators see'
note 'the iSCSI host logs in with open-iscsi'
check "$ISCSI_INI logs in" iscsi_login $ISCSI_INI
check 'a host in no group is refused' eval '! iscsi_login iqn.2026-11.org.example:stranger 2>/dev/null'
wait_for 10 eval '[ "$(disks iscsi | wc -l)" = 2 -a "$(disks loopback | wc -l)" = 2 ]'
udevadm settle 2>/dev/null
run lsscsi -t
run "sg_luns $(disk loopback "$DB")    # alpha, over loopback"
run "sg_luns $(disk iscsi "$VM")    # beta, over iSCSI"
note 'LUN, GUID in VPD page 83h, disk: alpha'
run disks loopback
note 'beta'
run disks iscsi
check 'alpha sees exactly its disks' test "$(disks loopback | cut -d' ' -f1,2)" = "0 $DB
3 $VM"
check 'beta sees exactly its disks' test "$(disks iscsi | cut -d' ' -f1,2)" = "0 $VM
5 $SCRATCH"

title "A file system on alpha's db01"
A=$(disk loopback "$DB") B=$(disk iscsi "$VM")
run "mkfs.ext4 -q $A && mkdir -p /mnt/db && mount $A /mnt/db"
run 'head -c 40M /dev/urandom >/mnt/db/data; sha256sum /mnt/db/data | tee /tmp/sum'
run "umount /mnt/db && blockdev --flushbufs $A && mount $A /mnt/db"
check 'the data is what was written' sha256sum -c --quiet /tmp/sum

title 'The daemon stops (SIGSTOP); the view of db01 is taken away through configfs, under I/O'
rm -f /tmp/stop
reader "$A" /tmp/alpha &
R1=$!
reader "$B" /tmp/beta &
R2=$!
sleep 1
run kill -STOP $STMFD
run rmdir $CFS/logical_units/$DB/views/0
note 'from now on each command is refused: 05h/25h/00h'
check "alpha's very next read is denied" eval "! run 'dd if=$A of=/dev/null bs=64k count=1 iflag=direct'"
check 'and so are the reads that were going on' wait_for 10 test -e /tmp/alpha.denied
before=$(cut -d' ' -f1 /tmp/beta)
check "beta's reads go on" wait_for 10 eval "[ \$(cut -d' ' -f1 /tmp/beta) -gt $before ]"
check 'LIO still maps it: the kernel policy alone denies' test -e $LIO/loopback/naa.5001405000000001/tpgt_1/lun/lun_0

title 'The daemon goes on: LIO agrees within a second'
run kill -CONT $STMFD
at=$(date +%s%N)
check "LIO's mapping is gone" wait_for 5 test ! -e $LIO/loopback/naa.5001405000000001/tpgt_1/lun/lun_0
note "after $((($(date +%s%N) - at) / 1000000)) ms, in an emulated machine"
touch /tmp/stop
wait $R1 $R2 2>/dev/null
read -r good bad </tmp/beta
check "beta noticed nothing ($good reads, $bad errors)" test "$bad" = 0

title 'At the end'
run stmfadm list-lu -v
run stmfadm list-target -v
for g in "$DB" "$VM" "$SCRATCH"; do
	run stmfadm list-view -l "$g"
done

umount /mnt/db 2>/dev/null
iscsi_logout
echo
if [ $failed = 0 ]; then
	echo 'DEMO PASSED: each host saw its disks and nothing else.'
else
	echo "DEMO FAILED: $failed expectation(s) not met."
fi
[ $failed = 0 ]
