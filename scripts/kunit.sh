#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kunit.sh
#
# Builds the modules for user-mode Linux and runs their KUnit suites there;
# prints KTAP.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

stage=$("$SCRIPTS/stage.sh" uml)
exec "$SCRIPTS/uml.sh" -k "$stage" -t 120 -a 'kunit.enable=1 kunit.autorun=1' \
	"$SCRIPTS/guest/kunit.sh" "$stage"
