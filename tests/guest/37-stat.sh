#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stmfctl stat: what initiators read and wrote, to the byte.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001
IQN=iqn.2026-11.org.example:t1

setup || { nok setup; finish; }
mkdir -p /srv/luns
G1=600144F0000000000000000000000001
G2=600144F0000000000000000000000002
for g in $G1 $G2; do create_lu -s 32m -p guid=$g /srv/luns/$g >/dev/null; done
stmfadm create-hg beta
stmfadm add-hg-member -g beta $ISCSI_INI
stmfadm create-hg loop
stmfadm add-hg-member -g loop $LOOP_INI
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 $IQN >/dev/null
stmfadm add-view -h beta -n 0 $G1
stmfadm add-view -h loop -n 0 $G1
stmfadm add-view -h loop -n 1 $G2
works 'the host logs in' iscsi_login $ISCSI_INI
wait_for 10 eval '[ "$(disks iscsi | wc -l)" = 1 ] && [ "$(disks loopback | wc -l)" = 2 ]'
I=$(disk iscsi $G1) L=$(disk loopback $G1) L2=$(disk loopback $G2)

# counters OPTION NAME: "reads writes read_bytes write_bytes"
counters() {
	stmfctl stat "$1" --json | python3 -c '
import json, sys
for s in json.load(sys.stdin)["statistics"]:
    if sys.argv[1] in (s.get("guid"), s.get("initiator"), s.get("target")):
        print(*(s[k] for k in ("reads", "writes", "read_bytes", "write_bytes")))' "$2"
}

# grows OPTION NAME DELTA WHAT COMMAND...: by DELTA ("reads writes bytes bytes") while it runs
grows() {
	local option=$1 name=$2 delta=$3 what=$4 before after
	shift 4
	before=$(counters "$option" "$name")
	"$@" >/dev/null 2>&1 || { nok "$what: $*"; return; }
	after=$(counters "$option" "$name")
	# shellcheck disable=SC2086
	set -- $before $after
	is "$(($5 - $1)) $(($6 - $2)) $(($7 - $3)) $(($8 - $4))" "$delta" "$what"
}

read_i() { dd if="$I" of=/dev/null bs=4k count=100 iflag=direct; }
write_l() { dd if=/dev/zero of="$L" bs=64k count=16 oflag=direct; }
grows -l $G1 '100 0 409600 0' 'reads of a LU' read_i
grows -l $G1 '0 16 0 1048576' 'writes of a LU' write_l
grows -l $G2 '0 0 0 0' 'not those of another LU' read_i
grows -i $ISCSI_INI '100 0 409600 0' 'reads of an initiator' read_i
grows -i $ISCSI_INI '0 0 0 0' 'not those of another initiator' write_l
grows -t $LOOP '0 16 0 1048576' 'writes through a target' write_l
grows -t $IQN '100 0 409600 0' 'reads through a target' read_i
grows -t $LOOP '32 0 131072 0' 'both LUs of a target' eval \
	"dd if=$L of=/dev/null bs=4k count=16 iflag=direct; dd if=$L2 of=/dev/null bs=4k count=16 iflag=direct"
unaligned() { sg_dd if=/dev/"$(ls "/sys/block/$(basename "$I")/device/scsi_generic")" of=/dev/null bs=512 bpt=1 count=10; }
grows -i $ISCSI_INI '10 0 5120 0' 'single blocks' unaligned
if command -v fio >/dev/null; then
	load() { fio --name=x --filename="$L2" --rw=randrw --bs=4k --direct=1 --size=2m --thread --minimal >/tmp/fio; }
	before=$(counters -l $G2)
	load
	after=$(counters -l $G2)
	# shellcheck disable=SC2086
	set -- $before $after
	is "$(($7 - $3 + $8 - $4))" $((2 << 20)) 'fio: all bytes of a random load'
else
	skip 'fio: not installed'
fi

# the policy changes: what CPUs remember of the nexus is void, its statistics are not
stmfadm create-hg other
stmfadm add-view -h other $G2
grows -i $ISCSI_INI '100 0 409600 0' 'after a change of the policy' read_i
iscsi_logout
works 'the host logs in again' iscsi_login $ISCSI_INI
wait_for 10 eval '[ -n "$(disk iscsi '$G1')" ]'
I=$(disk iscsi $G1)
grows -i $ISCSI_INI '100 0 409600 0' 'after another login' read_i
is "$(stmfctl stat -i --json | grep -o "\"$ISCSI_INI\"" | wc -l)" 1 'it is the same initiator'

# times
stmfctl stat --json | python3 -c '
import json, sys
for s in json.load(sys.stdin)["statistics"]:
    n = s["reads"] + s["writes"]
    assert n and 0 < (s["read_ns"] + s["write_ns"]) / n <= s["max_ns"] < 60e9, s' &&
	ok 'mean and maximum latency' || nok 'mean and maximum latency'

# refused commands, errors of the store
sg=/dev/$(ls "/sys/block/$(basename "$I")/device/scsi_generic")
kill -STOP "$STMFD"
rmdir $CFS/logical_units/$G1/views/0
for _ in $(seq 20); do sg_turs "$sg" >/dev/null 2>&1; done
is "$(stmfctl stat -i "$ISCSI_INI" | awk 'NR == 2 { print $10 }')" 20 'refused commands of an initiator'
is "$(stmfctl stat -l $G1 | awk 'NR == 2 { print $9 }')" 20 'refused commands of a LU'
kill -CONT "$STMFD"
truncate -s 2m /srv/luns/$G2
dd if="$L2" of=/dev/null bs=4k skip=4096 count=1 iflag=direct 2>/dev/null && nok 'a truncated file is read'
[ "$(stmfctl stat -l $G2 | awk 'NR == 2 { print $10 }')" -ge 1 ] && ok 'errors of the store' || nok 'errors of the store'

# intervals
while [ ! -e /tmp/enough ]; do dd if="$L" of=/dev/null bs=4k count=64 iflag=direct 2>/dev/null; done &
out=$(stmfctl stat -t 1 2 $LOOP)
touch /tmp/enough
wait $!
is "$(grep -c 'r/s' <<<"$out")$(grep -c $LOOP <<<"$out")" 22 'two reports'
is "$(awk -v t=$LOOP '$1 == t && $2 > 0 && $4 > 3.9 * $2 && $4 < 4.1 * $2' <<<"$out" | wc -l)" 2 'rates'
is "$(stmfctl stat --json 0.2 3 | python3 -c '
import json, sys
print(*(0.1 < json.loads(line)["seconds"] < 5 for line in sys.stdin))')" 'True True True' 'JSON: a line each'
sleep 0.3
is "$(stmfctl stat 0.5 1 $G1 | awk 'NR == 2 { print $2, $4 }')" '0.0 0.0' 'nothing happens, nothing is counted'
outcome '' 'stmfctl: iqn.no: not found' 1 stmfctl stat -t iqn.no
outcome '' 'stmfctl: -l, -t and -i exclude each other' 1 stmfctl stat -lt
outcome '' 'stmfctl: 0: an interval is at least 0.1 seconds' 1 stmfctl stat 0

iscsi_logout
finish
