#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# restore.sh LUS TARGETS INITIATORS [rtslib]: in a guest, how long it takes until a configuration
# is back at boot, from the start of stmfd until commands are answered; with rtslib,
# how long targetcli's restore takes for the same, in the same boot. One line of a table.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../guest/lib.sh"

HERE=$(dirname "$0")
LIMIT=1500

now() { date +%s%N; }
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b - a) / 1e9 }'; }
maps() { find $LIO/iscsi -path '*/acls/*/lun_*' -type l 2>/dev/null | wc -l; }

echo 1 >/proc/sys/kernel/printk
modprobe stmf
start_stmfd
stop_stmfd
"$HERE/restore.py" repository /var/lib/stmf/repository.db "$1" "$2" "$3" || exit
"$HERE/../guest/teardown.sh"
modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
modprobe stmf
modprobe -a iscsi_target_mod target_core_mod

begin=$(now)
stmfd 2>/tmp/stmfd.log &
STMFD=$!
wait_for $LIMIT stmfctl ping || { cat /tmp/stmfd.log; exit 1; }
ours=$(seconds "$begin" "$(now)")
cpu=$(awk '{ printf "%.2f+%.2f", $14 / 100, $15 / 100 }' /proc/$STMFD/stat)
mapped=$(maps)
[ "$(stmfctl service state)" = online ] || exit 1
grep -vE 'loading|stmfd [0-9]' /tmp/stmfd.log
mkdir -p /srv/other
create_lu -s 1m /srv/other/1 >/tmp/guid
begin=$(now)
stmfadm add-view -h hosts "$(cat /tmp/guid)"
view=$(seconds "$begin" "$(now)")
begin=$(now)
stop_stmfd -KILL
start_stmfd
again=$(seconds "$begin" "$(now)")
printf '%5d LUs x %d targets x %2d initiators = %6d mapped LUNs: restored in %7s s (user+system %s); restart of stmfd %s s; add-view %s s' \
	"$1" "$2" "$3" "$mapped" "$ours" "$cpu" "$again" "$view"
[ "$mapped" = $(($1 * $2 * $3)) ] || printf '; NOT ALL WERE MAPPED'
if [ "${4-}" = rtslib ]; then
	stop_stmfd
	"$HERE/../guest/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
	"$HERE/restore.py" rtslib /tmp/saveconfig.json "$1" "$2" "$3"
	begin=$(now)
	timeout $LIMIT targetctl restore /tmp/saveconfig.json >/tmp/rtslib.log 2>&1
	status=$?
	theirs=$(seconds "$begin" "$(now)")
	printf '; rtslib %s s' "$theirs"
	if [ $status != 0 ] || [ "$(maps)" != $(($1 * $2 * $3)) ]; then
		printf ' (status %d, %d mapped)' $status "$(maps)"
		tail -n 3 /tmp/rtslib.log >&2
	fi
	awk -v a="$ours" -v b="$theirs" 'BEGIN { printf ", %.0f times as long", b / a }'
fi
echo
