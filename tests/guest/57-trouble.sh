#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What befalls the daemon and its repository, while initiators verify what they write, by
# loopback and iSCSI: restarts, an upgrade, a full disk, a read-only one, damage, nothing
# there at all. Each is told, and no session and no I/O notices. Then who may ask, and
# where secrets are not.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:steady
REPO=/var/lib/stmf/repository.db
SECRET=correct-horse-battery

mkdir -p /srv/luns /var/lib/stmf
mount -t tmpfs -o size=2m,mode=700 repo /var/lib/stmf
setup || { nok setup; finish; }
G1=$(create_lu -s 16m -p alias=loop /srv/luns/1)
G2=$(create_lu -s 16m -p alias=iscsi /srv/luns/2)
stmfadm create-hg steady
stmfadm add-hg-member -g steady $LOOP_INI $ISCSI_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm add-view -h steady -n 0 "$G1"
stmfadm add-view -h steady -n 1 "$G2"
iscsi_login $ISCSI_INI
wait_for 10 eval '[ -n "$(disk loopback $G1)" ] && [ -n "$(disk iscsi $G2)" ]'
sessions() {
	stmfctl list-target -v $IQN | grep -E 'Initiator:|TSIH|From:'
	stmfadm list-target -v $LOOP | grep 'Initiator:'
}
config() {
	stmfadm list-hg -v
	stmfadm list-lu -v
	stmfadm list-view -l "$G1"
	stmfadm list-view -l "$G2"
}
verify loop "$(disk loopback "$G1")"
FIO1=$!
verify iscsi "$(disk iscsi "$G2")"
FIO2=$!
SESSIONS=$(sessions) CONFIG=$(config)
is "$(grep -c Initiator <<<"$SESSIONS")" 2 'two sessions'

# unmoved WHAT: nothing was noticed
unmoved() {
	is "$(sessions)|$(config)" "$SESSIONS|$CONFIG" "$1: sessions and configuration are those that were"
	works "$1: I/O goes on" kill -0 $FIO1 $FIO2
}

for i in 1 2 3; do
	stop_stmfd
	start_stmfd || nok "restart $i"
done
unmoved 'restarts'

# an upgrade: the repository as version 4 of it was
stop_stmfd
VERSION=$(sqlite3 $REPO 'PRAGMA user_version')
python3 - $REPO <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
columns = {"setting": "name value", "host_group": "name place", "target_group": "name place",
           "host_member": "member in_group place", "target_member": "member in_group place",
           "lu": "guid path meta alias mgmt_url vid pid serial data_offset size blk wp wcd bare",
           "view_entry": "guid idx host_group target_group lun",
           "target": "name provider alias params place", "owned": "name",
           "provider_data": "type name token data"}
for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
    if table.startswith("iscsi_"):
        continue
    if table not in columns:
        db.execute(f"DROP TABLE {table}")
        continue
    for row in db.execute(f"PRAGMA table_info({table})").fetchall():
        if row[1] not in columns[table].split():
            db.execute(f"ALTER TABLE {table} DROP COLUMN {row[1]}")
db.execute("PRAGMA user_version = 4")
db.commit()
PY
start_stmfd || nok 'start on an older repository'
is "$(stmfctl list-state | grep Problem)" '' 'it starts on it'
is "$(sqlite3 $REPO 'PRAGMA user_version')" "$VERSION" 'an older repository becomes the present one'
works 'after a copy was kept' eval 'ls /var/lib/stmf/snapshots/*-v4.db || ls /var/lib/stmf/snapshots/*.db'
unmoved 'upgrade'

dd if=/dev/zero of=/var/lib/stmf/fill bs=4k 2>/dev/null
for i in $(seq 40); do stmfadm create-hg "full$i" >/tmp/full 2>&1 || break; done
works 'a full disk: the command fails, and says what to do' grep -q "^stmfadm: the repository $REPO .*: make space" /tmp/full
works 'stmfctl says why' eval "stmfctl create-hg full 2>&1 | grep -qi 'full'"
fails 'nothing of it is left' test -e $CFS/host_groups/full
is "$(stmfadm list-hg | grep -c full)" $((i - 1)) 'what was answered is there, what was refused is not'
works 'I/O goes on' kill -0 $FIO1 $FIO2
FULL=$(stmfadm list-hg)
rm /var/lib/stmf/fill
works 'when there is space again, commands work again' stmfadm create-hg again
stmfadm delete-hg again
stop_stmfd
start_stmfd
is "$(stmfadm list-hg)" "$FULL" 'the repository says the same'
for i in $(seq 40); do stmfadm delete-hg "full$i" >/dev/null 2>&1 || break; done
unmoved 'full disk'

stop_stmfd
mount -o remount,ro /var/lib/stmf || nok 'read-only'
start_stmfd
works 'a read-only file system: list-state says so' eval "stmfctl list-state | grep 'Problem' | grep -qiE 'read-?only|not be written'"
fails 'commands are refused' stmfadm create-hg x
works 'stmfctl says why' eval "stmfctl create-hg x 2>&1 | grep -qiE 'read-?only|not be written'"
works 'so does stmfadm, with the remedy' eval "stmfadm create-hg x 2>&1 | grep -q '^stmfadm: the repository $REPO .*: make it writable'"
unmoved 'read-only file system'
stop_stmfd
mount -o remount,rw /var/lib/stmf
start_stmfd
works 'writable again' stmfadm create-hg x
stmfadm delete-hg x

