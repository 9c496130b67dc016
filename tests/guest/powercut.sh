#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# powercut.sh DIR boot|check: one life of a guest whose repository and stores are on a disk
# that is kept (/dev/vda). DIR is on the host. boot: churn.py judges what the last power
# cut has left, and goes on changing the configuration, under fio, until the next one.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
DIR=$1

modprobe -aq ext4
blkid /dev/vda >/dev/null || mkfs.ext4 -q /dev/vda || exit
mkdir -p /mnt/kept /var/lib/stmf /srv/luns
mount /dev/vda /mnt/kept || exit
mkdir -p /mnt/kept/{stmf,luns}
mount --bind /mnt/kept/stmf /var/lib/stmf
mount --bind /mnt/kept/luns /srv/luns

if [ ! -e "$DIR/journal" ]; then
	setup || exit
	G=$(create_lu -s 16m -p alias=loop /srv/luns/1)
	stmfadm create-hg steady
	stmfadm add-hg-member -g steady $LOOP_INI
	stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
	stmfadm add-view -h steady -n 0 "$G"
	stop_stmfd
	sync
else
	modprobe stmf || exit
fi

# writes as soon as the disk is there
(
	wait_for 30 eval '[ -n "$(disks loopback)" ]'
	disk=/dev/$(disks loopback | awk '{ print $3; exit }')
	exec fio --name=io --filename="$disk" --rw=randwrite --bs=4k --direct=1 --fsync=8 --size=8m --time_based \
		--runtime=3600 --rate_iops=100 --eta=never --output=/dev/null
) >/dev/null 2>&1 &
"$(dirname "$0")/churn.py" "$2" "$DIR/journal" >>"$DIR/tap"
