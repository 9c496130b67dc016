#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Eight writers at once: commands to stmfd, configfs, states by netlink; readers beside them.

writers.py SECONDS LOOPDISK LOOPDISK ISCSIDISK ISCSIDISK

Each writer has a host group and logical units of its own, and knows what it wrote; all have
views of one more logical unit. The first four host groups are those of the four initiators whose
disks (their LUN 0, which no change touches) are read all the time: never an error, never
another's data. What they find at other LUNs is what their writer may have put there, or nothing.
In the end model, repository and LIO have exactly what was written. Prints what is not so."""

import json
import mmap
import os
import random
import socket
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stress"))
import genl
import initiators

CFS = "/sys/kernel/config/stmf"
LIO = "/sys/kernel/config/target"
WRITERS = 8
SHARED = "600144F0000000000000000000005000"
LOOPS = ("wwn.5001405000000001", "wwn.5001405000000002")
ISCSI = "iqn.2026-11.org.example:t1"
READERS = ("wwn.50014050000000A1", "wwn.50014050000000A2", "iqn.2026-11.org.example:r2",
           "iqn.2026-11.org.example:r3")
failures = []
failing = threading.Lock()


def fail(*what):
    with failing:
        failures.append(" ".join(map(str, what)))


def put(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def get(path):
    with open(path, encoding="ascii") as file:
        return file.read().strip()


def listed(path):
    return sorted(name for name in os.listdir(path) if os.path.isdir(f"{path}/{name}"))


class Writer(threading.Thread):
    """Its logical units; views as (GUID, index) -> LUN."""
    PAUSE = 0.04        # s, so that stmfd, too, gets on
    def __init__(self, number, end):
        super().__init__()
        self.number, self.end = number, end
        self.random = random.Random(number)
        self.group = f"w{number}"
        self.lus = [f"600144F000000000000000000000{number}0{i:02}" for i in (1, 2)]
        self.views, self.members, self.done = {}, set(), 0
        self.online = dict.fromkeys(self.lus, True)

    def lun_of(self, guid):
        return 200 + self.number if guid == SHARED else 1 + self.lus.index(guid)

    def run(self):
        try:
            self.start_up()
            while time.monotonic() < self.end:
                self.random.choice(self.STEPS)(self)
                self.done += 1
                time.sleep(self.random.uniform(0, self.PAUSE))
        except (OSError, AssertionError, genl.Refused, json.JSONDecodeError) as error:
            fail(type(self).__name__, self.number, repr(error))

    def start_up(self):
        pass

    def turn_view(self):
        guid = self.random.choice(self.lus + [SHARED])
        for (lu, index) in list(self.views):
            if lu == guid:
                self.remove_view(guid, index)
                del self.views[lu, index]
                return
        index = self.add_view(guid, self.lun_of(guid))
        self.views[guid, index] = self.lun_of(guid)

    def turn_member(self):
        member = f"iqn.2026-11.org.example:w{self.number}-{self.random.randrange(4)}"
        if member in self.members:
            self.remove_member(member)
        else:
            self.add_member(member)
        self.members ^= {member}

    STEPS = (turn_view, turn_view, turn_member)


class Commands(Writer):
    """Through stmfd's socket"""
    PAUSE = 0

    def start_up(self):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(120)
        sock.connect("/run/stmf/stmfd.sock")
        self.file = sock.makefile("rw", encoding="utf-8")

    def call(self, op, **args):
        self.file.write(json.dumps({"op": op, **args}) + "\n")
        self.file.flush()
        reply = json.loads(self.file.readline())
        assert not reply["status"], (op, args, reply)
        return reply

    def add_view(self, guid, lun):
        return self.call("add-view", guid=guid, host_group=self.group, lun=lun)["index"]

    def remove_view(self, guid, index):
        self.call("remove-view", guid=guid, index=index)

    def add_member(self, member):
        self.call("add-member", kind="host", group=self.group, member=member)

    def remove_member(self, member):
        self.call("remove-member", kind="host", group=self.group, member=member)


class Script(Writer):
    """By configfs"""
    def add_view(self, guid, lun):
        index = 1000 + self.number
        path = f"{CFS}/logical_units/{guid}/views/{index}"
        os.mkdir(path)
        put(path + "/host_group", self.group)
        put(path + "/lun", str(lun))
        put(path + "/enable", "1")
        return index

    def remove_view(self, guid, index):
        os.rmdir(f"{CFS}/logical_units/{guid}/views/{index}")

    def add_member(self, member):
        os.mkdir(f"{CFS}/host_groups/{self.group}/{member}")

    def remove_member(self, member):
        os.rmdir(f"{CFS}/host_groups/{self.group}/{member}")


class Netlink(Script):
    """States of its logical units; views, as a script"""
    def start_up(self):
        self.family = genl.Family()

    def turn_state(self):
        guid = self.random.choice(self.lus)
        online = not self.online[guid]
        body = genl.encode(f"guid={guid}") + genl.encode(f"state={2 if online else 0}")
        try:
            for _ in self.family.request(genl.CMDS.index("lu-set"), body):
                pass
        except genl.Refused as refused:
            if "going offline" not in str(refused):
                raise
            return
        self.online[guid] = online

    STEPS = (turn_state, turn_state, Writer.turn_view)


