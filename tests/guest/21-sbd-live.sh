#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Changes of an enabled logical unit by its control attribute: size, write
# protect, write cache, alias, URL; what two initiators are told of them.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

g=${G}20
MIB=$((1 << 20))
sbd_setup || { nok setup; finish; }

# attention: "KEY/ASC/ASCQ" of the next TEST UNIT READY, or nothing
attention() { sense -r 0 "$1" 00 00 00 00 00 00; }
blocks() { sg_readcap "$1" | sed -n 's/.*Number of logical blocks=\([0-9]*\).*/\1/p'; }
quiet() { while [ -n "$(attention "$1")" ]; do :; done; }
param() { sed -n "s/^$1=//p" "$LIO/core/sbd_0/$g/info"; }
wce() { sg_modes -d -p 8 -r "$1" | od -An -tu1 -j10 -N1 | awk '{ print int($1 / 4) % 2 }'; }

# a second nexus: another loopback target port
T2=$LIO/loopback/naa.5001405000000002/tpgt_1
mkdir -p "$T2"
echo naa.50014050000000a2 >"$T2/nexus"
mkdir "$CFS/targets/wwn.5001405000000002"
echo loopback >"$CFS/targets/wwn.5001405000000002/provider"
echo online >"$CFS/targets/wwn.5001405000000002/state"
for h in $(hosts loopback); do [ "$h" = "$HOST" ] || HOST2=$h; done

second() {
	mkdir "$T2/lun/lun_$1" && ln -s "$LIO/core/sbd_0/$g" "$T2/lun/lun_$1/lu" && find_disk "$HOST2" "$1"
	S2=$S
}
unsecond() { rm "$T2/lun/lun_$1/lu" && rmdir "$T2/lun/lun_$1"; }

truncate -s $((65536 + 8 * MIB)) /srv/t/live /srv/t/loop
LOOP=$(losetup -f --show /srv/t/loop)

