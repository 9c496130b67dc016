# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # defined here and used in tests; the reverse
# What the tests of the disk provider share: logical units without the daemon, on
# a loopback target, and commands to them.

# shellcheck source=tests/guest/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

T=$LIO/loopback/naa.5001405000000001/tpgt_1
TARGET=wwn.5001405000000001
IQN=iqn.2026-11.org.example:sbd
BASE=$(new_guid)
G=${BASE:0:30}

# make GUID KEY=VALUE...: a backstore with these parameters, not enabled
make() {
	local d=$LIO/core/sbd_0/$1 p
	shift
	mkdir "$d" || return
	for p; do echo "$p" >"$d/control" || return; done
}

enable() { echo 1 >"$LIO/core/sbd_0/$1/enable"; }

# lu GUID LUN KEY=VALUE...: a logical unit, with a view, mapped to the loopback host
lu() {
	local guid=$1 lun=$2 l=$CFS/logical_units/${1^^} n
	shift 2
	make "$guid" "$@" && enable "$guid" && mkdir "$l" && echo online >"$l/state" &&
		mkdir "$l/views/0" && echo "$lun" >"$l/views/0/lun" && echo 1 >"$l/views/0/enable" || return
	n=$((lun > 255 ? lun | 0x4000 : lun))
	mkdir "$T/lun/lun_$n" && ln -s "$LIO/core/sbd_0/$guid" "$T/lun/lun_$n/lu" && find_disk "$HOST" $n
}

# find_disk HOST LUN: sets D and S, its sd and sg nodes
find_disk() {
	local n block sg
	for ((n = 0; n < 200; n++)); do
		block=(/sys/class/scsi_device/"$1":*:*:"$2"/device/block/*)
		sg=(/sys/class/scsi_device/"$1":*:*:"$2"/device/scsi_generic/*)
		D=/dev/${block[0]##*/} S=/dev/${sg[0]##*/}
		# a node is there a moment before its disk can be opened
		[ -b "$D" ] && [ -c "$S" ] && { : <"$D"; } 2>/dev/null && return
		nap 0.05
	done
	return 1
}

# drop GUID LUN
drop() {
	local l=$CFS/logical_units/${1^^} n=$(($2 > 255 ? $2 | 0x4000 : $2))
	rm "$T/lun/lun_$n/lu" && rmdir "$T/lun/lun_$n" "$l/views/0" && rmdir "$LIO/core/sbd_0/$1" "$l"
}

# refused ERRNO WHAT COMMAND...: fails, and for that reason
refused() {
	local reason=$1 what=$2 out
	shift 2
	out=$(LC_ALL=C "$@" 2>&1)
	case $? in
	0) nok "$what" ;;
	*) if [[ $out == *"$reason"* ]]; then ok "$what"; else nok "$what: $out"; fi ;;
	esac
}

set_param() { echo "$2" >"$LIO/core/sbd_0/$1/control"; }

# raw ARGS...: "KEY/ASC/ASCQ" of a command's sense data, or nothing. Unit attentions
# come from mapping LUNs.
raw() {
	local out
	while :; do
		out=$(sg_raw -v "$@" 2>&1 | awk '/Raw sense data/ { getline; print $3 "/" $13 "/" $14; exit }')
		[[ $out == 06/* ]] || break
	done
	echo "$out"
}

# has_target NAME: of device mapper
has_target() { modprobe -q "dm_${1//-/_}"; dmsetup targets 2>/dev/null | grep -q "^$1 "; }

# luns DEVICE: what REPORT LUNS lists
luns() { sg_luns "$1" | sed -n 's/^ *\([0-9a-f]\{16\}\)$/\1/p' | tr '\n' ' '; }

# settle DEVICE: take its unit attention
settle() { raw "$1" 00 00 00 00 00 00 >/dev/null; }

# verify DISK [FIO ARGS...]: random writes of changing sizes, read back
verify() {
	local disk=$1
	shift
	fio --name=v --filename="$disk" --ioengine=libaio --direct=1 --iodepth=16 \
		--rw=randwrite --bsrange=4k-64k --size=4m --verify=crc32c --verify_fatal=1 \
		--minimal "$@" >/tmp/fio.out 2>&1
}

# sbd_setup: modules, a loopback target with our nexus, file systems
sbd_setup() {
	mkdir -p /etc/target/pr /etc/target/alua /srv/t /srv/e
	modprobe -a stmf stmf_sbd tcm_loop sd_mod sg loop ext4 || return
	mkdir -p "$LIO/core/sbd_0" "$T" || return
	mount -t tmpfs -o size=400m none /srv/t || return
	mkfs.ext4 -q /dev/vda && mount /dev/vda /srv/e || return
	echo naa.50014050000000a1 >"$T/nexus"
	HOST=$(hosts loopback)
	mkdir "$CFS/targets/$TARGET" && echo loopback >"$CFS/targets/$TARGET/provider" || return
	echo online >"$CFS/targets/$TARGET/state"
	echo online >$CFS/state
}

# sense ARGS...: like raw, but shows unit attentions too
sense() {
	sg_raw -v "$@" 2>&1 | awk '/Raw sense data/ { getline; print $3 "/" $13 "/" $14; exit }'
}
