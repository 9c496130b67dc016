#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh count|rate [TEXT [TIMES]]: in a guest, what an I/O costs through stmf_sbd and through LIO's
# own backends on the same stores, by loopback on both sides. "count" prints ns of virtual
# time an I/O, which are instructions with QEMU's -icount; "rate" prints I/Os a second.
# TEXT: only the stores whose line has it; TIMES: the median of so many [3].

# shellcheck source=tests/guest/sbd.sh
cd "$(dirname "$0")/../../tests/guest" || exit
. ./sbd.sh
mode=${1:-rate} only=${2-} times=${3:-3}
what='I/Os a second'
[ "$mode" != count ] || what='instructions an I/O'
g=${G}70
MB=64
PATTERNS=(randread:4 randwrite:4 read:128 write:128)

cc -O2 -o /tmp/bench_io ../../scripts/guest/bench_io.c || exit
sbd_setup || exit
modprobe null_blk nr_devices=0 2>/dev/null
modprobe -a target_core_mod target_core_file target_core_iblock 2>/dev/null

# null NAME KEY=VALUE...: a device in memory. Sets NULL. Older kernels number them.
null() {
	local dir=/sys/kernel/config/nullb/$1 p
	NULL=/dev/$1
	mkdir "$dir" || return
	shift
	for p in queue_mode=2 "$@"; do echo "${p#*=}" >"$dir/${p%%=*}" || return; done
	echo 1 >"$dir/power" && wait_for 5 test -b "$NULL"
}

# lio BACKEND CONTROL: a logical unit of LIO's own at LUN 1. Sets D
lio() {
	local dev=$LIO/core/${1}_0/b
	mkdir -p "${dev%/*}" && mkdir "$dev" && echo "$2" >"$dev/control" && echo 1 >"$dev/enable" &&
		mkdir "$T/lun/lun_1" && ln -s "$dev" "$T/lun/lun_1/b" && find_disk "$HOST" 1
}

unlio() { rm "$T/lun/lun_1/b" && rmdir "$T/lun/lun_1" "$LIO/core/${1}_0/b"; }

# cost DISK PATTERN:KIB DEPTH: the median
cost() {
	local bytes=$((${2#*:} << 10)) n
	echo none >"/sys/block/${1##*/}/queue/scheduler"
	for ((n = 0; n < times; n++)); do
		# no disk that is slow fits into memory
		[ "$mode" = count ] || { sync && echo 3 >/proc/sys/vm/drop_caches; }
		if [ "$mode" = count ]; then
			/tmp/bench_io "$1" "${2%:*}" $bytes "$3" $((bytes > 65536 ? 512 : 2048)) || echo 0
		else
			fio --name=b --filename="$1" --ioengine=libaio --direct=1 --rw="${2%:*}" --bs=$bytes --iodepth="$3" \
				--size=60m --time_based --runtime=3 --ramp_time=0.3 --norandommap --minimal 2>/dev/null |
				awk -F';' '{ print int($8 + $49) }'
		fi
	done | sort -n | sed -n $((times / 2 + 1))p
}

# costs DISK: fills COSTS, by pattern and depth
declare -A COSTS THEIRS
costs() {
	local pattern depth
	for depth in 1 32; do
		for pattern in "${PATTERNS[@]}"; do
			COSTS[$pattern:$depth]=$(cost "$1" "$pattern" $depth)
		done
	done
}

table() {
	local pattern depth
	for depth in 1 32; do
		for pattern in "${PATTERNS[@]}"; do
			printf '%s\n' "$1" "${pattern%:*}" "${pattern#*:}" $depth "${COSTS[$pattern:$depth]}" \
				"${THEIRS[$pattern:$depth]}"
		done
	done | paste -sd'\t\t\t\t\t\n' | awk -F'\t' '{
		printf "%-24s %-9s %3dk %3d %10d %10d %6.2f\n", $1, $2, $3, $4, $5, $6, $6 ? $5 / $6 : 0 }'
}

# compare TEXT BACKEND CONTROL KEY=VALUE...: LIO's, then ours; a device can't be both's
compare() {
	local text=$1 backend=$2 control=$3 key
	[[ $text == *"$only"* ]] || return 0
	shift 3
	lio "$backend" "$control" || { echo "$text: LIO's failed"; return 1; }
	costs "$D"
	for key in "${!COSTS[@]}"; do THEIRS[$key]=${COSTS[$key]}; done
	unlio "$backend"
	lu "$g" 0 "$@" || { echo "$text: ours failed"; return 1; }
	costs "$D"
	drop "$g" 0
	table "$text"
}

# two FILE: FILE and FILE.lio
two() {
	head -c $((MB << 20 | 65536)) /dev/zero >"$1" && cp "$1" "$1.lio" && sync
}

printf '%-24s %-9s %4s %3s %10s %10s %6s\n' "$what" pattern size qd ours LIO ratio
null nullb0 size=$((MB + 1)) memory_backed=0 irqmode=0 || exit
compare 'device, iblock' iblock udev_path="$NULL" path="$NULL"
two /srv/t/bench
compare 'file in tmpfs, fileio' fileio "fd_dev_name=/srv/t/bench.lio,fd_dev_size=$((MB << 20)),fd_buffered_io=1" \
	path=/srv/t/bench buffered=1
rm /srv/t/bench*

# a file system on a device in memory, without and with a time that it takes
on_device() {
	null "$1" size=$((4 * MB)) memory_backed=1 hw_queue_depth=128 "${@:2}" && mkfs.ext4 -q "$NULL" &&
		mkdir "/srv/$1" && mount "$NULL" "/srv/$1" && two "/srv/$1/bench"
}
on_device nullb1 irqmode=0 || exit
compare 'file in ext4, fileio' fileio "fd_dev_name=/srv/nullb1/bench.lio,fd_dev_size=$((MB << 20)),fd_buffered_io=1" \
	path=/srv/nullb1/bench buffered=1
[ "$mode" != count ] || exit 0
on_device nullb2 irqmode=2 completion_nsec=1000000 || exit
compare 'file, 1 ms disk, fileio' fileio "fd_dev_name=/srv/nullb2/bench.lio,fd_dev_size=$((MB << 20))" path=/srv/nullb2/bench
compare 'file, 1 ms, fd_async_io' fileio "fd_dev_name=/srv/nullb2/bench.lio,fd_dev_size=$((MB << 20)),fd_async_io=1" \
	path=/srv/nullb2/bench
