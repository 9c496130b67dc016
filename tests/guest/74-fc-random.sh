#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# 74-fc-random.sh [COUNT [SEED]]
#
# Hosts log in and out and links flap at random while the configuration changes, under
# I/O. Every 25 steps all is still for a moment: then each host must see exactly what its
# group's views give, and no more. What the kernel for debugging says counts as well.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

COUNT=${1:-100} SEED=${2:-$(($(date +%s) % 32768))}
RANDOM=$SEED
TARGETS=(wwn.21000024FF000001 wwn.21000024FF000002)
HOSTS=(wwn.21000024FF000101 wwn.21000024FF000102 wwn.21000024FF000103)

if ! modinfo fake_qla >/dev/null 2>&1; then
	skip 'this kernel has no Fibre Channel transport class'
	finish
fi
echo "# $COUNT steps, seed $SEED"
modprobe fake_qla targets=2 initiators=3
setup || { nok setup; finish; }

declare -A scsi_host
for w in "${TARGETS[@]}" "${HOSTS[@]}"; do
	scsi_host[$w]=$(grep -li "0x${w#wwn.}" /sys/class/fc_host/host*/port_name | grep -o 'host[0-9][0-9]*')
done
link() { echo "$2" >"/sys/class/scsi_host/${scsi_host[$1]}/fake_link"; }
scan() { echo '- - -' >"/sys/class/scsi_host/${scsi_host[$1]}/scan"; }
pick() { local -n list=$1; echo "${list[RANDOM % ${#list[@]}]}"; }

mkdir -p /srv/luns
GUIDS=()
for i in 1 2 3 4; do GUIDS+=("$(create_lu -s 4m /srv/luns/$i)"); done
GROUPS_=(even odd)
for g in "${GROUPS_[@]}"; do stmfadm create-hg "$g"; done
stmfadm create-tg ports
stmfadm offline-target "${TARGETS[0]}"
stmfadm add-tg-member -g ports "${TARGETS[0]}"
stmfadm online-target "${TARGETS[0]}"

# One step; what can't be done now may fail.
step() {
	local host target guid group
	host=$(pick HOSTS) target=$(pick TARGETS) guid=$(pick GUIDS) group=$(pick GROUPS_)
	case $((RANDOM % 16)) in
	0 | 1) link "$host" 0 ;;
	2 | 3 | 4) link "$host" 1 ;;
	5) link "$target" 0 ;;
	6 | 7) link "$target" 1 ;;
	8) stmfadm add-view -h "$group" -n $((RANDOM % 6)) "$guid" ;;
	9) stmfadm remove-view -l "$guid" -a ;;
	10) stmfadm add-hg-member -g "$group" "$host" ;;
	11) stmfadm remove-hg-member -g "$group" "$host" ;;
	12) stmfadm offline-target "$target" ;;
	13) stmfadm online-target "$target" ;;
	14) stmfctl set-access-state -t ports -s "$(pick STATES)" "$guid" ;;
	15) case $((RANDOM % 3)) in
		0) stmfadm offline-lu "$guid" ;;
		1) stmfadm online-lu "$guid" ;;
		*) stmfctl remove-access-state -a "$guid" ;;
		esac ;;
	esac >>/tmp/steps.log 2>&1
}
# shellcheck disable=SC2034 # picked by name
STATES=(optimized non-optimized standby unavailable)

io() {
	local d
	while [ ! -e /run/enough ]; do
		for d in /dev/sd[a-z]; do
			[ -b "$d" ] || continue
			timeout 10 dd if="$d" of=/dev/null bs=4k count=4 iflag=direct 2>/dev/null
			timeout 10 dd if=/dev/zero of="$d" bs=4k count=4 oflag=direct 2>/dev/null
		done
		sleep 0.02
	done
}

# wanted HOST: "LUN GUID" of all that its views give, once for each target
wanted() {
	local group guid
	group=$(stmfadm list-hg -v | awk -v h="$1" '/^Host Group: / { g = $3 } $2 == h { print g }')
	[ -n "$group" ] || return
	for guid in "${GUIDS[@]}"; do
		stmfadm list-view -l "$guid" 2>/dev/null | awk -v g="$group" -v guid="$guid" '
			$1 == "Host" { h = $NF } $1 == "LUN" && h == g { print $NF, guid; print $NF, guid }'
	done | sort
}
# seen HOST: what REPORT LUNS and page 83h say at both targets; a LUN that is refused is none
seen() {
	local d guid
	for d in /sys/class/scsi_device/"${scsi_host[$1]#host}":*; do
		[ -d "$d/device/scsi_generic" ] || continue
		guid=$(sg_inq -p di "/dev/$(ls "$d/device/scsi_generic")" 2>/dev/null | grep -io '0x6[0-9a-f]\{31\}' | head -1)
		[ -n "$guid" ] && echo "${d##*:} $(echo "${guid#0x}" | tr a-f A-F)"
	done | sort
}
forget() {
	local d
	for d in /sys/class/scsi_device/"${scsi_host[$1]#host}":*; do
		[ -e "$d/device/delete" ] && echo 1 >"$d/device/delete"
	done
}
same() { scan "$1"; [ "$(seen "$1")" = "$(wanted "$1")" ]; }
check() {
	local w g all=ok
	for w in "${TARGETS[@]}"; do
		link "$w" 1
		stmfadm online-target "$w" 2>/dev/null
	done
	for g in "${GUIDS[@]}"; do stmfadm online-lu "$g" 2>/dev/null; done
	for w in "${HOSTS[@]}"; do
		link "$w" 1
		forget "$w"
		wait_for 30 same "$w" && continue
		all="$w sees $(seen "$w" | xargs), should see $(wanted "$w" | xargs)"
	done
	is "$all" ok "after $1 steps every host sees what it should"
}

io &
IO=$!
for ((n = 1; n <= COUNT; n++)); do
	step
	[ $((n % 40)) != 0 ] || { stop_stmfd -KILL; start_stmfd; }
	[ $((n % 25)) != 0 ] || check $n
done
[ $((COUNT % 25)) = 0 ] || check "$COUNT"
touch /run/enough
wait $IO
echo "# $(grep -c . /tmp/steps.log) steps were refused"
works 'no command hangs: the logical units go' stmfadm delete-lu "${GUIDS[@]}"
stop_stmfd
"$(dirname "$0")/teardown.sh"
works 'nothing is left: the adapter can go' rmmod fake_qla
finish
