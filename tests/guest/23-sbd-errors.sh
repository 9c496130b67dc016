#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# 23-sbd-errors.sh [SECONDS]: when the store of a disk fails: bad blocks, devices that vanish or break
# under load. Commands end, with sense data that say what it is; data survive the rest. SECONDS of
# verified load on each kind of store [6].

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
LOAD=${1:-6}
g=${G}40
DBG=/sys/bus/pseudo/drivers/scsi_debug
sbd_setup || { nok setup; finish; }
modprobe dm_mod 2>/dev/null
quiet() { while [[ $(sense "$1" 00 00 00 00 00 00) == 06/* ]]; do :; done; }
info() { sg_raw -v "$@" 2>&1 | awk '/Raw sense data/ { getline; print $1, $4 $5 $6 $7; exit }'; }
debug_disk() {
	local n d
	for ((n = 0; n < 100; n++)); do
		for d in "$DBG"/adapter*/host*/target*/*/block/*; do
			[ -b "/dev/${d##*/}" ] && echo "/dev/${d##*/}" && return
		done
		sleep 0.05
	done
	return 1
}

# --- bad blocks; sector 1234h of the device is block 11b4h of the LU
modprobe scsi_debug dev_size_mb=64 max_luns=1 || { nok scsi_debug; finish; }
SD=$(debug_disk) || { nok 'scsi_debug: no disk'; finish; }
lu "$g" 1 path="$SD" || nok "LU on $SD"
quiet "$S"
head -c 65536 /dev/urandom >/tmp/64k
echo 2 >$DBG/opts
is "$(sense -r 512 "$S" 28 00 00 00 11 b4 00 00 01 00)" 03/11/00 'a bad block: UNRECOVERED READ ERROR'
is "$(info -r 512 "$S" 28 00 00 00 11 b4 00 00 01 00)" 'f0 000011b4' 'with its LBA'
is "$(info -r 65536 "$S" 28 00 00 00 11 60 00 00 80 00)" 'f0 000011b4' 'in the middle of a long READ too'
is "$(info -s 65536 -i /tmp/64k "$S" 2f 02 00 00 11 60 00 00 80 00)" 'f0 000011b4' 'VERIFY'
is "$(info -s 1024 -i /tmp/64k "$S" 89 00 00 00 00 00 00 00 11 b4 00 00 00 01 00 00)" 'f0 000011b4' 'COMPARE AND WRITE'
is "$(sense -r 65536 "$S" 28 00 00 00 10 00 00 00 80 00)" '' 'other blocks are readable'
echo 0 >$DBG/opts
works 'and COMPARE AND WRITE has left nothing locked' timeout 20 \
	sg_raw -s 512 -i /tmp/64k "$S" 2a 00 00 00 11 b4 00 00 01 00
works 'data survive' verify "$D"

# --- vanishes under load
fio --name=load --filename="$D" --ioengine=libaio --direct=1 --iodepth=32 --rw=randrw --bs=16k --time_based \
	--runtime=30 --continue_on_error=none --minimal >/tmp/fio.out 2>&1 &
load=$!
sleep 1
sd=${SD##*/}
echo 1 >"/sys/block/$sd/device/delete"
works 'a device is deleted under load: every command ends' timeout 25 tail --pid=$load -f /dev/null
wait $load
is $(($? != 0)) 1 'and not well'
is "$(sense -r 512 "$S" 28 00 00 00 00 00 00 00 01 00)" 02/04/03 'READ: NOT READY, manual intervention required'
is "$(sense -s 512 -i /tmp/64k "$S" 2a 00 00 00 00 00 00 00 01 00)" 02/04/03 'WRITE'
is "$(sense "$S" 00 00 00 00 00 00)" 02/04/03 'TEST UNIT READY'
is "$(sense "$S" 35 00 00 00 00 00 00 00 00 00)" 02/04/03 'SYNCHRONIZE CACHE'
works 'INQUIRY still works' sg_inq "$S"
works 'and the LU can be removed' drop "$g" 1
modprobe -r scsi_debug

# --- device mapper: an error comes and goes; a command waits for a suspended device
if has_target error; then
	truncate -s $((65536 + (16 << 20))) /srv/t/dm
	LOOP=$(losetup -f --show /srv/t/dm)
	sectors=$(blockdev --getsz "$LOOP")
	dmsetup create --noudevsync bad --table "0 $sectors linear $LOOP 0" && dmsetup mknodes bad
	lu "$g" 1 path=/dev/mapper/bad || nok 'LU on device mapper'
	quiet "$S"
	works 'device mapper: data survive' verify "$D"
	table() { dmsetup suspend --noudevsync bad && dmsetup load bad --table "$1" && dmsetup resume --noudevsync bad; }
	# sector 2048 of the device is block 1920 of the LU
	table "0 2048 linear $LOOP 0
2048 8 error
2056 $((sectors - 2056)) linear $LOOP 2056"
	is "$(sense -r 65536 "$S" 28 00 00 00 07 40 00 00 80 00)" 03/11/00 'bad blocks: medium error'
	is "$(info -r 65536 "$S" 28 00 00 00 07 40 00 00 80 00)" 'f0 00000780' 'the first one is told'
	is "$(sense -s 65536 -i /tmp/64k "$S" 2a 00 00 00 07 40 00 00 80 00)" 03/0c/00 'WRITE: medium error'
	is "$(info -s 65536 -i /tmp/64k "$S" 2a 00 00 00 07 40 00 00 80 00)" 'f0 00000780' 'the first one is told'
	is "$(sense -s 512 -i /tmp/64k "$S" 41 00 00 00 07 40 00 00 80 00 | cut -c1-2)" 03 'WRITE SAME: medium error'
	works 'all of the rest is as good as ever' verify "$D" --offset=2m
	table "0 $sectors linear $LOOP 0"
	works 'healed: data survive' verify "$D"
	dmsetup suspend --noudevsync bad
	fio --name=w --filename="$D" --ioengine=libaio --direct=1 --iodepth=32 --rw=randread --bs=4k --size=1m --minimal \
		>/tmp/fio.out 2>&1 &
	load=$!
	sleep 2
	works 'a device that hangs: commands wait' kill -0 $load
	dmsetup resume --noudevsync bad
	wait $load
	is $? 0 'and go on'
	drop "$g" 1
	dmsetup remove --noudevsync bad
	losetup -d "$LOOP"
else
	skip 'device mapper'
fi

# --- a device that fails each write for a second, every two seconds
if has_target flakey; then
	truncate -s $((65536 + (24 << 20))) /srv/t/flakey
	LOOP=$(losetup -f --show /srv/t/flakey)
	dmsetup create --noudevsync flakey --table "0 $(blockdev --getsz "$LOOP") flakey $LOOP 0 1 1 1 error_writes" &&
		dmsetup mknodes flakey && lu "$g" 1 path=/dev/mapper/flakey || nok 'LU on a flakey device'
	quiet "$S"
	truncate -s 0 /tmp/ledger
	python3 "$HERE/ledger.py" write "$D" /tmp/ledger "$LOAD" direct >/tmp/written
	is "$? $(grep -c 'writes=[1-9].* errors=[1-9]' /tmp/written)" '0 1' "the initiator is told of writes that fail ($(cat /tmp/written))"
	works 'what was acknowledged is there' python3 "$HERE/ledger.py" check "$D" /tmp/ledger
	drop "$g" 1
	dmsetup remove --noudevsync flakey
	losetup -d "$LOOP"
else
	skip 'dm-flakey'
fi

# --- two stores hang, with more commands for workers than workers may begin; a third one does not
if has_target linear; then
	modprobe -q brd rd_nr=2 rd_size=8192
	for n in 0 1; do
		dmsetup create --noudevsync hang$n --table "0 16384 linear /dev/ram$n 0" && dmsetup mknodes hang$n &&
			lu "${G}7$n" $((n + 1)) path=/dev/mapper/hang$n || nok "LU on hang$n"
		hung[n]=$S
	done
	truncate -s $((65536 + (8 << 20))) /srv/t/alive
	lu "$g" 3 path=/srv/t/alive || nok 'LU on a file'
	for n in "${hung[@]}" "$S"; do quiet "$n"; done
	load=()
	for n in 0 1; do
		dmsetup suspend --noudevsync hang$n
		"$HERE/flood.py" "${hung[n]}" 200 2f 00 00 00 00 00 00 00 08 00 >/tmp/flood$n &
		load+=($!)
	done
	works '200 times VERIFY, to each of two devices that hang' wait_for 30 eval '[ "$(cat /tmp/flood? | grep -c given)" = 2 ]'
	works 'VERIFY of another store does not wait for them' timeout 20 sg_verify --lba=0 --count=8 "$S"
	for n in 0 1; do dmsetup resume --noudevsync hang$n; done
	wait "${load[@]}"
	is "$(cat /tmp/flood0 /tmp/flood1 | sort | uniq -c | tr -s ' \n' ' ')" ' 2 given 2 good=200 ' 'all go on'
	for n in 0 1; do drop "${G}7$n" $((n + 1)) && dmsetup remove --noudevsync hang$n || nok "hang$n: removed"; done
	drop "$g" 3
else
	skip 'device mapper'
fi

# --- mixed load with trim, verified, on each kind of store
truncate -s $((65536 + (32 << 20))) /srv/t/file /srv/t/loop
truncate -s $((65536 + (32 << 20))) /srv/e/direct
LOOP=$(losetup -f --show /srv/t/loop)
for p in /srv/t/file "/srv/e/direct" "/srv/e/direct buffered=1" "$LOOP" "$LOOP wcd=1"; do
	# shellcheck disable=SC2086
	lu "$g" 1 path=$p || { nok "LU on $p"; continue; }
	works "$p: reads, writes, trims, verified" timeout $((LOAD + 100)) fio --name=mix --filename="$D" --ioengine=libaio --direct=1 \
		--iodepth=16 --rw=randtrimwrite --bsrange=4k-256k --bs_unaligned=0 --size=16m --verify=crc32c --verify_fatal=1 \
		--time_based --runtime="$LOAD" --minimal
	works "$p: three writers of their own parts, verified" timeout $((LOAD + 100)) fio --filename="$D" --ioengine=libaio --direct=1 \
		--iodepth=8 --rw=randrw --bsrange=512-128k --verify=md5 --verify_fatal=1 --time_based --runtime="$LOAD" --minimal \
		--name=a --offset=0 --size=4m --name=b --offset=4m --size=4m --name=c --offset=8m --size=8m
	drop "$g" 1
done
finish
