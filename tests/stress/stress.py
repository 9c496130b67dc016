#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""stress.py SECONDS [SEED]: in a guest, everything at once at random. One thread changes the
configuration, by commands and by configfs; others log in, look, and ask the oracle whether
they may have seen that; one writes and verifies a disk that no change touches; one kills the
daemon; one unloads modules. Prints TAP."""

import collections
import glob
import mmap
import os
import random
import subprocess
import sys
import threading
import time

import initiators
from oracle import CFS, Oracle, admitted, entries

LUNS = 8
STEADY_LUN = 15
PATIENCE = 6        # seconds that granting may take, for initiators that were not disturbed
LOOP = {f"wwn.500140500000000{n}": f"wwn.50014050000000A{n}" for n in (1, 2)}
IQN = "iqn.2026-11.org.example:stress"
ISCSI = [f"iqn.2026-11.org.example:host{n}" for n in (1, 2)]
NEXUSES = [(i, t) for t, i in LOOP.items()] + [(i, IQN) for i in ISCSI]
GUIDS = [f"600144F0{'11' * 11}{0x21 + n:02X}" for n in range(6)]
STEADY = f"600144F0{'22' * 12}"
STORE = f"600144F0{'33' * 12}"       # on a disk that is pulled out
STORE_LUN = 14
DEBUG = "/sys/bus/pseudo/drivers/scsi_debug/adapter0"


class Stress:
    def __init__(self, seconds, seed):
        self.seconds = seconds
        self.random = random.Random(seed)
        self.wrong = []
        self.counts = {}
        self.recent = collections.deque(maxlen=20)     # what was done, for a failure's reader
        self.stop = threading.Event()
        self.daemon = None
        self.daemon_lock = threading.Lock()

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def stamped(self, what):
        return f"{time.monotonic() - self.began:.2f} s: {what}"

    def done(self, what):
        self.count(what)
        self.recent.append(self.stamped(what))

    def fail(self, what):
        self.wrong.append(self.stamped(what))
        self.stop.set()

    # ---- the daemon ----

    def start_daemon(self):
        log = open("/tmp/stmfd.log", "a")
        self.daemon = subprocess.Popen(["stmfd"], stderr=log, stdout=log)
        for _ in range(600):
            if not run("stmfctl", "ping"):
                return
            time.sleep(0.1)
        self.fail("stmfd does not answer")

    def killer(self):
        while not self.stop.wait(random.uniform(4, 8)):
            with self.daemon_lock:
                self.oracle.disturb()
                self.daemon.kill()
                self.daemon.wait()
                self.done("kills of stmfd")
                self.stop.wait(random.choice((0, 0, 0.5)))
                self.start_daemon()
                self.oracle.settle()

    # ---- what changes ----

    def views(self):
        return [(g, v) for g in GUIDS if os.path.isdir(f"{CFS}/logical_units/{g}/views")
                for v in entries(f"{CFS}/logical_units/{g}/views")]

    def add_view(self):
        guid, lun = self.random.choice(GUIDS), self.random.randrange(LUNS)
        options = []
        host = self.random.choice(["*"] + [f"h{n}" for n in range(4)])
        if host != "*":
            options = ["-h", host]
        return (lambda i, t, n, g: g == guid and n == lun,
                lambda: run("stmfadm", "add-view", *options, "-n", str(lun), guid))

    def remove_view(self):
        views = self.views()
        if not views:
            return None
        guid, view = self.random.choice(views)
        if self.random.random() < 0.5:
            how = lambda: run("rmdir", f"{CFS}/logical_units/{guid}/views/{view}") or None
        else:
            how = lambda: run("stmfadm", "remove-view", "-l", guid, view)
        return lambda i, t, n, g: g == guid, how

    def lu_state(self):
        guid, verb = self.random.choice(GUIDS), self.random.choice(("offline-lu", "online-lu"))
        return lambda i, t, n, g: g == guid, lambda: run("stmfadm", verb, guid)

    def lu_remake(self):
        guid = self.random.choice(GUIDS)

        def how():
            run("stmfadm", "delete-lu", "-k", guid)
            return make_lu(guid)
        return lambda i, t, n, g: g == guid, how

    def member(self):
        n = self.random.randrange(1, 4)     # the first one has the steady disk
        name = NEXUSES[n][0]
        verb = self.random.choice(("add-hg-member", "add-hg-member", "remove-hg-member"))
        return (lambda i, t, lun, g: i == name,
                lambda: run("stmfadm", verb, "-g", f"h{n}", name))

    def target_state(self):
        verb = self.random.choice(("offline-target", "online-target", "online-target"))
        return lambda i, t, n, g: t == IQN, lambda: run("stmfadm", verb, IQN)

    def disk_removed(self):
        """At the initiator: it finds the disk again when it looks."""
        target, lun = self.random.choice(list(LOOP)), self.random.randrange(LUNS)
        host = initiators.loopback_host(target)

        def how():
            self.oracle.disturb()
            disk = initiators.loopback_disk(target, lun)
            if disk:
                put(f"/sys/block/{disk[5:]}/device/delete", "1")
            put(f"{host}/scan", "- - -")
            return None
        return lambda i, t, n, g: False, how

    def store_removed(self):
        """The disk below a logical unit goes, under I/O, and comes back."""
        target = next(iter(LOOP))

        def how():
            for block in glob.glob(f"{DEBUG}/host*/target*/*/block"):
                put(f"{block}/../delete", "1")
            initiators.loopback(LOOP[target], target, STORE_LUN)
            run("stmfadm", "delete-lu", "-k", STORE)
            for host in glob.glob(f"{DEBUG}/host*/scsi_host/host*"):
                put(f"{host}/scan", "- - -")
            return make_store()
        return lambda i, t, n, g: g == STORE, how

    def changer(self):
        kinds = ([self.add_view] * 6 + [self.remove_view] * 5 + [self.lu_state] * 3 +
                 [self.member] * 3 +
                 [self.lu_remake, self.target_state, self.disk_removed, self.store_removed])
        while not self.stop.is_set():
            kind = self.random.choice(kinds)
            change = kind()
            if not change:
                continue
            try:
                status = self.oracle.change(*change)
            except (AssertionError, OSError) as error:
                self.fail(f"{kind.__name__}: {error}")
                return
            self.done(kind.__name__ + (" refused" if status else " done"))
            if kind == self.disk_removed and self.daemon_lock.acquire(blocking=False):
                self.oracle.settle()
                self.daemon_lock.release()
            self.stop.wait(self.random.choice((0, 0.05, 0.3)))

    def modules(self):
        """Those of ports come and go; the one of the disks is in use."""
        while not self.stop.wait(random.uniform(1, 3)):
            if run("rmmod", "stmf_sbd") == 0:
                self.fail("stmf_sbd was unloaded under its logical units")
            run("rmmod", "stmf_fc_qla")
            self.count("module rounds")
            if run("modprobe", "stmf_fc_qla"):
                self.fail("stmf_fc_qla can't be loaded again")

    # ---- what looks ----

    def prober(self, probe, nexuses):
        rnd = random.Random()
        while not self.stop.is_set():
            given = [k for k in self.oracle.current if k[:2] in nexuses and k[2] < LUNS]
            if given and rnd.random() < 0.5:
                initiator, target, lun, _ = rnd.choice(given)
            else:
                (initiator, target), lun = rnd.choice(nexuses), rnd.randrange(LUNS)
            since = time.monotonic()
            guid = probe(initiator, target, lun)
            wrong = self.oracle.judge(initiator, target, lun, guid, since, time.monotonic(),
                                      PATIENCE)
            if wrong:
                self.fail(wrong)
            self.count(f"{probe.__name__} probes, {'something' if guid else 'nothing'} there")
            time.sleep(0.002)

    def writer(self):
        """The steady disk: no change may disturb it."""
        target = next(iter(LOOP))
        size = 65536
        fd = os.open(initiators.loopback_disk(target, STEADY_LUN), os.O_RDWR | os.O_DIRECT)
        out, back = mmap.mmap(-1, size), mmap.mmap(-1, size)
        while not self.stop.is_set():
            at = random.randrange(8) * size
            out[:] = os.urandom(size)
            try:
                os.pwritev(fd, [out], at)
                os.preadv(fd, [back], at)
            except OSError as error:
                self.fail(f"the steady disk: {error}")
                return
            if back[:] != out[:]:
                self.fail(f"the steady disk: other data at {at}")
            self.count("blocks verified")
        os.close(fd)

    # ---- beginning and end ----

    def prepare(self):
        os.makedirs("/srv/luns", exist_ok=True)
        run("modprobe", "stmf")
        self.began = time.monotonic()
        self.start_daemon()
        for n, (initiator, _) in enumerate(NEXUSES):
            must("stmfadm", "create-hg", f"h{n}")
            must("stmfadm", "add-hg-member", "-g", f"h{n}", initiator)
        for target, initiator in LOOP.items():
            must("stmfctl", "create-target", "--fabric", "loopback", "--initiator", initiator, target)
        must("stmfctl", "create-target", "--fabric", "iscsi", "--portal", "127.0.0.1", IQN)
        for guid in GUIDS + [STEADY]:
            if make_lu(guid):
                raise SystemExit(f"Bail out! no logical unit {guid}")
        if make_store():
            raise SystemExit("Bail out! no logical unit on a disk")
        must("stmfadm", "add-view", "-h", "h0", "-n", str(STEADY_LUN), STEADY)
        must("stmfadm", "add-view", "-h", "h0", "-n", str(STORE_LUN), STORE)
        for _ in range(100):
            if initiators.loopback_disk(next(iter(LOOP)), STEADY_LUN):
                break
            time.sleep(0.1)
        self.oracle = Oracle(NEXUSES, GUIDS + [STEADY, STORE])

    def run(self):
        threads = [threading.Thread(target=t, args=a, daemon=True) for t, a in (
            (self.changer, ()), (self.killer, ()), (self.modules, ()), (self.writer, ()),
            (self.prober, (initiators.loopback, NEXUSES[:2])),
            (self.prober, (initiators.iscsi, NEXUSES[2:])))]
        for thread in threads:
            thread.start()
        self.stop.wait(self.seconds)
        self.stop.set()
        for thread in threads:
            thread.join(120)
            if thread.is_alive():
                self.fail("a thread hangs")

    def final(self):
        """When all is quiet each initiator sees exactly what it may."""
        run("stmfadm", "online-target", IQN)
        for target in LOOP:
            put(f"{initiators.loopback_host(target)}/scan", "- - -")
        wanted = {key for key in admitted(NEXUSES) if key[2] < LUNS}
        for _ in range(20):
            seen = set()
            for initiator, target in NEXUSES:
                probe = initiators.iscsi if target == IQN else initiators.loopback
                seen |= {(initiator, target, n, g) for n in range(LUNS)
                         if (g := probe(initiator, target, n))}
            if seen == wanted:
                return
            time.sleep(1)
        self.fail(f"at the end, seen but not given: {seen - wanted}; given but not seen: {wanted - seen}")


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode


def must(*command):
    if run(*command):
        raise SystemExit(f"Bail out! {' '.join(command)}")


def put(path, data):
    try:
        with open(path, "w") as f:
            f.write(data)
    except OSError:
        pass


def make_lu(guid):
    path = f"/srv/luns/{guid}"
    if os.path.exists(path):
        os.unlink(path)
    return run("stmfadm", "create-lu", "-s", "4m", "-p", f"guid={guid}", path)


def make_store():
    for _ in range(100):
        for disk in glob.glob(f"{DEBUG}/host*/target*/*/block/*"):
            return run("stmfadm", "create-lu", "-p", f"guid={STORE}",
                       "/dev/" + os.path.basename(disk))
        time.sleep(0.1)
    return 1


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"# seed {seed}", flush=True)
    stress = Stress(float(sys.argv[1]), seed)
    stress.prepare()
    stress.run()
    if not stress.wrong:
        stress.final()
    for what, n in sorted(stress.counts.items()):
        print(f"# {n} {what}")
    for line in stress.wrong + (["before:"] + list(stress.recent) if stress.wrong else []):
        print(f"# {line}")
    print("not ok 1 - nobody sees what it may not, everybody what it may" if stress.wrong else
          "ok 1 - nobody sees what it may not, everybody what it may")
    if stress.wrong:
        subprocess.run("tail -n 30 /tmp/stmfd.log; ls -R /sys/kernel/config/stmf | grep -c :", shell=True)
    print("1..1")
    sys.exit(1 if stress.wrong else 0)


main()
