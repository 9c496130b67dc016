#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lio.sh [LUS...]: what one view costs when it is projected onto LIO: that many logical
# units, all mapped to 16 initiators at each of 4 iSCSI targets; the view adds one more,
# 4 LUNs and 64 mapped LUNs. A table, one line for each size; milliseconds.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../guest/lib.sh"

HERE=$(dirname "$0")
NEW=600144F3000000000000000000000000

setup || exit
for t in 1 2 3 4; do
	stmfctl create-target --fabric iscsi --portal 127.0.0.1:$((3260 + t)) iqn.2026-11.org.example:t$t >/dev/null || exit
done
stmfadm create-hg all
for i in {1..16}; do
	stmfadm add-hg-member -g all iqn.2026-11.org.example:h$i || exit
done
mkdir -p /srv/luns
stmfadm create-lu -s 1m -p guid=$NEW /srv/luns/new >/dev/null || exit

printf '%6s %8s %9s %9s %9s\n' LUs mappings add-view remove create-lu
at=0
[ $# -gt 0 ] || set -- 125 250 500 1000
for n; do
	start=$(date +%s%N)
	made=$((n - at))
	while [ "$at" -lt "$n" ]; do
		g=$(printf '600144F1%024X' "$at")
		stmfadm create-lu -s 1m -p guid="$g" "/srv/luns/$at" >/dev/null &&
			stmfadm add-view -h all -n "$at" "$g" || exit
		at=$((at + 1))
	done
	each=$((($(date +%s%N) - start) / made))
	printf '%6d %8d' "$n" $((n * 64))
	"$HERE/views.py" $NEW all 9000 | tr -d '\n'
	awk -v ns=$each 'BEGIN { printf " %9.2f\n", ns / 1e6 }'
done
echo 'ms; create-lu: with its add-view, both by stmfadm, the mean of those that were added'
