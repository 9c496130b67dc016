#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Commands of the disk provider from the initiator's side, with sg3_utils: verify,
# compare and write, unmap, write same, mode and log pages, supported commands,
# reservations; on a file by direct I/O, a file in the page cache, a block device.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

g=${G}30
sbd_setup || { nok setup; finish; }

block() { head -c "${2:-512}" /dev/zero | tr '\0' "$1"; }
# put LBA LETTER [BYTES]: write blocks full of a letter; get LBA BLOCKS: md5 of blocks
put() { block "$2" "${3:-512}" | dd of="$D" bs=512 seek="$1" oflag=direct 2>/dev/null iflag=fullblock conv=notrunc; }
get() { dd if="$D" bs=512 skip="$1" count="$2" iflag=direct 2>/dev/null | md5sum; }
same() { is "$(get "$1" $(($3 / 512)))" "$(block "$2" "$3" | md5sum)" "$4"; }
quiet() { while [ -n "$(sense "$1" 00 00 00 00 00 00)" ]; do :; done; }
info() { sg_raw -v "$@" 2>&1 | awk '/Raw sense data/ { getline; print $1, $4 $5 $6 $7; exit }'; }
hex() { od -An -tx1 -v | tr -d ' \n'; }

verify_commands() {
	put 0 A 8192
	block A 1024 >/tmp/aa
	block B 512 >/tmp/b
	{ block A 700; block B 324; } >/tmp/ab
	works 'VERIFY(10), no data' sg_verify -l 0 -c 16 "$S"
	works 'VERIFY(16), no data' sg_verify -S -l 0 -c 16 "$S"
	works 'VERIFY(10) of equal data' sg_verify -E 1 -n 1024 -i /tmp/aa -l 2 -c 2 "$S"
	is "$(sense -s 1024 -i /tmp/ab "$S" 2f 02 00 00 00 02 00 00 02 00)" 0e/1d/00 'of other data: MISCOMPARE'
	is "$(info -s 1024 -i /tmp/ab "$S" 2f 02 00 00 00 02 00 00 02 00)" 'f0 000002bc' 'whose information is the offset'
	is "$(sense -s 512 -i /tmp/aa "$S" 2f 06 00 00 00 02 00 00 0e 00)" '' 'VERIFY of one block with each'
	is "$(sense -s 512 -i /tmp/b "$S" 2f 06 00 00 00 02 00 00 0e 00)" 0e/1d/00 'and of another one'
	is "$(sense -s 1024 -i /tmp/aa "$S" af 02 00 00 00 02 00 00 00 02 00 00)" '' 'VERIFY(12)'
	is "$(sense -s 1024 -i /tmp/ab "$S" 8f 02 00 00 00 00 00 00 00 02 00 00 00 02 00 00)" 0e/1d/00 'VERIFY(16)'
	is "$(sense "$S" 2f 20 00 00 00 02 00 00 02 00)" 05/24/00 'VRPROTECT is refused'
	is "$(sense -s 512 -i /tmp/b "$S" 2f 04 00 00 00 02 00 00 01 00)" 05/24/00 'a reserved BYTCHK is refused'
	is "$(sense -s 512 -i /tmp/b "$S" 2e 02 00 00 00 03 00 00 01 00)" '' 'WRITE AND VERIFY(10)'
	same 3 B 512 'has written'
	is "$(sense -s 512 -i /tmp/b "$S" ae 00 00 00 00 04 00 00 00 01 00 00)" '' 'WRITE AND VERIFY(12)'
	is "$(sense -s 512 -i /tmp/b "$S" 8e 02 00 00 00 00 00 00 00 05 00 00 00 01 00 00)" '' 'WRITE AND VERIFY(16)'
	same 3 B 1536 'have written'
	same 6 A 512 'no more than that'
}

