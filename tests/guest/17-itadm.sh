#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# itadm: what it says, byte for byte; what LIO then has; who may log in with which secret.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

T=iqn.2010-08.org.example:02
INI=iqn.1993-08.org.debian:01:aabb
SECRET=correct-horse-battery
OTHER=staple-staple-staple
TARGET_SECRET=target-says-who-it-is
umask 077
mkdir -p /run/secrets
for s in SECRET OTHER TARGET_SECRET; do printf '%s\n' "${!s}" >/run/secrets/$s; done
S=/run/secrets/SECRET

setup || { nok setup; finish; }
ip link set lo up
for a in 192.0.2.5 192.0.2.6; do ip addr add $a/32 dev lo; done
ip addr add 2001:db8::5/128 dev lo nodad

tpg_dir() { echo "$LIO/iscsi/$1/tpgt_${2:-1}"; }
listens() { (cd "$(tpg_dir "$@")/np" 2>/dev/null && echo * | tr ' ' '\n' | sort | tr '\n' ' '); }

# ---- what it says ----

head=$(printf '%-61s%-9s%-9s' 'TARGET NAME' STATE SESSIONS)
usage_target='itadm create-target [-a radius|chap|none|default] [-s] [-S chap-secret-path] [-u chap-username] [-n target-node-name] [-l alias] [-t tpg-name[,tpg-name,...]]'
outcome '' '' 0 itadm list-target
outcome '' '' 0 itadm list-tpg
outcome '' '' 0 itadm list-initiator
outcome "
iSCSI Target Default Properties:

$(printf 'alias:         \t<none>\nauth:          \t<none>\nradiusserver:  \t<none>\nradiussecret:  \tunset\nisns:          \tdisabled\nisnsserver:    \t<none>')" \
	'' 0 itadm list-defaults
outcome "$usage_target" '' 0 itadm create-target -h
outcome 'itadm list-defaults' 'Unrecognized option -x' 1 itadm list-defaults -x
outcome "$usage_target" 'Option -n requires an operand.' 1 itadm create-target -n
outcome 'itadm delete-target [-f] target-node-name' '' 1 itadm delete-target
is "$(itadm 2>&1 | head -3 | cut -c1-20)" "itadm usage:

	itadm create-target" 'without a subcommand: all usages'
is "$(itadm Create-target 2>&1 >/dev/null)" 'Error, no subcommand specified' 'names of subcommands are exact'

outcome "Target $T:tgt1 successfully created" '' 0 itadm create-target -n $T:TGT1
outcome '' "iSCSI target $T:Tgt1 already configured
itadm create-target failed with error 17" 17 itadm create-target $T:Tgt1
outcome '' 'Invalid name foo
itadm create-target failed with error 22' 22 itadm create-target foo
outcome '' 'Invalid iSCSI name iqn.2010-13.x:y
itadm create-target failed with error 22' 22 itadm create-target iqn.2010-13.x:y
outcome '' "Error setting target properties, 22
	foo: must be none, chap, radius or default
itadm create-target failed with error 22" 22 itadm create-target -a foo
outcome '' 'Invalid tpg-tag t9, tag not defined
itadm create-target failed with error 1' 1 itadm create-target -t t9
is "$(itadm create-target -a radius 2>&1 | sed -n '2s/:.*//p')" '	auth' 'radius is refused, with the reason'
outcome "$head
$(printf '%-61s%-9s%-9s' $T:tgt1 online 0)
$(printf '\talias:              \t-\n\tauth:               \tnone (defaults)\n\ttargetchapuser:     \t-\n\ttargetchapsecret:   \tunset\n\ttpg-tags:           \tdefault')" \
	'' 0 itadm list-target -v
outcome '' "Target x not found!

itadm list-target failed with error 1" 1 itadm list-target x
outcome '' "The target is online or busy. Use the -f (force) option, or 'stmfadm offline-target $T:tgt1'
itadm delete-target failed with error 16" 16 itadm delete-target $T:tgt1
outcome '' 'Target x not found
itadm delete-target failed with error 1' 1 itadm delete-target -f x
out=$(itadm create-target -l made)
is "$(echo "$out" | sed -E 's/:02:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} /:02:UUID /')" \
	'Target iqn.2026-01.io.comstar-linux:02:UUID successfully created' 'a name is made up'
