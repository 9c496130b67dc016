#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Eight writers (commands, configfs, netlink) and four loops of I/O at the same time: no
# wrong access, no update lost, and model, repository and LIO agree in the end.
#
#	38-concurrent.sh [SECONDS]

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

SECONDS_OF_IT=${1:-10}
T=iqn.2026-11.org.example:t1

setup || { nok setup; finish; }
mkdir -p /srv/luns
# made GUID
made() { stmfadm create-lu -s 2m -p guid="$1" /srv/luns/"$1" >/dev/null || nok "create-lu $1"; }
READERS=(wwn.50014050000000A1 wwn.50014050000000A2 iqn.2026-11.org.example:r2 iqn.2026-11.org.example:r3)
made 600144F0000000000000000000005000
for w in {0..7}; do
	stmfadm create-hg w$w
	made 600144F000000000000000000000${w}001
	made 600144F000000000000000000000${w}002
done
for i in 1 2; do
	stmfctl create-target --fabric loopback --initiator ${READERS[i - 1]} wwn.500140500000000$i >/dev/null
done
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $T >/dev/null
for r in {0..3}; do
	g=600144F000000000000000000000900$r
	truncate -s $((65536 + (2 << 20))) /srv/luns/$g
	python3 -c "
import sys
sys.stdout.buffer.seek(65536)
sys.stdout.buffer.write(b'steady $r'.ljust(4096, b'.') * 512)" 1<>/srv/luns/$g
	made $g
	stmfadm add-hg-member -g w$r ${READERS[r]}
	stmfadm add-view -h w$r -n 0 $g
done
for r in 2 3; do
	iscsi_login ${READERS[r]} >/dev/null || nok "login of ${READERS[r]}"
done
DISKS=()
for r in {0..3}; do
	kind=loopback
	[ $r -gt 1 ] && kind=iscsi
	wait_for 10 eval "[ -b \"\$(disk $kind 600144F000000000000000000000900$r)\" ]" || nok "disk of reader $r"
	DISKS+=("$(disk $kind 600144F000000000000000000000900$r)")
done

out=$("$(dirname "$0")/writers.py" "$SECONDS_OF_IT" "${DISKS[@]}" 2>&1)
is "$?: $(grep -v '^#' <<<"$out")" '0: ' "writers and readers for $SECONDS_OF_IT s"
echo "$out" | grep '^#'

lio() { (cd $LIO && find core/sbd_0 loopback iscsi -not -path '*/statistics*' -printf '%p %l\n' | sort); }
was=$(lio)
kill -HUP $STMFD
sleep 0.5
works 'stmfd answers' stmfctl ping
is "$(lio)" "$was" 'a sync of the whole finds nothing left to do'
iscsi_logout
finish