# the results of a hundred overlapping ORWRITEs and COMPARE AND WRITEs must be those of some order
atomic_commands() {
	local n last=$(($1 - 1)) wins=0 pids=()
	put 0 '\0' 8192
	{ block '\0' 1024; block C 1024; } >/tmp/caw
	works 'COMPARE AND WRITE of two blocks' sg_compare_and_write -l 4 -n 2 -i /tmp/caw -x 2048 "$S"
	same 4 C 1024 'has written'
	is "$(sense -s 2048 -i /tmp/caw "$S" 89 00 00 00 00 00 00 00 00 04 00 00 00 02 00 00)" 0e/1d/00 \
		'again: MISCOMPARE'
	same 4 C 1024 'has not written'
	{ block '\0' 130560; block D 130560; } >/tmp/caw255
	put 0 '\0' 262144
	works 'of 255 blocks' sg_compare_and_write -l 1 -n 255 -i /tmp/caw255 -x 261120 "$S"
	same 1 D 130560 'has written'
	put 0 '\0' 8192
	for n in 1 2 4 8 16 32 64; do
		printf "\\x$(printf %02x $n)" >/tmp/bit
		{ cat /tmp/bit; head -c 511 /dev/zero; } >/tmp/or$n
		sg_raw -s 512 -i /tmp/or$n "$S" 8b 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 >/dev/null 2>&1 &
		pids+=($!)
	done
	wait "${pids[@]}"
	is "$(dd if="$D" bs=512 count=1 iflag=direct 2>/dev/null | head -c 2 | hex)" 7f00 'ORWRITEs at once: all bits are set'
	put 0 '\0'
	pids=()
	{ block '\0' 512; block E 512; } >/tmp/race
	for n in 1 2 3 4 5 6; do
		sg_compare_and_write -l 0 -n 1 -i /tmp/race -x 1024 "$S" >/dev/null 2>&1 &
		pids+=($!)
	done
	for n in "${pids[@]}"; do wait "$n" && wins=$((wins + 1)); done
	is $wins 1 'of six COMPARE AND WRITEs at once one wins'
	is "$(sense -s 1024 -i /tmp/race "$S" 89 00 00 00 00 00 00 00 00 00 00 00 00 02 00 00)" 05/0e/03 \
		'less data than blocks: refused'
	# shellcheck disable=SC2046
	is "$(sense -s 1024 -i /tmp/race "$S" 89 00 00 00 00 00 $(printf '%02x %02x %02x %02x' $((last >> 24 & 255)) \
		$((last >> 16 & 255)) $((last >> 8 & 255)) $((last & 255))) 00 00 00 02 00 00)" 05/21/00 'beyond the end'
}

thin_commands() {
	local thin
	thin=$(sg_vpd -p lbpv -r "$S" | hex)
	is "${thin:8:8}" "$1" 'VPD B2h'
	[ "$1" = 00000000 ] && {
		is "$(sense -s 24 -i /dev/zero "$S" 42 00 00 00 00 00 00 00 18 00)" 05/20/00 'no UNMAP'
		is "$(sense -s 512 -i /dev/zero "$S" 41 08 00 00 00 00 00 00 01 00)" 05/24/00 'WRITE SAME: no UNMAP bit'
		return
	}
	put 0 F 1048576
	works 'UNMAP' sg_unmap -f -l 512,1024 -n 256,8 "$S"
	same 0 F 262144 'what is before it is as before'
	same 768 F 131072 'what is behind it is as before'
	[ "${1:2:2}" = e0 ] || same 512 '\0' 131072 'LBPRZ: it reads as zeros'
	is "$(sense -s 24 -i /tmp/past "$S" 42 00 00 00 00 00 00 00 18 00)" 05/21/00 'UNMAP beyond the end'
	is "$(sense -s 4 -i /dev/zero "$S" 42 00 00 00 00 00 00 00 04 00)" 05/1a/00 'UNMAP with half a header'
	is "$(sense -s 24 -i /dev/zero "$S" 42 01 00 00 00 00 00 00 18 00)" 05/24/00 'UNMAP, anchored: refused'
	works 'UNMAP of nothing' sg_unmap -f -l 0 -n 0 "$S"
	put 0 F 1048576
	works 'WRITE SAME(16) with UNMAP' sg_write_same -S -U -l 16 -n 240 -i /dev/zero -x 512 "$S"
	same 16 '\0' 122880 'reads as zeros'
	same 256 F 131072 'what is behind it is as before'
	works 'WRITE SAME(16) without data' sg_write_same -S -N -l 256 -n 256 "$S"
	same 256 '\0' 131072 'reads as zeros'
	block G 512 >/tmp/g
	works 'WRITE SAME(10) of data' sg_write_same -l 512 -n 2048 -i /tmp/g -x 512 "$S"
	same 512 G 1048576 'it is there, as often as told'
	works 'WRITE SAME(16) with UNMAP, of data' sg_write_same -S -U -l 0 -n 16 -i /tmp/g -x 512 "$S"
	same 0 G 8192 'writes them'
	is "$(sense -s 512 -i /tmp/g "$S" 93 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00)" 05/24/00 'WRITE SAME of no blocks'
	works 'blkdiscard' blkdiscard -o 65536 -l 65536 "$D"
	works 'blkdiscard -z' blkdiscard -z -o 131072 -l 1048576 "$D"
	same 256 '\0' 1048576 'reads as zeros'
}

