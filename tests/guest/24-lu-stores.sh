#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stores that are gone, late or another logical unit's when the host comes up; a modify-lu
# that was cut short; logical units that scripts made.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

field() { stmfadm list-lu -v "$1" | sed -n "s/^    $2 *: //p"; }
online() { [ "$(field "$1" 'Operational Status')" = Online ]; }
reboot_down() {
	stop_stmfd
	"$(dirname "$0")/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
}

setup || { nok setup; finish; }
mkdir -p /srv/luns
G1=$(create_lu -s 2m -p alias=one /srv/luns/1)
G2=$(create_lu -s 2m -p alias=two -p meta=/srv/luns/2.meta /srv/luns/2)
# one of a script, without metadata
truncate -s 4m /srv/luns/own
G3=$(new_guid)
mkdir -p $LIO/core/sbd_0/"$G3"
echo path=/srv/luns/own >$LIO/core/sbd_0/"$G3"/control
echo 1 >$LIO/core/sbd_0/"$G3"/enable
wait_for 5 online "$G3" || nok 'LU of a script'
outcome '' '' 0 stmfadm modify-lu -p alias=mine "$G3"
is "$(field "$G3" Alias)" mine 'one that a script made can be modified'
is "$(tr -d '\0' </srv/luns/own | wc -c)" 0 'and gets no metadata'

# --- a file that is missing
reboot_down
mv /srv/luns/1 /srv/luns/away
setup || nok 'start'
is "$(field "$G1" 'Operational Status')" unregistered 'a missing file'
is "$(stmfctl list-lu -v "$G1")" "LU Name: $G1
    Operational Status: Offline
    Reason            : /srv/luns/1: No such file or directory
    Provider Name     : sbd
    View Entry Count  : 0" 'stmfctl says why'
works 'the others are online' eval "online $G2 && online $G3"
mv /srv/luns/away /srv/luns/1
works 'online when it is back' wait_for 10 online "$G1"

# --- device names that belong to others now
reboot_down
mv /srv/luns/1 /srv/luns/x && mv /srv/luns/own /srv/luns/1 && mv /srv/luns/x /srv/luns/own
setup || nok 'start'
is "$(field "$G1" 'Operational Status')$(field "$G3" 'Operational Status')" unregisteredunregistered \
	'stores that changed places are not used'
is "$(stmfctl list-lu -v "$G3" | sed -n 's/^    Reason *: //p')" \
	"/srv/luns/own: is the store of another logical unit, $G1" 'and stmfctl says why'
works 'imported from its new place' stmfadm import-lu /srv/luns/own
is "$(field "$G1" 'Data File')" /srv/luns/own 'that is kept'
stmfadm delete-lu "$G3"
is "$(stmfadm list-lu | sort)" "$(printf 'LU Name: %s\n' "$G1" "$G2" | sort)" 'one without its store can be deleted'

# --- a modify-lu that got no further than the metadata, running and not
stop_stmfd -KILL
python3 - /srv/luns/own <<'PY'
import sys
with open(sys.argv[1], 'r+b') as f:	# one byte of the alias, and the checksum of its section
    f.seek(4096)
    data = bytearray(f.read(8192))
    at = data.index(b'one\0')
    data[at] += 1
    data[48 + 15] = (data[48 + 15] + 1) & 0xff
    f.seek(4096)
    f.write(data)
PY
start_stmfd
is "$(field "$G1" Alias)" pne 'what the metadata say holds for one that runs'
stmfadm modify-lu -p alias=last "$G1"
reboot_down
setup || nok 'start'
works 'online after a reboot' wait_for 10 online "$G1"
is "$(field "$G1" Alias)/$(field "$G2" Alias)" last/two 'with what was modified'

