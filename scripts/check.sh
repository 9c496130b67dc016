#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# check.sh [--fast | --matrix] [--kernel=NAME]... [--test=NAME]... [PART...]
#
# All tests, in parts: each writes TAP (or KTAP) to build/check/PART.log, and the
# verdict counts their lines. Without PART:
#
#   build     modules for all kernels (no warning allowed) and user space
#   lint      style and static checks
#   unit      pure logic, native, under ASan and UBSan
#   fuzz      parsers of hostile bytes, 20 s each
#   kunit     pure logic of the kernel, on a kernel for debugging
#   guest     behaviour, seen from the initiator's side: all of it on the stock kernel;
#             the essence on 6.12; what has to do with the kernel in user-mode Linux
#             7.2 with KASAN, lockdep and kmemleak
#   valgrind  the daemon's end-to-end test under valgrind
#   powercut  the guest's power is cut a few times, its disk is kept
#   stress    everything at once at random, 60 s
#
# --fast     build, unit and one boot
# --matrix   everything on every kernel, also on those for debugging in QEMU
# --kernel, --test: only these, e.g. --kernel=uml --test=30-masking
#
# STMF_MINUTES=N in the environment: parts that have not begun after N minutes are
# skipped, each by name; so a slow machine ends in time, with less.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

TOP=$(dirname "$SCRIPTS")
LOGS=$TOP/build/check
PROCESSORS=$(nproc)
TICKS=$(getconf CLK_TCK)
exec {nap}<> <(:)	# nobody writes to it: so read -t waits, and starts no process

# The essence: masking, unloading; and what finds more with KASAN, the longest first
QUICK=(30-masking 60-unload)
DEBUG=(10-model 74-fc-random 20-sbd 26-sbd-faults 70-fc 60-unload 38-concurrent 28-pass 30-masking 13-fuzz 12-random 14-netlink)

# On two CPUs; emulated in software these cost more than twice what one does
SMP=(20-sbd 30-masking 38-concurrent 60-unload)

# in_time COMMAND...: run it, if it is not too late to begin
in_time()
{
	if [ "$SECONDS" -lt $((${STMF_MINUTES:-100000} * 60)) ]; then
		"$@"
	else
		echo "ok - not begun after $STMF_MINUTES minutes # SKIP"
	fi
}

# part NAME COMMAND...: run it, keep its output, say how it ended, how long it took and how
# much of that a processor
part()
{
	local name=$1 status=0 log passed failed skipped seconds user system TIMEFORMAT='%0R %0U %0S'
	shift
	log=$LOGS/$name.log
	{ time in_time "$@" >"$log" 2>&1; } 2>"$log.time" || status=$?
	read -r seconds user system <"$log.time"
	if [ $status != 0 ] && ! grep -q '^ *not ok' "$log"; then
		echo "not ok - $name: exit status $status" >>"$log"
	fi
	read -r passed failed skipped < <(count "$log")
	{
		printf '%-28s %4d passed %3d failed %3d skipped %5d s %5d s of CPU\n' "$name" \
			"$passed" "$failed" "$skipped" "$seconds" $((user + system))
		grep -A4 '^ *not ok' "$log" | head -n 40 || true
		[ $status = 0 ] || tail -n 15 "$log" | sed 's/^/    | /'
	} >"$log.said"
	cat "$log.said"
}

# count LOG...: passed failed skipped. In KTAP only the leaves count.
count()
{
	awk '
		FNR == 1 { ktap = 0 }
		{ sub(/\r$/, ""); depth = match($0, /[^ ]/) }
		/^ *# Subtest:/ { ktap = 1 }
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
	make -s -C "$TOP/tests/unit" -j"$(nproc)" check SAN=1 ${matrix:+CFLAGS='-O1 -g -DMODELS=1000'}
}

fuzz()
{
	make -s -k -C "$TOP/tests/fuzz" -j"$(nproc)" run
}

# bed KERNEL [OPTION...] SCRIPT [ARG...]: one boot of what is staged for KERNEL
bed()
{
	local kernel=$1
	shift
	case $kernel in
	uml*) set -- "$SCRIPTS/uml.sh" -t 1800 "$@" ;;
	debug*) set -- "$SCRIPTS/vm.sh" -t 3600 -c 1 "$@" ;;
	*) set -- "$SCRIPTS/vm.sh" -t 1800 -c 1 -s "$@" ;;
	esac
	"$1" -k "$TOP/build/guest/$kernel" "${@:2}"
}

# slack: has half a processor been idle for some seconds? Many parts wait for time-outs.
slack()
{
	local since=$idle_since then=$idle_then
	[ $((SECONDS - since)) -ge 5 ] || return
	look_idle
	[ $((2 * (idle_then - then))) -ge $(((idle_since - since) * TICKS)) ]
}

