#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Random and mutated netlink messages, with and without privilege; random names and
# bytes in configfs, both at once: no crash, no hang, nothing is left. No daemon.
#
#	13-fuzz.sh [SECONDS [SEED]]

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

HERE=$(dirname "$0")
seconds=${1:-20} seed=${2:-$RANDOM}

modprobe stmf || nok 'load'
echo "# seed $seed"
"$HERE/model_stress.py" fuzz "$seconds" >/tmp/configfs 2>&1 &
configfs=$!
"$HERE/genl.py" fuzz "$seed" "$seconds" >/tmp/netlink 2>&1
is "$?: $(grep -v '^#' /tmp/netlink)" '0: ' "netlink messages of all kinds for $seconds s"
wait $configfs
is "$?: $(grep -v '^#' /tmp/configfs)" '0: ' "names and bytes in configfs for $seconds s"
cat /tmp/netlink /tmp/configfs
"$HERE/teardown.sh"
find $CFS -mindepth 2 -depth -type d -exec rmdir {} + 2>/dev/null
echo offline >$CFS/state
works 'nothing is left' rmmod stmf_sbd stmf_iscsi stmf_fc_qla stmf
finish
