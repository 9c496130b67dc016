#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What needs speed in the test of the kernel's model.

model_stress.py fill COUNT     COUNT logical units, each with a view for all
model_stress.py events COUNT   COUNT changes of the model, as fast as can be
model_stress.py garbage SEED   random bytes into all attributes and names
model_stress.py fuzz SECONDS   the same again and again, and whatever rmdir can do
model_stress.py races SECONDS  changes of all kinds from several processes
model_stress.py nomem LIMIT    each operation, with its first, second, ... allocation
                               failing; needs CONFIG_FAULT_INJECTION"""

import errno
import os
import random
import sys
import time

CFS = "/sys/kernel/config/stmf"
GUIDS = [f"600144F{i:025X}" for i in range(1, 3)]
TARGET = "wwn.5001405000000001"
INITIATOR = "iqn.2026-11.org.example:r"


def put(path, data):
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


def attempt(function, *args):
    try:
        function(*args)
        return True
    except (OSError, ValueError):
        return False


def fill(count):
    for i in range(count):
        lu = f"{CFS}/logical_units/600144F1{i:024X}"
        os.mkdir(lu)
        os.mkdir(lu + "/views/0")
        put(lu + "/views/0/enable", b"1")


def events(count):
    for i in range(count):
        put(CFS + "/default_lu_state", (b"online", b"offline")[i % 2])


def read(path):
    with open(path, "rb") as f:
        f.read()


def garbage(seed, end=float("inf")):
    rnd = random.Random(seed)
    words = (b"on", b"off", b"0", b"1", b"*", b"auto\n\n", b"online\0", b"\0", b"\n", b"%2F", b"9" * 300)
    files = [os.path.join(d, f) for d, _, names in os.walk(CFS) for f in names]
    for path in files:
        for _ in range(100):
            size = rnd.choice((1, 2, 5, 16, 255, 256, 257, 3900, 3901, 4095, 4096, 4097, 9000))
            attempt(put, path, rnd.choice((rnd.choice(words), rnd.randbytes(size), b"x" * size)))
            attempt(read, path)
            if time.monotonic() > end:
                return
    branches = ("host_groups/", "target_groups/", "targets/", "targets/iqn.", "logical_units/6",
                f"logical_units/{GUIDS[0]}/views/", "host_groups/h1/", "host_groups/h1/iqn.", "")
    alphabet = b"%0123456789ABCDEFabcdef.*:-" + bytes(range(1, 256)).replace(b"/", b"")
    for _ in range(3000):
        size = rnd.choice((1, 2, 3, 16, 20, 32, 33, 224, 254, 255, 256))
        name = bytes(rnd.choice(alphabet) for _ in range(size))
        attempt(os.mkdir, os.fsencode(f"{CFS}/{rnd.choice(branches)}") + name)


def fuzz(seconds):
    seed = random.randrange(1 << 32)
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for i in range(2):
            attempt(os.mkdir, f"{CFS}/host_groups/h{i}")
            attempt(os.mkdir, f"{CFS}/target_groups/t{i}")
            attempt(os.mkdir, f"{CFS}/logical_units/{GUIDS[i]}")
            attempt(os.mkdir, f"{CFS}/logical_units/{GUIDS[i]}/views/{i}")
            attempt(os.mkdir, f"{CFS}/targets/{TARGET}")
        garbage(seed + rounds, end)
        for directory, _, _ in os.walk(CFS, topdown=False):
            if directory.count("/") > CFS.count("/") + 1:
                attempt(os.rmdir, os.fsencode(directory))
        rounds += 1
    print(f"# {rounds} rounds, seed {seed}")


def race_groups():
    attempt(os.mkdir, f"{CFS}/host_groups/r")
    attempt(os.mkdir, f"{CFS}/host_groups/r/{INITIATOR}")
    attempt(os.rmdir, f"{CFS}/host_groups/r/{INITIATOR}")
    attempt(os.rmdir, f"{CFS}/host_groups/r")


def race_views():
    for guid in GUIDS:
        view = f"{CFS}/logical_units/{guid}/views/{random.randrange(3)}"
        attempt(os.mkdir, view)
        attempt(put, view + "/host_group", b"r")
        if attempt(put, view + "/enable", b"1"):
            counts["views enabled"] = counts.get("views enabled", 0) + 1
        if random.random() < 0.5:
            attempt(put, view + "/enable", b"0")
        attempt(os.rmdir, view)


def race_lus():
    for guid in GUIDS:
        attempt(os.mkdir, f"{CFS}/logical_units/{guid}")
        attempt(read, f"{CFS}/logical_units/{guid}/state")
        attempt(os.rmdir, f"{CFS}/logical_units/{guid}")


def race_targets():
    target = f"{CFS}/targets/{TARGET}"
    attempt(os.mkdir, target)
    attempt(put, target + "/provider", b"loopback")
    attempt(os.mkdir, f"{CFS}/target_groups/q")
    attempt(os.mkdir, f"{CFS}/target_groups/q/{TARGET}")
    attempt(put, target + "/state", b"online")
    attempt(put, target + "/params", b"x" * random.randrange(4000))
    attempt(os.rmdir, f"{CFS}/target_groups/q/{TARGET}")
    attempt(os.rmdir, f"{CFS}/target_groups/q")
    attempt(os.rmdir, target)


def race_service():
    attempt(put, f"{CFS}/state", random.choice((b"online", b"offline")))
    for path in ("state", "generation"):
        attempt(read, f"{CFS}/{path}")


counts = {}


def races(seconds):
    end = time.monotonic() + seconds
    for race in (race_groups, race_groups, race_views, race_views, race_lus, race_targets,
                 race_targets, race_service):
        if os.fork() == 0:
            while time.monotonic() < end:
                race()
            if counts:
                print(*(f"# {n} {what}" for what, n in counts.items()), flush=True)
            os._exit(0)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def netlink(cmd, *attrs, dump=False):
    import genl
    family = genl.Family()
    body = b"".join(genl.encode(a) for a in attrs)
    number = genl.CMDS.index(cmd)
    flags = genl.NLM_F_DUMP if dump else genl.NLM_F_ACK

    def request():
        try:
            for _ in family.request(number, body, flags):
                pass
        except genl.Refused as refused:
            raise OSError(refused.args[0], cmd) from None
    return request


def nomem(limit):
    """Each operation is (what, do, undo); without undo it may be done again."""
    lu, view = f"{CFS}/logical_units/{GUIDS[0]}", f"{CFS}/logical_units/{GUIDS[0]}/views/0"
    hg, tg, target = f"{CFS}/host_groups/g", f"{CFS}/target_groups/g", f"{CFS}/targets/{TARGET}"

    def made(path):
        return path, lambda: os.mkdir(path), lambda: os.rmdir(path)

    def written(path, text, undo=None):
        return path, lambda: put(path, text), undo and (lambda: put(path, undo))

    def provider():
        try:
            put(target + "/provider", b"loopback")
        except OSError as e:
            if e.errno != errno.EBUSY:      # it can be written only once
                raise

    operations = [
        made(hg), made(tg), made(lu), made(view), made(target), made(f"{hg}/{INITIATOR}"),
        made(f"{tg}/{TARGET}"), written(view + "/host_group", b"g"),
        written(view + "/target_group", b"g"), written(view + "/enable", b"1", b"0"),
        written(target + "/params", b"x" * 3900), written(target + "/alias", b"x" * 255),
        ("provider", provider, None), written(f"{CFS}/state", b"online", b"offline"),
        ("service-get", netlink("service-get"), None),
        ("lu-get", netlink("lu-get", "guid=" + GUIDS[0]), None),
        ("target-get", netlink("target-get", "name=" + TARGET), None),
        ("dump lu-get", netlink("lu-get", dump=True), None),
        ("dump session-get", netlink("session-get", dump=True), None),
    ]
    nth = os.open("/proc/thread-self/fail-nth", os.O_RDWR)
    for what, do, undo in operations:
        for n in range(1, limit + 1):
            os.pwrite(nth, b"%d" % n, 0)
            try:
                do()
                error = 0
            except OSError as e:
                error = e.errno
            injected = int(os.pread(nth, 16, 0)) == 0
            os.pwrite(nth, b"0", 0)
            if error and error not in (errno.ENOMEM, errno.ENOBUFS):
                print(f"{what}: allocation {n}: {os.strerror(error)}")
            if not injected:
                break
            if not error and undo:
                undo()
        print(f"# {what}: {n - 1} allocations failed" + (f", {errno.errorcode[error]}" if error else ""))
    for what, do, undo in reversed(operations):
        if undo:
            undo()


if __name__ == "__main__":
    globals()[sys.argv[1]](int(sys.argv[2]))
