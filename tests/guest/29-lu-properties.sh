#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What only stmfctl can say of a logical unit: buffered, 3pc; a device that has grown.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001

field() { stmfctl list-lu -v "$1" | sed -n "s/^    $2 *: //p"; }
info() { grep -o "$2" $LIO/core/sbd_0/"$1"/info; }
sense() { sg_raw -v "$@" 2>&1 | awk '/Raw sense data/ { getline; print $3 "/" $13 "/" $14; exit }'; }
quiet() { while [[ $(sense "$1" 00 00 00 00 00 00) == 06/* ]]; do :; done; }
create() { stmfctl create-lu "$@" | sed -n 's/^Logical unit created: //p'; }
down() {
	stop_stmfd -TERM
	"$(dirname "$0")/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
}

mkdir -p /srv/e /srv/luns
modprobe -aq ext4 loop
mkfs.ext4 -q /dev/vda
mount /dev/vda /srv/e || { nok 'ext4'; finish; }
setup || { nok setup; finish; }

# --- a device that has grown
truncate -s 8m /srv/luns/loop
DEV=$(losetup -f --show /srv/luns/loop)
G1=$(create_lu "$DEV")
SIZE=$(((8 << 20) - 65536))
is "$(field "$G1" Size)" $SIZE 'LU on a device'
fails 'modify-lu beyond its end' stmfadm modify-lu -s 10m "$G1"
truncate -s 16m /srv/luns/loop
losetup -c "$DEV"
is "$(field "$G1" Size)" $SIZE 'the device grows: nothing happens by itself'
works 'modify-lu -s' stmfadm modify-lu -s 15m "$G1"
is "$(field "$G1" Size)" $((15 << 20)) 'the LU has the new room'
fails 'but not more than there is' stmfadm modify-lu -s 16m "$G1"
is "$(field "$G1" Size)" $((15 << 20)) 'and stays as it was'

# --- buffered, 3pc
G2=$(create -s 4m -p buffered=true -p 3pc=true /srv/e/2)
G3=$(create -s 4m /srv/e/3)
is "$(info "$G2" 'buffered I/O')|$(info "$G3" 'direct I/O')" 'buffered I/O|direct I/O' 'buffered, where the file system could do direct I/O'
stmfadm create-hg alpha
stmfadm add-hg-member -g alpha $LOOP_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfadm add-view -n 2 "$G2"
wait_for 10 disk loopback "$G2"
wait_for 10 eval "disks loopback | grep -q $G2"
SG=/dev/$(ls "/sys/block/$(basename "$(disk loopback "$G2")")/device/scsi_generic")
copies() { sg_inq "$SG" | grep -o '3PC=.'; }
extended_copy() { sense "$SG" 83 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00; }
quiet "$SG"
is "$(copies) $(extended_copy)" '3PC=1 ' 'EXTENDED COPY is there'
works 'modify-lu -p 3pc=false' stmfctl modify-lu -p 3pc=false "$G2"
is "$(sense "$SG" 00 00 00 00 00 00)" 06/3f/03 'INQUIRY DATA HAS CHANGED'
is "$(copies) $(extended_copy)" '3PC=0 05/20/00' 'it is gone'
works 'modify-lu -p 3pc=true' stmfctl modify-lu -p 3pc=true "$G2"
quiet "$SG"
is "$(copies) $(extended_copy)" '3PC=1 ' 'it is there again'
fails 'modify-lu -p buffered=false' stmfctl modify-lu -p buffered=false "$G2"
fails 'modify-lu -p 3pc of one that is not imported' stmfctl modify-lu -p 3pc=true -f /srv/e/none

down
setup || nok 'start'
is "$(info "$G2" 'buffered I/O') $(info "$G2" 3pc=1) $(info "$G3" 3pc=0)" 'buffered I/O 3pc=1 3pc=0' 'after a restart all is as before'
works 'delete-lu' stmfadm delete-lu "$G2"
works 'import-lu' stmfadm import-lu /srv/e/2
is "$(info "$G2" 'direct I/O') $(info "$G2" 3pc=0)" 'direct I/O 3pc=0' 'an import knows what is in the metadata only'
finish
