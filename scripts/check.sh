#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# check.sh [--fast] [--matrix] [PART...]
#
# All tests, in parts: each writes TAP (or KTAP) to build/check/PART.log, and the
# verdict counts their lines. Without PART:
#
#   build    modules (W=1, no warning allowed) and user space
#   lint     style and static checks
#   unit     pure logic, native, under ASan and UBSan
#   fuzz     parsers of hostile bytes, 20 s each
#   kunit    pure logic of the kernel, in user-mode Linux
#   guest    behaviour on a stock kernel, seen from the initiator's side
#
# --fast     build, unit and one boot
# --matrix   the guest part on every kernel: stock, 6.12, 7.2

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

TOP=$(dirname "$SCRIPTS")
LOGS=$TOP/build/check

# part NAME COMMAND...: run it, keep its output, say how it ended and how long it took
part()
{
	local name=$1 start=$SECONDS status=0 log passed failed skipped
	shift
	log=$LOGS/$name.log
	"$@" >"$log" 2>&1 || status=$?
	if [ $status != 0 ] && ! grep -q '^ *not ok' "$log"; then
		echo "not ok - $name: exit status $status" >>"$log"
	fi
	read -r passed failed skipped < <(count "$log")
	printf '%-24s %4d passed %3d failed %3d skipped %5d s\n' "$name" \
		"$passed" "$failed" "$skipped" $((SECONDS - start))
	grep -A4 '^ *not ok' "$log" | head -n 40 || true
	[ $status = 0 ] || tail -n 15 "$log" | sed 's/^/    | /'
}

# count LOG...: passed failed skipped. In a log of KTAP only the leaves count.
count()
{
	awk '
		FNR == 1 { ktap = 0 }
		{ sub(/\r$/, "") }
		/^ *# Subtest:/ { ktap = 1 }
		{ line = $0; depth = match(line, /[^ ]/) }
		/^ *not ok/ && (!ktap || depth > 1) { failed++; next }
		/^ *ok/ && (!ktap || depth > 1) { if (/# *SKIP/) skipped++; else passed++ }
		END { print passed + 0, failed + 0, skipped + 0 }' "$@"
}

build()
{
	local kernel=$1 stage
	stage=$("$SCRIPTS/stage.sh" "$kernel") && echo "ok - $stage"
}

unit()
{
	make -s -C "$TOP/tests/unit" -j"$(nproc)" check SAN=1
}

fuzz()
{
	make -s -C "$TOP/tests/fuzz" -j"$(nproc)" run
}

kunit()
{
	"$SCRIPTS/kunit.sh"
}

# guest KERNEL TEST: one boot
guest()
{
	local kernel=$1 test=$2 stage=$TOP/build/guest/$1
	"$SCRIPTS/vm.sh" -k "$stage" -t 600 -d 256M -o "$LOGS/$kernel-$(basename "$test" .sh).dmesg" \
		"$SCRIPTS/guest/run.sh" "$test"
}

# guests KERNEL TEST...: as many boots at a time as there are processors
guests()
{
	local kernel=$1 test
	shift
	for test; do
		while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
		part "$kernel-$(basename "$test" .sh)" guest "$kernel" "$test" &
	done
	wait
}

verdict()
{
	local passed failed skipped
	read -r passed failed skipped < <(count "$LOGS"/*.log)
	printf 'all: %d s; logs are in build/check\n' "$SECONDS"
	[ "$failed" = 0 ] && echo 'CHECK PASSED' || echo 'CHECK FAILED'
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

parts=()
kernels=(stock)
tests=("$TOP"/tests/guest/[0-9]*.sh)
for arg; do
	case $arg in
	-h | --help)
		usage
		exit
		;;
	--fast)
		parts=(build unit guest)
		tests=("$TOP/tests/guest/30-masking.sh")
		;;
	--matrix) kernels=(stock 6.12 7.2) ;;
	*) parts+=("$arg") ;;
	esac
done
[ ${#parts[@]} != 0 ] || parts=(build lint unit fuzz kunit guest)

rm -rf "$LOGS"
mkdir -p "$LOGS"
"$SCRIPTS/deps.sh" build guest test lint kernel
for p in "${parts[@]}"; do
	case $p in
	build) for k in "${kernels[@]}"; do part "build-$k" build "$k"; done ;;
	lint) part lint "$SCRIPTS/lint.sh" ;;
	unit | fuzz | kunit) part "$p" "$p" ;;
	guest) for k in "${kernels[@]}"; do guests "$k" "${tests[@]}"; done ;;
	*) die "no such part: $p" ;;
	esac
done
verdict
