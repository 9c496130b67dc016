#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel's model alone: the configfs tree and its errors, netlink, events,
# big models, bad input, loading and unloading. No daemon, no backing store.
# shellcheck disable=SC1078,SC1079 # quoted texts of several lines

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"
export LC_ALL=C

HERE=$(cd "$(dirname "$0")" && pwd)
A=600144F0000000000000000000000001
B=600144F0000000000000000000000002
C=600144F0000000000000000000000003
D=600144F0000000000000000000000004
E=600144F0000000000000000000000005
W=wwn.5001405000000001
I=iqn.2026-11.org.example

declare -A TEXT=(
	[EPERM]='Operation not permitted' [ENOENT]='No such file or directory'
	[EBUSY]='Device or resource busy' [EEXIST]='File exists' [ENODEV]='No such device'
	[EINVAL]='Invalid argument' [ENOTEMPTY]='Directory not empty'
	[ENAMETOOLONG]='File name too long' [ERANGE]='Numerical result out of range'
	[EADDRINUSE]='Address already in use' [ENOSPC]='No space left on device'
)

# errno NAME WHAT COMMAND...: it fails with that error
errno() {
	local want=${TEXT[$1]} what=$2 out
	shift 2
	if out=$("$@" 2>&1); then nok "$what"; echo "#   $* succeeded"; return; fi
	is "${out##*: }" "$want" "$what"
}

# put TEXT FILE: in one write, which bash's own printf does not do for several lines
put() { /usr/bin/printf '%s\n' "$1" >"$2"; }
genl() { "$HERE/genl.py" "$@"; }
generation() { cat $CFS/generation; }

# add_view GUID INDEX HOST_GROUP TARGET_GROUP LUN: made and enabled; prints its LUN.
# If it is refused nothing stays.
add_view() {
	local v=$CFS/logical_units/$1/views/$2
	mkdir "$v" && put "$3" "$v/host_group" && put "$4" "$v/target_group" &&
		put "$5" "$v/lun" && put 1 "$v/enable" && cat "$v/lun" && return
	rmdir "$v"
	return 1
}

clean() {
	cd $CFS || exit
	echo offline >state
	find logical_units -mindepth 3 -maxdepth 3 -path '*/views/*' -exec rmdir {} +
	find logical_units targets -mindepth 1 -maxdepth 1 -type d -exec rmdir {} +
	find host_groups target_groups -mindepth 2 -maxdepth 2 -exec rmdir {} +
	find host_groups target_groups -mindepth 1 -maxdepth 1 -exec rmdir {} +
}

tree() {
	is "$(cd $CFS && echo *)" 'config_state default_lu_state default_target_state generation host_groups logical_units state target_groups targets' 'the root'
	is "$(cd $CFS && cat state config_state default_lu_state default_target_state | tr '\n' ' ')" \
		'offline uninitialized online online ' 'states after loading'
	for s in initializing initialized uninitialized; do
		put $s $CFS/config_state
		is "$(cat $CFS/config_state)" $s "config_state $s"
	done
	errno EINVAL 'an unknown config_state' put initialised $CFS/config_state
	errno EINVAL 'an unknown state' put Online $CFS/state
	errno EINVAL 'an empty state' put '' $CFS/state
	errno EINVAL 'only one newline' put 'online
' $CFS/state
	errno EPERM 'mkdir in the root' mkdir $CFS/x
	errno EPERM 'rmdir of a branch' rmdir $CFS/targets
}

