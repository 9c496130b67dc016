#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Random walks through the model beside a naive one: what each nexus may see is
# the same after every step, also when allocations fail. No daemon.
#
#	12-random.sh [STEPS [SEED]]

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

HERE=$(dirname "$0")
# at native speed there is time for more
grep -q 'User Mode Linux' /proc/cpuinfo && native=20000
STEPS=${1:-${native:-3000}}

modprobe -a stmf stmf_sbd || nok 'load'
echo initialized >$CFS/config_state
echo online >$CFS/state
mkdir -p /srv/luns $LIO/core/sbd_0
GUIDS=()
for i in 1 2 3 4; do
	g=600144F000000000000000000000000$i
	truncate -s 2M "/srv/luns/$i"
	mkdir "$LIO/core/sbd_0/$g"
	echo "path=/srv/luns/$i" >"$LIO/core/sbd_0/$g/control"
	echo 1 >"$LIO/core/sbd_0/$g/enable"
	GUIDS+=("$g")
done
if [ -e /proc/self/fail-nth ]; then
	echo N >/sys/kernel/debug/failslab/ignore-gfp-wait
	echo 0 >/sys/kernel/debug/failslab/verbose
fi
seed=${2:-$RANDOM}
out=$("$HERE/random_walk.py" "$seed" "$STEPS" "${GUIDS[@]}" 2>&1)
is "$?: $(grep -v '^#' <<<"$out")" '0: ' "$STEPS steps of seed $seed"
echo "$out" | grep '^#'
"$HERE/teardown.sh"
works 'nothing is left' rmmod stmf_sbd stmf_iscsi stmf_fc_qla stmf
finish
