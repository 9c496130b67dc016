#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# 23-lu-crash.sh [STRIDE]: the daemon is killed, or a write fails, at steps of create-lu, import-lu,
# modify-lu and delete-lu: afterwards there is the old logical unit, the new one, one to import, or
# none. At each third step, from one at random on (1: at every step).

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

export FAULTPOINT=/run/faultpoint
cc -shared -fPIC -O1 -o /tmp/faultpoint.so "$(dirname "$0")/faultpoint.c" || { nok 'cc'; finish; }

id=0
STRIDE=${1:-3}

field() { stmfadm list-lu -v "$1" 2>/dev/null | sed -n "s/^    $2 *: //p"; }
start() { LD_PRELOAD=/tmp/faultpoint.so start_stmfd; }

# at KIND N COMMAND...: with the fault at step N; false if the command ended before it
at() {
	echo "$1 $2 $((++id))" >$FAULTPOINT.new
	mv $FAULTPOINT.new $FAULTPOINT
	shift 2
	"$@" >/tmp/command 2>&1
	[ ! -e $FAULTPOINT ]
}

# dead: the daemon was killed; it is started again
revive() {
	wait "$STMFD" 2>/dev/null
	start || nok 'stmfd starts again'
}

# clear: no logical unit is there
clear_lus() {
	local guid
	for guid in $(stmfadm list-lu | sed 's/^LU Name: //'); do stmfadm delete-lu "$guid"; done
}

# whole FILE [META]: the file is an online logical unit, can be imported, or a new one can be
# made of it; sets how. states: that it may be in
states=Online
whole() {
	local guid meta=${2:-$1}
	how=none
	guid=$(stmfadm list-lu | sed 's/^LU Name: //')
	if [ -n "$guid" ]; then
		how=there
	elif [ -e "$1" ]; then
		guid=$(stmfadm import-lu "$meta" 2>/dev/null | sed -n 's/^Logical unit imported: //p')
		how=imported
		[ -n "$guid" ] || { how=new guid=$(create_lu -s 2m "$1"); }
	fi
	# shellcheck disable=SC2053 # a pattern
	[ $how = none ] || [[ "$(field "$guid" 'Operational Status')" == $states ]] ||
		how="half: $guid $(stmfctl import-lu "$meta" 2>&1)"
	clear_lus
	rm -f "$1" "$meta"
	[[ $how != half* ]]
}

# walk KINDS WHAT BEFORE CHECK COMMAND...: a fault at each step of a command
walk() {
	local kinds=$1 what=$2 before=$3 check=$4 n kind wrong='' seen=''
	shift 4
	for kind in $kinds; do
		for ((n = 1 + RANDOM % STRIDE; n < 200; n += STRIDE)); do
			eval "$before"
			at $kind $n "$@" || break
			[ $kind = fail ] || revive
			eval "$check" || wrong+=" $kind:$n:$how"
			seen+="$how "
		done
		rm -f $FAULTPOINT
		eval "$check" || wrong+=" $kind:done:$how"
		echo "# $what: $kind before step $n: $(echo "$seen" | tr ' ' '\n' | sort | uniq -c | tr -s ' \n' ' ')"
		[ $n -gt 4 ] || wrong+=" only $n steps"
		seen=
	done
	is "$wrong" '' "$what"
}

modprobe stmf && start || { nok setup; finish; }
mkdir -p /srv/luns
mount -t tmpfs -o size=40m none /srv/luns
F=/srv/luns/f

one_whole='whole $F'
walk 'kill fail' 'create-lu of a new file' : "$one_whole" stmfadm create-lu -s 2m -p alias=one $F
walk kill 'create-lu with a metadata file' "truncate -s 3m $F" 'whole $F $F.meta' \
	stmfadm create-lu -p alias=one -p meta=$F.meta $F

make_old='clear_lus; rm -f $F; G=$(create_lu -s 2m -p guid=600144F0000000000000000000000ABC -p alias=old $F)'
forget='stmfadm delete-lu $G'
walk kill 'import-lu' "$make_old; $forget" "$one_whole" stmfadm import-lu $F

# old or new, and the same in the metadata
agree='how=$(field $G Alias)/$(field $G Size)/$(field $G "Write Protect")
	[ "$(field $G "Operational Status")" = Online ] || how="half $how"
	stmfadm delete-lu $G
	[ "$(stmfadm import-lu $F >/dev/null; field $G Alias)/$(field $G Size)/$(field $G "Write Protect")" = $how ] || how="disagree $how"
	[[ $how == old/2097152/Disabled || $how == new/2097152/Disabled || $how == old/4194304/Disabled || $how == old/2097152/Enabled ]]'
G=600144F0000000000000000000000ABC
walk 'kill fail' 'modify-lu, alias' "$make_old" "$agree" stmfadm modify-lu -p alias=new $G
walk kill 'modify-lu, size' "$make_old" "$agree" stmfadm modify-lu -s 4m $G
walk 'kill fail' 'modify-lu -f' "$make_old; $forget" 'stmfadm import-lu $F >/dev/null; '"$agree" stmfadm modify-lu -p alias=new -f $F
states='O*line' # it goes offline first
walk 'kill fail' 'delete-lu' "$make_old" "$one_whole" stmfadm delete-lu $G
finish
