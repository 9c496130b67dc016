#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kill -9 stmfd at KILLS random instants (15), while commands run and initiators verify what
# they have written, by loopback and by iSCSI: no I/O error, no session lost, and the
# configuration is right each time (churn.py). SEED= repeats a run.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:steady
KILLS=${KILLS:-15}

setup || { nok setup; finish; }
mkdir -p /srv/luns
G1=$(create_lu -s 16m -p alias=loop /srv/luns/1)
G2=$(create_lu -s 16m -p alias=iscsi /srv/luns/2)
stmfadm create-hg steady
stmfadm add-hg-member -g steady $LOOP_INI $ISCSI_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1:3261 $IQN >/dev/null
stmfadm add-view -h steady -n 0 "$G1"
stmfadm add-view -h steady -n 1 "$G2"
works 'a host logs in' iscsi_login $ISCSI_INI 127.0.0.1:3261
wait_for 10 eval '[ -n "$(disk loopback $G1)" ] && [ -n "$(disk iscsi $G2)" ]'

# who is logged in; a session that is made again has another TSIH and port
sessions() {
	stmfctl list-target -v $IQN | grep -E 'Initiator:|TSIH|From:'
	stmfadm list-target -v $LOOP | grep 'Initiator:'
	ls /sys/class/iscsi_session
}
was=$(sessions)
is "$(grep -c Initiator <<<"$was")" 2 'two sessions'

verify loop "$(disk loopback "$G1")"
fio1=$!
verify iscsi "$(disk iscsi "$G2")"
fio2=$!

stop_stmfd
# shellcheck disable=SC2086 # SEED may be none
"$(dirname "$0")/churn.py" kills "$KILLS" ${SEED-} >/tmp/kills
status=$?
grep '^#' /tmp/kills
while read -r line; do
	case $line in
	ok*) ok "${line#* - }" ;;
	not*) nok "${line#* - }" ;;
	esac
done < <(grep -v '^#' /tmp/kills)
is $status 0 'to its end'

works 'I/O goes on' kill -0 $fio1 $fio2
kill -INT $fio1 $fio2
wait $fio1 $fio2
fails 'and nothing was read that was not written, no error seen' \
	grep -qiE 'error|verify failed|bad magic' /tmp/fio.loop /tmp/fio.iscsi
is "$(dmesg | grep -cE 'I/O error|detected conn error|session recovery timed out')" 0 'nor by the kernel'
start_stmfd
is "$(sessions)" "$was" 'the sessions are those that were'
finish
