#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# run.sh [SECONDS [SEED]]: in a guest, stress.py with what it needs.

if [ ! -d /run/bed ]; then
	echo "$0: changes disks and configuration: only for a guest, see scripts/uml.sh" >&2
	exit 2
fi
modprobe -aq sd_mod sg
modprobe scsi_debug dev_size_mb=8
exec python3 -B "$(dirname "$0")/stress.py" "${@:-60}"