made=$(echo "$out" | cut -d' ' -f2)
is "$(itadm list-target -v "$made" | sed -n '3p')" "$(printf '\talias:              \tmade')" 'with its alias'
outcome "Target $T:new successfully modified" '' 0 itadm modify-target "$made" -n $T:new -l none
is "$(itadm list-target -v | awk '/^iqn/ { print $1 }; /alias/ { print $2 }')" "$T:new
-
$T:tgt1
-" 'it was renamed, and lost its alias'
works 'the old name is gone from LIO' test ! -e $LIO/iscsi/"$made" -a -e "$(tpg_dir $T:new)"
outcome '' "A target with name $T:tgt1 already exists
itadm modify-target failed with error 17" 17 itadm modify-target -n $T:tgt1 $T:new
outcome '' '' 0 itadm delete-target -f $T:new

# ---- target portal groups ----

outcome '' '' 0 itadm create-tpg t1 192.0.2.5 '[2001:DB8::5]:3261'
outcome '' 'Target Portal Group t1 already exists
itadm create-tpg failed with error 1' 1 itadm create-tpg t1 192.0.2.6
outcome '' 'Portal 192.0.2.5:3260 already in use
itadm create-tpg failed with error 17' 17 itadm create-tpg t2 192.0.2.5:3260
outcome '' 'Error, no portal addresses specified
itadm create-tpg failed with error 22' 22 itadm create-tpg t2
outcome '' 'Error adding portal 1.2.3: 22
itadm create-tpg failed with error 22' 22 itadm create-tpg t2 1.2.3
outcome '' '' 0 itadm create-tpg 77 192.0.2.6:3262
outcome "$(printf '%-30s%s\n%-30s%-9s\n    portals:\t%s\n%-30s%-9s\n    portals:\t%s' 'TARGET PORTAL GROUP' 'PORTAL COUNT' \
	77 1 192.0.2.6:3262 t1 2 '192.0.2.5:3260,[2001:db8::5]:3261')" '' 0 itadm list-tpg -v
outcome '' 'Target Portal Group t9 not found!

itadm list-tpg failed with error 1' 1 itadm list-tpg t9
outcome "Target $T:tgt2 successfully created" '' 0 itadm create-target -t t1,77 $T:tgt2
is "$(itadm list-target -v $T:tgt2 | tail -1)" "$(printf '\ttpg-tags:           \tt1 = 2,77 = 77')" 'tags'
is "$(listens $T:tgt2 2)|$(listens $T:tgt2 77)" '192.0.2.5:3260 [2001:db8::5]:3261 |192.0.2.6:3262 ' \
	'LIO listens at just those'
is "$(listens $T:tgt1)" '127.0.0.1:3260 192.0.2.5:3260 192.0.2.6:3260 [2001:db8::5]:3260 [::1]:3260 ' \
	'the target of the default group listens at every address, as one of them has a socket of its own'
ip addr add 192.0.2.7/32 dev lo
works 'also at one that comes later' wait_for 3 test -d "$(tpg_dir $T:tgt1)/np/192.0.2.7:3260"
outcome '' 'Target portal group associated with one or more targets.  Cannot delete.
itadm delete-tpg failed with error 16' 16 itadm delete-tpg t1
outcome "Target $T:tgt2 successfully modified" '' 0 itadm modify-target -t 77 $T:tgt2
is "$(listens $T:tgt1)" '[::]:3260 ' 'one socket for all addresses, once there is no contention'
outcome '' '' 0 itadm delete-tpg t1
outcome '' 'Target portal group t1 does not exist.
itadm delete-tpg failed with error 1' 1 itadm delete-tpg t1
outcome '' '' 0 itadm create-tpg t1 192.0.2.5 '[2001:db8::5]'

# ---- initiators ----

outcome '' '' 0 itadm create-initiator -S $S $INI
outcome '' "Initiator $INI already exists
itadm create-initiator failed with error 22" 22 itadm create-initiator $INI
outcome '' 'Invalid name host1
itadm create-initiator failed with error 22' 22 itadm create-initiator host1
outcome '' '' 0 itadm create-initiator -u tester iqn.1993-08.org.debian:01:ccdd
outcome "$(printf '%-61s%-10s%-7s\n%-61s%-15s%-4s\n%-61s%-15s%-4s' 'INITIATOR NAME' CHAPUSER SECRET \
	iqn.1993-08.org.debian:01:ccdd tester unset $INI '<none>' set)" '' 0 itadm list-initiator -v
