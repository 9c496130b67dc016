#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# powercut.sh [CUTS [KERNEL]]     (default: 5, stock)
#
# Cuts the power of a guest at random instants, by SIGKILL, while commands change the
# configuration and an initiator writes, and boots it again from the same disk: the
# configuration must be there, with each command that was answered, and the one that was
# not whole or absent (tests/guest/churn.py). Prints TAP.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

LIFE=120	# seconds that a guest may take until it is at work

# guest boot|check: one life
guest()
{
	TMPDIR=$work/bed "${bed[@]}" -c 1 -k "$stage" -t 300 -m 1G -w "$work/share" -d "$work/disk" \
		-o "$work/dmesg" "$SCRIPTS/guest/run.sh" "$TOP/tests/guest/powercut.sh" "$work/share" "$1"
}

# give_up: on the life of $runs
give_up()
{
	tail -n 30 "$work/log" | sed 's/^/# /'
	kill "$runs" 2>/dev/null || true
	wait "$runs" || true
}

# cut: one life, and its end
cut()
{
	local runs pid status=0 end=$((SECONDS + LIFE))

	rm -f "$work/share/ready"
	guest boot >"$work/log" 2>&1 &
	runs=$!
	until [ -e "$work/share/ready" ]; do
		if [ $SECONDS -ge $end ] || ! kill -0 $runs 2>/dev/null; then
			give_up
			return 1
		fi
		sleep 0.05
	done
	sleep "$((RANDOM % 3)).$((RANDOM % 1000))"
	pid=$(find "$work/bed" -name pid -exec cat {} +)
	kill -KILL "$pid" || { give_up && return 1; }
	wait $runs || status=$?
	# What the kernel complained of before; that the guest ended early is meant.
	[ $status != "$EXIT_KERNEL" ] || { sed 's/^/# /' "$work/log" && return 1; }
}

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

TOP=$(dirname "$SCRIPTS")
cuts=${1:-5}
kernel=${2:-stock}
stage=$TOP/build/guest/$kernel
[ -d "$stage" ] || stage=$("$SCRIPTS/stage.sh" "$kernel")
case $kernel in uml*) bed=("$SCRIPTS/uml.sh") ;; *) bed=("$SCRIPTS/vm.sh" -s) ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/stmf.XXXXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bed" "$work/share"
truncate -s 256M "$work/disk"

failed=0
for _ in $(seq "$cuts"); do
	cut || { failed=1 && break; }
done
if [ $failed = 0 ]; then
	guest check >"$work/log" 2>&1 || { failed=1 && sed 's/^/# /' "$work/log"; }
fi
# each life counts its own lines
awk '/^(not )?ok/ { sub(/ok [0-9]+/, "ok " ++n) } { print }' "$work/share/tap"
judged=$(grep -c '^ok' "$work/share/tap" || true)
if [ $failed = 0 ] && [ "$judged" = "$cuts" ] && ! grep -q '^not ok' "$work/share/tap"; then
	echo "ok $((judged + 1)) - the power was cut $cuts times"
else
	echo "not ok $((judged + 1)) - the power was cut $cuts times, and $judged times all was right"
	exit 1
fi
