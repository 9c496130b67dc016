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

TOP=$(dirname "$SCRIPTS")
copy=$TOP/build/uml
kdir=$("$SCRIPTS/uml.sh" --kdir)
mkdir -p "$copy"
cp -au "$TOP/kernel" "$TOP/Kbuild" "$TOP/Makefile" "$copy"
make -s -C "$copy" -j"$(nproc)" ARCH=um KDIR="$kdir" modules >&2
exec "$SCRIPTS/uml.sh" -t 120 -a 'kunit.enable=1 kunit.autorun=1' \
	"$SCRIPTS/guest/kunit.sh" "$copy"
