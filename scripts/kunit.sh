#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kunit.sh [KERNEL]     (default: uml; also uml-debug, debug, debug-6.12)
#
# Builds the modules for a kernel that has KUnit and runs their suites there, in
# user-mode Linux or QEMU; prints KTAP.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

kernel=${1:-uml}
bed=$SCRIPTS/vm.sh
case $kernel in uml*) bed=$SCRIPTS/uml.sh ;; esac
stage=$("$SCRIPTS/stage.sh" "$kernel")
exec "$bed" -k "$stage" -t 600 -a 'kunit.enable=1 kunit.autorun=1' \
	"$SCRIPTS/guest/kunit.sh" "$stage/lib/modules"
