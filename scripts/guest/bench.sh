#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bench.sh MODE: in a guest, what an I/O costs through stmf_sbd and through LIO's own
# backends on the same stores. Loopback on both sides. MODE: "count" prints ns of
# virtual time an I/O, which is instructions with QEMU's -icount; "rate" prints IOPS.

# shellcheck source=tests/guest/sbd.sh
cd "$(dirname "$0")/../../tests/guest" || exit
. ./sbd.sh
mode=${1:-rate}

sbd_setup || exit
modprobe -a target_core_mod target_core_file target_core_iblock target_core_user null_blk 2>/dev/null
g=${G}70
MB=64

# stores: NULL, a block device in memory; FILE, a file in memory; SLOW, a file on a device with latency
null() { # NAME KEY=VALUE...
	local d=/sys/kernel/config/nullb/$1 p
	mkdir -p "$d" || return
	shift
	for p; do echo "${p#*=}" >"$d/${p%%=*}" || return; done
	echo 1 >"$d/power"
}
modprobe null_blk nr_devices=0
null fast size=$((MB + 1)) memory_backed=0 irqmode=0 queue_mode=2
null slow size=128 memory_backed=1 irqmode=2 completion_nsec=1000000 queue_mode=2 hw_queue_depth=128
FAST=/dev/nullb0 SLOW=/dev/nullb1
[ -b /dev/fast ] && FAST=/dev/fast
[ -b /dev/slow ] && SLOW=/dev/slow
mkfs.ext4 -q "$SLOW" && mkdir -p /srv/slow && mount "$SLOW" /srv/slow || exit
head -c $((MB << 20 | 65536)) /dev/zero >/srv/t/bench
head -c $((MB << 20 | 65536)) /dev/zero >/srv/slow/bench
sync

# lio BACKEND CONTROL: a LU of LIO's own at LUN 1; ours KEY=VALUE...: of stmf_sbd at LUN 0
lio() {
	mkdir -p "$LIO/core/$1" && mkdir "$LIO/core/$1/b" && echo "$2" >"$LIO/core/$1/b/control" &&
		echo 1 >"$LIO/core/$1/b/enable" && mkdir "$T/lun/lun_1" && ln -s "$LIO/core/$1/b" "$T/lun/lun_1/b" &&
		find_disk "$HOST" 1
}
unlio() { rm "$T/lun/lun_1/b" && rmdir "$T/lun/lun_1" "$LIO/core/$1/b"; }

scheduler() { echo none >"/sys/block/${1##*/}/queue/scheduler"; }

# cost DISK RW BS DEPTH: one number
cost() {
	scheduler "$1"
	if [ "$mode" = count ]; then
		python3 - "$1" "$2" "$3" <<-'PY'
			import mmap, os, sys, time
			path, rw, size = sys.argv[1], sys.argv[2], int(sys.argv[3]) << 10
			fd = os.open(path, os.O_RDWR | os.O_DIRECT)
			n = 2000 if size < 65536 else 300
			blocks = (60 << 20) // size
			m = mmap.mmap(-1, size)
			x = 88172645463325252
			offs = []
			for i in range(n + n // 10):
			    x ^= x << 13 & (1 << 64) - 1; x ^= x >> 7; x ^= x << 17 & (1 << 64) - 1
			    offs.append(x % blocks * size if 'rand' in rw else i % blocks * size)
			io = os.pwritev if 'write' in rw else os.preadv
			for o in offs[:n // 10]: io(fd, [m], o)
			i0 = float(open('/proc/uptime').read().split()[1])
			t = time.perf_counter_ns()
			for o in offs[n // 10:]: io(fd, [m], o)
			t = time.perf_counter_ns() - t
			idle = float(open('/proc/uptime').read().split()[1]) - i0
			print(int((t - idle * 1e9) / n))
		PY
	else
		fio --name=b --filename="$1" --ioengine=libaio --direct=1 --rw="$2" --bs="$3"k --iodepth="$4" --size=60m \
			--time_based --runtime="${SECONDS_EACH:-3}" --ramp_time=0.3 --norandommap --minimal 2>/dev/null |
			awk -F';' '{ print $8 + $49 }'
	fi
}

# median: of three lines
median() { sort -n | sed -n 2p; }

# row WHAT RW BS DEPTH OURS THEIRS
row() {
	awk -v w="$1" -v rw="$2" -v bs="$3" -v d="$4" -v a="$5" -v b="$6" \
		'BEGIN { printf "%-22s %-9s %4sk %3s %10d %10d %6.2f\n", w, rw, bs, d, a, b, b ? a / b : 0 }'
}

# compare WHAT RW BS DEPTH: D0 (ours) and D1 (LIO's), in turn, the median of three
compare() {
	local ours=() peer=()
	for _ in 1 2 3; do
		ours+=("$(cost "$D0" "$2" "$3" "$4")")
		peer+=("$(cost "$D1" "$2" "$3" "$4")")
	done
	row "$@" "$(printf '%s\n' "${ours[@]}" | median)" "$(printf '%s\n' "${peer[@]}" | median)"
}

# series WHAT BACKEND CONTROL KEY=VALUE...
series() {
	local what=$1 backend=$2 control=$3 rw depth
	shift 3
	lio "$backend" "$control" || { echo "$what: LIO's $backend failed" >&2; return 1; }
	D1=$D
	lu "$g" 0 "$@" || { echo "$what: ours failed" >&2; return 1; }
	D0=$D
	for depth in ${DEPTHS}; do
		for rw in randread randwrite; do compare "$what" $rw 4 "$depth"; done
		for rw in read write; do compare "$what" $rw 128 "$depth"; done
	done
	drop "$g" 0
	unlio "$backend"
}

[ "$mode" = count ] && DEPTHS=1 || DEPTHS='1 32'
printf '%-22s %-9s %5s %3s %10s %10s %6s\n' "$([ "$mode" = count ] && echo 'instructions per I/O' || echo IOPS)" \
	pattern size qd ours LIO ratio
# a device can't be opened exclusively twice: a partition of it each isn't the same; so one after the other
bdev() {
	local rw depth
	local -A theirs
	lio iblock_0 "udev_path=$FAST" || return
	D1=$D
	scheduler "$D1"
	for depth in $DEPTHS; do
		for rw in randread:4 randwrite:4 read:128 write:128; do
			theirs[$rw:$depth]=$(for _ in 1 2 3; do cost "$D1" ${rw%:*} ${rw#*:} "$depth"; done | median)
		done
	done
	unlio iblock_0
	lu "$g" 0 path="$FAST" || return
	for depth in $DEPTHS; do
		for rw in randread:4 randwrite:4 read:128 write:128; do
			row 'device, iblock' ${rw%:*} ${rw#*:} "$depth" \
				"$(for _ in 1 2 3; do cost "$D" ${rw%:*} ${rw#*:} "$depth"; done | median)" \
				"${theirs[$rw:$depth]}"
		done
	done
	drop "$g" 0
}
bdev
cp /srv/t/bench /srv/t/bench1
series 'file in memory, fileio' fileio_0 "fd_dev_name=/srv/t/bench1,fd_dev_size=$((MB << 20)),fd_buffered_io=1" \
	path=/srv/t/bench buffered=1
if [ "$mode" != count ]; then
	cp /srv/slow/bench /srv/slow/bench1
	sync
	series 'file, 1 ms disk, fileio' fileio_0 "fd_dev_name=/srv/slow/bench1,fd_dev_size=$((MB << 20))" path=/srv/slow/bench
fi
