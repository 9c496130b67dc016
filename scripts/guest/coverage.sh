#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# coverage.sh DIR SCRIPT [ARG...]: in a guest, run SCRIPT; what programs and modules
# have counted goes below DIR, each file at the path where it was built.

export GCOV_PREFIX=$1
counts=/sys/kernel/debug/gcov
shift
"$@"
status=$?
pkill -TERM -x stmfd
timeout 60 bash -c 'while pgrep -x stmfd >/dev/null; do sleep 0.2; done'
cd $counts && find . -name '*.gcda' | while read -r file; do
	mkdir -p "$GCOV_PREFIX/${file%/*}"
	cat "$file" >"$GCOV_PREFIX/$file"
done
exit $status