for store in /srv/t/live "$LOOP"; do
	lu "$g" 3 path="$store" size=$((4 * MIB)) || nok "LU on $store"
	S1=$S
	second 3
	quiet "$S1"
	quiet "$S2"
	is "$(attention "$S1")$(attention "$S2")" '' "$store: no unit attention"

	# size
	works "$store: larger" set_param "$g" size=$((6 * MIB))
	is "$(attention "$S1")" 06/2a/09 'CAPACITY DATA HAS CHANGED for one initiator'
	is "$(attention "$S1")" '' 'once'
	sg_inq "$S2" >/dev/null
	sg_luns "$S2" >/dev/null
	is "$(attention "$S2")" 06/2a/09 'INQUIRY and REPORT LUNS leave it to the next command'
	is "$(blocks "$S1")" $((6 * MIB / 512)) 'new capacity'
	works "$store: smaller" set_param "$g" size=$((2 * MIB))
	is "$(blocks "$S1")" $((2 * MIB / 512)) 'READ CAPACITY swallows it'
	is "$(attention "$S1")" '' 'it is gone'
	is "$(sg_requests -r "$S2" 2>/dev/null | od -An -tx1 | awk 'NR == 1 { print $3 "/" $13 "/" $14 }')" 06/2a/09 \
		'REQUEST SENSE tells it as data'
	is "$(attention "$S2")" '' 'once'
	is "$(sense -r 512 "$S1" 28 00 00 00 10 00 00 00 01 00)" 05/21/00 'what is cut off is out of range'
	works 'the same size again' set_param "$g" size=$((2 * MIB))
	is "$(attention "$S1")$(attention "$S2")" '' 'is no change'
	refused 'File too large' 'beyond the end of the store' set_param "$g" size=$((8 * MIB + 512))
	refused 'Invalid argument' 'a part of a block' set_param "$g" size=$((2 * MIB + 1))
	refused 'out of range' 'less than 1 MiB' set_param "$g" size=$((MIB - 512))
	is "$(blocks "$S1") $(param size)" "$((2 * MIB / 512)) $((2 * MIB))" 'refused changes change nothing'
	works "$store: all of it" set_param "$g" size=max
	is "$(attention "$S1")" 06/2a/09 'CAPACITY DATA HAS CHANGED'
	is "$(blocks "$S2")" $((8 * MIB / 512)) 'all there is'

	# write protect
	works "$store: write protect" set_param "$g" wp=1
	is "$(attention "$S1")" 06/2a/01 'MODE PARAMETERS CHANGED'
	is "$(sense -s 512 -i /dev/zero "$S1" 2a 00 00 00 00 00 00 00 01 00)" 07/27/00 'WRITE is refused'
	works "$store: and off" set_param "$g" wp=0
	is "$(attention "$S2")" 06/2a/01 'several changes are one unit attention'
	quiet "$S1"
	is "$(sense -s 512 -i /dev/zero "$S1" 2a 00 00 00 00 00 00 00 01 00)" '' 'WRITE works again'

	# write cache
	if [ "$(wce "$S1")" = 1 ]; then
		works "$store: write cache off" set_param "$g" wcd=1
		is "$(attention "$S1")" 06/2a/01 'MODE PARAMETERS CHANGED'
		is "$(wce "$S1") $(param wcd)" '0 1' 'WCE is 0'
		works "$store: and on" set_param "$g" wcd=0
		quiet "$S1"
		is "$(wce "$S1") $(param wcd)" '1 0' 'WCE is 1'
	else
		nok "$store has no cache"
	fi
	quiet "$S2"

	# texts
	works 'alias' set_param "$g" alias=other
	is "$(attention "$S1")" '' 'is nobody else'\''s business'
	works 'management URL' set_param "$g" mgmt_url=http://b/
	is "$(attention "$S1")" 06/2a/01 'MODE PARAMETERS CHANGED'
	is "$(stmfadm list-lu -v "$g" | sed -n 's/^ *\(Size\|Alias\|Management URL\) *: //p' | tr '\n' ' ')" \
		"other $((8 * MIB)) http://b/ " 'stmf.ko has the new values'
	refused 'Device or resource busy' 'block size' set_param "$g" blk=4096
	unsecond 3
	drop "$g" 3
done

# a store that grows
lu "$g" 3 path=/srv/t/live || nok 'LU on a file'
quiet "$S"
truncate -s $((65536 + 16 * MIB)) /srv/t/live
is "$(blocks "$S")" $((8 * MIB / 512)) 'a grown file changes nothing by itself'
works 'read its size again' set_param "$g" size=0
is "$(attention "$S")" 06/2a/09 'CAPACITY DATA HAS CHANGED'
is "$(blocks "$S")" $((16 * MIB / 512)) 'the new size'
drop "$g" 3

# a store that can't be written
losetup -d "$LOOP"
LOOP=$(losetup -r -f --show /srv/t/loop)
make "$g" path="$LOOP"
refused 'Read-only file system' 'a read only device without wp' enable "$g"
rmdir "$LIO/core/sbd_0/$g"
lu "$g" 3 path="$LOOP" wp=1 || nok 'LU on a read only device'
refused 'Read-only file system' 'its write protection stays' set_param "$g" wp=0
is "$(param wp)" 1 'and is shown'
drop "$g" 3

# under load: each command ends well or with the new capacity's error
truncate -s $((65536 + 64 * MIB)) /srv/t/live
lu "$g" 3 path=/srv/t/live || nok 'LU'
fio --name=load --filename="$D" --ioengine=libaio --direct=1 --iodepth=16 --rw=randrw --bs=16k --size=1m \
	--time_based --runtime=5 --verify=crc32c --minimal >/tmp/fio.out 2>&1 &
load=$!
for n in $(seq 30); do
	set_param "$g" size=$(((n % 2 ? 32 : 64) * MIB)) || nok "size under load $n"
	set_param "$g" wcd=$((n % 2)) || nok "wcd under load $n"
	sleep 0.1
done
wait $load
is $? 0 'resized and switched 30 times under load: no error, no wrong data'
drop "$g" 3
finish
