#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The disk provider, without the daemon: parameters, identity, data, errors; from
# the initiator's side, through loopback and iSCSI.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

sbd_setup || { nok setup; finish; }
mkdir /srv/full
mount -t tmpfs -o size=1m none /srv/full

# --- parameters
fails 'a device that is not named by a GUID' mkdir "$LIO/core/sbd_0/lun0"
fails 'a GUID that does not begin with 6' mkdir "$LIO/core/sbd_0/5${BASE:1}"
truncate -s $((65536 + (4 << 20))) /srv/t/small
X=${G}00
make "$X"
for p in size=1k 'size= 1' blk=513 blk=256 wp=2 colour=red path=small vid=123456789 nonsense; do
	fails "parameter $p" set_param "$X" "$p"
done
fails 'a path that configfs would cut' set_param "$X" "path=/$(head -c 4095 /dev/zero | tr '\0' x)"
refused 'Invalid argument' 'enable without a path' enable "$X"
set_param "$X" path=/srv/t/none
refused 'No such file' 'enable on nothing' enable "$X"
set_param "$X" path=/srv/t
refused 'Is a directory' 'enable on a directory' enable "$X"
set_param "$X" path=/dev/null
refused 'Invalid argument' 'enable on a character device' enable "$X"
mkfifo /srv/t/fifo
set_param "$X" path=/srv/t/fifo
refused 'Invalid argument' 'enable on a FIFO' enable "$X"
set_param "$X" path=/srv/t/small
set_param "$X" size=$((5 << 20))
refused 'File too large' 'enable beyond the end of the store' enable "$X"
set_param "$X" size=$(((1 << 20) + 1))
refused 'Invalid argument' 'enable with a part of a block' enable "$X"
set_param "$X" size=$((1 << 19))
refused 'out of range' 'enable with less than 1 MiB' enable "$X"
set_param "$X" size=0
set_param "$X" alias=one,two
works 'enable' enable "$X"
refused 'Device or resource busy' 'serial of an enabled LU' set_param "$X" serial=1
works 'alias of an enabled LU' set_param "$X" alias=three
make "${G}01" path=/srv/t/small
refused 'Device or resource busy' 'a second LU on one file' enable "${G}01"
set_param "${G}01" path=/srv/e/other
truncate -s 2m /srv/e/other
works 'the same LU elsewhere' enable "${G}01"
lower=$(echo "$X" | tr A-F a-f)
if make "$lower" path=/srv/t/small2 2>/dev/null; then
	truncate -s 2m /srv/t/small2
	refused 'File exists' 'a second LU with one GUID, in the other case' enable "$lower"
	rmdir "$LIO/core/sbd_0/$lower"
fi
rmdir "$LIO/core/sbd_0/$X" "$LIO/core/sbd_0/${G}01"

# --- identity
for g in "${G}10" "${G}11" 6fedcba9876543210fedcba987654321; do
	truncate -s 2m "/srv/t/$g"
	lu "$g" 0 path="/srv/t/$g" || nok "LU $g"
	is "$(sg_vpd -p di "$S" 2>/dev/null | sed -n 's/^ *0x\(6[0-9a-f]\{31\}\)$/\1/p' | tr a-f A-F)" \
		"${g^^}" "VPD 83h names $g"
	drop "$g" 0
done
g=${G}20
truncate -s 8m /srv/t/id
lu "$g" 0 path=/srv/t/id vid=ACME 'pid=A disk' 'serial=SN 4711' || nok 'LU with vid, pid, serial'
is "$(sg_inq "$S" | sed -n 's/.*identification: //p;s/.*revision level: //p')" "$(printf 'ACME    \nA disk          \n1.0 ')" \
	'vendor, product, revision'
