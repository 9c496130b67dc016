#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# valgrind.sh TEST [ARG...]: that guest test, with each start of stmfd under valgrind.
# Its errors, and memory lost in a daemon that ended by itself, are tests that fail.

LOGS=/tmp/valgrind
mkdir -p $LOGS /usr/local/sbin
cat >/usr/local/sbin/stmfd <<-EOF
	#!/bin/sh
	exec valgrind --leak-check=full --errors-for-leak-kinds=definite --track-fds=no \\
		--log-file=$LOGS/%p /usr/sbin/stmfd "\$@"
EOF
chmod +x /usr/local/sbin/stmfd

# daemons: those that still run, of all that have a log
daemons() {
	local log
	for log in $LOGS/*; do
		[ ! -d "/proc/${log##*/}" ] || echo "${log##*/}"
	done
}

"$@"
status=$?
for pid in $(daemons); do kill "$pid"; done
for _ in $(seq 100); do
	[ -n "$(daemons)" ] || break
	sleep 0.1
done

for log in $LOGS/*; do
	if grep -q 'ERROR SUMMARY: [1-9]' "$log"; then
		echo "not ok - valgrind: daemon ${log##*/}"
		sed 's/^/# /' "$log"
		status=1
	elif grep -q 'ERROR SUMMARY: 0' "$log"; then
		echo "ok - valgrind: daemon ${log##*/}"
	fi
done
grep -q 'ERROR SUMMARY: 0' $LOGS/* || { echo 'not ok - valgrind: no daemon ended by itself'; status=1; }
exit $status
