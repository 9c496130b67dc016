# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is defined here, tests use
# What guest tests share: TAP output, start of the daemon, what initiators see.
# A test sources this file, calls ok/nok/is/fails/... and ends with finish.

if [ ! -d /run/bed ]; then
	echo "$0: changes disks and configuration: only for a guest, see scripts/vm.sh" >&2
	exit 2
fi

CFS=/sys/kernel/config/stmf
LIO=/sys/kernel/config/target
ISCSI_INI=iqn.2026-11.org.example:beta
LOOP_INI=wwn.50014050000000A1

# no udev in the guest: what it would load for disks and initiators
modprobe -aq sd_mod sg iscsi_tcp

tests=0
failed=0

ok() {
	tests=$((tests + 1))
	echo "ok $tests - $*"
}

nok() {
	tests=$((tests + 1))
	failed=$((failed + 1))
	echo "not ok $tests - $*"
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $* # SKIP"
}

# is GOT WANTED WHAT
is() {
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		nok "$3"
		printf '#   got:    %s\n#   wanted: %s\n' "${1//$'\n'/$'\n#           '}" "${2//$'\n'/$'\n#           '}"
	fi
}

# works WHAT COMMAND...: it must succeed;  fails WHAT COMMAND...: it must fail
works() {
	local what=$1 out rc
	shift
	out=$("$@" 2>&1)
	rc=$?
	if [ $rc = 0 ]; then ok "$what"; else nok "$what"; echo "#   $* -> $rc: $out"; fi
}

fails() {
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then nok "$what"; echo "#   $* succeeded: $out"; else ok "$what"; fi
}

# outcome "STDOUT" "STDERR" STATUS COMMAND...: byte for byte
outcome() {
	local out=$1 err=$2 rc=$3 got_out got_err got_rc
	shift 3
	got_out=$("$@" 2>/tmp/stderr)
	got_rc=$?
	got_err=$(</tmp/stderr)
	is "$got_rc|$got_out|$got_err" "$rc|$out|$err" "$*"
}

# finish: the verdict; of a failure, what the daemon said last
finish() {
	echo "1..$tests"
	[ $failed != 0 ] || exit 0
	tail -n 30 /tmp/stmfd.log 2>/dev/null | sed 's/^/# stmfd: /'
	exit 1
}

# has_module NAME: the guest's kernel has it, built in or not
has_module() {
	modprobe -nq "$1"
}

# What is done again and again starts no process: that takes 20 to 80 ms in these guests.

# nap SECONDS: nobody writes to the pipe
exec {NAP}<> <(:)
nap() {
	read -rt "$1" -u "$NAP"
	:
}

# wait_for SECONDS COMMAND...: until it succeeds, looking 20 times a second
wait_for() {
	local end=$((${EPOCHREALTIME//[!0-9]/} + $1 * 1000000))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "${EPOCHREALTIME//[!0-9]/}" -lt $end ] || return 1
		nap 0.05
	done
}

start_stmfd() {
	stmfd 2>>/tmp/stmfd.log &
	STMFD=$!
	wait_for 60 test -S /run/stmf/stmfd.sock && wait_for 60 stmfctl ping
}

stop_stmfd() {
	kill "${1:--TERM}" "$STMFD" 2>/dev/null
	wait "$STMFD" 2>/dev/null
}

# modprobe stmf and the daemon, on an empty repository
setup() {
	modprobe stmf || return
	start_stmfd
}

# iscsi_patience SECONDS: how long a lost connection may take before its I/O fails
iscsi_patience() { echo "$1" | tee /sys/class/iscsi_session/session*/recovery_tmo >/dev/null; }

iscsi_start() {
	mkdir -p /run/lock /etc/iscsi /var/lib/iscsi
	echo "InitiatorName=$ISCSI_INI" >/etc/iscsi/initiatorname.iscsi
	pgrep -x iscsid >/dev/null || iscsid
}

# iscsi_login INITIATOR [PORTAL]: discovery and login as that initiator
iscsi_login() {
	iscsi_discover "$@" && iscsiadm -m node -I "$(iscsi_iface "$1")" -l >/dev/null
}

iscsi_iface() { echo "i-$(echo "$1" | md5sum | cut -c1-8)"; }

iscsi_discover() {
	local ini=$1 portal=${2:-127.0.0.1:3260} iface
	iface=$(iscsi_iface "$ini")
	iscsi_start
	iscsiadm -m iface -I "$iface" -o new >/dev/null
	iscsiadm -m iface -I "$iface" -o update -n iface.initiatorname -v "$ini" >/dev/null &&
		iscsiadm -m iface -I "$iface" -o update -n iface.transport_name -v tcp >/dev/null &&
		iscsiadm -m discovery -t st -p "$portal" -I "$iface" >/dev/null
}

iscsi_logout() {
	iscsiadm -m node -u >/dev/null 2>&1
	iscsiadm -m node -o delete >/dev/null 2>&1
}

# hosts KIND: the SCSI hosts of an initiator kind (loopback, iscsi, iser, fc, fcoe, srp)
hosts() {
	local h name proc
	case $1 in
	loopback) name=tcm_loopback ;;
	fc) name=fake_fc ;;
	fcoe) name=fcoe ;;
	srp) name=ib_srp ;;
	iser) name=iscsi_iser ;;
	*) name=iscsi_tcp ;;
	esac
	for h in /sys/class/scsi_host/host*; do
		{ read -r proc <"$h/proc_name"; } 2>/dev/null && [ "$proc" = $name ] && echo "${h##*/host}"
	done
}

# disks KIND: "LUN GUID sdX" of each disk that an initiator of that kind has
disks() {
	local h d block wwid
	for h in $(hosts "$1"); do
		for d in /sys/class/scsi_device/"$h":*; do
			block=("$d"/device/block/*)
			[ -d "${block[0]}" ] || continue
			wwid=
			{ read -r wwid <"$d/device/wwid"; } 2>/dev/null
			wwid=${wwid#naa.}
			echo "${d##*:} ${wwid^^} ${block[0]##*/}"
		done
	done | sort -n
}

# disk KIND GUID: its /dev node
disk() {
	disks "$1" | awk -v g="$2" '$2 == g { print "/dev/" $3; exit }'
}

# verify NAME DISK: writes and reads back until it is interrupted, as $!; says so in /tmp/fio.NAME
verify() {
	fio --name="$1" --filename="$2" --rw=randrw --bs=4k --direct=1 --verify=crc32c --size=8m --time_based \
		--runtime=3600 --rate_iops=60 --verify_backlog=64 --do_verify=1 --eta=never --output="/tmp/fio.$1" &
}

rescan() {
	local h
	for h in $(hosts "$1"); do echo '- - -' >/sys/class/scsi_host/host"$h"/scan; done
}

new_guid() {
	LC_ALL=C tr -dc 0-9A-F </dev/urandom | head -c 25 | sed 's/^/600144F/'
}

# create_lu ARGS...: the GUID of a new logical unit
create_lu() {
	stmfadm create-lu "$@" | sed -n 's/^Logical unit created: //p'
}