is "$(sg_vpd -p sn -r "$S" | od -An -tx1 | tr -d ' \n')" 00800007534e2034373131 'VPD 80h has the serial number'
drop "$g" 0
lu "$g" 0 path=/srv/t/id || nok 'LU without a serial'
is "$(sg_vpd -p sn -r "$S" | od -An -tx1 | tr -d ' \n')" 0080000420202020 'VPD 80h has four spaces without one'
is "$(sg_inq "$S" | sed -n 's/.*identification: //p')" "$(printf 'SUN     \nCOMSTAR         ')" 'COMSTAR as default'
is "$(cat "/sys/block/${D##*/}/queue/write_cache")" 'write back' 'a file has a write cache'
works 'all mode pages' sg_modes -a "$S"
is "$(sg_vpd -p sv -r "$S" | od -An -tx1 | tr -d ' \n' | cut -c1-16)" 0000000700808386 'VPD 00h'
is "$(raw -r 64 "$S" 12 01 85 00 40 00)" 05/24/00 'no VPD 85h without a management URL'
set_param "$g" mgmt_url=http://a/
is "$(sg_vpd -p mna -r "$S" | od -An -tx1 | tr -d ' \n')" 008500100100000c687474703a2f2f612f000000 \
	'VPD 85h has the management URL'
is "$(raw "$S" 1b 00 00 00 00 00)" '' 'START STOP UNIT: stop'
is "$(raw "$S" 1b 00 00 00 02 00)" 05/24/00 'START STOP UNIT: eject'
for p in 0x86 0xb0 0xb1; do works "VPD page $p" sg_inq -p $p "$S"; done
is "$(raw -r 36 "$S" 12 00 80 00 24 00)" 05/24/00 'INQUIRY with a page but no EVPD'
is "$(raw -r 64 "$S" 83 00 00 00 00 00 00 00 00 00 00 00 00 40 00 00)" 05/20/00 'EXTENDED COPY is refused'
is "$(raw -r 64 "$S" 84 00 00 00 00 00 00 00 00 00 00 00 00 40 00 00)" 05/20/00 'RECEIVE COPY RESULTS is refused'

# --- ranges
last=$(((8 << 20) / 512 - 129))
is "$(sg_readcap "$S" | sed -n 's/.*Last LBA=\([0-9]*\).*/\1/p')" $last 'READ CAPACITY'
hex4() { printf '%02x %02x %02x %02x' $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)); }
# shellcheck disable=SC2046
{
	is "$(raw -r 512 "$S" 28 00 $(hex4 $last) 00 00 01 00)" '' 'READ(10) of the last block'
	is "$(raw -r 1024 "$S" 28 00 $(hex4 $last) 00 00 02 00)" 05/21/00 'READ(10) of two blocks there'
	is "$(raw -r 512 "$S" 28 00 ff ff ff ff 00 00 01 00)" 05/21/00 'READ(10) far out'
	is "$(raw -r 512 "$S" 88 00 ff ff ff ff ff ff ff ff 00 00 00 01 00 00)" 05/21/00 'READ(16) of the very last LBA'
	is "$(raw -r 512 "$S" 88 00 00 80 00 00 00 00 00 00 00 00 00 01 00 00)" 05/21/00 'READ(16) whose bytes overflow'
	is "$(raw -r 512 "$S" 88 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 00)" 05/21/00 'READ(16) of 2^32 - 1 blocks'
	head -c 1024 /dev/urandom >/tmp/1k
	is "$(raw -s 1024 -i /tmp/1k "$S" 2a 00 $(hex4 $last) 00 00 02 00)" 05/21/00 'WRITE(10) across the end'
	is "$(raw "$S" 35 00 $(hex4 $((last + 2))) 00 00 00 00)" 05/21/00 'SYNCHRONIZE CACHE beyond the end'
	is "$(raw "$S" 35 02 00 00 00 00 00 00 00 00)" '' 'SYNCHRONIZE CACHE, immediate'
	# more memory than the command asks for, and less
	works 'READ(10) of one block into 4 KiB' sg_raw -r 4096 "$S" 28 00 $(hex4 $last) 00 00 01 00
}
is "$(raw -r 64 "$S" a0 00 00 00 00 00 00 00 00 08 00 00)" 05/24/00 'REPORT LUNS into 8 bytes'
is "$(sg_raw -r 64 "$S" a0 00 00 00 00 00 00 00 00 10 00 00 2>&1 | grep -c 'Received 16 bytes')" 1 'REPORT LUNS into 16'
drop "$g" 0

# --- data: nothing outside of the LU changes
head -c $((4 << 20)) /dev/urandom >/srv/t/edge
head -c 65536 /srv/t/edge | md5sum >/tmp/head
tail -c 1048576 /srv/t/edge | md5sum >/tmp/tail
lu "$g" 0 path=/srv/t/edge size=$((3 * (1 << 20) - 65536)) || nok 'LU with a size'
is "$(blockdev --getsize64 "$D")" $((3 * (1 << 20) - 65536)) 'size as given'
dd if=/dev/zero of="$D" bs=64k oflag=direct 2>/dev/null
is "$(head -c 65536 /srv/t/edge | md5sum)" "$(cat /tmp/head)" 'the 64 KiB before the data are as before'
is "$(tail -c 1048576 /srv/t/edge | md5sum)" "$(cat /tmp/tail)" 'what is behind it is as before'
is "$(head -c $((3 << 20)) /srv/t/edge | tail -c +65537 | tr -d '\0' | wc -c)" 0 'the data are what was written'
drop "$g" 0

