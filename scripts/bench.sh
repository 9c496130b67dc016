#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh
#
# What an I/O costs through stmf_sbd, admission included, and through LIO's own
# backends on the same stores, by loopback: instructions an I/O, counted by QEMU on a
# stock kernel (exact to some 0.1 %); I/Os a second, measured in user-mode Linux, whose
# ratios say something only if the machine has nothing else to do. Before that: how
# long a configuration takes to be restored, beside rtslib. What admission alone
# costs with 1,000 logical units and 256 initiators. How commands grow with the
# model, and with LIO's tree.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

# restore KERNEL SECONDS ARG...: in a guest, one line
restore()
{
	local kernel=$1 limit=$2 bed=vm.sh
	shift 2
	[ "$kernel" = stock ] || bed=uml.sh
	printf '%s: ' "$kernel"
	"$SCRIPTS/$bed" -c 1 -k "$TOP/build/guest/$kernel" -t "$limit" -m 4G "$SCRIPTS/guest/run.sh" \
		"$TOP/tests/bench/restore.sh" "$@"
}

TOP=$(dirname "$SCRIPTS")
stage=$("$SCRIPTS/stage.sh" stock)
"$SCRIPTS/stage.sh" uml >/dev/null
for kernel in uml stock; do
	restore $kernel 3000 250 2 8 rtslib
	restore $kernel 1200 1000 4 16
done
# while the host is busy the guest's clock runs ahead: no time-out by it
STMF_ACCEL=icount "$SCRIPTS/vm.sh" -k "$stage" -t 100000 -d 256M \
	"$SCRIPTS/guest/run.sh" "$SCRIPTS/guest/bench.sh" count
STMF_ACCEL=icount "$SCRIPTS/vm.sh" -k "$stage" -t 100000 "$SCRIPTS/guest/run.sh" "$TOP/tests/bench/admission.sh"
stage=$("$SCRIPTS/stage.sh" uml)
"$SCRIPTS/uml.sh" -k "$stage" -t 3000 -d 256M "$SCRIPTS/guest/run.sh" "$SCRIPTS/guest/bench.sh" rate
"$SCRIPTS/uml.sh" -k "$stage" -t 900 "$SCRIPTS/guest/run.sh" "$TOP/tests/bench/scale.sh"
"$SCRIPTS/uml.sh" -k "$stage" -t 1800 -m 3G "$SCRIPTS/guest/run.sh" "$TOP/tests/bench/lio.sh"
