#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The repository: a full disk, damage, a newer version, snapshots, persistence none, a fresh start.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

REPO=/mnt/repo/repository.db

# with the repository where it can be filled
start_small() {
	stmfd --repository $REPO 2>>/tmp/stmfd.log &
	STMFD=$!
	wait_for 20 stmfctl ping
}

unload() {
	stop_stmfd
	"$(dirname "$0")/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
}

config() {
	stmfadm list-hg -v
	stmfadm list-lu
	stmfadm list-target
}

modprobe stmf
mkdir -p /mnt/repo /srv/luns
mount -t tmpfs -o size=1m tmpfs /mnt/repo
start_small || { nok 'start'; finish; }
is "$(stat -c %a $REPO)" 600 'nobody else may read the repository'
stmfadm create-hg before
G1=$(create_lu -s 16m /srv/luns/1)
stmfadm add-view -h before "$G1"

# full
dd if=/dev/zero of=/mnt/repo/fill bs=4k 2>/dev/null
was=$(config) views=$(stmfadm list-view -l "$G1")
for i in $(seq 40); do
	stmfadm create-hg "full$i" 2>/tmp/full || break
done
works 'a full disk: the command fails' grep -q . /tmp/full
fails 'what failed is not in the model' eval "stmfadm list-hg | grep -qx 'Host Group: full$i'"
fails 'nor is a logical unit' stmfadm create-lu -s 16m /srv/luns/2
fails 'nor its file' test -e /srv/luns/2
is "$(config | grep -v full)|$(stmfadm list-view -l "$G1")" "$was|$views" 'what was there is there'
rm /mnt/repo/fill
works 'room again: commands work' stmfadm create-hg after
was=$(config)
unload
modprobe stmf
start_small
is "$(config)" "$was" 'and nothing was lost'

# snapshots
works 'a snapshot was kept at the start' eval 'ls /mnt/repo/snapshots/*-start.db'
python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check").fetchone()[0])' \
	"$(find /mnt/repo/snapshots -name '*.db' | sort | tail -1)" >/tmp/check
is "$(cat /tmp/check)" ok 'and is a whole database'

# damage: everything denied, the reason told, the remedy works
unload
cp $REPO /tmp/good.db
head -c 4096 /dev/urandom | dd of=$REPO bs=4096 seek=1 conv=notrunc 2>/dev/null
sum=$(md5sum <$REPO)
modprobe stmf
start_small
is "$(md5sum <$REPO)" "$sum" 'a damaged repository is left as it is'
is "$(stmfctl service state)" offline 'the service stays offline'
works 'list-state says why, and what to do' eval "stmfctl list-state | grep -q 'Problem.*damaged.*snapshots/.*service clear'"
fails 'commands are refused' stmfadm create-hg x
stop_stmfd
cp "$(find /mnt/repo/snapshots -name '*.db' | sort | tail -1)" $REPO
rm -f $REPO-wal $REPO-shm
start_small
works 'with a snapshot in its place all is back' eval "stmfadm list-hg | grep -q after"

# a newer version
unload
sqlite3 $REPO 'PRAGMA user_version = 9999'
modprobe stmf
start_small
works 'a newer one is refused by name' eval "stmfctl list-state | grep -q 'Problem.*version 9999'"
fails 'clear asks first' stmfctl service clear </dev/null
works '-f clear begins anew' stmfctl service -f clear
works 'the old one is put aside' eval 'ls /mnt/repo/repository.db.damaged-*'
works 'and the service works' stmfadm create-hg anew
works 'clear of one that works' stmfctl service -f clear
is "$(config)" '' 'leaves nothing'
works 'but a snapshot' eval 'ls /mnt/repo/snapshots/*-clear.db'

# none
stmfadm create-hg kept
python3 -c 'import socket
s = socket.socket(socket.AF_UNIX)
s.connect("/run/stmf/stmfd.sock")
s.sendall(b"{\"op\":\"set-persistence\",\"method\":\"none\"}\n")
print(s.makefile().readline())' >/tmp/none
stmfadm create-hg lost
stop_stmfd -KILL
start_small
is "$(stmfadm list-hg)" 'Host Group: kept
Host Group: lost' 'method none: while the kernel runs it knows'
unload
modprobe stmf
start_small
is "$(stmfadm list-hg)" '' 'after a reboot nothing is there'
finish