groups() {
	local hg=$CFS/host_groups tg=$CFS/target_groups long
	long=$(printf 'a%.0s' {1..255})
	works 'host group' mkdir $hg/h1
	errno EEXIST 'the same again' mkdir $hg/h1
	works 'a target group of the same name' mkdir $tg/h1
	works 'a name of 255 bytes' mkdir "$hg/$long"
	errno ENAMETOOLONG 'a name of 256 bytes' mkdir "$hg/${long}a"
	works 'a name with any bytes' mkdir "$hg/%25 a%2Fb%0A"$'\xff'
	errno EINVAL 'a needless code' mkdir $hg/%41
	errno EINVAL 'hex in lower case' mkdir $hg/%2f
	errno EINVAL 'a name beginning with a star' mkdir "$hg/*x"
	errno EINVAL 'a name beginning with a dot' mkdir $hg/.x
	is "$(genl dump group-get kind=3 | sed 's/^generation=[0-9]* //')" \
		"kind=3 name=h1
kind=3 name=$long
kind=3 name=% a/b
"$'\xff' 'netlink gives plain names, by age'
	works 'member' mkdir $hg/h1/$I:a
	errno EEXIST 'the same member again' mkdir $hg/h1/$I:a
	errno EEXIST 'the same member in another group' mkdir "$hg/$long/$I:a"
	works 'the same name in a target group' mkdir $tg/h1/$I:a
	for bad in $I:A IQN.x iqn. iqn.a_b naa.5001405000000001 wwn.500140500000000a \
		wwn.5001405000000001x eui.1 x "${long:0:220}" "iqn.${long:0:220}"; do
		errno EINVAL "member ${bad:0:30}" mkdir "$hg/h1/$bad"
	done
	works 'a member of 223 bytes' mkdir "$hg/h1/iqn.${long:0:219}"
	errno ENOTEMPTY 'rmdir of a group with members' rmdir $hg/h1
	is "$(genl dump member-get kind=3 | sed 's/^generation=[0-9]* //')" \
		"kind=3 name=h1 member=$I:a
kind=3 name=h1 member=iqn.${long:0:219}" 'members in netlink'
	works 'a pattern' mkdir "$hg/h1/$I:rack7-*"
	errno EEXIST 'the same pattern in another group' mkdir "$hg/$long/$I:rack7-*"
	works 'a longer one in another group' mkdir "$hg/$long/$I:rack7-1*"
	for bad in '*' 'iqn*' "$I:*b" "$I:**" "$I:B*" 'wwn.5001405000000001*'; do
		errno EINVAL "pattern $bad" mkdir "$hg/h1/$bad"
	done
	errno EINVAL 'a target group has no patterns' mkdir "$tg/h1/$I:*"
	rmdir $hg/*/*
	works 'rmdir of an empty group' rmdir $hg/h1
	clean
}

views() {
	local lu=$CFS/logical_units v
	works 'mkdir of a GUID' mkdir $lu/$A
	errno EEXIST 'the same again' mkdir $lu/$A
	errno EEXIST 'in lower case too' mkdir "$lu/${A,,}"
	works 'another in lower case' mkdir "$lu/${B,,}"
	rmdir "$lu/${B,,}"
	for bad in 500144F0000000000000000000000001 60000000000000000000000000000000 ${A}0 x; do
		errno EINVAL "GUID $bad" mkdir $lu/$bad
	done
	is "$(cat $lu/$A/state $lu/$A/provider $lu/$A/alias | tr '\n' ' ')" 'unregistered   ' \
		'an LU without provider'
	works 'what it becomes when it registers' put online $lu/$A/state
	mkdir $lu/$B $lu/$C $lu/$D $lu/$E $CFS/host_groups/{h1,h2} $CFS/target_groups/{t1,t2}

	# comstar-model, 5.2
	is "$(add_view $A 0 '*' '*' auto)" 0 'A all/all'
	is "$(add_view $B 0 h1 '*' auto)" 1 'B h1'
	is "$(add_view $C 0 h2 '*' auto)" 1 'C h2'
	is "$(add_view $D 0 '*' '*' auto)" 2 'D all/all'
	is "$(add_view $B 1 h2 '*' auto)" 3 'B h2'
	errno EEXIST 'B all/all: view entry exists' add_view $B 2 '*' '*' auto
	errno EADDRINUSE 'E h1/t1 at 0: LUN in use' add_view $E 0 h1 t1 0
	is "$(add_view $E 0 h1 t1 auto)" 3 'E h1/t1'
	is "$(add_view $E 1 h1 t2 auto)" 3 'E h1/t2'
	is "$(genl dump view-get | sed 's/^generation=[0-9]* //')" \
"guid=$A view-index=0 lun=0
guid=$B view-index=0 lun=1 host-group=h1
guid=$B view-index=1 lun=3 host-group=h2
guid=$C view-index=0 lun=1 host-group=h2
guid=$D view-index=0 lun=2
guid=$E view-index=0 lun=3 host-group=h1 target-group=t1
guid=$E view-index=1 lun=3 host-group=h1 target-group=t2" 'views in netlink, by GUID and index'
	is "$(genl dump view-get guid=$B | wc -l)" 2 'those of one LU'

	v=$lu/$B/views/0
	errno EBUSY 'host_group of an enabled view' put h2 $v/host_group
	errno EBUSY 'target_group of an enabled view' put t1 $v/target_group
	errno EBUSY 'lun of an enabled view' put 9 $v/lun
	errno EBUSY 'rmdir of a group that views name' rmdir $CFS/host_groups/h1
	errno EBUSY 'likewise a target group' rmdir $CFS/target_groups/t2
	errno ENOTEMPTY 'rmdir of an LU with views' rmdir $lu/$B
	put 0 $v/enable
	is "$(cat $v/lun)" auto 'auto comes back'
	errno EBUSY 'h1 is still named by E' rmdir $CFS/host_groups/h1
	rmdir $lu/$E/views/*
	works 'rmdir of an enabled view frees its groups' rmdir $CFS/host_groups/h1
	errno ENOENT 'enabling a view whose group is gone' put 1 $v/enable
	mkdir $CFS/host_groups/h1
	works 'the group is back' put 1 $v/enable
	is "$(cat $v/lun)" 1 'at the same LUN'

	mkdir $lu/$E/views/0
	v=$lu/$E/views/0
	for bad in 16384:ERANGE 99999999999:ERANGE -1:EINVAL 0x1:EINVAL 01:EINVAL 1.0:EINVAL :EINVAL any:EINVAL; do
		errno "${bad#*:}" "lun ${bad%:*}" put "${bad%:*}" $v/lun
	done
	errno ENOENT 'a host group that is not there' put nobody $v/host_group
	errno ENOENT 'a target group that is not there' put h1 $v/target_group
	errno EINVAL 'a malformed group name' put %41 $v/host_group
	errno EINVAL 'an empty group name' put '' $v/host_group
	errno EINVAL 'enable 2' put 2 $v/enable
	put 16383 $v/lun
	works 'LUN 16383' put 1 $v/enable
	works 'enable twice' put 1 $v/enable
	for bad in 01:EINVAL -1:EINVAL x:EINVAL 4294967295:ERANGE 99999999999999999999:ERANGE; do
		errno "${bad#*:}" "index ${bad%:*}" mkdir "$lu/$E/views/${bad%:*}"
	done
	works 'the highest index' mkdir $lu/$E/views/4294967294
	clean
}

big_model() {
	local n=2000
	works "$n logical units with views" "$HERE/model_stress.py" fill $n
	is "$(genl --buffer=8192 dump view-get | awk '{ print $2, $4 }' | md5sum)" \
		"$(for ((i = 0; i < n; i++)); do printf 'guid=600144F1%024X lun=%d\n' $i $i; done | md5sum)" \
		'a dump of views in pieces loses and repeats nothing'
	is "$(genl --buffer=8192 dump lu-get | awk '{ print $2 }' | md5sum)" \
		"$(for ((i = n - 1; i >= 0; i--)); do printf 'guid=600144F1%024X\n' $i; done | md5sum)" \
		'nor one of logical units, newest first'
	is "$(genl --buffer=8192 dump view-get | cut -d' ' -f1 | sort -u | wc -l)" 1 'one generation in all of it'
	clean
}

targets() {
	local t=$CFS/targets tg=$CFS/target_groups
	put online $CFS/state
	errno EINVAL 'a target not in normal form' mkdir $t/naa.5001405000000001
	works 'a target' mkdir $t/$W
	is "$(cat $t/$W/{state,provider,alias,protocol,group,params} | tr '\n' ,)" 'offline,,,,,,' 'it is empty'
	errno ENODEV 'online without provider' put online $t/$W/state
	works 'offline is what it is' put offline $t/$W/state
	errno ENODEV 'an unknown provider' put nosuch $t/$W/provider
	errno EINVAL 'an empty provider' put '' $t/$W/provider
	works 'it may join a group' mkdir -p $tg/t1/$W
	works 'its provider' put loopback $t/$W/provider
	errno EBUSY 'once only' put loopback $t/$W/provider
	is "$(cat $t/$W/{state,provider,protocol,group} | tr '\n' ,)" 'online,loopback,6,t1,' 'it is online'
	put 'an alias' $t/$W/alias
	put 'initiator=a
initiator=b' $t/$W/params
	is "$(cat $t/$W/params)" 'initiator=a
initiator=b' 'params of several lines'
	errno ENAMETOOLONG 'params of 3901 bytes' put "$(printf 'x%.0s' {1..3901})" $t/$W/params
	errno ENAMETOOLONG 'an alias of 256 bytes' put "$(printf 'x%.0s' {1..256})" $t/$W/alias
	is "$(genl get target-get name=$W | sed 's/^name=/name=/')" \
		"name=$W state=2 alias=an alias params=initiator=a
initiator=b target-group=t1 provider=loopback protocol=6" 'in netlink'
	mkdir $tg/t2 $t/wwn.5001405000000002
	put loopback $t/wwn.5001405000000002/provider
	errno EBUSY 'an online target does not change its group' mkdir $tg/t2/wwn.5001405000000002
	errno EEXIST 'EEXIST comes before EBUSY' mkdir $tg/t2/$W
	put offline $t/wwn.5001405000000002/state
	works 'an offline one does' mkdir $tg/t2/wwn.5001405000000002
	is "$(cat $t/wwn.5001405000000002/group)" t2 'and shows it'
	rmdir $tg/t1/$W
	is "$(cat $t/$W/{state,group} | tr '\n' ,)" 'offline,,' 'rmdir of the member takes the target offline'
	put online $t/$W/state
	put offline $CFS/state
	is "$(cat $t/$W/state)" offline 'offline with the service'
	works 'then it may change its group' mkdir $tg/t1/$W
	put online $CFS/state
	is "$(cat $t/$W/{state,group} | tr '\n' ,)" 'online,t1,' 'and comes back with it'
	put offline $CFS/default_target_state
	mkdir $t/$I:t
	put loopback $t/$I:t/provider
	is "$(cat $t/$I:t/state)" offline 'default_target_state offline'
	put online $CFS/default_target_state
	is "$(genl dump target-get | tr '\n' ' ' | grep -o ' name=[^ ]*' | tr -d '\n')" \
		" name=$I:t name=wwn.5001405000000002 name=$W" 'newest first'
	clean
}

netlink() {
	is "$(genl get service-get | sed 's/ gen.*//')" \
		'state=0 config-state=0 default-lu-state=2 default-target-state=2' 'service-get'
	is "$(genl get service-get | sed 's/.*generation=//')" "$(generation)" 'the generation is that of configfs'
	works service-set genl set service-set state=2 config-state=2 default-lu-state=0
	is "$(cat $CFS/state $CFS/config_state $CFS/default_lu_state | tr '\n' ' ')" 'online initialized offline ' 'it has an effect'
	genl set service-set config-state=0 default-lu-state=2 state=0
	is "$(genl set service-set state=1)" 'EINVAL: state must be offline or online' 'a state that none can ask for'
	is "$(genl set service-set config-state=3)" 'ERANGE: integer out of range' 'config-state out of range'
	is "$(genl get lu-get guid=$A)" 'ENOENT: no such logical unit' 'no such LU'
	is "$(genl get lu-get)" 'EINVAL: GUID missing' 'no GUID'
	is "$(genl get target-get name=$W)" 'ENOENT: no such target' 'no such target'
	is "$(genl set target-set name=$W)" 'EINVAL: state missing' 'no state'
	is "$(genl get target-get name="$(printf 'x%.0s' {1..256})" | cut -d: -f1)" EINVAL 'a name too long'
	is "$(genl get lu-get guid=60 | cut -d: -f1)" ERANGE 'a GUID too short'
	is "$(genl get lu-get guid=$A lun=1 | cut -d: -f1)" EINVAL 'an attribute too many'
	is "$(genl get lu-get guid=$A kind=1 | cut -d: -f1)" EINVAL 'another one'
	is "$(genl dump group-get | cut -d: -f1)" EINVAL 'group-get without kind'
	is "$(genl dump group-get kind=2 | cut -d: -f1)" ERANGE 'targets are no group'
	is "$(genl dump lun-map-get initiator=$I:a | cut -d: -f1)" EINVAL 'lun-map-get without target'
	is "$(genl dump lun-map-get initiator=X target=$W | cut -d: -f1)" EINVAL 'lun-map-get of a malformed name'
	is "$(genl dump lun-map-get initiator=$I:a target=$W)" '' 'lun-map-get of unknown names'
	mkdir $CFS/logical_units/$A
	is "$(genl get lu-get guid=$A)" "guid=$A state=4 refused=0" 'an unregistered LU'
	is "$(genl set lu-set guid=$A state=2)" '' 'what it becomes when it registers'
	mkdir $CFS/targets/$W
	is "$(genl set target-set name=$W state=2)" 'ENODEV: target has no port provider' 'nor can a target without provider'
	put loopback $CFS/targets/$W/provider
	works target-set genl set target-set name=$W state=0
	put online $CFS/state
	is "$(cat $CFS/targets/$W/state)" offline 'it stays offline'
	for c in 'get service-get' 'set service-set state=2' 'dump lu-get' "get lu-get guid=$A" \
		'dump session-get' 'dump group-get kind=3'; do
		# shellcheck disable=SC2086
		is "$(setpriv --reuid=65534 --clear-groups --inh-caps=-all "$HERE/genl.py" $c | cut -d: -f1)" EPERM \
			"an ordinary user may not $c"
	done
	clean
}

