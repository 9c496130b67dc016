#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Modules come and go, with everything in use in between, and leave nothing.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

HERE=$(dirname "$0")
OURS='stmf_sbd stmf_iscsi stmf_fc_qla stmf'

loaded() { lsmod | grep -c ^stmf; }

for i in $(seq 20); do
	modprobe stmf || nok "load $i"
	# shellcheck disable=SC2086
	rmmod $OURS || nok "unload $i"
done
is "$(loaded)" 0 'load and unload 20 times'

mkdir -p /srv/luns
for i in 1 2 3; do
	setup || nok "setup $i"
	rm -f /srv/luns/*
	G=$(create_lu -s 16m "/srv/luns/$i")
	stmfadm create-hg "hg$i"
	stmfadm add-hg-member -g "hg$i" $LOOP_INI
	stmfctl create-target --fabric loopback --initiator $LOOP_INI wwn.5001405000000001 >/dev/null
	stmfadm add-view -h "hg$i" "$G"
	wait_for 5 eval '[ "$(disks loopback | wc -l)" = 1 ]' || nok "disk $i"
	dd if="$(disk loopback "$G")" of=/dev/null bs=64k count=16 iflag=direct 2>/dev/null || nok "read $i"
	# Its worker takes what the end of the logical unit holds
	sg_wr_mode -p 8 -c "8,12,0,0,0,0,0,0,0,0,0,0,20,0,0,0,0,0,0,0" "$(disk loopback "$G")" ||
		nok "cache off $i"
	fails "stmf.ko can't be unloaded while it is used" rmmod stmf
	stop_stmfd
	rm -rf /var/lib/stmf
	"$HERE/teardown.sh"
	# shellcheck disable=SC2086
	works "unload after use $i" rmmod $OURS
	is "$(find $LIO/core -mindepth 2 -maxdepth 2 -name '6*' 2>/dev/null)" '' 'LIO has nothing of ours'
done
for m in target_core_{file,iblock,pscsi,user} tcm_loop iscsi_target_mod target_core_mod; do
	rmmod $m 2>/dev/null
done
is "$(lsmod | grep -c ^target_core_mod)" 0 'LIO itself can be unloaded'
finish
