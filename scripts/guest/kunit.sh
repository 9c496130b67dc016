#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kunit.sh DIR: in a guest, load each *_kunit.ko below DIR and print its results.

status=0
for module in $(find "$1" -name '*_kunit.ko' | sort); do
	insmod "$module" || status=1
done
for results in /sys/kernel/debug/kunit/*/results; do
	cat "$results" || status=1
done
! grep -q '^ *not ok' /sys/kernel/debug/kunit/*/results || status=1
exit $status
