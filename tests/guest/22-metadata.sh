#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What create-lu, import-lu, modify-lu and delete-lu do to files and devices: metadata in
# band and in a file of their own, files made by illumos, damaged ones, full disks, devices
# that are in use.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
GOLDEN=$(cd "$(dirname "$0")/../unit/golden" && pwd)

# field GUID LABEL: a line of list-lu -v
field() { stmfadm list-lu -v "$1" | sed -n "s/^    $2 *: //p"; }
# import FILE: the GUID
import() { stmfadm import-lu "$1" | sed -n 's/^Logical unit imported: //p'; }
# show GUID: to the loopback host, at LUN 0; D is its disk then
show() {
	stmfadm add-view -n 0 "$1" && wait_for 10 eval "D=\$(disk loopback $1); [ -b \"\$D\" ]"
}
# all but the states: what must come back
config() { stmfadm list-lu -v "$1" | grep -v -e 'View Entry' -e Status; }

setup || { nok setup; finish; }
mkdir -p /srv/luns /srv/small /mnt/lu
mount -t tmpfs -o size=40m none /srv/luns
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null

# --- in band
G=$(create_lu -s 16m -p alias=one -p serial=SN1 -p vid=ACME -p pid=Disk -p mgmt-url=http://a/ -p wcd=true /srv/luns/1)
is "$(stat -c %s /srv/luns/1)" $((65536 + (16 << 20))) 'the file has room for the metadata'
is "$(dd if=/srv/luns/1 bs=1 skip=4096 count=8 2>/dev/null)" ULDBSNUS 'and has them'
was=$(config "$G")
show "$G" || nok 'its disk'
works 'a file system on it' mkfs.ext4 -q "$D"
mount "$D" /mnt/lu && echo hello >/mnt/lu/greeting && umount /mnt/lu
sum=$(head -c 65536 /srv/luns/1 | md5sum)
stmfadm delete-lu "$G"
is "$(stmfadm list-lu)" '' 'deleted'
is "$(head -c 65536 /srv/luns/1 | md5sum)" "$sum" 'the metadata are left alone'
outcome "Logical unit imported: $G" '' 0 stmfadm import-lu /srv/luns/1
is "$(config "$G")" "$was" 'imported with all of its properties'
outcome '' 'stmfadm: filename /srv/luns/1: in use' 1 stmfadm import-lu /srv/luns/1
outcome '' 'stmfadm: filename /srv/luns/1: in use' 1 stmfadm create-lu /srv/luns/1
show "$G" || nok 'its disk again'
mount "$D" /mnt/lu && is "$(cat /mnt/lu/greeting)" hello 'with its data' && umount /mnt/lu

# --- modify
outcome '' '' 0 stmfadm modify-lu -p alias=two -p mgmt-url= -p wp=true "$G"
is "$(field "$G" Alias)/$(field "$G" 'Management URL')/$(field "$G" 'Write Protect')" 'two/not set/Enabled' 'modify-lu'
fails 'a write-protected disk' dd if=/dev/zero of="$D" bs=4k count=1 oflag=direct
outcome '' '' 0 stmfadm modify-lu -p wp=false -p wcd=false "$G"
works 'writable again' dd if=/dev/zero of="$D" bs=4k count=1 seek=100 oflag=direct
outcome '' '' 0 stmfadm modify-lu -s 20m "$G"
is "$(field "$G" Size)/$(stat -c %s /srv/luns/1)" "$((20 << 20))/$((65536 + (20 << 20)))" 'grown'
echo 1 >"/sys/block/${D##*/}/device/rescan"
is "$(blockdev --getsize64 "$D")" $((20 << 20)) 'the initiator sees it'
outcome '' 'stmfadm: invalid size' 1 stmfadm modify-lu -s 9m "$G"
outcome '' '' 0 stmfadm modify-lu -s 12m "$G"
outcome '' '' 0 stmfctl modify-lu --shrink -s 4m "$G"
is "$(field "$G" Size)" $((4 << 20)) 'shrunk to less than half, when told so'
outcome '' 'stmfadm: file size invalid' 1 stmfadm modify-lu -s 1k "$G"
outcome '' 'stmfadm: could not set property: size: 32768' 1 stmfadm modify-lu -s 4194305 "$G"
outcome '' '' 0 stmfadm modify-lu -s 16m -p alias=three -f /srv/luns/1
outcome '' 'stmfadm: could not set property: alias: 32770' 1 \
	stmfadm modify-lu -p alias=x 600144F0000000000000000000000001
was=$(config "$G")
stmfadm delete-lu "$G"
is "$(import /srv/luns/1)" "$G" 'imported once more'
is "$(config "$G")" "$was" 'what was modified is in the metadata'
stmfadm delete-lu "$G"
outcome '' '' 0 stmfadm modify-lu -p alias=four -p wp=true -s 17m -f /srv/luns/1
outcome '' 'stmfadm: invalid property for modify' 1 stmfadm modify-lu -p vid=x -f /srv/luns/1
outcome '' 'stmfadm: meta file error' 1 stmfadm modify-lu -p alias=x -f /etc/passwd
outcome '' 'stmfadm: meta file error' 1 stmfadm modify-lu -p alias=x -f /srv/none
is "$(import /srv/luns/1)" "$G" 'imported after modify-lu -f'
is "$(field "$G" Alias)/$(field "$G" Size)/$(field "$G" 'Write Protect')" "four/$((17 << 20))/Enabled" \
	'it is as modify-lu -f made it'
stmfadm delete-lu "$G"
rm /srv/luns/1

# --- metadata in a file of their own
truncate -s 4m /srv/luns/data
G=$(create_lu -p meta=/srv/luns/meta -p blk=4096 /srv/luns/data)
is "$(field "$G" Size)/$(field "$G" 'Meta File')/$(field "$G" Alias)" "$((4 << 20))//srv/luns/meta//srv/luns/meta" \
	'all of the data file is data'
is "$(stat -c %s /srv/luns/data)" $((4 << 20)) 'it stays as large'
was=$(config "$G")
show "$G" || nok 'its disk'
dd if=/dev/zero bs=4k count=1 2>/dev/null | tr '\0' x | dd of="$D" bs=4k oflag=direct 2>/dev/null
is "$(head -c 4 /srv/luns/data)" xxxx 'data begin at byte 0'
outcome '' '' 0 stmfadm modify-lu -s 6m "$G"
is "$(stat -c %s /srv/luns/data)" $((6 << 20)) 'the data file grows'
stmfadm delete-lu "$G"
outcome '' 'stmfadm: meta file error' 1 stmfadm import-lu /srv/luns/data
is "$(import /srv/luns/meta)" "$G" 'imported by the metadata file'
is "$(config "$G")" "${was/$((4 << 20))/$((6 << 20))}" 'with all of its properties'
outcome '' 'stmfadm: filename /srv/luns/meta: in use' 1 stmfadm import-lu /srv/luns/meta
outcome '' 'stmfadm: filename /srv/luns/x: in use' 1 stmfadm create-lu -s 1m -p meta=/srv/luns/meta /srv/luns/x
fails 'the data file of a refused create-lu is gone' test -e /srv/luns/x
stmfadm delete-lu "$G"
mv /srv/luns/data /srv/luns/moved
outcome '' 'stmfadm: data file error' 1 stmfadm import-lu /srv/luns/meta
outcome '' 'stmfadm: meta file error' 1 stmfadm create-lu -s 1m -p meta=/srv/none/m /srv/luns/x
outcome '' 'stmfadm: meta file error' 1 stmfadm create-lu -s 1m -p meta=m /srv/luns/x
outcome '' 'stmfadm: meta file error' 1 stmfadm create-lu -p meta=/srv/luns/moved /srv/luns/moved
fails 'nothing is left of them' test -e /srv/luns/x
rm -f /srv/luns/*

# --- made by illumos: the golden files, with a file system behind them
python3 - "$GOLDEN" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
import make
for name, end in ('be', make.BIG), ('le', make.LITTLE):
    lu = make.lu11(end, 8 << 20, vendor=b'SUN', product=b'COMSTAR', alias=b'/export/' + name.encode())
    with open('/srv/luns/' + name, 'wb') as f:
        f.write(bytes(4096) + make.chain(end, [(make.LU11, lu), (make.PGR, make.pgr(end))]))
        f.truncate(65536 + (8 << 20))
    lu = make.lu10(end, 65536 + (8 << 20))
    with open('/srv/luns/v10-' + name, 'wb') as f:
        f.write(bytes(4096) + make.chain(end, [(make.LU10, lu)]))
        f.truncate(65536 + (8 << 20))
PY
cp /srv/luns/le /srv/luns/copy
for f in be le v10-be v10-le; do
	mkfs.ext4 -q -E offset=65536 -F /srv/luns/$f 8m 2>/dev/null
	G=$(import /srv/luns/$f)
	is "$G" 600144F0C0A8010200005F5E100A0001 "$f: imported"
	outcome '' 'stmfadm: guid in use' 1 stmfadm import-lu /srv/luns/copy
	show "$G"
	works "$f: its file system is mounted at the initiator" mount "$D" /mnt/lu
	echo hello >/mnt/lu/greeting
	umount /mnt/lu
	stmfadm modify-lu -p alias=$f "$G"
	stmfadm delete-lu "$G"
	is "$(import /srv/luns/$f)/$(field "$G" Alias)" "$G/$f" "$f: changed, and imported once more"
	stmfadm delete-lu "$G"
	works "$f: the file system is sound" fsck.ext4 -fn "/srv/luns/$f?offset=65536"
done
rm /srv/luns/*

# --- damaged: every byte of the metadata in use, truncated, oversized
G=$(create_lu -s 1m -p alias=whole /srv/luns/whole)
stmfadm delete-lu "$G"
python3 - <<'PY' >/tmp/damaged
import ctypes
lib = ctypes.CDLL('libstmf.so.1')
lib.stmfLastErrorText.restype = ctypes.c_char_p
whole = open('/srv/luns/whole', 'rb').read()
used = int.from_bytes(whole[4112:4120], 'little')

def accepted(image):
    """Imported, written to, or refused without naming the file."""
    with open('/srv/luns/bad', 'wb') as f:
        f.write(image)
    code = lib.stmfImportLu(0, b'/srv/luns/bad', None)
    why = lib.stmfLastErrorText().decode()
    with open('/srv/luns/bad', 'rb') as f:
        same = f.read() == image
    return not (code & 0x8000 and same and why.startswith('/srv/luns/bad: '))

flips = range(4096, used)
print([n for n in flips if accepted(whole[:n] + bytes([whole[n] ^ 0x55]) + whole[n + 1:])])
ends = [0, 1, 4095, 4096, 4103, 4143, 4144, 4200, used - 1, 65535, 65536, len(whole) - 1]
print([n for n in ends if accepted(whole[:n])])
print(len(flips))
PY
is "$(sed -n 1p /tmp/damaged)" '[]' "refused whichever of $(sed -n 3p /tmp/damaged) bytes is damaged, and not written"
is "$(sed -n 2p /tmp/damaged)" '[]' 'refused wherever the file is cut off'
is "$(import /srv/luns/whole)" "$G" 'the whole one is imported'
stmfadm delete-lu "$G"
# --- no room: nothing is left behind, nothing is changed
mount -t tmpfs -o size=256k none /srv/small
dd if=/dev/zero of=/srv/small/ballast bs=4k 2>/dev/null
outcome '' 'stmfadm: could not create meta file' 1 stmfadm create-lu -s 2m /srv/small/new
is "$(ls /srv/small)" ballast 'no room for metadata: no file is left'
truncate -s 200k /srv/small/ballast
truncate -s 3m /srv/small/old
dd if=/dev/zero of=/srv/small/ballast bs=4k seek=50 2>/dev/null
sum=$(md5sum </srv/small/old)
outcome '' 'stmfadm: could not create meta file' 1 stmfadm create-lu -p alias=one /srv/small/old
is "$(md5sum </srv/small/old)" "$sum" 'no room for metadata: the file is as it was'
umount /srv/small
finish