pages_and_lists() {
	local op
	works 'all mode pages' sg_modes -a "$S"
	works 'log pages' sg_logs -a "$S"
	is "$(sg_logs -p 0 -r "$S" | hex)" 00000002002f 'LOG SENSE: supported pages'
	is "$(sense -r 64 "$S" 4d 00 4d 00 00 00 00 00 40 00)" 05/24/00 'a log page that is not there'
	for p in 0x00 0x80 0x83 0x86 0xb0 0xb1 0xb2; do works "VPD $p" sg_inq -p $p "$S"; done
	is "$(sense -r 64 "$S" 12 01 b3 00 40 00)" 05/24/00 'no VPD B3h'
	is "$(sg_vpd -p bl -r "$S" | hex | cut -c1-12)" 00b0003c01ff 'COMPARE AND WRITE: 255 blocks'
	works 'READ CAPACITY(16)' sg_readcap -l "$S"
	works 'self-test' sg_senddiag -t "$S"
	works 'REPORT SUPPORTED OPERATION CODES' sg_opcodes "$S"
	works 'with time-outs' sg_opcodes -R "$S"
	is "$(sg_opcodes --opcode=0x2f -r "$S" 2>/dev/null | hex)" 0003000a2f16ffffffff1fffff00 'VERIFY(10): usage data'
	is "$(sg_opcodes --opcode=0x04 -r "$S" 2>/dev/null | hex)" 00010000 'FORMAT UNIT: not supported'
	works 'task management functions' sg_opcodes -m "$S"
	# each command that is listed is known, the others aren't
	sg_opcodes -u "$S" 2>/dev/null | awk '$1 ~ /^[0-9a-f][0-9a-f]$/ { print $1 }' | sort -u >/tmp/ops
	for op in $(printf '%02x ' $(seq 0 95) $(seq 128 191)); do
		case $op in
		[01]?) cdb='04 00 00 00 00' ;;
		[2-5]?) cdb='04 00 00 00 00 00 00 00 00' ;;
		*) cdb='04 00 00 00 00 00 00 00 00 00 00' ;;
		esac
		[[ $op != [89]? ]] || cdb+=' 00 00 00 00'
		# shellcheck disable=SC2086
		case $(sense "$S" "$op" $cdb)/$(grep -c "^$op$" /tmp/ops) in
		05/20/00/0) ;;
		05/20/00/* | */0) echo "$op" ;;
		esac
	done >/tmp/lies
	is "$(cat /tmp/lies)" '' 'what is listed is known, and nothing else'
	works 'START STOP UNIT' sg_start --stop "$S"
	works 'PRE-FETCH(10)' sg_raw "$S" 34 00 00 00 00 00 00 00 10 00
	works 'PRE-FETCH(16)' sg_raw "$S" 90 00 00 00 00 00 00 00 00 00 00 00 00 10 00 00
	works 'SYNCHRONIZE CACHE of a range' sg_sync -l 16 -c 16 "$S"
	works 'GET LBA STATUS' sg_get_lba_status -l 0 "$S"
}

