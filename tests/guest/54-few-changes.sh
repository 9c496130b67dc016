#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Where only logical units and views change, stmfd reads, plans and saves those alone.
# After random changes, by commands and by scripts, a sync of the whole (SIGHUP) must
# find nothing left to do: neither in LIO nor in the repository. SEED=

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

RANDOM=${SEED:-$(date +%s)}
echo "# SEED=$RANDOM"
setup || { nok setup; finish; }
mkdir -p /srv/luns
HOSTS=(alpha beta patterns)
LUS=()
for g in "${HOSTS[@]}"; do
	stmfadm create-hg "$g"
done
stmfadm add-hg-member -g alpha $LOOP_INI iqn.2026-11.org.example:a1 iqn.2026-11.org.example:a2
stmfadm add-hg-member -g beta iqn.2026-11.org.example:b1
stmfctl add-hg-member -g patterns 'iqn.2026-11.org.example:p-*'
stmfctl create-target --fabric loopback --initiator $LOOP_INI wwn.5001405000000001 >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 iqn.2026-11.org.example:t1 >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1:3261 iqn.2026-11.org.example:t2 >/dev/null
stmfadm create-tg two
stmfadm offline-target iqn.2026-11.org.example:t2
stmfadm add-tg-member -g two iqn.2026-11.org.example:t2
stmfadm online-target iqn.2026-11.org.example:t2

lio() {
	(cd $LIO && find core/sbd_0 loopback iscsi -not -path '*/statistics*' -printf '%p %l\n' | sort
	grep -H . iscsi/*/tpgt_1/attrib/generate_node_acls iscsi/*/tpgt_1/enable)
}
repository() {
	python3 - <<-'PY'
		import sqlite3
		print("\n".join(sorted(sqlite3.connect("/var/lib/stmf/repository.db").iterdump())))
	PY
}
pick() { local -n from=$1; echo "${from[RANDOM % ${#from[@]}]}"; }

# How views are chosen: all sorts of hosts, some targets, a LUN or none
view() {
	local args=()
	[ $((RANDOM % 4)) = 0 ] || args+=(-h "$(pick HOSTS)")
	[ $((RANDOM % 3)) = 0 ] && args+=(-t two)
	[ $((RANDOM % 2)) = 0 ] && args+=(-n $((RANDOM % 6 * 60)))
	stmfadm add-view "${args[@]}" "$1"
}
script_view() {
	local v=$CFS/logical_units/$1/views/$((RANDOM % 4 + 10))
	mkdir "$v" && pick HOSTS >"$v/host_group" && echo 1 >"$v/enable" && return
	rmdir "$v"
}
step() {
	local lu
	lu=$(pick LUS)
	case $((RANDOM % 12)) in
	0 | 1 | 2 | 3) view "$lu" ;;
	4 | 5) stmfadm remove-view -l "$lu" "$(stmfadm list-view -l "$lu" | sed -n 's/^View Entry: //p' | shuf -n 1)" ;;
	6) stmfadm offline-lu "$lu" ;;
	7) stmfadm online-lu "$lu" ;;
	8) stmfadm modify-lu -p alias=a$RANDOM "$lu" ;;
	9) LUS+=("$(create_lu -s 2m "/srv/luns/$RANDOM$RANDOM")") ;;
	10) script_view "$lu" ;;
	11) [ ${#LUS[@]} -lt 4 ] || { stmfadm delete-lu -k "$lu" && mapfile -t LUS < <(printf '%s\n' "${LUS[@]}" | grep -v "$lu"); } ;;
	esac
}
# stmfd has taken in what scripts did, and answers
settled() { sleep 0.3 && stmfctl ping && stmfctl ping; }

for n in 1 2 3 4; do
	LUS+=("$(create_lu -s 2m "/srv/luns/$n")")
done
left=0 rows=0
for round in {1..12}; do
	for _ in 1 2 3 4 5 6; do
		step
	done >/tmp/steps 2>&1
	settled >/dev/null
	lio_was=$(lio) repository_was=$(repository)
	kill -HUP $STMFD
	settled >/dev/null
	if [ "$(lio)" != "$lio_was" ]; then
		left=$((left + 1))
		diff <(echo "$lio_was") <(lio) | sed "s/^/# round $round: /"
	fi
	if [ "$(repository)" != "$repository_was" ]; then
		rows=$((rows + 1))
		diff <(echo "$repository_was") <(repository) | sed "s/^/# round $round: /"
	fi
done
is $left 0 'a sync of the whole finds nothing to do in LIO'
is $rows 0 'nor in the repository'
fails 'nothing failed in LIO' grep 'LIO:' /tmp/stmfd.log
finish
