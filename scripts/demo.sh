#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# demo.sh
#
# The main job, live, in a guest on the distribution's stock kernel: what
# `make demo` runs. Installs what is missing, builds, boots, shows.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

"$SCRIPTS/deps.sh" build guest
msg 'building modules and user space'
stage=$("$SCRIPTS/stage.sh")
msg "booting $(cat "$stage/release") in QEMU"
mkdir -p "$stage/log"
exec "$SCRIPTS/vm.sh" -k "$stage" -t 600 -d 256M -o "$stage/log/demo.log" \
	"$SCRIPTS/guest/run.sh" "$SCRIPTS/demo-guest.sh"