# one that becomes read-only while it is used, as file systems do after an error
stop_stmfd
truncate -s 16m /srv/disk
mkfs.ext4 -qF /srv/disk # with a journal: without, ext4 of 6.1 goes on writing after an error
modprobe -aq loop ext4
DISK=$(losetup -f --show /srv/disk)
mkdir /srv/on-disk
mount -o errors=remount-ro "$DISK" /srv/on-disk
cp -a /var/lib/stmf/. /srv/on-disk
mount --bind /srv/on-disk /var/lib/stmf
start_stmfd
stmfadm create-hg x
stmfadm delete-hg x
echo 1 >"/sys/fs/ext4/${DISK##*/}/trigger_fs_error"
fails 'it is read-only now' touch /var/lib/stmf/x
works 'read-only while the daemon runs: commands are refused, with the remedy' \
	eval "stmfadm create-hg x 2>&1 | grep -q '^stmfadm: the repository $REPO .*: make its file system writable'"
fails 'nothing of it is left' test -e $CFS/host_groups/x
unmoved 'read-only while the daemon runs'
stop_stmfd
umount /var/lib/stmf /srv/on-disk
losetup -d "$DISK"
start_stmfd
works 'on the old one again' stmfadm create-hg x
stmfadm delete-hg x

stop_stmfd
cp $REPO /tmp/good.db
head -c 4096 /dev/urandom | dd of=$REPO bs=4096 seek=1 conv=notrunc 2>/dev/null
start_stmfd
works 'damage: list-state says so' eval "stmfctl list-state | grep -q 'Problem.*damaged'"
works 'initiators still have their sessions' test "$(sessions)" = "$SESSIONS"
works 'and their I/O' kill -0 $FIO1 $FIO2
stop_stmfd
umount /var/lib/stmf
rmdir /var/lib/stmf
start_stmfd || nok 'start without its directory'
unmoved 'no directory'
works 'and it is made anew' test -s $REPO
is "$(stat -c %a /var/lib/stmf $REPO | tr '\n' ' ')" '700 600 ' 'for root only'

kill -INT $FIO1 $FIO2
wait $FIO1 $FIO2
fails 'nothing was read that was not written, no error seen' \
	grep -qiE 'error|verify failed|bad magic' /tmp/fio.loop /tmp/fio.iscsi
is "$(dmesg | grep -cE 'I/O error|detected conn error|session recovery timed out')" 0 'nor by the kernel'
iscsi_logout

# ---- who may ask ----

ask() {
	python3 -c 'import socket
s = socket.socket(socket.AF_UNIX)
s.connect("/run/stmf/stmfd.sock")
s.sendall(b"{\"op\":\"create-group\",\"kind\":\"host\",\"group\":\"theirs\"}\n")
print(s.makefile().readline(), end="")' 2>&1 | tail -1
}
export -f ask
is "$(stat -c %a /run/stmf/stmfd.sock)" 600 'the control socket is for root only'
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups bash -c "$1"; }
is "$(nobody ask)" 'PermissionError: [Errno 13] Permission denied' 'others are refused'
chmod 666 /run/stmf/stmfd.sock
ask() {
	python3 -c 'import socket
s = socket.socket(socket.AF_UNIX)
s.connect("/run/stmf/stmfd.sock")
print(s.makefile().readline(), end="")'
}
export -f ask
is "$(nobody ask | grep -o '"text":"[^"]*"')" '"text":"only root may ask"' 'also if somebody has opened it'
fails 'nothing was made' test -e $CFS/host_groups/theirs
is "$(nobody "mkdir $CFS/host_groups/theirs" 2>&1 | sed 's/.*: //')" 'Permission denied' 'nor by configfs'
is "$(nobody "cat $REPO" 2>&1 | sed 's/.*: //')" 'Permission denied' 'nor is the repository read'

# ---- secrets ----

umask 077
printf '%s\n' $SECRET >/run/secret
itadm create-initiator -S /run/secret iqn.2026-11.org.example:chap
itadm create-target -a chap -S /run/secret iqn.2026-11.org.example:chap-t >/dev/null
B64=$(printf %s $SECRET | base64)
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
has_secret() { grep -rqaF -e "$SECRET" -e "$B64" -e "$(hex "$B64")" "$@"; }
cd /tmp || exit
stmfctl export /tmp/plain.xml
stmfctl export --json /tmp/plain.json
fails 'an export has no secret' has_secret /tmp/plain.xml /tmp/plain.json
works 'unless it is asked for' eval 'stmfctl export --secrets /tmp/all.xml && has_secret /tmp/all.xml'
is "$(stat -c %a /tmp/all.xml)" 600 'and then it is for root only'
fails 'no secret in what the daemon says' has_secret /tmp/stmfd.log
fails 'nor in the environment or arguments of any process' has_secret /proc/[0-9]*/cmdline /proc/[0-9]*/environ
mkdir -p /tmp/cores
echo '/tmp/cores/%e' >/proc/sys/kernel/core_pattern
stop_stmfd
ulimit -c unlimited
(bash -c 'kill -ABRT $$') 2>/dev/null
works 'a core dump would be written' test -s /tmp/cores/bash
start_stmfd
works 'the secret is in use' has_secret "$LIO"/iscsi/*chap-t/tpgt_1/acls/*chap/auth/password
stop_stmfd -ABRT
fails 'the daemon leaves none' test -e /tmp/cores/stmfd
finish
