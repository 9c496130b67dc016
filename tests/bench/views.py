#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""views.py GUID GROUP LUN [TIMES]: adds and removes a view through stmfd's socket; prints the
medians in ms: add-view, remove-view."""

import json
import socket
import statistics
import sys
import time


def main(guid, group, lun, times=15):
    sock = socket.socket(socket.AF_UNIX)
    sock.connect("/run/stmf/stmfd.sock")
    file = sock.makefile("rw", encoding="utf-8")

    def call(**request):
        start = time.perf_counter()
        file.write(json.dumps(request) + "\n")
        file.flush()
        reply = json.loads(file.readline())
        if reply["status"]:
            sys.exit(f"{request}: {reply}")
        return reply, (time.perf_counter() - start) * 1000

    add, remove = [], []
    for _ in range(int(times)):
        reply, ms = call(op="add-view", guid=guid, host_group=group, lun=int(lun))
        add.append(ms)
        remove.append(call(op="remove-view", guid=guid, index=reply["index"])[1])
    print(f"{statistics.median(add):9.2f} {statistics.median(remove):9.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