# --- data: written and read back, on all kinds of store
modprobe null_blk nr_devices=1 gb=1 memory_backed=1 2>/dev/null
modprobe scsi_debug dev_size_mb=64 2>/dev/null
sleep 1
debug=(/sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/*)
SD=/dev/${debug[0]##*/}
truncate -s 20m /srv/t/file /srv/e/file
truncate -s 20m /srv/t/loop
LOOP=$(losetup -f --show /srv/t/loop)
SGS=()
n=0
for s in /srv/t/file /srv/e/file "$LOOP" /dev/nullb0 "$SD"; do
	n=$((n + 1)) g=${G}3$n
	[ -e "$s" ] || { skip "$s is not there"; continue; }
	lu "$g" $n path="$s" || { nok "LU on $s"; continue; }
	SGS[n]=$S
	echo "# $s: $(sed -n 's/.*: \(.*I.O\|block device\)$/\1/p' "$LIO/core/sbd_0/$g/info")"
	works "$s: data survive" verify "$D"
	works "$s: SYNCHRONIZE CACHE" sg_sync "$S"
	works "$s: forced unit access" dd if=/dev/urandom of="$D" bs=4k count=8 oflag=direct,sync
	works "$s: 8 MiB at once" dd if=/dev/urandom of="$D" bs=8M count=1 oflag=direct
	dd if="$D" of=/tmp/b bs=512 count=1 iflag=direct 2>/dev/null
	cat /tmp/b /tmp/1k | head -c 1024 >/tmp/caw
	works "$s: COMPARE AND WRITE" sg_compare_and_write -l 0 -n 1 -i /tmp/caw -x 1024 "$S"
	fails "$s: COMPARE AND WRITE of other data" sg_compare_and_write -l 0 -n 1 -i /tmp/caw -x 1024 "$S"
done
is "$(luns "${SGS[1]}")" \
	'0001000000000000 0002000000000000 0003000000000000 0004000000000000 0005000000000000 ' \
	'REPORT LUNS lists them in order'
echo 0 >"$CFS/logical_units/${G}33/views/0/enable"
is "$(luns "${SGS[1]}")" \
	'0001000000000000 0002000000000000 0004000000000000 0005000000000000 ' \
	'but not what is mapped and not admitted'
echo 1 >"$CFS/logical_units/${G}33/views/0/enable"

# another backend's device in the same map
modprobe target_core_mod
mkdir -p $LIO/core/rd_mcp_0/ram && echo rd_pages=1024 >$LIO/core/rd_mcp_0/ram/control &&
	echo 1 >$LIO/core/rd_mcp_0/ram/enable && mkdir "$T/lun/lun_0" && ln -s $LIO/core/rd_mcp_0/ram "$T/lun/lun_0/r"
is "$(luns "${SGS[1]}" | cut -d' ' -f1)" 0000000000000000 "another backend's LUN is listed"
rm "$T/lun/lun_0/r"
rmdir "$T/lun/lun_0" $LIO/core/rd_mcp_0/ram $LIO/core/rd_mcp_0

# --- reservations
S=${SGS[1]}
settle "$S"
works 'PERSISTENT RESERVE OUT: register' sg_persist -n --out --register --param-sark=abc "$S"
works 'PERSISTENT RESERVE OUT: reserve' sg_persist -n --out --reserve --param-rk=abc --prout-type=1 "$S"
is "$(sg_persist -n -i -k "$S" | grep -c 0xabc)" 1 'PERSISTENT RESERVE IN: keys'
works 'PERSISTENT RESERVE OUT: clear' sg_persist -n --out --clear --param-rk=abc "$S"

