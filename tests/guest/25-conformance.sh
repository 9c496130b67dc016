#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# libiscsi's conformance tests against a logical unit on a file, with EXTENDED COPY, and one on a block
# device, without. What is known to fail or to be skipped is in
# conformance.expected, with the reason; anything else must pass.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

EXPECTED=$(dirname "$0")/conformance.expected
P=$LIO/iscsi/$IQN/tpgt_1
INIS="iqn.2007-10.com.github:sahlberg:libiscsi:iscsi-test iqn.2007-10.com.github:sahlberg:libiscsi:iscsi-test-2"
command -v iscsi-test-cu >/dev/null || { nok 'iscsi-test-cu is not installed'; finish; }
sbd_setup || { nok setup; finish; }
modprobe -a iscsi_target_mod iscsi_tcp stmf_iscsi

# export GUID: at LUN 0 of the iSCSI target, by two portals, to both initiators
export_lu() {
	local ini
	mkdir -p "$P/np/127.0.0.1:3260" "$P/np/127.0.0.1:3261" "$P/lun/lun_0" "$CFS/targets/$IQN"
	echo iscsit >"$CFS/targets/$IQN/provider" && echo online >"$CFS/targets/$IQN/state" || return
	echo 0 >"$P/attrib/authentication"
	ln -s "$LIO/core/sbd_0/$1" "$P/lun/lun_0/lu" || return
	for ini in $INIS; do
		mkdir -p "$P/acls/$ini/lun_0" && ln -s "$P/lun/lun_0" "$P/acls/$ini/lun_0/lu" || return
	done
	echo 1 >"$P/enable"
}

unexport_lu() {
	local ini
	echo 0 >"$P/enable"
	for ini in $INIS; do
		rm "$P/acls/$ini/lun_0/lu" && rmdir "$P/acls/$ini/lun_0" "$P/acls/$ini" || return
	done
	rm "$P/lun/lun_0/lu" && rmdir "$P/lun/lun_0" "$P"/np/* "$P" "${P%/*}" "$CFS/targets/$IQN"
}

# results: reads iscsi-test-cu's output, prints "RESULT SUITE.TEST" a line
results() {
	awk '
	function out() {
		if (test != "") print (failed ? "FAIL" : skipped ? "SKIP" : "PASS"), suite "." test
		test = ""; failed = skipped = 0
	}
	/^Suite: / { out(); suite = $2 }
	/^ *Test: / { out(); test = $2 }
	/\[SKIPPED\]/ { skipped = 1 }
	/(^|\.\.\.)FAILED$/ { failed = 1 }
	/^ *[0-9]+\. .*:[0-9]+ +- / { failed = 1 }
	END { out() }' | sort
}

# conform WHAT KEY=VALUE...: run all tests on such a logical unit
conform() {
	local what=$1 kind=$2 start=$SECONDS
	shift 2
	lu "$g" 0 "$@" && export_lu "$g" || { nok "$what: LU"; return; }
	timeout 900 iscsi-test-cu --dataloss -v -t ALL "iscsi://127.0.0.1:3260/$IQN/0" "iscsi://127.0.0.1:3261/$IQN/0" \
		>/tmp/out."$kind" 2>&1 </dev/null
	results </tmp/out."$kind" >/tmp/got
	cp /tmp/got "/tmp/got.$kind"
	echo "# $what: $(grep -c . /tmp/got) tests, $(grep -c ^PASS /tmp/got) passed, $(grep -c ^FAIL /tmp/got) failed," \
		"$(grep -c ^SKIP /tmp/got) skipped, $((SECONDS - start)) s"
	# lines of the list: RESULT TEST KINDS # reason
	awk -v k="$kind" '!/^#/ && NF && ("," $3 ",") ~ ("," k ",") { print $1, $2 }' "$EXPECTED" | sort >/tmp/wanted
	sed -n 's/^MAY /FAIL /p' /tmp/wanted >/tmp/may
	is "$(grep -v ^PASS /tmp/got | grep -vxF -f /tmp/may)" "$(grep -v ^MAY /tmp/wanted)" "$what: what fails or is skipped is what is known"
	works "$what: at least 200 tests were run" test "$(grep -c . /tmp/got)" -ge 200
	works "$what: at most 6 fail" test "$(grep -c ^FAIL /tmp/got)" -le 6
	unexport_lu && drop "$g" 0 || nok "$what: removed"
}

g=${G}60
truncate -s $((65536 + (128 << 20))) /srv/t/file
truncate -s $((65536 + (128 << 20))) /srv/t/loop
LOOP=$(losetup -f --show /srv/t/loop)
conform 'file with EXTENDED COPY' copy path=/srv/t/file 3pc=1
conform 'block device' bdev path="$LOOP"
finish
