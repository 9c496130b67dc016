#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# systemd as init: the units at boot, in order, with the configuration back before an
# initiator logs in; a device that comes 20 s late; restart and crash of the daemon under
# I/O; stop and start of the service. Prepared below the bed's own init, then goes on
# (58-systemd.sh booted) as a unit of systemd, which ends with the guest's power off.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

IQN=iqn.2026-11.org.example:boot
BED=/etc/systemd/system
LATE=20
G1=600144F0B000000000000000000000A1
G2=600144F0B000000000000000000000A2

# The device of the second logical unit: a linear map over the guest's disk
late_device() {
	modprobe -q dm-mod
	echo "0 $((32 * 2048)) linear /dev/vda 0" | dmsetup create late
}

prepare() {
	local unit

	setup || { nok setup; finish; }
	mkdir -p /srv/luns
	late_device
	dmsetup mknodes
	create_lu -s 16m -p "guid=$G1" /srv/luns/1 >/dev/null
	create_lu -p "guid=$G2" /dev/mapper/late >/dev/null
	stmfadm create-hg beta
	stmfadm add-hg-member -g beta $ISCSI_INI
	stmfadm add-view -h beta -n 0 $G1
	stmfadm add-view -h beta -n 1 $G2
	stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
	is "$(stmfadm list-lu | wc -l)" 2 'two logical units are configured'
	stop_stmfd
	"$(dirname "$0")/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
	dmsetup remove late
	rm -f /dev/mapper/late

	# nothing of the host's but what belongs to systemd itself
	rm -rf $BED/*.wants $BED/*.requires $BED/*.target
	: >/etc/fstab
	ln -sf /dev/null /etc/tmpfiles.d/tmp.conf	# the tree may be below /tmp
	systemctl enable stmfd stmf 2>/dev/null
	systemctl mask iscsid.service iscsid.socket open-iscsi.service 2>/dev/null	# the initiator starts its own
	for unit in initiator late job; do
		printf '[Unit]\nAfter=%s\nFailureAction=poweroff-force\n[Service]\nType=oneshot\nRemainAfterExit=yes\nTimeoutStartSec=600\nExecStart=%q %s\n' \
			"$([ $unit = job ] && echo bed-initiator.service)" "$(realpath "$0")" $unit
		[ $unit != job ] || printf 'StandardOutput=append:/run/bed/out\nStandardError=append:/run/bed/out\n'
		printf '[Install]\nWantedBy=multi-user.target\n'
	done | awk -v dir=$BED 'BEGIN { split("initiator late job", n) } /^\[Unit\]/ { f = dir "/bed-" n[++i] ".service" } { print >f }'
	systemctl enable bed-initiator bed-late bed-job 2>/dev/null
	is "$(find $BED/multi-user.target.wants -name '*.service' -printf '%f ' | tr ' ' '\n' | sort | tr '\n' ' ')" \
		'bed-initiator.service bed-job.service bed-late.service stmf.service stmfd.service ' 'the units are enabled'
	printf '#!/bin/sh\nexec /lib/systemd/systemd systemd.log_target=kmsg systemd.show_status=false\n' >/run/next-init
	chmod +x /run/next-init
	echo "$tests $failed" >/run/so-far
	[ $failed = 0 ] || finish
}

# A host that tries from the first moment on
initiator() {
	local n=0
	iscsi_start
	until iscsi_login $ISCSI_INI 2>/dev/null; do n=$((n + 1)); [ $n -lt 600 ] || exit 1; sleep 0.1; done
	cut -d' ' -f1 /proc/uptime >/run/logged-in
	wait_for 10 eval '[ -n "$(disks iscsi)" ]'
	disks iscsi >/run/first-disks
}

# since UNIT: monotonic time at which it was active
since() { systemctl show -p ActiveEnterTimestampMonotonic --value "$1"; }
operational() { stmfadm list-lu -v "$1" | sed -n 's/ *Operational Status *: *//p'; }
session() { stmfctl list-target -v $IQN | grep -E 'TSIH|From:'; }

booted() {
	local was d

	read -r tests failed </run/so-far
	is "$(systemctl is-active stmfd stmf bed-initiator | sort -u)" active 'at boot the units are active'
	[ "$(since stmfd)" -lt "$(since stmf)" ] && ok 'stmfd before stmf' || nok 'stmfd before stmf'
	is "$(systemctl --failed --no-legend)" '' 'no unit has failed'
	is "$(stmfctl service state)" online 'the service is online'
	is "$(cut -d' ' -f1,2 /run/first-disks)" "0 $G1" 'the first login has found its disk, and only that'
	is "$(stmfctl list-initiator -v $ISCSI_INI | grep -c 'Refused: command')" 0 'it was refused nothing'
	is "$(operational $G2)" unregistered 'the one whose device is not there is configured, and no more'
	works 'list-state says why' eval "stmfctl list-state | grep -q 'Problem.*$G2.*/dev/mapper/late'"
	works 'the daemon has no rights that it needs not' \
		eval "grep -q '^CapBnd:.*0000000000$(printf %x $((1 << 16 | 1 << 12 | 1 << 10 | 1 << 3 | 1 << 1)))$' /proc/\$(systemctl show -p MainPID --value stmfd)/status"
	touch /run/look-for-late
	works "a device that comes $LATE s late" wait_for 60 test -b /dev/mapper/late
	works 'its logical unit comes online by itself' wait_for 5 eval "[ \"\$(operational $G2)\" = Online ]"
	rescan iscsi
	works 'and the host has its disk' wait_for 10 eval "[ -n \"\$(disk iscsi $G2)\" ]"

	d=$(disk iscsi $G1)
	iscsi_patience 5
	verify boot "$d"
	was=$(session)
	works 'restart of stmfd, under I/O' systemctl restart stmfd
	works 'commands work' stmfctl ping
	is "$(session)" "$was" 'the session is the one that was'
	is "$(stmfctl service state)" online 'the service stays online'
	systemctl kill -s KILL stmfd
	works 'killed, it is started again' wait_for 30 stmfctl ping
	is "$(session)" "$was" 'the session is the one that was'
	works 'I/O goes on' kill -0 %1
	kill -INT %1
	wait %1
	fails 'and has seen no error' grep -qiE 'error|verify failed|bad magic' /tmp/fio.boot

	works 'systemctl stop stmf' systemctl stop stmf
	is "$(stmfctl service state)" offline 'takes the service offline'
	is "$(cat $LIO/iscsi/$IQN/tpgt_1/enable)" 0 'the target with it'
	fails 'the disk is not there any more' timeout 60 dd if="$d" of=/dev/null bs=4k count=1 iflag=direct
	is "$(systemctl is-active stmfd)" active 'the daemon runs on'
	works 'systemctl start stmf' systemctl start stmf
	works 'the host comes back by itself' wait_for 60 dd if="$d" of=/dev/null bs=4k count=1 iflag=direct
	is "$(journalctl -q -b -u stmfd -u stmf -p err --no-pager -o cat | grep -v "$G2")" '' 'no error was logged'
}

case ${1-} in
'') prepare ;;
initiator) initiator ;;
late)
	sleep $LATE
	late_device
	;;
job)
	booted
	(finish)
	status=$?
	dmesg >/run/bed/dmesg
	echo $status >/run/bed/status
	sync
	exec busybox poweroff -n -f
	;;
esac