outcome '' 'Error, initiator iqn.2026-01.x:y not found.
itadm modify-initiator failed with error 2' 2 itadm modify-initiator -u x iqn.2026-01.x:y
outcome '' 'Initiator iqn.2026-01.x:y not found
itadm delete-initiator failed with error 1' 1 itadm delete-initiator iqn.2026-01.x:y
outcome '' '' 0 itadm modify-initiator -u none iqn.1993-08.org.debian:01:ccdd
outcome '' '' 0 itadm delete-initiator iqn.1993-08.org.debian:01:ccdd
usage_ini='itadm modify-initiator [-s] [-S chap-secret-path] [-u chap-username] initiator-node-name'
printf 'elevenbytes' >/run/secrets/short
outcome "$usage_ini" 'Secret must be between 12 and 255 characters
itadm modify-initiator failed with error 22' 22 itadm modify-initiator -S /run/secrets/short $INI
outcome "$usage_ini" 'Could not open secret file /run/none, 2
itadm modify-initiator failed with error 2' 2 itadm modify-initiator -S /run/none $INI
outcome "$usage_ini" 'Invalid secret file /run
itadm modify-initiator failed with error 9' 9 itadm modify-initiator -S /run $INI

# ---- defaults ----

outcome '' 'Error, no properties specified
itadm modify-defaults failed with error 22' 22 itadm modify-defaults
outcome '' 'Error setting global properties: 22
	auth: must be none, chap or radius
itadm modify-defaults failed with error 22' 22 itadm modify-defaults -a default
outcome '' 'invalid value for -i
itadm modify-defaults failed with error 22' 22 itadm modify-defaults -i on
outcome '' '' 0 itadm modify-defaults -r 192.0.2.9 -D $S
is "$(itadm list-defaults | grep radius)" "$(printf 'radiusserver:  \t192.0.2.9:1812\nradiussecret:  \tset')" \
	'a RADIUS server is kept, for configurations that come from COMSTAR'
outcome '' '' 0 itadm modify-defaults -r none

# ---- CHAP ----