events() {
	local gen
	genl watch 60 >/tmp/events &
	wait_for 5 grep -q listening /tmp/events
	gen=$(generation)
	mkdir $CFS/host_groups/h1 $CFS/host_groups/h1/$I:a
	mkdir -p $CFS/logical_units/$A
	add_view $A 7 h1 '*' 3 >/dev/null
	put online $CFS/state
	mkdir $CFS/targets/$W
	put loopback $CFS/targets/$W/provider
	put offline $CFS/targets/$W/state
	rmdir $CFS/logical_units/$A/views/7
	wait_for 5 eval '[ "$(wc -l </tmp/events)" -ge 10 ]'
	kill %1
	wait
	is "$(tail -n +2 /tmp/events)" "event=0 kind=3 generation=$((gen + 1)) name=h1
event=2 kind=3 generation=$((gen + 2)) name=h1
event=0 kind=1 generation=$((gen + 3)) guid=$A state=4
event=0 kind=5 generation=$((gen + 4)) guid=$A view-index=7
event=3 kind=0 generation=$((gen + 5)) state=2
event=0 kind=2 generation=$((gen + 6)) name=$W state=0
event=3 kind=2 generation=$((gen + 7)) name=$W state=2
event=3 kind=2 generation=$((gen + 8)) name=$W state=0
event=1 kind=5 generation=$((gen + 9)) guid=$A view-index=7" 'each change is an event and a generation'
	clean
}

