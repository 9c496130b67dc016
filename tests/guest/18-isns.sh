#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Registration at iSNS servers: two real ones (open-isns); a host finds its target by them.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

T=iqn.2026-11.org.example

# isns NAME PORT: start one; its database, as text, is asked by isns_has
isns_start() {
	mkdir -p "/run/isns-$1"
	printf '%s\n' "SourceName = $T:$1" "BindAddress = 127.0.0.1:$2" "PIDFile = /run/isns-$1/pid" \
		"ControlSocket = /run/isns-$1/control" 'RegistrationPeriod = 10m' 'DefaultDiscoveryDomain = 1' \
		'SLPRegister = 0' 'Security = 0' "Database = /run/isns-$1/db" >"/run/isns-$1/conf"
	isnsd -f -c "/run/isns-$1/conf" >"/run/isns-$1/log" 2>&1 &
	PID=$!
	wait_for 5 eval "exec 3<>/dev/tcp/127.0.0.1/$2"
}
has() { isnsd --dump-db -c "/run/isns-$1/conf" 2>/dev/null | grep -qF -- "$2"; }
lacks() { ! has "$@"; }
problem() { stmfctl list-state | sed -n 's/^Problem *: //p'; }

setup || { nok setup; finish; }
ip link set lo up
ip addr add 192.0.2.5/32 dev lo
isns_start one 3205 || nok 'no server'
ONE=$PID

fails 'a bad address is refused' itadm modify-defaults -I 'not an address'
is "$(itadm modify-defaults -I 1.2.3.4,5.6.7 2>&1 | sed -n 2p)" '	isnsserver: invalid address' 'with its name'
is "$(itadm modify-defaults -I 1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,1.1.1.9 2>&1 | sed -n 2p)" \
	'	isnsserver: Too many iSNS servers specified, maximum of 8 allowed' 'nine are too many'
works 'servers are set' itadm modify-defaults -I 127.0.0.1,127.0.0.1:3206
is "$(itadm list-defaults | tail -2)" "$(printf 'isns:          \tdisabled\nisnsserver:    \t127.0.0.1:3205,127.0.0.1:3206')" \
	'the list has them, with their ports'
itadm create-tpg p1 192.0.2.5:3261
itadm create-target -t p1 -l 'an alias' $T:t1 >/dev/null
itadm create-target $T:t2 >/dev/null
sleep 1
works 'nothing is registered before it is enabled' lacks one $T:t1
works 'registration is enabled' itadm modify-defaults -i enable
works 'the targets are registered' wait_for 10 has one $T:t1
works 'both' has one $T:t2
works 'with the alias' has one 'an alias'
works 'the portal' has one 192.0.2.5
works 'and its tag' has one 'Portal group tag'
is "$(problem)" 'iSNS server 127.0.0.1:3206: Connection refused' 'list-state tells of the server that is away'
works 'a command does not wait for it' timeout 5 stmfadm create-hg quick
works 'it is logged' grep -q 'iSNS server 127.0.0.1:3206: Connection refused' /tmp/stmfd.log
isns_start two 3206 || nok 'no second server'
works 'it is told by itself' wait_for 60 has two $T:t1
works 'and the problem is gone' wait_for 5 eval '[ -z "$(problem)" ]'

# a host that knows nothing but the server
mkdir -p /srv/luns
G=$(create_lu -s 16m /srv/luns/1)
stmfadm create-hg beta
stmfadm add-hg-member -g beta $ISCSI_INI
stmfadm add-view -h beta -n 0 "$G"
iscsi_start
works 'a host asks the server' eval "iscsiadm -m discovery -t isns -p 127.0.0.1:3205 >/tmp/found"
works 'and finds the target at its portal' grep -q "192.0.2.5:3261,2 $T:t1" /tmp/found
works 'it logs in' iscsiadm -m node -T $T:t1 -p 192.0.2.5:3261 -l
works 'and has its disk' wait_for 10 eval '[ -n "$(disk iscsi $G)" ]'

# a disk in use keeps the guest from ending
iscsi_logout

# what changes is told
itadm create-target $T:t3 >/dev/null
works 'a new target is registered' wait_for 10 has one $T:t3
stmfadm offline-target $T:t3
works 'one that goes offline is taken back' wait_for 10 lacks one $T:t3
itadm delete-target -f $T:t2
works 'so is one that is deleted' wait_for 10 lacks one $T:t2
works 'the others stay' has one $T:t1
stop_stmfd -KILL
kill "$ONE"
wait "$ONE"
rm -rf /run/isns-one/db
isns_start one 3205
start_stmfd
works 'stmfd comes back to a server that has lost all: registered anew' wait_for 10 has one $T:t1
stmfctl service disable
works 'service offline: nothing is registered' wait_for 10 lacks one $T:t1
works 'at neither' wait_for 10 lacks two $T:t1
stmfctl service enable
works 'online: it is' wait_for 10 has one $T:t1
works 'a server is taken from the list' itadm modify-defaults -I 127.0.0.1
works 'it is told' wait_for 10 lacks two $T:t1
works 'registration is disabled' itadm modify-defaults -i disable
works 'the server is told' wait_for 10 lacks one $T:t1
is "$(problem)" '' 'no problem is left'
is "$(pgrep -c stmf-isns)" 0 'no process either'
finish
