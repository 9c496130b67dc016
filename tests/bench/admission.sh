#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# admission.sh: what stmf.ko costs a command, with 1,000 logical units, 64 host groups and 256
# initiators: ns, which are instructions with QEMU's -icount. How long the policy takes to follow
# one view, and how much memory a view takes.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../guest/lib.sh"

LUS=1000 GROUPS_=64 INITIATORS=256
modprobe -a stmf stmf_iscsi || exit
python3 - "$CFS" $LUS $GROUPS_ $INITIATORS <<'PY'
import os, sys, time
cfs, lus, groups, initiators = sys.argv[1], *map(int, sys.argv[2:])

def put(path, text):
    with open(path, "w") as f:
        f.write(text)

def memory():
    names = dict(line.split(":") for line in open("/proc/meminfo"))
    return int(names["Slab"].split()[0]) + int(names["Percpu"].split()[0])

def view(lu, index, group):
    path = f"{cfs}/logical_units/{lu}/views/{index}"
    os.mkdir(path)
    put(path + "/host_group", group)
    start = time.perf_counter()
    put(path + "/enable", "1")
    enabled = time.perf_counter()
    put(path + "/enable", "0")
    disabled = time.perf_counter()
    put(path + "/enable", "1")
    return enabled - start, disabled - enabled

put(f"{cfs}/config_state", "initialized")
for g in range(groups):
    os.mkdir(f"{cfs}/host_groups/g{g}")
for i in range(initiators):
    os.mkdir(f"{cfs}/host_groups/g{i % groups}/iqn.2026-11.org.example:h{i}")
target = f"{cfs}/targets/iqn.2026-11.org.example:t1"
os.mkdir(target)
put(target + "/provider", "iscsit")
put(cfs + "/state", "online")
guids = [f"600144F4{j:024X}" for j in range(lus)]
for guid in guids:
    os.mkdir(f"{cfs}/logical_units/{guid}")
before = memory()
for j, guid in enumerate(guids):
    view(guid, 0, f"g{j % groups}")
first = memory()
# a second view each: the pairs of groups are there already
times = [view(guid, 1, f"g{(j + 1) % groups}") for j, guid in enumerate(guids)]
second = memory()
for guid in guids:
    os.rmdir(f"{cfs}/logical_units/{guid}/views/1")
times.sort()
print(f"a view counts, and does not count any more: {times[lus // 2][0] * 1e6:.0f} us, {times[lus // 2][1] * 1e6:.0f} us (median)")
print(f"memory: {(first - before) * 1024 // lus} bytes a logical unit's first view (with the host groups' LUN maps), "
      f"{(second - first) * 1024 // lus} the next one, its directory included")
PY
modprobe bench_admission lus=$LUS groups=$GROUPS_ initiators=$INITIATORS commands="${1:-200000}" 2>/dev/null
dmesg | sed -n 's/.*bench_admission: //p'