# --- persistent reservations with APTPL hold through a reboot, at another LUN of the target too
LOOP=wwn.5001405000000001
sg_of() { echo "/dev/$(ls "/sys/block/$(basename "$(disk loopback "$1")")/device/scsi_generic")"; }
registered() { sg_persist -n --in --read-full-status "$1" 2>/dev/null | tr -s ' \t\n' ' ' | sed 's/PR generation=[^ ]*//'; }
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfadm add-view -n 3 "$G1"
wait_for 10 eval "[ -n \"\$(disk loopback $G1)\" ]" || nok 'its disk'
S=$(sg_of "$G1")
works 'register, with APTPL' sg_persist -n --out --register --param-sark=abc --param-aptpl "$S"
works 'reserve: exclusive access, all registrants' sg_persist -n --out --reserve --param-rk=abc --prout-type=8 "$S"
was=$(registered "$S")
reboot_down
setup || nok 'start'
wait_for 10 eval "[ -n \"\$(disk loopback $G1)\" ]" || nok 'its disk'
is "$(registered "$(sg_of "$G1")")" "$was" 'the reservation is back'

# --- and move with the logical unit: by its metadata, to a host that has none of LIO's files
PR=$(cat $LIO/dbroot)/pr
# Two commands later stmfd has seen what was there before the first.
caught_up() { stmfadm modify-lu -p alias=first "$1" && stmfadm modify-lu -p alias=last "$1"; }
come_back() {
	reboot_down
	rm -f "$PR"/*
	setup || nok 'start'
	wait_for 10 eval "[ -n \"\$(disk loopback $G1)\" ]" || nok 'its disk'
	S=$(sg_of "$G1")
}
S=$(sg_of "$G1")
stmfadm delete-lu -k "$G1"
is "$(ls "$PR")" '' 'a deleted logical unit leaves no reservation behind'
works 'imported' stmfadm import-lu /srv/luns/own
wait_for 10 eval "[ -n \"\$(disk loopback $G1)\" ]" || nok 'its disk'
S=$(sg_of "$G1")
is "$(registered "$S")" "$was" 'it brings its reservation along'
works 'a key is changed' sg_persist -n --out --register --param-rk=abc --param-sark=def --param-aptpl "$S"
was=$(registered "$S")
works 'and stmfd has seen it' caught_up "$G1"
come_back
is "$(registered "$S")" "$was" 'a host that has only the store knows the new one'
works 'the registration is removed' sg_persist -n --out --register --param-rk=def --param-sark=0 "$S"
caught_up "$G1"
come_back
is "$(sg_persist -n --in --read-keys "$S" 2>/dev/null | grep -c 0xdef)" 0 'and does not come back'
works 'register, with APTPL' sg_persist -n --out --register --param-sark=abc --param-aptpl "$S"
reboot_down
setup
stmfadm delete-lu -k "$G1"
works 'a new logical unit with the same GUID' stmfadm create-lu -s 2m -p guid="$G1" -p alias=last /srv/luns/new
wait_for 10 eval "[ -n \"\$(disk loopback $G1)\" ]" || nok 'its disk'
is "$(sg_persist -n --in --read-keys "$(sg_of "$G1")" 2>/dev/null | grep -c 0xabc)" 0 'has no reservation of the old one'
stmfctl delete-target -f $LOOP
stmfadm remove-view -l "$G1" -a

# --- the global management URL, by the library
cat >/tmp/url.py <<'PY'
import ctypes, sys
lib = ctypes.CDLL('libstmf.so.1')
URL = 7
if len(sys.argv) > 1:
    sys.exit(lib.stmfSetGlobalLuProp(0, URL, sys.argv[1].encode()))
text, size = ctypes.create_string_buffer(1024), ctypes.c_size_t(1024)
code = lib.stmfGetGlobalLuProp(0, URL, text, ctypes.byref(size))
print(text.value.decode() if code == 0 else hex(code))
PY
is "$(python3 /tmp/url.py)" 0x8014 'no global management URL'
works 'set' python3 /tmp/url.py http://all/
stmfadm modify-lu -p mgmt-url=http://own/ "$G2"
is "$(python3 /tmp/url.py)/$(field "$G1" 'Management URL')/$(field "$G2" 'Management URL')" \
	http://all//http://all//http://own/ 'a logical unit without its own has it'
reboot_down
setup || nok 'start'
wait_for 10 online "$G1"
is "$(python3 /tmp/url.py)/$(field "$G1" 'Management URL')" http://all//http://all/ 'also after a reboot'
stmfadm modify-lu -p mgmt-url= "$G2"
is "$(field "$G2" 'Management URL')" http://all/ 'one that loses its own gets it'
works 'removed' python3 /tmp/url.py ''
is "$(python3 /tmp/url.py)/$(field "$G1" 'Management URL')" '0x8014/not set' 'then there is none'

# --- a file system that does not answer
modprobe -a loop dm_mod
truncate -s 64m /srv/disk
dmsetup create slow --table "0 131072 linear $(losetup -f --show /srv/disk) 0"
dmsetup mknodes
mkfs.ext4 -q /dev/mapper/slow
mkdir -p /mnt/slow
mount /dev/mapper/slow /mnt/slow
G4=$(create_lu -s 2m /mnt/slow/1)
stmfadm delete-lu "$G4"
umount /mnt/slow	# so that nothing of it is in memory
mount /dev/mapper/slow /mnt/slow
dmsetup suspend --noflush slow
slow='/mnt/slow/1: its file system does not answer; nothing was changed'
outcome '' "stmfctl: data file error
    $slow" 1 timeout 120 stmfctl create-lu /mnt/slow/1
outcome '' "stmfctl: meta file error
    $slow" 1 timeout 120 stmfctl import-lu /mnt/slow/1
works 'list-state names it' eval 'stmfctl list-state | grep -q "look at /mnt/slow/1"'
works 'create-lu elsewhere' timeout 120 stmfadm create-lu -s 2m /srv/luns/meanwhile
dmsetup resume slow
works 'import-lu, when it answers again' wait_for 60 stmfctl import-lu /mnt/slow/1
is "$(field "$G4" 'Operational Status')" Online 'it is online'
stmfadm delete-lu "$G4"

# --- commands that hang in one file system keep none of another's
truncate -s 64m /srv/disk2
mkfs.ext4 -q /srv/disk2
mkdir -p /mnt/fast
mount "$(losetup -f --show /srv/disk2)" /mnt/fast
for at in slow fast; do head -c 8M /dev/urandom >/mnt/$at/2; done
G4=$(stmfctl create-lu -p buffered=true /mnt/slow/2 | sed -n 's/^Logical unit created: //p')
G5=$(stmfctl create-lu -p buffered=true /mnt/fast/2 | sed -n 's/^Logical unit created: //p')
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
for g in "$G4" "$G5"; do stmfadm add-view "$g"; done
works 'two disks' wait_for 10 eval '[ -n "$(disk loopback $G4)" ] && [ -n "$(disk loopback $G5)" ]'
S=$(disk loopback "$G4") F=$(disk loopback "$G5")
for w in /sys/devices/virtual/workqueue/stmf_sbd-*/max_active; do echo 2 >"$w"; done
sync
echo 3 >/proc/sys/vm/drop_caches
dmsetup suspend --noflush slow
readers=
for at in 1 2 3 4; do
	dd if="$S" of=/dev/null bs=4k count=1 skip=$((at * 256)) iflag=direct 2>/dev/null &
	readers+=" $!"
done
sleep 1
works 'a read elsewhere, that has to wait for its disk' timeout 60 dd if="$F" of=/dev/null bs=4k count=1 skip=512 iflag=direct
# shellcheck disable=SC2086
works 'the others hang' kill -0 $readers
dmsetup resume slow
# shellcheck disable=SC2086
wait $readers
is $? 0 'until it answers'
stmfctl delete-target -f $LOOP
for g in "$G4" "$G5"; do stmfadm delete-lu "$g"; done
is "$(ls -d /sys/devices/virtual/workqueue/stmf_sbd-* | wc -l)" 1 \
	'workers go with the last file of a file system'
umount /mnt/slow /mnt/fast
dmsetup remove slow
finish