sessions() {
	local lio=$LIO/loopback/naa.5001405000000001 ini=naa.50014050000000a1
	modprobe tcm_loop
	is "$(genl dump session-get)" '' 'no session'
	mkdir -p $lio/tpgt_1 $lio/tpgt_2
	echo $ini >$lio/tpgt_1/nexus
	echo naa.50014050000000a2 >$lio/tpgt_2/nexus
	is "$(genl dump session-get | sed 's/ since=[0-9]*//' | sort)" "target=$W initiator=wwn.50014050000000A1 dynamic
target=$W initiator=wwn.50014050000000A2 dynamic" 'sessions of LIO, names in normal form'
	is "$(genl dump session-get target=$W | wc -l)" 2 'those of one target'
	is "$(genl dump session-get target=wwn.5001405000000009)" '' 'those of another'
	# TPGs come and go while sessions are read
	for _ in 1 2; do while [ -e /tmp/walk ]; do genl dump session-get >/dev/null; done & done >/tmp/walk
	for i in $(seq 10); do
		mkdir $lio/tpgt_3 && echo naa.50014050000000b$((i % 10)) >$lio/tpgt_3/nexus &&
			echo NULL >$lio/tpgt_3/nexus && rmdir $lio/tpgt_3 || nok "TPG $i"
	done
	rm /tmp/walk
	wait
	ok 'sessions are read while TPGs come and go'
	echo NULL >$lio/tpgt_1/nexus
	echo NULL >$lio/tpgt_2/nexus
	rmdir $lio/tpgt_* $lio
	is "$(genl dump session-get)" '' 'they are gone'
	rmdir $LIO/loopback
}

