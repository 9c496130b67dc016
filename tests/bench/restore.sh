#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# restore.sh LUS TARGETS INITIATORS [rtslib]: in a guest, how long it takes until a configuration
# is in LIO, each time in one that is empty, with all modules loaded: by bare system calls (raw.c); by
# stmfd, from its start until commands are answered; with rtslib, by targetcli's restore. Then how
# long stmfd takes to start when all is there, and for one view more. A table.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../guest/lib.sh"

HERE=$(dirname "$0")
LIMIT=1500
want=$(($1 * $2 * $3))

now() { date +%s%N; }
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b - a) / 1e9 }'; }
times() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a / b }'; }
milli() { awk -v a="$1" 'BEGIN { printf "%.3f", a / 1000 }'; }
row() { printf '  %-38s %8s s' "$1" "$2"; printf '%s\n' "${3:+  $3}"; }

# all_mapped: or it is said
all_mapped() {
	local mapped
	mapped=$(find $LIO/iscsi -path '*/acls/*/lun_*' -type l 2>/dev/null | wc -l)
	[ "$mapped" = $want ] || echo "  NOT ALL ARE MAPPED: $mapped"
}

# Removing waits for grace periods, which pass for many at once.
clean() {
	local acl
	for acl in "$LIO"/iscsi/*/tpgt_*/acls/*/; do
		[ -d "$acl" ] || continue
		find "$acl" -mindepth 2 -type l -delete &
	done
	wait
	"$HERE/../guest/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf &&
		modprobe -a stmf stmf_sbd stmf_iscsi
}

# until commands are answered; looks for the socket without starting a process
wait_for_stmfd() {
	local begin=$SECONDS
	until [ -S /run/stmf/stmfd.sock ]; do
		nap 0.02
		[ $((SECONDS - begin)) -lt $LIMIT ] || return 1
	done
	wait_for $LIMIT stmfctl ping || { cat /tmp/stmfd.log; return 1; }
}

echo 1 >/proc/sys/kernel/printk
cc -O2 -o /tmp/raw "$HERE/raw.c" || exit
modprobe -a stmf stmf_sbd stmf_iscsi iscsi_target_mod
start_stmfd
stop_stmfd
"$HERE/restore.py" repository /var/lib/stmf/repository.db "$1" "$2" "$3" || exit
clean

printf '%d LUs x %d targets x %d initiators = %d mapped LUNs\n' "$1" "$2" "$3" $want
mkdir -p $LIO/iscsi $LIO/core/sbd_0
raw=$(/tmp/raw "$1" "$2" "$3" 2>/tmp/raw.log) || { cat /tmp/raw.log; exit 1; }
row 'bare system calls' "$raw" "($(paste -sd, /tmp/raw.log | sed 's/,/, /g'))"
all_mapped
clean

rm -f /run/stmf/stmfd.sock
begin=$(now)
stmfd 2>/tmp/stmfd.log &
STMFD=$!
wait_for_stmfd || exit
ours=$(seconds "$begin" "$(now)")
cpu=$(awk '{ printf "%.2f+%.2f", $14 / 100, $15 / 100 }' /proc/$STMFD/stat)
[ "$(stmfctl service state)" = online ] || exit 1
row stmfd "$ours" "($(times "$ours" "$raw") times the bare calls; user+system $cpu)"
all_mapped
grep -vE 'loading|stmfd [0-9]' /tmp/stmfd.log
mkdir -p /srv/other
read -r add remove < <("$HERE/views.py" view "$(create_lu -s 1m /srv/other/1)" hosts 16000)
begin=$(now)
stop_stmfd -KILL
rm -f /run/stmf/stmfd.sock
stmfd 2>/tmp/stmfd.log &
STMFD=$!
wait_for_stmfd || exit
row 'stmfd, killed and started again' "$(seconds "$begin" "$(now)")"
row "one view more ($2 LUNs, $(($2 * $3)) mapped)" "$(milli "$add")" "(removed: $(milli "$remove") s)"
[ "${4-}" = rtslib ] || exit 0

stop_stmfd
clean
"$HERE/restore.py" rtslib /tmp/saveconfig.json "$1" "$2" "$3"
begin=$(now)
timeout $LIMIT targetctl restore /tmp/saveconfig.json >/tmp/rtslib.log 2>&1
status=$?
theirs=$(seconds "$begin" "$(now)")
row rtslib "$theirs" "($(times "$theirs" "$ours") times stmfd$([ $status = 0 ] || echo "; status $status"))"
all_mapped
exit 0