iface() {
	iscsiadm -m iface -I chap -o new >/dev/null 2>&1
	iscsiadm -m iface -I chap -o update -n iface.initiatorname -v $INI >/dev/null
	iscsiadm -m iface -I chap -o update -n iface.transport_name -v tcp >/dev/null
}
set_node() { iscsiadm -m node -T "$1" -o update -n "$2" -v "$3" >/dev/null; }
# chap_login TARGET PORTAL [SECRET [TARGET_USER TARGET_SECRET]]
chap_login() {
	iscsi_logout
	iface
	iscsiadm -m discovery -t st -p "$2" -I chap >/dev/null || return 50
	if [ $# -ge 3 ]; then
		set_node "$1" node.session.auth.authmethod CHAP
		set_node "$1" node.session.auth.username $INI
		set_node "$1" node.session.auth.password "$3"
	fi
	if [ $# -ge 5 ]; then
		set_node "$1" node.session.auth.username_in "$4"
		set_node "$1" node.session.auth.password_in "$5"
	fi
	set_node "$1" node.session.initial_login_retry_max 1
	iscsiadm -m node -T "$1" -p "$2" -l
}
iscsi_start
mkdir -p /srv/luns
GUID=$(create_lu -s 16m /srv/luns/chap)
stmfadm create-hg hosts
stmfadm add-hg-member -g hosts $INI
stmfadm add-view -h hosts -n 0 "$GUID"
C=$T:chap
outcome "Target $C successfully created" '' 0 itadm create-target -a chap -t t1 $C
P=192.0.2.5:3260
works 'CHAP, right secret' chap_login $C $P $SECRET
wait_for 10 eval '[ -n "$(disk iscsi $GUID)" ]'
R="dd of=/dev/null bs=4k count=1 iflag=direct"
works 'it reads' $R if="$(disk iscsi "$GUID")"
works 'the secret is changed while somebody is logged in' itadm modify-initiator -S /run/secrets/OTHER $INI
works 'the session goes on' $R if="$(disk iscsi "$GUID")"
fails 'the old secret is not good any more' chap_login $C $P $SECRET
works 'the new one is' chap_login $C $P $OTHER
itadm modify-initiator -S $S $INI
fails 'CHAP, wrong secret' chap_login $C $P wrong-wrong-wrong
fails 'no CHAP where it is demanded' chap_login $C $P
works 'IPv6, right secret' chap_login $C '[2001:db8::5]:3260' $SECRET
works 'the target gets a secret of its own' itadm modify-target -S /run/secrets/TARGET_SECRET -u storage $C
works 'who does not ask for it still gets in' chap_login $C $P $SECRET
works 'mutual CHAP, right secrets' chap_login $C $P $SECRET storage $TARGET_SECRET
is "$(stmfctl list-target -v $C | sed -nE '/Initiator:/,$p' | sed -E 's/since: .*/since: T/; s/:[0-9]{4,5}$/:P/; s/(ISID: 0x)[0-9a-f]{12}$/\1X/; s/(TSIH: )[1-9][0-9]*$/\1N/; s/(Alias: ).*/\1A/')" \
	"        Initiator: $INI
            Alias: A
            Logged in since: T
            ISID: 0xX
            TSIH: N
            From: 192.0.2.5:P
            To: 192.0.2.5:P
            Authentication: CHAP" "stmfctl list-target -v shows the session's identity, addresses and CHAP"
is "$(stmfadm list-target -v $C | grep -c -e ISID -e TSIH -e From)" 0 "stmfadm's list is COMSTAR's"
is "$(itadm list-target -v $C | sed -nE 's/^\tsession: *\t//p' | sed -E 's/:[0-9]{4,5}([ ,])/:P\1/g; s/0x[0-9a-f]{12}/X/; s/TSIH [1-9][0-9]*/TSIH N/')" \
	"$INI from 192.0.2.5:P to 192.0.2.5:P, ISID X, TSIH N, CHAP" "itadm's, a line for each session"
fails 'mutual CHAP, wrong secret of the target' chap_login $C $P $SECRET storage other-other-other
is "$(itadm list-target -v $C | sed -n '4,6p')" "$(printf '\tauth:               \tchap \n\ttargetchapuser:     \tstorage\n\ttargetchapsecret:   \tset')" \
	'list-target -v says so'
stmfadm add-view -n 1 "$(create_lu -s 16m /srv/luns/all)"
fails 'a view for all hosts lets nobody in without a secret' iscsi_login iqn.2026-11.org.example:nobody $P
works 'auth by the defaults: none' itadm modify-target -a default $C
works 'then no secret is needed' chap_login $C $P
is "$(stmfctl list-target -v $C | sed -n 's/^ *Authentication: //p')" none 'and none was used'
iscsi_logout
works 'the defaults ask for CHAP' itadm modify-defaults -a chap
fails 'then one is' chap_login $C $P
works 'and the right one is good' chap_login $C $P $SECRET
iscsi_logout

# ---- secrets are nowhere ----

cat >/run/prompt.py <<'PY'
import os, pty, sys
answers = sys.argv[1].split(',')
pid, fd = pty.fork()
if not pid:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b''
try:
    while True:
        data = os.read(fd, 4096)
        if not data:
            break
        seen += data
        if seen.endswith(b': ') and answers:
            os.write(fd, answers.pop(0).encode() + b'\n')
except OSError:
    pass
sys.stdout.write(seen.decode().replace('\r', ''))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
outcome 'Enter CHAP secret: 
Re-enter secret: ' '' 0 python3 /run/prompt.py $OTHER,$OTHER itadm modify-initiator -s $INI
works 'a secret from the prompt' chap_login $C $P $OTHER
iscsi_logout
outcome "Enter CHAP secret: 
Re-enter secret: 
Secret validation failed
$usage_ini
itadm modify-initiator failed with error 22" '' 22 python3 /run/prompt.py $SECRET,$OTHER itadm modify-initiator -s $INI
nowhere() {
	local s b
	for s in "$@"; do
		b=$(printf %s "$s" | base64)
		grep -rqF -e "$s" -e "$b" /tmp/stmfd.log /run/stmf /var/log $CFS && return 1
		dmesg | grep -qF -e "$s" -e "$b" && return 1
		ps axww -o args | grep -v grep | grep -qF -e "$s" -e "$b" && return 1
		for c in list-target list-initiator list-tpg; do itadm $c -v | grep -qF -e "$s" -e "$b" && return 1; done
		itadm list-defaults | grep -qF -e "$s" -e "$b" && return 1
	done
	return 0
}
works 'no secret in a log, a list, the model or a command line' nowhere $SECRET $OTHER $TARGET_SECRET
is "$(find /var/lib/stmf -type f -perm /077)" '' 'the repository is for root only'
fails 'nor does LIO show them to others' setpriv --reuid 65534 --regid 65534 --clear-groups \
	cat "$(tpg_dir $C 2)/acls/$INI/auth/password"
is "$(cat "$(tpg_dir $C 2)/acls/$INI/auth/password")" $OTHER 'though it has them'
is "$(setpriv --reuid 65534 --regid 65534 --clear-groups itadm list-target 2>&1)" \
	'Error, operation requires authorization solaris.smf.read.stmf' 'only root may use itadm'

# ---- killed ----

stop_stmfd -KILL
start_stmfd
is "$(itadm list-target -v $C | sed -n '4,7p')" "$(printf '\tauth:               \tchap (defaults)\n\ttargetchapuser:     \tstorage\n\ttargetchapsecret:   \tset\n\ttpg-tags:           \tt1 = 2')" \
	'a killed stmfd finds its configuration again'
for i in 1 2 3 4 5 6; do
	itadm create-target -a chap -S $S -t 77 $T:k"$i" >/tmp/out 2>&1 &
	sleep 0.0$i
	stop_stmfd -KILL
	wait $!
	start_stmfd
	if grep -q successfully /tmp/out; then
		is "$(itadm list-target -v $T:k"$i" | sed -n '4p;7p' | tr -s '\t ' ' ')" ' auth: chap 
 tpg-tags: 77 = 77' "killed in create-target ($i): answered, and whole"
	else
		is "$(itadm list-target -v $T:k"$i" 2>&1 | sed -n '4p;7p' | tr -s '\t ' ' ')" \
			"$(itadm list-target $T:k"$i" >/dev/null 2>&1 && printf ' auth: chap \n tpg-tags: 77 = 77')" \
			"killed in create-target ($i): not answered, whole or absent"
	fi
done
for i in 1 2 3 4 5 6; do
	name=$(itadm list-target | awk -v t=$T:tgt2 '$1 ~ t { print $1 }')
	itadm modify-target -n $T:tgt2-"$i" "$name" >/tmp/out 2>&1 &
	sleep 0.0$i
	stop_stmfd -KILL
	wait $!
	start_stmfd
	is "$(itadm list-target | awk -v t=$T:tgt2 '$1 ~ t' | wc -l)" 1 "killed in a rename ($i): one name"
done

# ---- another program has the port ----

python3 -c 'import socket, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("0.0.0.0", 3299))
s.listen()
time.sleep(600)' &
other=$!
wait_for 5 eval 'exec 3<>/dev/tcp/127.0.0.1/3299'

clash() { stmfctl create-target --fabric iscsi --portal 192.0.2.5:3299 $T:clash; }
fails 'a target at a port that another program has' clash
is "$(clash 2>&1 | grep -o 'another program.*')" \
	"another program has port 3299 (to see which: ss -ltnp 'sport = :3299')" 'the reason, and how to find it'
fails 'it is not left half made' test -e $LIO/iscsi/$T:clash
kill $other
wait $other 2>/dev/null
mkdir -p "$LIO/iscsi/$T:others/tpgt_1/np/0.0.0.0:3299"
fails 'a target at a port that another target of LIO has' clash
is "$(clash 2>&1 | grep -o 'port 3299 is.*')" \
	"port 3299 is taken by iscsi/$T:others/tpgt_1/np/0.0.0.0:3299" 'whose it is'
rmdir "$LIO/iscsi/$T:others"/tpgt_1{/np/0.0.0.0:3299,} "$LIO/iscsi/$T:others"

# ---- service offline ----

stmfctl service disable
outcome '' "The iSCSI target service must be online before running this command.
Use 'svcadm enable -r svc:/network/iscsi/target:default'
to enable the service and its prerequisite services and/or
'svcs -x svc:/network/iscsi/target:default' to determine why it is not online." 1 itadm list-target
finish
