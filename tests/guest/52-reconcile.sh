#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kill -9 in the middle of commands: the old or the new configuration, never between, I/O undisturbed;
# whatever is in LIO at the start, LIO ends as the model says.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
T=iqn.2026-11.org.example
KILLS=${KILLS:-6}

setup || { nok setup; finish; }
mkdir -p /srv/luns /tmp/x
cd /tmp/x || exit
G1=$(create_lu -s 16m /srv/luns/1)
G2=$(create_lu -s 16m /srv/luns/2)
stmfadm create-hg alpha
stmfadm add-hg-member -g alpha $LOOP_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfadm add-view -h alpha -n 0 "$G1"
wait_for 5 eval '[ "$(disks loopback | wc -l)" = 1 ]'
D=$(disk loopback "$G1")

# all that counts, whatever order it is in
config() {
	stmfadm list-hg -v | sed 's/^\t/ /'
	stmfadm list-tg -v
	stmfadm list-lu -v
	stmfadm list-target -v | grep -v 'Logged in\|Sessions'
	stmfadm list-view -l "$G1" 2>&1
	stmfadm list-view -l "$G2" 2>&1
	find $CFS/logical_units $CFS/targets $CFS/host_groups -mindepth 1 -type d
}
lio() {
	(cd $LIO && find core/sbd_0 loopback iscsi -not -path '*/statistics*' 2>/dev/null)
}

stmfctl export base.xml
fio --name=v --filename="$D" --rw=randrw --bs=4k --direct=1 --verify=crc32c --size=8m --time_based --runtime=600 --rate_iops=40 \
	--verify_backlog=64 --do_verify=1 --output=/tmp/fio.log &
fio=$!

view_on() { stmfadm add-view -h alpha -n 5 "$G2"; }
view_off() { stmfadm remove-view -l "$G2" 0; }
group_on() {
	stmfadm create-hg beta && stmfadm add-hg-member -g beta iqn.2026-11.org.example:one iqn.2026-11.org.example:two
}
group_off() { stmfadm delete-hg beta; }
# a group with members goes in one command; to come back takes two, so it is imported
empty_on() { stmfctl import --merge beta.xml; }
empty_off() { stmfadm delete-hg beta; }
target_on() { stmfctl create-target --fabric iscsi --portal 127.0.0.1 iqn.2026-11.org.example:t1; }
target_off() { stmfctl delete-target -f iqn.2026-11.org.example:t1; }
many_on() { stmfctl import --merge many.xml; }
many_off() { stmfctl import --replace base.xml; }

# a file with many groups and views more
group_on
stmfctl export beta.xml
view_on
for i in $(seq 8); do stmfadm create-hg "more$i"; done
stmfctl export many.xml
stmfctl import --replace base.xml >/dev/null
is "$(stmfctl export | diff base.xml -)" '' 'the base is back before it begins'

# cut NAME: the command and its opposite, killed at random moments
cut() {
	local name=$1 i turn=on state delay rc bad=0 whole=0 absent=0
	config | sort >off.cfg
	"${name}_on" >/dev/null
	config | sort >on.cfg
	"${name}_off" >/dev/null
	config | sort | diff off.cfg - >/dev/null || nok "$name: and back"
	for i in $(seq "$KILLS"); do
		delay=0.0$(printf %03d $((RANDOM % 60)))
		("${name}_$turn" >/dev/null 2>&1) &
		sleep "$delay"
		stop_stmfd -KILL
		wait $!
		rc=$?
		start_stmfd || { nok "$name: start $i"; return; }
		config | sort >now.cfg
		if cmp -s now.cfg on.cfg; then state=on
		elif cmp -s now.cfg off.cfg; then state=off
		else
			state=between
			echo "# $name $turn, killed after $delay s:"
			diff off.cfg now.cfg | sed 's/^/#   /'
		fi
		if [ $state = between ] || { [ $rc = 0 ] && [ $state != $turn ]; }; then bad=$((bad + 1)); fi
		if [ $state = $turn ]; then whole=$((whole + 1)); else absent=$((absent + 1)); fi
		if [ $state = between ]; then
			"${name}_off" >/dev/null 2>&1
			turn=on
		elif [ $state = on ]; then turn=off; else turn=on; fi
	done
	is $bad 0 "$name: $KILLS times killed, $whole times whole, $absent times absent, never between"
	[ $turn = on ] || "${name}_off" >/dev/null
}
cut view
cut empty
cut target
cut many

works 'fio goes on' kill -0 $fio
kill -INT $fio
wait $fio
fails 'and has seen no error' grep -qiE 'error|verify failed|bad magic' /tmp/fio.log

# a view that somebody removes while no daemon runs stays away, though a command on that
# logical unit was cut off, which is taken back
view_on
wait_for 5 eval '[ "$(disks loopback | wc -l)" = 2 ]'
stop_stmfd -KILL
echo "+lu $G2" >/run/stmf/journal
mkdir $CFS/logical_units/"$G2"/views/7
rmdir $CFS/logical_units/"$G2"/views/0
start_stmfd
is "$(echo $CFS/logical_units/"$G2"/views/*)" "$CFS/logical_units/$G2/views/*" 'a view removed beside a command that was cut off stays away'
works 'its disk, too' wait_for 5 eval '[ "$(disks loopback | wc -l)" = 1 ]'

