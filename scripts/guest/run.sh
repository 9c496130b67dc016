#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh SCRIPT [ARGS...]: in a guest, install what stage.sh laid out, then run
# the script there, in its directory.

top=$(cd "$(dirname "$0")/../.." && pwd)
cp -a "$top/build/guest/root/." / || exit
exec "$@"