mode_select() {
	quiet "$S"
	sg_modes -d -p 8 -r "$S" >/tmp/mode 2>/dev/null
	is "$(sg_modes -d -p 8 -c 1 -r "$S" | hex | cut -c17-24)" 08120400 'WCE is changeable'
	works 'MODE SELECT: WCE off' sg_wr_mode -p 8 -c "8,12,0,0,0,0,0,0,0,0,0,0,20,0,0,0,0,0,0,0" "$S"
	is "$(sg_modes -d -p 8 -r "$S" | hex | cut -c17-24)" 08120000 'it is off'
	works 'MODE SELECT: WCE on' sg_wr_mode -p 8 -c "8,12,4,0,0,0,0,0,0,0,0,0,20,0,0,0,0,0,0,0" "$S"
	is "$(sg_modes -d -p 8 -r "$S" | hex | cut -c17-24)" 08120400 'it is on'
	is "$(sense "$S" 00 00 00 00 00 00)" '' 'who has switched it isn'\''t told'
	printf '\0\0\0\0\x08\x12\x05\0\0\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0' >/tmp/ms
	is "$(sense -s 24 -i /tmp/ms "$S" 15 10 00 00 18 00)" 05/26/00 'another bit: refused'
	is "$(sense -s 12 -i /tmp/ms "$S" 15 10 00 00 0c 00)" 05/1a/00 'half a page: refused'
	is "$(sense -s 24 -i /tmp/ms "$S" 15 11 00 00 18 00)" 05/24/00 'SP: refused'
}

reservations() {
	quiet "$S"
	works 'register, with APTPL' sg_persist -n --out --register --param-sark=abc --param-aptpl "$S"
	works 'reserve' sg_persist -n --out --reserve --param-rk=abc --prout-type=1 "$S"
	is "$(sg_persist -n -i -k "$S" | grep -c 0xabc)" 1 'keys'
	works 'report capabilities' sg_persist -n -i -c "$S"
	works 'full status' sg_persist -n -i -s "$S"
	is "$(cat /etc/target/pr/aptpl_* | grep -c sa_res_key=2748)" 1 'APTPL: it is on disk'
	works 'release' sg_persist -n --out --release --param-rk=abc --prout-type=1 "$S"
	works 'clear' sg_persist -n --out --clear --param-rk=abc "$S"
	works 'RESERVE(6)' sg_raw "$S" 16 00 00 00 00 00
	works 'RELEASE(6)' sg_raw "$S" 17 00 00 00 00 00
}

# EXTENDED COPY: only between LUs that permit it, and that the sender may reach
copies() {
	local from=${G}71 to=${G}72 other=${G}73 n S1 S2 S3 D2
	for n in 1 2 3; do truncate -s $((65536 + SIZE)) /srv/t/copy$n; done
	lu "$from" 11 path=/srv/t/copy1 3pc=1 || nok 'LU to copy from'
	S1=$S
	put 0 K 1048576
	lu "$to" 12 path="$LOOP" 3pc=1 || nok 'LU to copy to'
	S2=$S D2=$D
	lu "$other" 13 path=/srv/t/copy3 || nok 'LU that is not copied'
	S3=$S
	for n in "$S1" "$S2" "$S3"; do quiet "$n"; done
	is "$(sg_inq -r "$S1" | od -An -tu1 -j5 -N1 | awk '{ print int($1 / 8) % 2 }')" 1 'INQUIRY: 3PC'
	works 'EXTENDED COPY: operating parameters' sg_copy_results -p "$S1"
	sg_dd if=/dev/zero of="$S2" bs=512 count=2048 2>/dev/null
	works 'EXTENDED COPY' sg_xcopy if="$S1" of="$S2" iflag=xcopy bs=512 count=1024 bpt=500 skip=0 seek=16
	D=$D2
	same 16 K 524288 'the blocks are there'
	is "$(get 0 16)" "$(block '\0' 8192 | md5sum)" 'those before them are as before'
	is "$(get 1040 1000)" "$(block '\0' 512000 | md5sum)" 'those behind them too'
	fails 'to one that does not permit it' sg_xcopy if="$S1" of="$S3" iflag=xcopy bs=512 count=16
	works 'reserved by another' sg_persist -n --out --register --param-sark=abc "$S2"
	works 'reserved by another' sg_persist -n --out --reserve --param-rk=abc --prout-type=1 "$S2"
	fails 'to one that is reserved' sg_xcopy if="$S1" of="$S2" iflag=xcopy bs=512 count=16
	works 'released' sg_persist -n --out --clear --param-rk=abc "$S2"
	set_param "$to" wp=1
	quiet "$S2"
	fails 'to one that is write protected' sg_xcopy if="$S1" of="$S2" iflag=xcopy bs=512 count=16
	set_param "$to" wp=0
	quiet "$S2"
	works 'and then again' sg_xcopy if="$S1" of="$S2" iflag=xcopy bs=512 count=16 seek=4096
	echo 0 >"$CFS/logical_units/$to/views/0/enable"
	fails 'to one that is mapped and not admitted' sg_xcopy if="$S1" of="$S2" iflag=xcopy bs=512 count=16
	is "$(copy_to "$to")" 0a/0d/02 'COPY TARGET DEVICE NOT REACHABLE'
	echo 1 >"$CFS/logical_units/$to/views/0/enable"
	same 0 '\0' 8192 'nothing was written'
	is "$(copy_to "$to")" '' 'admitted again: copied'
	drop "$from" 11
	drop "$to" 12
	drop "$other" 13
}