bad_input() {
	mkdir -p $CFS/logical_units/$A/views/0 $CFS/targets/$W $CFS/host_groups/h1/$I:a
	works 'random bytes in all attributes and names' "$HERE/model_stress.py" garbage 1
	clean
	is "$(find $CFS -mindepth 2 -type d)" '' 'all of it can be removed'
}

# Everything at once: whatever happens, nothing may break.
races() {
	touch /tmp/race
	while [ -e /tmp/race ]; do
		for c in 'dump view-get' 'dump member-get kind=3' 'dump target-get' \
			"dump lun-map-get initiator=$I:r target=$W"; do
			# shellcheck disable=SC2086
			genl $c
		done
	done >/dev/null 2>&1 &
	"$HERE/model_stress.py" races 15
	rm /tmp/race
	wait
	clean 2>/dev/null
	is "$(find $CFS -mindepth 2 -type d)" '' 'changes of all kinds at the same time'
}

# Each allocation fails once: the answer is ENOMEM, and nothing is left behind.
no_memory() {
	if [ ! -e /proc/self/fail-nth ]; then
		skip 'allocations that fail: the kernel has no fault injection'
		return
	fi
	echo N >/sys/kernel/debug/failslab/ignore-gfp-wait
	echo 0 >/sys/kernel/debug/failslab/verbose
	is "$("$HERE/model_stress.py" nomem 200 | grep -v '^#')" '' 'each allocation of each operation fails'
	is "$(find $CFS -mindepth 2 -type d)" '' 'and leaves nothing behind'
}

reload() {
	local i failed=
	mkdir $CFS/host_groups/h1
	fails 'not unloaded while there is a group' rmmod stmf
	rmdir $CFS/host_groups/h1
	cd / || exit
	for i in $(seq 20); do
		rmmod stmf && insmod_stmf || failed=$i
		mkdir $CFS/host_groups/h1 && rmdir $CFS/host_groups/h1 || failed=$i
	done
	is "$failed" '' 'unload and load 20 times'
	# configfs files that are held open outlive their objects, not the module
	mkdir -p $CFS/targets/$W
	exec 9<$CFS/targets/$W/state
	rmdir $CFS/targets/$W
	fails 'not unloaded while a file is open' rmmod stmf
	fails 'its object is gone' cat <&9
	exec 9<&-
	works 'unload' rmmod stmf
}

# the core alone, without the modules that modprobe brings along
insmod_stmf() {
	modprobe -q target_core_mod && insmod "$(modinfo -n stmf)"
}

insmod_stmf || { nok 'load stmf'; finish; }
parts=(tree groups views targets netlink events sessions big_model bad_input races no_memory reload)
for part in "${@:-${parts[@]}}"; do
	echo "# $part ($SECONDS s)"
	$part
done
finish