# look_idle: how long processors have been idle until now, in ticks
look_idle()
{
	idle_since=$SECONDS
	read -r _ _ _ _ idle_then _ </proc/stat
}

# room: may one more part begin? As many as there are processors, and another one beside them;
# yet another gains nothing.
room()
{
	local more running
	jobs -rp >"$LOGS/.running"
	mapfile -t running <"$LOGS/.running"
	more=$((${#running[@]} - PROCESSORS))
	[ $more -lt 0 ] || { [ $more = 0 ] && slack; }
}

# queue NAME COMMAND...: a part beside others
queue()
{
	until room; do read -rt 0.3 -u "$nap" || :; done
	part "$@" &
	look_idle
}

# boot KERNEL NAME SCRIPT [ARG...]: queue a boot
boot()
{
	local kernel=$1 name=$1-$2 smp=()
	[[ $kernel == uml* || " ${SMP[*]} " != *" $2 "* ]] || smp=(-c 2)
	shift 2
	queue "$name" bed "$kernel" "${smp[@]}" -d 256M -o "$LOGS/$name.dmesg" "$SCRIPTS/guest/run.sh" "$@"
}

# guests KERNEL [NAME...]: the guest tests, or those of them
guests()
{
	local kernel=$1 name
	shift
	if [ $# = 0 ]; then
		for name in "$TOP"/tests/guest/[0-9]*.sh; do
			set -- "$@" "$(basename "$name" .sh)"
		done
	fi
	for name; do
		boot "$kernel" "$name" "$TOP/tests/guest/$name.sh"
	done
}

kunit()
{
	local kernel
	for kernel in "${kernels[@]}"; do
		case $kernel in
		*debug*)
			queue "$kernel-kunit" bed "$kernel" -a 'kunit.enable=1 kunit.autorun=1' \
				"$SCRIPTS/guest/kunit.sh" "$TOP/build/guest/$kernel/lib/modules"
			;;
		esac
	done
}

guest()
{
	local kernel list
	for kernel in "${kernels[@]}"; do
		case $kernel in
		stock | uml) list=() ;;
		uml-debug) list=("${DEBUG[@]}") ;;
		uml-fault) list=(26-sbd-faults) ;;
		6.12) list=("${QUICK[@]}" 71-fabrics) ;;
		*) list=("${QUICK[@]}") ;;
		esac
		[ -z "$matrix${tests[*]}" ] || [ "$kernel" = uml-fault ] || list=("${tests[@]}")
		guests "$kernel" "${list[@]}"
	done
}

verdict()
{
	local passed failed skipped late
	read -r passed failed skipped < <(count "$LOGS"/*.log)
	printf 'all: %d s; logs are in build/check\n' "$SECONDS"
	late=$(cat "$LOGS"/*.log | grep -c '^ok - not begun after') || true
	[ "$late" = 0 ] || echo "$late parts were not begun in time"
	[ "$failed" = 0 ] && echo 'CHECK PASSED' || echo 'CHECK FAILED'
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

parts=()
tests=()
chosen=()
matrix=
kernels=(stock 6.12 uml-debug)
for arg; do
	case $arg in
	-h | --help)
		usage
		exit
		;;
	--fast)
		parts=(build unit guest)
		kernels=(stock)
		tests=(30-masking)
		;;
	--matrix)
		matrix=yes
		kernels=(uml uml-debug uml-fault stock 6.12 7.2 debug debug-6.12)
		;;
	--kernel=*) chosen+=("${arg#*=}") ;;
	--test=*) tests+=("${arg#*=}") ;;
	*) parts+=("$arg") ;;
	esac
done
[ ${#chosen[@]} = 0 ] || kernels=("${chosen[@]}")
[ ${#parts[@]} != 0 ] || parts=(unit build lint fuzz kunit valgrind powercut stress guest)

rm -rf "$LOGS"
mkdir -p "$LOGS"
"$SCRIPTS/deps.sh" build guest test lint kernel
for p in "${parts[@]}"; do
	case $p in
	build) for k in "${kernels[@]}"; do part "build-$k" build "$k"; done ;;
	lint) queue lint "$SCRIPTS/lint.sh" ;;
	unit | fuzz) queue "$p" "$p" ;;
	kunit | guest) $p ;;
	stress) boot uml-debug stress "$TOP/tests/stress/run.sh" 60 ;;
	powercut) queue powercut "$SCRIPTS/powercut.sh" 4 ;;
	# One kill: valgrind says nothing of daemons that are killed, and each start takes it long.
	valgrind) boot uml-debug valgrind "$TOP/tests/guest/valgrind.sh" "$TOP/tests/guest/50-daemon.sh" 1 ;;
	*) die "no such part: $p" ;;
	esac
done
wait
verdict