# whatever is in LIO: missing, half-built, foreign, drifted
stmfctl import --replace base.xml >/dev/null
was=$(lio | sort)
stop_stmfd
rmdir $LIO/loopback/*/tpgt_1/lun/lun_99 2>/dev/null
find $LIO/loopback/*/tpgt_1/lun/lun_0 -type l -delete
mkdir -p $LIO/core/sbd_0/"$(new_guid)" $LIO/loopback/naa.5001405000000001/tpgt_1/lun/lun_77 \
	$LIO/iscsi/iqn.2026-11.org.example:foreign/tpgt_1
start_stmfd
is "$(lio | grep -v foreign | sort)" "$was" 'start: missing is back, half-built is gone'
works "others' target is left alone" test -d $LIO/iscsi/iqn.2026-11.org.example:foreign/tpgt_1
rmdir $LIO/iscsi/iqn.2026-11.org.example:foreign/tpgt_1 $LIO/iscsi/iqn.2026-11.org.example:foreign
find $LIO/loopback/*/tpgt_1/lun/lun_0 -type l -delete
rmdir $LIO/loopback/*/tpgt_1/lun/lun_0
works 'what others break while it runs is repaired within two seconds' \
	wait_for 2 eval "(cd $LIO && find core/sbd_0 loopback iscsi -not -path '*/statistics*' | grep -v foreign | sort) | diff -q - <(echo '$was')"
works 'and is logged' grep -q 'somebody else has changed' /tmp/stmfd.log

# targetcli that is stopped half-way, or a script, takes only the link away, or puts another one there
tpg=$(echo $LIO/loopback/*/tpgt_1)
link=$(find $tpg/lun/lun_0 -type l)
for i in 1 2; do
	inode=$(stat -c %i "$link")
	rm "$link"
	works "a link that is gone is back, $i" wait_for 3 eval "[ -L '$link' ] && [ \"\$(stat -c %i '$link')\" != $inode ]"
done
was_link=$(readlink -f "$link")
mkdir -p $LIO/core/rd_mcp_99/other
echo rd_pages=16 >$LIO/core/rd_mcp_99/other/control
echo 1 >$LIO/core/rd_mcp_99/other/enable
rm "$link" && ln -s $LIO/core/rd_mcp_99/other "$link"
works "a LUN that is linked to somebody else's device is linked to ours again" \
	wait_for 3 eval "[ \"\$(readlink -f '$link')\" = '$was_link' ]"
rmdir $LIO/core/rd_mcp_99/other $LIO/core/rd_mcp_99

# A portal whose port another program has fails again and again, at longer and longer intervals:
# what others break elsewhere does not wait for that.
stmfctl create-target --fabric iscsi --portal 127.0.0.1:3333 $T:busy >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $T:calm >/dev/null
stmfadm add-hg-member -g alpha $T:host
acl=$LIO/iscsi/$T:calm/tpgt_1/acls/$T:host
works 'a node ACL with its mapped LUN' test -d $acl/lun_0
stop_stmfd -KILL
rmdir $LIO/iscsi/$T:busy/tpgt_1/np/*
python3 -c 'import socket, time; taken = socket.create_server(("127.0.0.1", 3333)); time.sleep(60)' &
taker=$!
wait_for 5 eval 'ss -Hltn | grep -q :3333'
start_stmfd
works 'a portal that fails' wait_for 5 grep -q 'another program has port 3333' /tmp/stmfd.log
for i in 1 2 3 4; do
	find $acl/lun_0 -type l -delete
	rmdir $acl/lun_0 $acl
	works "does not delay the repair of what others break elsewhere, $i" wait_for 3 test -d $acl/lun_0
done
rm $acl/lun_0/*lu
works 'a mapped LUN without its link gets it back' wait_for 3 test -L $acl/lun_0/lu
said() { grep -c 'somebody else has changed' /tmp/stmfd.log; }
n=$(said)
sleep 4
is "$(said)" "$n" 'its tries are not taken for what others do'
kill $taker
stmfctl delete-target -f $T:busy
stmfctl delete-target -f $T:calm
stmfadm remove-hg-member -g alpha $T:host

# a store that is not there, and comes
stop_stmfd
"$(dirname "$0")/teardown.sh"
modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
mv /srv/luns/1 /srv/luns/away
setup
works 'a logical unit without its store: list-state names it' eval "stmfctl list-state | grep -q 'Problem.*$G1.*/srv/luns/1'"
mv /srv/luns/away /srv/luns/1
works 'when it comes the logical unit is online by itself' wait_for 5 eval \
	"stmfadm list-lu -v $G1 | grep -q 'Operational Status: Online'"
is "$(stmfctl list-state | grep Problem)" '' 'and there is no problem any more'
finish
