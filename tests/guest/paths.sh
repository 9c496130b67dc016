# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is defined here, tests use
# What multipath tests share: one logical unit joined by multipathd, with the kernel's
# ALUA handler, and fio that writes and verifies it while paths come and go.

# multipath_start: the real daemon, and udev, which it asks for disks
multipath_start() {
	cat >/etc/multipath.conf <<-'END'
		defaults {
			find_multipaths no
			user_friendly_names no
			polling_interval 1
			max_polling_interval 1
			path_grouping_policy group_by_prio
			path_selector "round-robin 0"
			prio alua
			path_checker tur
			failback immediate
			no_path_retry queue
			fast_io_fail_tmo 1
			checker_timeout 5
		}
		devices {
			device {
				vendor "SUN"
				product "COMSTAR"
				hardware_handler "1 alua"
			}
		}
		blacklist {
			devnode "^(vd|ubd|loop|ram|nullb|zram)"
		}
	END
	modprobe -a dm-multipath dm-round-robin scsi_dh_alua
	mkdir -p /run/udev /run/multipath
	/lib/systemd/systemd-udevd --daemon
	udevadm trigger --action=add --subsystem-match=block
	udevadm settle
	multipathd -d >/tmp/multipathd.log 2>&1 &
	MULTIPATHD=$!
	wait_for 300 multipathd show daemon
}

# wwid GUID: as multipathd names the disk
wwid() { echo "3${1,,}"; }
# What is asked in loops takes few processes: starting one is most of the work in an emulated guest.

# paths: "sdX dm-state checker-state priority" of each path of $MAP
paths() { multipathd show paths raw format '%w %d %t %T %p' | awk -v m="$MAP" '$1 == m { print $2, $3, $4, $5 }'; }
# ready N: that many paths can be used
ready() { paths | awk -v n="$1" '$2 == "active" && ($3 == "ready" || $3 == "ghost") { n-- } END { exit n != 0 }'; }
# all N: that many there are, and all of them can be used
all() { paths | awk -v n="$1" '$2 == "active" && ($3 == "ready" || $3 == "ghost") { good++ } END { exit good != n || NR != n }'; }
# prio DISK N: the priority that its ALUA state gives it
prio() { [ "$(paths | awk -v d="$1" '$1 == d { print $4 }')" = "$2" ]; }
# used DISK: I/Os that went this way, in $IOS
used() {
	local stat
	read -ra stat <"/sys/block/$1/stat"
	IOS=$((stat[0] + stat[4]))
}
more() { used "$1" && [ "$IOS" -gt "$2" ]; }
# goes_by DISK: new I/O takes this path
goes_by() {
	used "$1"
	wait_for 300 more "$1" $((IOS + 20))
}

# Not as fast as it can: in an emulated guest multipathd must get its turn.
io_start() {
	DM=$(basename "$(readlink -f "/dev/mapper/$MAP")")
	rm -f /run/enough
	(
		until [ -e /run/enough ]; do
			fio --name=io --filename="/dev/mapper/$MAP" --rw=randwrite --bs=4k --direct=1 \
				--ioengine=libaio --iodepth=4 --rate_iops=200 --size=4m --verify=crc32c --eta=never \
				--disk_util=0 --output=/tmp/fio.out || exit
		done
	) &
	FIO=$!
}
# moves: I/O of the joined disk does not stand still
moves() { goes_by "$DM"; }
# io_end: nothing failed, and what was written reads back
io_end() {
	touch /run/enough
	wait "$FIO"
	is $? 0 'no I/O failed, and all that was written reads back'
	grep -E 'err=' /tmp/fio.out | sed 's/^/# /'
	is "$(dmesg | grep -c 'Buffer I/O error on dev dm-')" 0 'nor did the kernel see an error of the joined disk'
}
multipath_stop() {
	multipath -f "$MAP"
	multipathd shutdown >/dev/null
	wait "$MULTIPATHD"
	udevadm control --exit
}
