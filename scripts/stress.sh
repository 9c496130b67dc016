#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# stress.sh [SECONDS [SEED]]
#
# tests/stress in user-mode Linux with KASAN, lockdep and kmemleak, for SECONDS [600].
# A failure names the SEED that chose the changes.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

seconds=${1:-600}
[[ $seconds =~ ^[0-9]+$ ]] || die "$seconds: not a number of seconds"
stage=$("$SCRIPTS/stage.sh" uml-debug)
exec "$SCRIPTS/uml.sh" -k "$stage" -c 2 -t $((seconds + 300)) -o "$stage/stress.dmesg" \
	"$SCRIPTS/guest/run.sh" "$(dirname "$SCRIPTS")/tests/stress/run.sh" "$seconds" "${@:2}"
