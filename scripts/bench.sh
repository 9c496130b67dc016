#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh
#
# What an I/O costs through stmf_sbd, admission included, and through LIO's own
# backends on the same stores, by loopback: instructions an I/O, counted by QEMU on a
# stock kernel (exact to some 0.1 %); I/Os a second, measured in user-mode Linux, whose
# ratios say something only if the machine has nothing else to do.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

stage=$("$SCRIPTS/stage.sh" stock)
STMF_ACCEL=icount "$SCRIPTS/vm.sh" -k "$stage" -t 900 -d 256M \
	"$SCRIPTS/guest/run.sh" "$SCRIPTS/guest/bench.sh" count
stage=$("$SCRIPTS/stage.sh" uml)
"$SCRIPTS/uml.sh" -k "$stage" -t 600 -d 256M "$SCRIPTS/guest/run.sh" "$SCRIPTS/guest/bench.sh" rate
