# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # variables for those who source it
#
# What the test beds vm.sh and uml.sh have in common; sourced, never run: options,
# the directory shared with the guest (see guest/init.sh), running, the verdict.

limit=600 memory=2G cpus=2 kernel=stock append='' log='' verbose='' disks=() shares=() from_snapshot=''
commands=/dev/null		# to QEMU

# Lines of a kernel log which make a run fail
COMPLAINTS='Kernel panic|Oops|BUG: |kernel BUG|WARNING: |general protection fault'
COMPLAINTS+='|blocked for more than|self-detected stall|detected stalls|UBSAN: |KCSAN: '
COMPLAINTS+='|new suspected memory leaks|INFO: possible |INFO: trying to register'

# options OPTSTRING "$@": reads the options; what follows them is at $OPTIND
options()
{
	local opt
	case ${2-} in
	'' | -h | --help)
		usage
		exit
		;;
	esac
	while getopts "$1" opt "${@:2}"; do
		case $opt in
		k) kernel=$OPTARG ;;
		t) limit=$OPTARG ;;
		m) memory=$OPTARG ;;
		c) cpus=$OPTARG ;;
		a) append=$OPTARG ;;
		o) log=$OPTARG ;;
		d) disks+=("$OPTARG") ;;
		w) shares+=("$(realpath "$OPTARG")") ;;
		s) from_snapshot=1 ;;
		v) verbose=1 ;;
		*) die "see ${0##*/} --help" ;;
		esac
	done
	[[ $limit =~ ^[0-9]+$ ]] || die "-t $limit: not a number of seconds"
}

# prepare KERNELDIR SCRIPT [ARG...]: makes $run, the directory shared with the guest
prepare()
{
	local dir release program i
	dir=$(realpath "$1")
	release=$(cat "$dir/release")
	program=$(type -P "$2") || die "$2: not a program"
	shift 2

	run=$(mktemp -d "${TMPDIR:-/tmp}/stmf.XXXXXXXX")
	trap cleanup EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM

	cp "$SCRIPTS/guest/init.sh" "$run/init"
	printf '%s=%q\n' release "$release" modules "$dir/lib/modules/$release" \
		limit "$limit" disks "${disks[*]-}" >"$run/conf"
	{
		echo '#!/bin/bash'
		printf 'cd %q && exec' "$PWD"
		printf ' %q' "$(realpath -s "$program")" "$@"
	} >"$run/job"
	chmod +x "$run/job"
	for i in "${!shares[@]}"; do
		echo "share$i ${shares[i]}"
	done >"$run/shares"
	: >"$run/out"
	: >"$run/serial"
}

# disk_file NUMBER: the file that is the guest's disk
disk_file()
{
	local disk=${disks[$1]} file=$run/disk$1

	case $disk in
	/*) file=$disk ;;
	*) truncate -s "$disk" "$file" ;;
	esac
	echo "$file"
}

cleanup()
{
	trap '' HUP INT TERM
	[ -z "${guest-}" ] || kill "$guest" 2>/dev/null || true
	wait
	rm -rf "$run"
}

# boot COMMAND [ARG...]: runs the guest and shows what its script prints. The guest
# also ends if this shell is killed.
boot()
{
	setpriv --pdeathsig TERM timeout -k 5 "$limit" setpriv --pdeathsig KILL "$@" \
		<"$commands" >"$run/errors" 2>&1 &
	guest=$!
	tail -q -s 0.1 -c +1 -f --pid="$guest" "$run/out" &
	[ -z "$verbose" ] || tail -q -s 0.1 -c +1 -f --pid="$guest" "$run/serial" >&2 &
	ended=0
	wait "$guest" 2>/dev/null || ended=$?
	guest=
	wait
}

# complaint: the kernel's first one since it has started init; what it says about
# itself before that is not for us
complaint()
{
	awk '/Run .*init as init process/ { n = 0; next } { line[n++] = $0 }
		END { for (i = 0; i < n; i++) print line[i] }' "$1" |
		grep -E -m 1 -B 12 -A 50 "$COMPLAINTS"
}

# verdict: what to exit with
verdict()
{
	local kernel_log=$run/dmesg status
	# A panic has ended the guest with all its kernel messages once more.
	[ -s "$kernel_log" ] || tac "$run/serial" | sed '/Linux version/q' | tac >"$kernel_log"
	[ -z "$log" ] || cp "$kernel_log" "$log"
	status=$(cat "$run/status" 2>/dev/null) || true

	if complaint "$kernel_log" >&2; then
		msg "the guest's kernel complained${status:+ (status of the script: $status)}"
		return "$EXIT_KERNEL"
	elif [ "$ended" = 124 ] || [ "$ended" = 137 ] || [ "$status" = 124 ]; then
		tail -n 40 "$kernel_log" >&2
		msg "the time of $limit seconds was over"
		return "$EXIT_TIMEOUT"
	elif [ -z "$status" ]; then
		cat "$run/errors" >&2
		tail -n 40 "$kernel_log" >&2
		msg "the guest ended early"
		return "$EXIT_BED"
	fi
	return "$status"
}
