#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Remove everything of ours and LIO's from configfs, as an administrator could.

CFS=/sys/kernel/config/stmf
LIO=/sys/kernel/config/target

iscsiadm -m node -u >/dev/null 2>&1
[ -d $CFS ] && echo offline >$CFS/state

for t in $LIO/[!c]*/*/tpgt_*; do	# all but core
	[ -d "$t" ] || continue
	[ -e "$t/enable" ] && echo 0 >"$t/enable"
	find "$t"/acls -mindepth 3 -type l -delete 2>/dev/null
	find "$t"/acls -mindepth 2 -maxdepth 2 -name 'lun_*' -exec rmdir {} + 2>/dev/null
	find "$t"/lun -mindepth 2 -type l -delete 2>/dev/null
	find "$t"/lun -mindepth 1 -maxdepth 1 -name 'lun_*' -exec rmdir {} + 2>/dev/null
	[ -e "$t/nexus" ] && echo NULL >"$t/nexus"
	find "$t"/acls -mindepth 1 -maxdepth 1 -type d -exec rmdir {} + 2>/dev/null
	find "$t"/np -mindepth 1 -maxdepth 1 -type d -exec rmdir {} + 2>/dev/null
	rmdir "$t"
done
for d in $LIO/[!c]*/*[.:]* $LIO/[!c]* $LIO/core/sbd_*/*/alua/tg_* $LIO/core/sbd_*/* $LIO/core/sbd_*; do
	[ -d "$d" ] && rmdir "$d" 2>/dev/null
done
if [ -d $CFS ]; then
	rmdir $CFS/logical_units/*/views/* $CFS/logical_units/* $CFS/targets/* \
		$CFS/{host,target}_groups/*/* $CFS/{host,target}_groups/* 2>/dev/null
fi
exit 0
