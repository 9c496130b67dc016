#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# scale.sh [SIZE...]: how commands grow with the configuration, up to 8,192 logical
# units, 2,048 host groups and 16,384 views. A table, one line for each size: lists in
# seconds, one view added and removed in milliseconds.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../guest/lib.sh"

HERE=$(dirname "$0")

# now WHAT COMMAND...: seconds it took, of three times the best
now() {
	local best=999 start end
	for _ in 1 2 3; do
		start=$(date +%s%N)
		"$@" >/dev/null || return 1
		end=$(date +%s%N)
		best=$(awk -v b="$best" -v t=$((end - start)) 'BEGIN { t /= 1e9; print t < b ? t : b }')
	done
	printf '%9.3f' "$best"
}

kernel_view() {
	local v=$CFS/logical_units/600144F1000000000000000000000001/views/2
	mkdir $v && echo g1 >$v/host_group && echo 9001 >$v/lun && echo 1 >$v/enable && rmdir $v
}

modprobe stmf
echo initialized >$CFS/config_state
printf '%6s %7s %7s %9s %9s %9s %9s %9s %9s\n' LUs groups views list-lu list-hg list-view add-view remove configfs
[ $# -gt 0 ] || set -- 1024 2048 4096 8192
for n; do
	"$HERE/scale.py" "$n"
	stmfd 2>>/tmp/stmfd.log &
	daemon=$!
	wait_for 120 stmfctl ping || { cat /tmp/stmfd.log; exit 1; }
	row=$(printf '%6d %7d %7d' "$n" $((n / 4)) $((2 * n)))
	row+=$(now stmfadm list-lu)$(now stmfadm list-hg -v)
	row+=$(now stmfadm list-view -l 600144F1000000000000000000000001)" "
	row+=$("$HERE/views.py" view 600144F1000000000000000000000001 g1 9000)
	row+=$(now kernel_view | awk '{ printf " %9.2f", $1 * 1000 }')
	echo "$row" | tee -a /tmp/rows
	kill $daemon
	wait $daemon
done
echo 'lists: s; add-view and remove-view through stmfd: ms; configfs: both of them by mkdir, echo and rmdir, ms'
echo
echo 'add-view:'
awk '{ printf "%6d %6.2f ms ", $1, $7; for (i = 0; i < $7 * 4; i++) printf "#"; print "" }' /tmp/rows
