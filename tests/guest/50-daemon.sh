#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# 50-daemon.sh [KILLS]: the daemon dies, comes back, meets drift; the configuration survives.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
TPG=$LIO/loopback/naa.5001405000000001/tpgt_1
KILLS=${1:-5}

setup || { nok setup; finish; }
mkdir -p /srv/luns
G1=$(create_lu -s 16m -p alias=one /srv/luns/1)
G2=$(create_lu -s 16m -p wcd=true -p serial=S2 /srv/luns/2)
stmfadm create-hg alpha
stmfadm add-hg-member -g alpha $LOOP_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 iqn.2026-11.org.example:t1 >/dev/null
stmfadm add-view -h alpha -n 0 "$G1"
stmfadm add-view -h alpha "$G2"
config() {
	stmfadm list-hg -v
	stmfadm list-tg -v
	stmfadm list-lu -v
	stmfadm list-target | sort
	stmfadm list-view -l "$G1"
	stmfadm list-view -l "$G2" 2>&1
}
lio() {
	(cd $LIO && find core loopback iscsi -not -path '*/statistics*' | sort)
}
wait_for 5 eval '[ "$(disks loopback | wc -l)" = 2 ]'
D=$(disk loopback "$G1")
was=$(config) lio_was=$(lio)

(while [ ! -e /tmp/stop ]; do dd if="$D" of=/dev/null bs=64k count=4 iflag=direct 2>/dev/null || echo err >>/tmp/errors; done) &
reader=$!
for ((n = 0; n < KILLS; n++)); do
	stop_stmfd -KILL
	start_stmfd || nok 'stmfd starts again'
done
is "$(config)" "$was" "after $KILLS kill -9 the configuration is the same"
is "$(lio)" "$lio_was" 'and LIO is the same'
stmfadm create-hg gone-wrong 2>/dev/null & # may or may not get through
stop_stmfd -KILL
wait %?create-hg 2>/dev/null
start_stmfd
stmfadm delete-hg gone-wrong >/dev/null 2>&1
is "$(config)" "$was" 'a kill during a command leaves one of the two states'
touch /tmp/stop
wait $reader
fails 'the reader saw no error through all that' test -s /tmp/errors

stop_stmfd -KILL
mkdir -p $CFS/host_groups/script/iqn.2026-11.org.example:by-script
rmdir $CFS/logical_units/"$G2"/views/0
find $TPG/lun/lun_0 -type l -delete
rmdir $TPG/lun/lun_0
start_stmfd
is "$(cd $TPG/lun && echo lun_*)" lun_0 'start: what others removed is back, what a script took away is gone'
is "$(stmfadm list-hg -v script)" 'Host Group: script
	Member: iqn.2026-11.org.example:by-script' 'what a script made is in the lists'

# a script makes a LU in LIO itself; the repository is lost while disks are in use
dd if=/dev/zero of=/srv/luns/own bs=1M count=4 2>/dev/null
G3=$(new_guid)
mkdir -p $LIO/core/sbd_0/"$G3"
echo path=/srv/luns/own >$LIO/core/sbd_0/"$G3"/control
echo alias=own,by=hand >$LIO/core/sbd_0/"$G3"/control
echo 1 >$LIO/core/sbd_0/"$G3"/enable
works 'a LU that a script made is listed' wait_for 5 eval "stmfadm list-lu | grep -q $G3"
stop_stmfd -KILL
rm -rf /var/lib/stmf
was=$(config) lio_was=$(lio)
start_stmfd
is "$(config)" "$was" 'with the repository gone, a running configuration is kept'
is "$(lio)" "$lio_was" 'and LIO is left as it is'
works 'the daemon keeps the LU of the script' stmfadm list-lu -v "$G3"

# everything away, as at a reboot: the repository alone knows
was=$(config)
stop_stmfd
"$(dirname "$0")/teardown.sh"
modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
fails 'stmf.ko is unloaded' test -d $CFS
setup || nok 'start from the repository'
is "$(config)" "$was" 'the configuration is back from the repository'
is "$(stmfadm list-lu -v "$G3" | grep Alias)" '    Alias             : own,by=hand' 'the LU of the script too'
wait_for 5 eval '[ "$(disks loopback | wc -l)" = 1 ]'
works 'and its disk is readable' dd if="$(disk loopback "$G1")" of=/dev/null bs=4k count=8 iflag=direct

fails 'a second daemon is refused' timeout 10 stmfd
stop_stmfd
head -c 8192 /dev/urandom | dd of=/var/lib/stmf/repository.db bs=4096 seek=0 conv=notrunc 2>/dev/null
sum=$(md5sum </var/lib/stmf/repository.db)
timeout 10 stmfd 2>/tmp/damaged
is "$(md5sum </var/lib/stmf/repository.db)" "$sum" 'a damaged repository is not overwritten'
works 'and the daemon says so' grep -qi repository /tmp/damaged
finish
