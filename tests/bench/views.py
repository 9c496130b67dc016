#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""views.py view GUID GROUP LUN: adds and removes a view through stmfd's socket, 15 times;
prints the medians in ms: add-view, remove-view.

views.py lio LUS...: what commands cost when they are projected onto LIO. That many logical
units, one after the other, all mapped to 16 initiators at each of 4 iSCSI targets; then a view
for those of one more: 4 LUNs, 64 mapped LUNs. A table; medians in ms."""

import json
import os
import socket
import statistics
import sys
import time

TARGETS, HOSTS = 4, 16
NEW = "600144F3000000000000000000000000"


class Daemon:
    def __init__(self):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect("/run/stmf/stmfd.sock")
        self.file = sock.makefile("rw", encoding="utf-8")

    def call(self, **request):
        """The reply, and how long it took in ms"""
        start = time.perf_counter()
        self.file.write(json.dumps(request) + "\n")
        self.file.flush()
        reply = json.loads(self.file.readline())
        if reply["status"]:
            sys.exit(f"{request}: {reply}")
        return reply, (time.perf_counter() - start) * 1000


def view(daemon, guid, group, lun):
    add, remove = [], []
    for _ in range(15):
        reply, ms = daemon.call(op="add-view", guid=guid, host_group=group, lun=lun)
        add.append(ms)
        remove.append(daemon.call(op="remove-view", guid=guid, index=reply["index"])[1])
    return f"{statistics.median(add):9.2f} {statistics.median(remove):9.2f}"


def make_lu(daemon, guid):
    os.makedirs("/srv/luns", exist_ok=True)
    props = {"file": f"/srv/luns/{guid}", "guid": guid, "size": 1 << 20}
    return daemon.call(op="create-lu", props=props)[1]


def lio(daemon, sizes):
    daemon.call(op="create-group", kind="host", group="all")
    for i in range(HOSTS):
        daemon.call(op="add-member", kind="host", group="all", member=f"iqn.2026-11.org.example:h{i}")
    for i in range(TARGETS):
        daemon.call(op="create-target", fabric="iscsi", target=f"iqn.2026-11.org.example:t{i}",
                    portals=[f"127.0.0.1:{3260 + i}"])
    make_lu(daemon, NEW)
    print(f"{'LUs':>6} {'mappings':>8} {'add-view':>9} {'remove':>9} {'create-lu':>9}", flush=True)
    made, times = 0, []
    for size in sizes:
        while made < size:
            guid = f"600144F1{made:024X}"
            times.append(make_lu(daemon, guid))
            daemon.call(op="add-view", guid=guid, host_group="all", lun=made)
            made += 1
        cost = view(daemon, NEW, "all", 16000)
        print(f"{size:6} {size * TARGETS * HOSTS:8} {cost} {statistics.median(times[-50:]):9.2f}", flush=True)


def main(what, *args):
    if what == "lio":
        lio(Daemon(), [int(a) for a in args] or [125, 250, 500, 1000])
    else:
        print(view(Daemon(), args[0], args[1], int(args[2])), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