# --- errors of the store
if [ -e "$SD" ]; then
	echo 2 >/sys/bus/pseudo/drivers/scsi_debug/opts
	S=${SGS[5]}
	# sector 1234h of the device is block 11b4h of the LU
	is "$(raw -r 512 "$S" 28 00 00 00 11 b4 00 00 01 00)" 03/11/00 'an unreadable block is a medium error'
	is "$(raw -s 1024 -i /tmp/caw "$S" 89 00 00 00 00 00 00 00 11 b4 00 00 00 01 00 00)" 03/11/00 \
		'for COMPARE AND WRITE too'
	echo 0 >/sys/bus/pseudo/drivers/scsi_debug/opts
	sg_raw -r 512 -o /tmp/b "$S" 28 00 00 00 00 00 00 00 01 00 >/dev/null 2>&1
	cat /tmp/b /tmp/1k | head -c 1024 >/tmp/caw
	works 'COMPARE AND WRITE still works after that' timeout 20 sg_compare_and_write -l 0 -n 1 -i /tmp/caw -x 1024 "$S"
fi
truncate -s 1m /srv/t/file
S=${SGS[1]}
is "$(raw -r 512 "$S" 28 00 00 00 40 00 00 00 01 00)" 03/11/00 'behind the end of a file that was cut: medium error'
truncate -s 1m /srv/e/file
S=${SGS[2]}
is "$(raw -r 512 "$S" 28 00 00 00 40 00 00 00 01 00)" 03/11/00 'the same by direct I/O'
for n in 1 2 3 4 5; do [ -d "$LIO/core/sbd_0/${G}3$n" ] && drop "${G}3$n" $n; done
g=${G}40
truncate -s 8m /srv/full/thin
lu "$g" 0 path=/srv/full/thin || nok 'LU on a full file system'
head -c 65536 /dev/urandom >/tmp/64k
for n in $(seq 0 2 32); do
	out=$(raw -s 65536 -i /tmp/64k "$S" 2a 00 00 00 "$(printf %02x "$n")" 00 00 00 80 00)
	[ -n "$out" ] && break
done
is "$out" 07/27/07 'no space in the file system: space allocation failed'
drop "$g" 0

