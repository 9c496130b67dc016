#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every netlink command with each of its attributes missing, too short, too long, not
# terminated, out of range, nested, cut off, and with attributes that are not its own:
# refused with a text, and nothing has changed. No daemon.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

G=600144F0000000000000000000000001 T=wwn.5001405000000001

modprobe stmf || nok 'load'
mkdir $CFS/logical_units/$G $CFS/targets/$T
echo loopback >$CFS/targets/$T/provider
echo initialized >$CFS/config_state
out=$("$(dirname "$0")/genl_policy.py" $G $T 2>&1)
is "$?: $(grep -v '^#' <<<"$out")" '0: ' 'attributes that are wrong in any way'
echo "$out" | grep '^#'
finish
