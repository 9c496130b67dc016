#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""sbd_nomem.py GUID STORE...: logical units of stmf_sbd are made on each STORE, changed and
taken away, with the first, second, ... allocation of each step failing. Needs
CONFIG_FAULT_INJECTION. Prints what is not as it should be, and as comments what was tried."""

import errno
import os
import sys

LIMIT = 3000
HBA = "/sys/kernel/config/target/core/sbd_0"
FAILSLAB = "/sys/kernel/debug/failslab"


def put(path, text):
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def info(lu):
    """What stmf_sbd says; LIO's own lines keep what an enable that failed has tried"""
    with open(lu + "/info") as f:
        return f.read().partition("STMF SBD")[2]


def steps(lu, store):
    """(what, do, undo); a step that fails leaves what it found"""

    def param(text, undo):
        return text, lambda: put(lu + "/control", text), lambda: put(lu + "/control", undo)

    def fresh():        # LIO's own mkdir leaks the name when it fails
        if os.path.exists(lu):
            os.rmdir(lu)
        os.mkdir(lu)
        put(lu + "/control", f"path={store}")

    def enable():
        put(lu + "/enable", "1")

    fresh()
    yield param("alias=" + "z" * 200, "alias=x")
    yield "enable", enable, fresh
    enable()
    yield param("size=2097152", "size=max")
    yield param("wp=1", "wp=0")
    yield param("wcd=1", "wcd=0")
    yield param("alias=" + "y" * 200, "alias=x")
    yield param("mgmt_url=http://a/", "mgmt_url=http://b/")
    yield "info", lambda: info(lu), None
    os.rmdir(lu)


def one(nth, n, do):
    """0 or the errno of a step whose n-th allocation fails, and whether there was one"""
    os.pwrite(nth, b"%d" % n, 0)
    try:
        do()
        error = 0
    except OSError as e:
        error = e.errno
    injected = int(os.pread(nth, 16, 0)) == 0
    os.pwrite(nth, b"0", 0)
    return error, injected


def fail_each(nth, lu, what, do, undo):
    n = 0
    injected = True
    while injected and n < LIMIT:
        n += 1
        before = info(lu)
        error, injected = one(nth, n, do)
        if error not in (0, errno.ENOMEM):
            print(f"{what}: allocation {n}: {os.strerror(error)}")
        if error and info(lu) != before:
            print(f"{what}: allocation {n}: failed, and has changed something")
        elif not error and undo:
            undo()
    print(f"# {what}: {n - 1} allocations failed")
    if error or injected:
        print(f"{what}: never succeeded")


def main(guid, *stores):
    put(FAILSLAB + "/ignore-gfp-wait", "N")
    put(FAILSLAB + "/verbose", "0")
    nth = os.open("/proc/thread-self/fail-nth", os.O_RDWR)
    lu = f"{HBA}/{guid}"
    for store in stores:
        for step in steps(lu, store):
            fail_each(nth, lu, *step)


if __name__ == "__main__":
    main(*sys.argv[1:])
