#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the commands say, byte for byte: see transcripts/README.md.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

DIR=$(dirname "$0")/transcripts
# shellcheck disable=SC2034 # transcripts use them
A=600144F0000000000000000000000ABC B=600144F0000000000000000000000DEF N=600144F00000000000000000000000FF
T=iqn.2026-11.org.example:t1 W=wwn.5001405000000001 I=$LOOP_INI

# nobody COMMAND...: without any right
nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# marked MARK FILE: adds to "got" what a command wrote, as a transcript has it; without forks, which are dear here
marked() {
	local line rest lines date='(Sun|Mon|Tue|Wed|Thu|Fri|Sat) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-9]{2} [0-9:]{8} [0-9]{4}'
	mapfile lines <"$2"
	for line in "${lines[@]}"; do
		rest=${line%$'\n'}
		[ "$rest" != "$line" ] && line='' || line=$'\n\\'
		while [[ $rest == *' ' ]]; do rest=${rest%?} line=␣$line; done
		[[ $rest =~ $date ]] && rest=${rest/"${BASH_REMATCH[0]}"/<date>}
		rest="$1 $rest$line"
		got+=${rest% }$'\n'
	done
}

# replay FILE
replay() {
	local line command='' wanted_out='' wanted_err='' got name
	name=$(basename "$1" .t)
	while IFS= read -r line <&3; do
		case $line in
		'$ '*)
			check
			command=${line#??} wanted_out='' wanted_err=''
			;;
		'|'*) wanted_out+=$line$'\n' ;;
		'!'* | '= '*) wanted_err+=$line$'\n' ;;
		'\') [ -n "$wanted_err" ] && wanted_err+=$line$'\n' || wanted_out+=$line$'\n' ;;
		'@ '*)
			got=''
			eval "${line#??}" >/tmp/out 2>/dev/null
			marked '|' /tmp/out
			wanted_out+=$got
			;;
		'' | '#'*) ;;
		*) nok "$name: a line without a mark: $line" ;;
		esac
	done 3<"$1"
	check
}

# check: run the command of replay() that is complete
check() {
	local status
	[ -n "$command" ] || return
	eval "$command" >/tmp/out 2>/tmp/err </dev/null
	status=$?
	got=''
	marked '|' /tmp/out
	marked '!' /tmp/err
	[ $status = 0 ] || got+="= $status"$'\n'
	is "$got" "$wanted_out$wanted_err" "$name: $command"
}

configuration() {
	stmfadm list-hg -v
	stmfadm list-tg -v
	stmfadm list-lu -v
	stmfadm list-target -v | grep -v 'Logged in'
	stmfadm list-state
}

setup || { nok setup; finish; }
mkdir -p /srv/luns
create_lu -s 16m -p alias=db01 -p guid=$A /srv/luns/a >/dev/null
create_lu -s 16m -p guid=$B /srv/luns/b >/dev/null
stmfctl create-target --fabric loopback --initiator "$I" $W >/dev/null
stmfctl create-target --fabric iscsi --alias 'disk array' --portal 127.0.0.1 $T >/dev/null
stmfctl service enable
wait_for 5 eval "stmfadm list-target -v $W | grep -q 'Sessions *: 1'"
before=$(configuration)

[ $# != 0 ] || set -- "$DIR"/*.t
for file; do
	replay "$file"
	is "$(configuration)" "$before" "$(basename "$file" .t): leaves the configuration as it was"
done
finish
