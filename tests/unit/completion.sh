#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the completion functions offer, over commands with a fixed model (fake_cli.c). TAP.

# shellcheck source=userspace/stmfctl/completion.bash
. ../../userspace/stmfctl/completion.bash

bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
for name in stmfctl stmfadm sbdadm itadm; do ln -s "$(realpath "$B")/fake_cli" "$bin/$name"; done
PATH=$bin:$PATH
n=0 failed=0

compopt() { :; }	# bash's own works in a completion only

# offers LINE WORD...: the line is completed to these, in this order
offers() {
	local line=$1 COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'><=;|&(:' COMPREPLY=() command=${1%% *} got wanted
	shift
	case $command in
	itadm) _itadm "$command" ;;
	*) _stmf "$command" ;;
	esac
	got=$(printf '%s\n' "${COMPREPLY[@]}")
	wanted=$(printf '%s\n' "$@")
	n=$((n + 1))
	if [ "$got" = "$wanted" ]; then
		echo "ok $n - $line"
	else
		failed=1
		echo "not ok $n - $line"
		printf '#   got:    %s\n#   wanted: %s\n' "${got//$'\n'/ }" "${wanted//$'\n'/ }"
	fi
}

A=600144F0000000000000000000000ABC B_=600144F0000000000000000000000DEF
offers 'stmfadm add-' add-hg-member add-tg-member add-view
offers 'stmfadm valid'
offers 'stmfctl valid' validate-view
offers 'stmfctl set-access-state -' -s --state -t --target-group -p --preferred
offers 'stmfctl set-access-state -s st' standby
offers 'stmfctl set-access-state -s standby -t p' ports
offers 'stmfctl set-access-state -s standby -p ' $A $B_
offers 'stmfctl remove-access-state ' $A $B_
offers 'sbdadm ' create-lu delete-lu import-lu list-lu modify-lu
offers 'stmfadm add-view -' -n --lun -t --target-group -h --host-group
offers 'stmfadm list-hg --' --verbose
offers 'stmfctl list-hg --' --verbose --json
offers 'stmfadm add-view ' $A $B_
offers 'stmfadm add-view -h ' lab 'long\ name'
offers 'stmfadm add-view -h l' lab 'long\ name'
offers 'stmfadm add-view -h lab --target-group p' ports
offers 'stmfadm add-view --host-group=' lab 'long\ name'
offers 'stmfadm add-view --host-group=la' lab
offers 'stmfadm add-view --lun=4 --target-group=p' ports
offers "stmfadm remove-view --lu-name=$A " 0 12
offers 'stmfadm add-view -h lab -n 4 600144F0000000000000000000000D' $B_
offers 'stmfadm add-view -n '
offers 'stmfadm list-view -l ' $A $B_
offers "stmfadm remove-view -l $A " 0 12
offers "stmfadm remove-view --lu-name $A 1" 12
offers 'stmfadm delete-lu ' $A $B_
offers "stmfadm delete-lu $A 6" $A $B_
offers 'stmfadm delete-hg la' lab
offers 'stmfadm list-tg ' ports
offers 'stmfadm add-hg-member -g ' lab 'long\ name'
offers 'stmfadm add-tg-member -g ' ports
offers 'stmfadm remove-hg-member -g lab ' iqn.2026-11.org.example:a iqn.2026-11.org.example:b
offers 'stmfadm remove-hg-member -g lab iqn.2026-11.org.example:' a b
offers 'stmfadm offline-target ' iqn.2026-11.org.example:t1 wwn.5001405000000001
offers 'stmfadm offline-target wwn' wwn.5001405000000001
offers 'stmfadm list-target -v iqn.2026-11.org.example:t' t1
offers 'stmfadm create-lu -p w' wcd= wp=
offers 'stmfctl service ' enable disable state clear
offers 'stmfctl create-target --fabric ' fcoe iscsi loopback npiv srp vhost
offers 'stmfctl create-target --fabric l' loopback
offers 'stmfctl fcinfo ' hba-port remote-port
offers 'stmfctl fcinfo remote-port -' -l --linkstat -s --scsi-target -p --port
offers 'stmfctl fcadm create-npiv-port --' --port --node
offers 'stmfctl validate-view -h ' lab 'long\ name'
offers 'stmfctl explain -t w' wwn.5001405000000001
offers 'stmfctl help validate' validate-view
offers 'itadm create-t' create-target create-tpg
offers 'stmfadm nothing '

# On a real line the answer has to be there before one is aware of waiting: said, not judged.
ten_times() {
	local COMP_LINE="stmfadm list-lu 6" COMP_POINT=17 COMPREPLY
	for _ in {1..10}; do _stmf stmfadm; done
}
TIMEFORMAT='%3U %3S'
read -r user system < <({ time ten_times; } 2>&1)
echo "# a completion takes $(((10#${user/./} + 10#${system/./}) / 10)) ms"
echo "1..$n"
exit $failed
