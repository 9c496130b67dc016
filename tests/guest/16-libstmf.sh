#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Programs against the installed libstmf, over the real modules and the real daemon.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

HERE=$(dirname "$0")
A=600144F0000000000000000000000ABC
T=iqn.2026-11.org.example:t1

# build NAME SOURCE: as a user does
build() {
	# shellcheck disable=SC2046 # one word is one option
	cc -Wall -Werror "$2" $(pkg-config --cflags --libs libstmf) -o /tmp/"$1"
}

# report: lines of libstmf_client to TAP
report() {
	local verdict what
	while read -r verdict what; do
		case $verdict in
		ok) ok "$what" ;;
		*) nok "$what" ;;
		esac
	done
}

setup || { nok setup; finish; }
ldconfig
mkdir -p /srv/luns
create_lu -s 16m -p alias=db01 -p guid=$A /srv/luns/a >/dev/null
stmfctl create-target --fabric iscsi --alias 'disk array' --portal 127.0.0.1 $T >/dev/null

works "a program for COMSTAR's library compiles" build client "$HERE"/libstmf_client.c
/tmp/client >/tmp/checks
is "$?" 0 'and runs to its end'
report </tmp/checks
report < <(setpriv --reuid=65534 --clear-groups /tmp/client denied)

works 'the example compiles' build whosees /usr/share/doc/libstmf/examples/whosees.c
stmfadm create-hg lab
stmfadm add-hg-member -g lab iqn.1993-08.org.debian:01:aabb
stmfadm add-view -h lab -n 4 $A
outcome "$A db01
  view 0, LUN 4
    host iqn.1993-08.org.debian:01:aabb
    every target" '' 0 /tmp/whosees
finish
