#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A disk's writes are recorded, in the order in which the medium has them (dm-log-writes).
# Whenever power might be cut, each write that was acknowledged as stable is on the medium.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
g=${G}61
sbd_setup || { nok setup; finish; }
modprobe dm_mod 2>/dev/null
if ! has_target log-writes; then
	skip 'dm-log-writes'
	finish
fi
truncate -s 16M /srv/t/data
truncate -s 96M /srv/t/log
DATA=$(losetup -f --show /srv/t/data)
LOG=$(losetup -f --show /srv/t/log)

# recorded MODE KEY=VALUE...: how many of 100 acknowledged writes the medium did not have
recorded() {
	local mode=$1
	shift
	dmsetup create --noudevsync rec --table "0 $(blockdev --getsz "$DATA") log-writes $DATA $LOG" && dmsetup mknodes rec &&
		lu "$g" 1 path=/dev/mapper/rec "$@" || { nok "$*: LU"; return; }
	settle "$S"
	python3 "$HERE/logwrites.py" write "$D" rec 100 "$mode" || nok "$*: writes"
	drop "$g" 1 && dmsetup remove --noudevsync rec || nok "$*: removed"
	python3 "$HERE/logwrites.py" check "$LOG" $((65536 / 512))
}

is "$(recorded direct wcd=1)" 'acknowledged=100 missing=0' 'no write cache: each write is on the medium'
is "$(recorded dsync wcd=0)" 'acknowledged=100 missing=0' 'FUA: likewise'
is "$(recorded fsync wcd=0)" 'acknowledged=100 missing=0' 'SYNCHRONIZE CACHE: what was before it'
out=$(recorded direct wcd=0)
if [[ $out =~ ^acknowledged=100\ missing=[1-9] ]]; then ok "with a write cache, not each one (${out#* })"; else nok "with a write cache: $out"; fi
losetup -d "$DATA" "$LOG"
finish