# --- write protect, write cache
truncate -s 8m /srv/t/ro
chmod 400 /srv/t/ro
lu "$g" 0 path=/srv/t/ro wp=1 || nok 'write protected LU'
is "$(cat "/sys/block/${D##*/}/ro")" 1 'the initiator sees a read only disk'
is "$(raw -s 512 -i /tmp/1k "$S" 2a 00 00 00 00 00 00 00 01 00)" 07/27/00 'WRITE(10): write protected'
is "$(raw -s 1024 -i /tmp/1k "$S" 89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00)" 07/27/00 \
	'COMPARE AND WRITE: write protected'
works 'PERSISTENT RESERVE OUT is not a write' sg_persist -n --out --register --param-sark=abc "$S"
works 'it can be read' dd if="$D" of=/dev/null bs=64k iflag=direct
drop "$g" 0
truncate -s 8m /srv/t/wt
lu "$g" 0 path=/srv/t/wt wcd=1 || nok 'write-through LU'
is "$(cat "/sys/block/${D##*/}/queue/write_cache")" 'write through' 'wcd=1: no write cache'
is "$(raw -s 512 -i /tmp/1k "$S" 2a 08 00 00 00 00 00 00 01 00)" '' 'FUA is accepted nevertheless'
drop "$g" 0
# a loop device has a cache and no FUA: flushes are counted there
flushes() { awk '{ print $16 }' "/sys/block/$(basename "$LOOP")/stat"; }
lu "$g" 0 path="$LOOP" wcd=1 || nok 'write-through LU on a device with a cache'
before=$(flushes)
dd if=/dev/zero of="$D" bs=4k count=4 oflag=direct 2>/dev/null
works 'each write is flushed' test $(($(flushes) - before)) -ge 4
drop "$g" 0
lu "$g" 0 path="$LOOP" || nok 'write-back LU on a device with a cache'
before=$(flushes)
dd if=/dev/zero of="$D" bs=4k count=4 oflag=direct 2>/dev/null
is $(($(flushes) - before)) 0 'with the cache on they are not'
sg_sync "$S"
works 'SYNCHRONIZE CACHE flushes' test $(($(flushes) - before)) -ge 1
drop "$g" 0

# --- block sizes
for b in 2048 4096; do
	lu "$g" 0 path="$LOOP" blk=$b || nok "blk=$b"
	is "$(blockdev --getss "$D")" $b "blk=$b: block size"
	works "blk=$b: data survive" verify "$D" --bsrange=4k-32k
	drop "$g" 0
done

B=$LIO/../nullb/sbd4k
mkdir -p "$B" && echo 4096 >"$B/blocksize" && echo 64 >"$B/size" && echo 1 >"$B/memory_backed" && echo 1 >"$B/power"
for B in /dev/sbd4k /dev/nullb1; do [ -b "$B" ] && break; done
if [ -b "$B" ]; then
	make "${G}50" path="$B" blk=512
	refused 'Invalid argument' "a block smaller than the device's" enable "${G}50"
	rmdir $LIO/core/sbd_0/"${G}50"
	lu "$g" 0 path="$B" || nok 'LU on a device of 4 KiB blocks'
	is "$(blockdev --getss "$D")" 4096 "the default is the device's"
	works 'memory that begins in the middle of a page' python3 - "$D" <<-'PY'
		import mmap, os, sys
		fd = os.open(sys.argv[1], os.O_RDWR | os.O_DIRECT)
		data = os.urandom(16384)
		for start in 512, 2560:
		    m = memoryview(mmap.mmap(-1, 32768))[start:start + 16384]
		    m[:] = data
		    assert os.pwritev(fd, [m], 8192) == 16384
		    m[:] = bytes(16384)
		    assert os.preadv(fd, [m], 8192) == 16384
		    assert bytes(m) == data
	PY
	drop "$g" 0
fi

# --- iSCSI
P=$LIO/iscsi/$IQN/tpgt_1
truncate -s 24m /srv/e/net
if modprobe -a iscsi_target_mod iscsi_tcp stmf_iscsi && lu "$g" 300 path=/srv/e/net &&
	mkdir -p "$P/np/127.0.0.1:3260" "$P/lun/lun_0" "$P/acls/$ISCSI_INI/lun_16684" "$CFS/targets/$IQN"; then
	echo iscsit >"$CFS/targets/$IQN/provider"
	echo online >"$CFS/targets/$IQN/state"
	echo 0 >"$P/attrib/authentication"
	ln -s "$LIO/core/sbd_0/$g" "$P/lun/lun_0/lu"
	ln -s "$P/lun/lun_0" "$P/acls/$ISCSI_INI/lun_16684/lu"
	echo 1 >"$P/enable"
	works 'iSCSI login' iscsi_login $ISCSI_INI
	find_disk "$(hosts iscsi)" 16684
	works 'iSCSI: data survive' fio --name=v --filename="$D" --ioengine=libaio --direct=1 --iodepth=16 \
		--rw=randwrite --bsrange=4k-256k --size=6m --verify=crc32c --verify_fatal=1 --minimal
	is "$(raw -r 512 "$S" 28 00 ff ff ff ff 00 00 01 00)" 05/21/00 'iSCSI: out of range'
	is "$(luns "$S")" '412c000000000000 ' 'iSCSI: REPORT LUNS'
	works 'iSCSI: transfers of other lengths than the command says' iscsi-test-cu -i $ISCSI_INI \
		-t ALL.iSCSIResiduals.Read10Residuals "iscsi://127.0.0.1/$IQN/16684"
	fio --name=bg --filename="$D" --ioengine=libaio --direct=1 --iodepth=8 --rw=randrw --bs=4k --time_based \
		--runtime=6 --minimal >/dev/null 2>&1 &
	for n in 1 2 3; do
		sleep 0.5
		echo offline >"$CFS/logical_units/$g/state"
		sleep 0.5
		echo online >"$CFS/logical_units/$g/state"
	done
	wait $!
	works 'online again: readable' dd if="$D" of=/dev/null bs=4k count=16 iflag=direct
	iscsi_logout
	echo 0 >"$P/enable"
	rm "$P/acls/$ISCSI_INI/lun_16684/lu" "$P/lun/lun_0/lu"
	rmdir "$P/acls/$ISCSI_INI/lun_16684" "$P/acls/$ISCSI_INI" "$P/lun/lun_0" "$P/np/127.0.0.1:3260" "$P" "${P%/*}"
	drop "$g" 300
	rmdir "$CFS/targets/$IQN"
else
	nok 'iSCSI target'
fi

# --- unloading
rmdir "$CFS/targets/$TARGET"
echo NULL >"$T/nexus"
rmdir "$T" "${T%/*}" $LIO/loopback $LIO/iscsi $LIO/core/sbd_0 2>/dev/null
out=
for n in $(seq 20); do
	modprobe stmf_sbd && mkdir -p $LIO/core/sbd_0 && make "$g" path=/srv/t/wt && enable "$g" &&
		rmdir $LIO/core/sbd_0/"$g" $LIO/core/sbd_0 && modprobe -r stmf_sbd || { out="round $n"; break; }
done
is "$out" '' 'loaded, used and unloaded 20 times'
finish