# copy_to GUID: sense of an EXTENDED COPY of one block from S1
copy_to() {
	python3 - "${G}71" "$1" >/tmp/xcopy <<-'PY'
		import struct, sys
		out = bytes([0, 0, 0, 64, 0, 0, 0, 0]) + struct.pack('>II', 28, 0)
		for guid in sys.argv[1:3]:
		    out += bytes([0xe4, 0, 0, 0, 1, 3, 0, 16]) + bytes.fromhex(guid) + bytes(5) + b'\0\2\0'
		out += struct.pack('>BBHHHHHQQ', 2, 0, 24, 0, 1, 0, 1, 0, 0)
		sys.stdout.buffer.write(out)
	PY
	sense -s 108 -i /tmp/xcopy "$S1" 83 00 00 00 00 00 00 00 00 00 00 00 00 6c 00 00
}

SIZE=$((8 << 20))
{ printf '\0\x16\0\x10\0\0\0\0\0\0\0\0'; printf '\0\0\x3f\xff\0\0\0\x02\0\0\0\0'; } >/tmp/past
truncate -s $((65536 + SIZE)) /srv/t/cached /srv/t/loop
head -c $((65536 + SIZE)) /dev/zero >/srv/e/direct
LOOP=$(losetup -f --show /srv/t/loop)
modprobe null_blk nr_devices=1 gb=1 memory_backed=1 discard=0 2>/dev/null
for store in /srv/t/cached /srv/e/direct "$LOOP" /dev/nullb0; do
	thin=00e40200
	[ "$store" != "$LOOP" ] || thin=00e00200
	[ "$store" != /dev/nullb0 ] || thin=00000000
	[ -e "$store" ] || { skip "$store is not there"; continue; }
	lu "$g" 2 path="$store" size=$SIZE || { nok "LU on $store"; continue; }
	echo "# $store"
	quiet "$S"
	verify_commands
	atomic_commands $((SIZE / 512))
	thin_commands $thin
	drop "$g" 2
done
copies
lu "$g" 2 path=/srv/e/direct || nok 'LU'
pages_and_lists
mode_select
reservations
put 0 H 1048576
is "$(sense -s 24 -i /tmp/past "$S" 42 00 00 00 00 00 00 00 18 00)" 05/21/00 'the list is checked before anything is done'
sg_unmap -f -l 256 -n 256 "$S"
is "$(sg_get_lba_status -r -m 88 -l 0 "$S" 2>/dev/null | hex | cut -c17-80)" \
	0000000000000000000001000000000000000000000001000000010001000000 'GET LBA STATUS: mapped, deallocated'
set_param "$g" wp=1
quiet "$S"
for cdb in '42 00 00 00 00 00 00 00 18 00' '41 00 00 00 00 00 00 00 01 00' '2e 00 00 00 00 00 00 00 01 00' \
	'8b 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00' '89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00'; do
	# shellcheck disable=SC2086
	is "$(sense -s 512 -i /dev/zero "$S" $cdb)" 07/27/00 "write protected: ${cdb%% *}h"
done
drop "$g" 2
finish