class Reader(threading.Thread):
    """Its disk at LUN 0, all the time"""
    def __init__(self, number, disk, end):
        super().__init__()
        self.disk, self.end, self.done = disk, end, 0
        self.stamp = f"steady {number}".encode()

    def run(self):
        page = mmap.mmap(-1, 4096)
        try:
            disk = os.open(self.disk, os.O_RDONLY | os.O_DIRECT)
            while time.monotonic() < self.end:
                os.preadv(disk, [page], 4096 * (self.done % 64))
                if not page[:].startswith(self.stamp):
                    fail(self.disk, "has other data:", page[:16])
                    return
                self.done += 1
        except OSError as error:
            fail(self.disk, error)


class Looker(threading.Thread):
    """What an initiator finds at the LUNs of its writer, and at those of others"""
    def __init__(self, number, end):
        super().__init__()
        self.number, self.end, self.done, self.found = number, end, 0, 0

    def ask(self, lun):
        if self.number < 2:
            return initiators.loopback(READERS[self.number], LOOPS[self.number], lun)
        return initiators.iscsi(READERS[self.number], ISCSI, lun)

    def run(self):
        right = {1 + i: f"600144F000000000000000000000{self.number}0{i + 1:02}" for i in (0, 1)}
        right[200 + self.number] = SHARED
        while time.monotonic() < self.end:
            for lun in [1, 2] + list(range(200, 200 + WRITERS)):
                guid = self.ask(lun)
                self.done += 1
                self.found += guid is not None
                if guid not in (None, right.get(lun)):
                    fail(READERS[self.number], "finds", guid, "at LUN", lun)


# ---- what there is in the end ----

def model_of(guid):
    views = {}
    for index in listed(f"{CFS}/logical_units/{guid}/views"):
        path = f"{CFS}/logical_units/{guid}/views/{index}"
        if get(path + "/enable") == "1":
            views[int(index)] = (get(path + "/host_group"), int(get(path + "/lun")))
    return views


def repository():
    db = sqlite3.connect("/var/lib/stmf/repository.db")
    views, members = {}, {}
    for guid, index, group, lun in db.execute("SELECT guid, idx, host_group, lun FROM view_entry"):
        views.setdefault(guid, {})[index] = (group, lun)
    for member, group in db.execute("SELECT member, in_group FROM host_member"):
        members.setdefault(group, set()).add(member)
    return views, members, dict(db.execute("SELECT guid, state FROM lu_state"))


def seen_in_lio(number):
    """LUN -> GUID as LIO maps them to a reader"""
    seen = {}
    if number < 2:
        top = f"{LIO}/loopback/naa.{LOOPS[number][4:].lower()}/tpgt_1/lun"
        for lun in listed(top):
            seen[int(lun[4:])] = os.path.basename(os.readlink(f"{top}/{lun}/lu"))
        return seen
    tpg = f"{LIO}/iscsi/{ISCSI}/tpgt_1"
    for lun in listed(f"{tpg}/acls/{READERS[number]}"):
        if lun.startswith("lun_"):
            tpg_lun = os.path.basename(os.readlink(f"{tpg}/acls/{READERS[number]}/{lun}/lu"))
            seen[int(lun[4:])] = os.path.basename(os.readlink(f"{tpg}/lun/{tpg_lun}/lu"))
    return seen


def compare(what, got, wanted):
    if got != wanted:
        fail(what, "is", got, "instead of", wanted)


def check(writers):
    stored, members, states = repository()
    for guid in [SHARED] + [g for w in writers for g in w.lus]:
        wanted = {index: (w.group, lun) for w in writers for (g, index), lun in w.views.items() if g == guid}
        compare(f"model: views of {guid}", model_of(guid), wanted)
        compare(f"repository: views of {guid}", stored.get(guid, {}), wanted)
    for w in writers:
        wanted = w.members | ({READERS[w.number]} if w.number < len(READERS) else set())
        compare(f"model: members of {w.group}", set(listed(f"{CFS}/host_groups/{w.group}")), wanted)
        compare(f"repository: members of {w.group}", members.get(w.group, set()), wanted)
        for guid, online in w.online.items():
            word = "online" if online else "offline"
            compare(f"model: state of {guid}", get(f"{CFS}/logical_units/{guid}/state"), word)
            compare(f"repository: state of {guid}", states.get(guid, "online"), word)
    for number, _ in enumerate(READERS):
        w = writers[number]
        wanted = {lun: guid for (guid, _), lun in w.views.items() if w.online.get(guid, True)}
        wanted[0] = f"600144F0000000000000000000009{number:03}"
        compare(f"LIO: what {READERS[number]} sees", seen_in_lio(number), wanted)


def main(seconds, *disks):
    kinds = (Commands, Script, Netlink, Commands, Script, Netlink, Commands, Script)
    end = time.monotonic() + float(seconds)
    writers = [kind(i, end) for i, kind in enumerate(kinds)]
    readers = [Reader(i, disk, end) for i, disk in enumerate(disks)]
    lookers = [Looker(i, end) for i in range(len(disks))]
    for thread in writers + readers + lookers:
        thread.start()
    for thread in writers + readers + lookers:
        thread.join()
    print("# changes:", *(f"{type(w).__name__} {w.done}" for w in writers))
    print("# reads:", *(r.done for r in readers), "questions:", *(f"{k.found}/{k.done}" for k in lookers))
    until = time.monotonic() + 30
    while True:         # stmfd follows scripts by itself
        before = list(failures)
        check(writers)
        if failures == before or time.monotonic() > until:
            break
        failures[:] = before
        time.sleep(0.5)
    for line in failures:
        print(line)
    return len(failures) != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
