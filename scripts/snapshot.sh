# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of vm.sh, which sources this
#
# Snapshots of guests that have booted and wait for a job (see guest/early.sh), from which
# others go on: to boot is much of what a short test costs. A snapshot is a directory in the
# cache: "ram", the guest's memory, which those who go on map privately; "state", the rest.

# with_memory DIR on|off: sets $memory_args, for QEMU: the guest's memory is DIR/ram; or (off) it
# begins as that, and what the guest writes is its own
with_memory()
{
	memory_args=(-machine memory-backend=ram
		-object "memory-backend-file,id=ram,size=$memory,mem-path=$1/ram,share=$2")
}

# within SECONDS COMMAND...: waits until it is true
within()
{
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return
		sleep 0.05
	done
}

# ready RUN: is the guest waiting, with nothing mounted?
ready()
{
	[[ $(tail -n 1 "$1/serial") == *'bed: ready'* ]]
}

# take DIR: saves the state of the guest whose monitor reads what is written to descriptor 8. QEMU
# has stopped it when all is written: was it ready until then?
take()
{
	local dir=$1 _
	echo 'migrate_set_capability x-ignore-shared on' >&8
	for _ in {1..20}; do
		within 60 ready "$dir/run" || break
		echo "migrate \"exec:cat >'$dir/state' && touch '$dir/done'\"" >&8
		if within 5 test -e "$dir/done" && ready "$dir/run"; then
			echo quit >&8
			return
		fi
		rm -f "$dir/done"
		echo cont >&8
	done
	echo quit >&8
	return 1
}

# make_snapshot TEMP: if there can be none, an empty directory: then each guest boots.
# shellcheck disable=SC2317 # called by cached
make_snapshot()
{
	local dir=$1 run=$1/run
	mkdir -p "$run"
	: | tee "$run/serial" >"$dir/monitor"
	cat "$initramfs" "$programs" >"$dir/initramfs"
	mkfifo "$dir/commands"
	devices
	with_memory "$dir" on
	setpriv --pdeathsig KILL timeout -k 5 120 "${qemu[@]}" "${devices[@]}" "${memory_args[@]}" \
		-initrd "$dir/initramfs" -monitor stdio <"$dir/commands" >"$dir/monitor" 2>&1 9>&- &
	exec 8>"$dir/commands"
	trap '' PIPE
	if ! take "$dir" 2>/dev/null; then
		msg "no snapshot: $(tail -n 1 "$dir/monitor")"
		rm -f "$dir"/{ram,state}
	fi
	exec 8>&-
	wait
	rm -r "$dir"/{run,initramfs,monitor,commands}
	rm -f "$dir/done"
	find "${dir%/*}" -mindepth 1 -maxdepth 1 -type d -mtime +1 -exec rm -r {} +
}

# find_snapshot: sets $snapshot to the directory of one for this guest, or to nothing. Of disks it
# may know their sizes, of shares their number.
find_snapshot()
{
	local key i
	key=$({
		printf '%s\n' "${qemu[@]}" "$initramfs" "$programs" "${#shares[@]}"
		for i in "${!disks[@]}"; do stat -c %s "$(disk_file "$i")"; done
		uname -r
		grep -m 1 'model name' /proc/cpuinfo
		"${qemu[0]}" --version
		cat "$SCRIPTS"/{vm,snapshot}.sh
	} | sha256sum | cut -c 1-16)
	snapshot=$STMF_CACHE/snapshot/$key
	cached "$snapshot" make_snapshot
	touch "$snapshot"
	[ -e "$snapshot/state" ] || snapshot=
}

# go_on: runs the guest from the snapshot. Return: false if that was not good: it is gone then
go_on()
{
	devices
	with_memory "$snapshot" off
	commands=$run/commands
	printf '%s\n' 'migrate_set_capability x-ignore-shared on' \
		"migrate_incoming \"exec:cat '$snapshot/state'\"" >"$commands"
	head -c 64 /dev/urandom >"$run/seed"
	date +%s >"$run/now"
	boot "${qemu[@]}" "${devices[@]}" "${memory_args[@]}" -monitor stdio -incoming defer
	[ ! -e "$run/begun" ] || return 0
	msg "a snapshot that does not run: $snapshot"
	rm -f "$snapshot/state" "$run"/{now,seed}
	commands=/dev/null
	return 1
}
