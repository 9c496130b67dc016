#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Memory and disks that fail at random, on a kernel for debugging: the initiator is told
# of errors or the command is done once more, and what was acknowledged is there.

# shellcheck source=tests/guest/sbd.sh
. "$(dirname "$0")/sbd.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
g=${G}50
FAULTS=/sys/kernel/debug
SECONDS_EACH=${1:-5}
sbd_setup || { nok setup; finish; }
[ -d $FAULTS/failslab ] || { skip 'no fault injection in this kernel'; finish; }

# fault KIND KEY=VALUE...: faults at random from now on;  fault KIND: none any more
fault() {
	local dir=$FAULTS/$1 p
	shift
	for p in times=-1 interval=1 verbose=0 space=0 probability=0 "$@"; do
		echo "${p#*=}" >"$dir/${p%%=*}" || return
	done
}

# written WHAT EXPECTED MODE: errors while faults are on are EXPECTED ("errors" or "none");
# then, without faults, is all there that was acknowledged?
written() {
	local what=$1 expected=$2 kind=$3 some
	shift 3
	truncate -s 0 /tmp/ledger
	fault "$kind" "$@" || { nok "$what: no fault injection"; return; }
	if python3 "$HERE/ledger.py" write "$D" /tmp/ledger "$SECONDS_EACH" direct >/tmp/written; then ok "$what: nothing wrong is read"; else nok "$what: $(cat /tmp/written)"; fi
	fault "$kind"
	python3 "$HERE/ledger.py" check "$D" /tmp/ledger >/tmp/left
	is "$(tail -n1 /tmp/left | sed 's/.*wrong=//')" 0 "$what: every acknowledged write is there"
	some=$(grep -o "errors=[0-9]*" /tmp/written)
	case $expected in
	none) is "$some" errors=0 "$what: no error for the initiator" ;;
	*) if [ "$some" != errors=0 ]; then ok "$what: the initiator is told ($some)"; else nok "$what: no error"; fi ;;
	esac
}

# stores: three kinds of file, and a device
truncate -s $((65536 + (24 << 20))) /srv/t/file /srv/t/loop /srv/e/direct
LOOP=$(losetup -f --show /srv/t/loop)
FLAKY=/sys/block/${LOOP##*/}/make-it-fail

# --- each allocation of each change of the configuration fails, one after the other
is "$(python3 "$HERE/sbd_nomem.py" "$g" /srv/e/direct "$LOOP" | grep -v '^#')" '' \
	'each allocation of each configuration step fails: an error, or done all the same'

# --- allocations below stmf_sbd, of the file systems too
text=$(awk '$4 == "[stmf_sbd]" && $2 ~ /[tT]/ { print $1 }' /proc/kallsyms | sort)
within=(require-start=0x"$(head -n1 <<<"$text")" require-end=0x"$(tail -n1 <<<"$text")" ignore-gfp-wait=0)
if [ -e $FAULTS/failslab/require-start ]; then
	for p in /srv/t/file /srv/e/direct '/srv/e/direct buffered=1' "$LOOP"; do
		# shellcheck disable=SC2086
		lu "$g" 1 path=$p || { nok "LU on $p"; continue; }
		settle "$S"
		written "$p, failslab" none failslab probability=5 "${within[@]}"
		written "$p, fail_page_alloc" none fail_page_alloc probability=5 min-order=0 "${within[@]}"
		works "$p: data survive" verify "$D"
		drop "$g" 1
	done
else
	skip 'failslab of one module only'
fi

# --- transfers of the device
if [ -e "$FLAKY" ] && [ -d $FAULTS/fail_make_request ]; then
	for p in "$LOOP" "$LOOP wcd=1"; do
		# shellcheck disable=SC2086
		lu "$g" 1 path=$p || { nok "LU on $p"; continue; }
		settle "$S"
		echo 1 >"$FLAKY"
		written "$p, fail_make_request" errors fail_make_request probability=10
		echo 0 >"$FLAKY"
		works "$p: data survive" verify "$D"
		drop "$g" 1
	done
else
	skip 'fail_make_request'
fi
losetup -d "$LOOP"
finish
