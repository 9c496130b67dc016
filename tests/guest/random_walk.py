#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A random walk through the kernel's model beside a naive model of it.

random_walk.py SEED STEPS [GUID...]

Each step is one system call in configfs; its outcome must be the one that the
naive model says, and so must be what a random nexus sees afterwards; every now
and then, all of them. Where the kernel can inject faults, allocations fail in
every third step: then the step has succeeded or nothing has changed. GUIDs are
those of logical units that are registered. Prints the first difference."""

import errno
import os
import random
import sys

import genl

CFS = "/sys/kernel/config/stmf"
LUNS = 16384
INITIATORS = [f"iqn.2026-01.org.example:rack{i}-a" for i in range(4)] + ["wwn.50014050000000A1", "eui.0002C903000E8ACD"]
PATTERNS = ["iqn.2026-01.org.example:rack*", "iqn.2026-01.org.example:rack1*", "iqn.*", "wwn.5001405*"]
TARGETS = [f"wwn.500140500000000{i}" for i in range(1, 4)] + ["iqn.2026-01.org.example:t"]
GROUPS = ["a", "b", "c"]
SPARE = [f"600144F1{i:024X}" for i in range(1, 4)]


class View:
    def __init__(self):
        self.hg = self.tg = "*"
        self.want = None        # LUN, None: automatic
        self.lun = None         # while it counts


class Run:
    """What has a state, which the service's goes over."""
    def __init__(self, online):
        self.wanted, self.online = True, online


def meet(a, b):
    return a == "*" or b == "*" or a == b


class Model:
    def __init__(self, guids, service):
        self.service = service
        self.groups = {"host": {}, "target": {}}
        self.targets = {}
        self.lus = {g: {} for g in guids}
        self.runs = {g: Run(service) for g in guids}

    def views(self):
        return [v for views in self.lus.values() for v in views.values() if v.lun is not None]

    def group_of(self, kind, name):
        for group, members in self.groups[kind].items():
            if name in members:
                return group
        best = max((m for members in self.groups[kind].values() for m in members
                    if m.endswith("*") and name.startswith(m[:-1])), key=len, default=None)
        return self.group_of(kind, best) if best else None

    def sees(self, initiator, target):
        run = self.targets.get(target)
        if not run or not run.online:
            return set()
        hg, tg = self.group_of("host", initiator), self.group_of("target", target)
        return {(g, v.lun) for g, views in self.lus.items() if g in self.runs and self.runs[g].online
                for v in views.values() if v.lun is not None and v.hg in ("*", hg) and v.tg in ("*", tg)}

    def enable(self, guid, view):
        if any(v.lun is not None and meet(v.hg, view.hg) and meet(v.tg, view.tg)
               for v in self.lus[guid].values()):
            return errno.EEXIST
        used = {v.lun for v in self.views() if meet(v.hg, view.hg) and meet(v.tg, view.tg)}
        if view.want in used:
            return errno.EADDRINUSE
        lun = view.want
        if lun is None:
            lun = next(n for n in range(LUNS) if n not in used)
        view.lun = lun
        return 0

    def set_run(self, run, online):
        run.wanted = online
        if self.service:
            run.online = online

    def set_service(self, online):
        self.service = online
        for run in list(self.runs.values()) + [t for t in self.targets.values() if t]:
            run.online = online and run.wanted


def put(path, text):
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


class Walk:
    """Every step returns (system call, expected errno, what it changes in the model)."""
    def __init__(self, rnd, guids):
        self.rnd, self.guids = rnd, guids
        with open(CFS + "/state", encoding="ascii") as f:
            self.model = Model(guids, f.read() == "online\n")
        self.steps = [self.group, self.group, self.member, self.member, self.member, self.lu,
                      self.view, self.view, self.attribute, self.enable, self.enable, self.enable,
                      self.disable, self.target, self.target, self.state, self.state, self.service]

    def kind(self):
        return self.rnd.choice(("host", "target"))

    def group(self):
        kind, name = self.kind(), self.rnd.choice(GROUPS)
        path, groups = f"{CFS}/{kind}_groups/{name}", self.model.groups[kind]
        if name not in groups:
            return (os.mkdir, path), 0, lambda: groups.__setitem__(name, [])
        if self.rnd.random() < 0.3:
            return (os.mkdir, path), errno.EEXIST, None
        if any(name == (v.hg if kind == "host" else v.tg) for v in self.model.views()):
            return (os.rmdir, path), errno.EBUSY, None
        if groups[name]:
            return (os.rmdir, path), errno.ENOTEMPTY, None
        return (os.rmdir, path), 0, lambda: groups.pop(name)

    def member(self):
        kind, m = self.kind(), self.model
        names = INITIATORS + PATTERNS if kind == "host" else TARGETS
        group, name = self.rnd.choice(GROUPS), self.rnd.choice(names)
        path, members = f"{CFS}/{kind}_groups/{group}/{name}", m.groups[kind].get(group)
        if members is None:
            return (os.mkdir, path), errno.ENOENT, None
        run = m.targets.get(name) if kind == "target" else None
        if name in members:
            def leave():
                members.remove(name)
                if run and run.online:
                    m.set_run(run, False)
            return (os.rmdir, path), 0, leave
        if any(name in others for others in m.groups[kind].values()):
            return (os.mkdir, path), errno.EEXIST, None
        if run and run.online:
            return (os.mkdir, path), errno.EBUSY, None
        return (os.mkdir, path), 0, lambda: members.append(name)

    def lu(self):
        guid, lus = self.rnd.choice(SPARE), self.model.lus
        path = f"{CFS}/logical_units/{guid}"
        if guid not in lus:
            return (os.mkdir, path), 0, lambda: lus.__setitem__(guid, {})
        if lus[guid]:
            return (os.rmdir, path), errno.ENOTEMPTY, None
        return (os.rmdir, path), 0, lambda: lus.pop(guid)

    def some_view(self):
        guid = self.rnd.choice(list(self.model.lus))
        index = self.rnd.randrange(4)
        return f"{CFS}/logical_units/{guid}/views/{index}", guid, index, self.model.lus[guid].get(index)

    def view(self):
        path, guid, index, view = self.some_view()
        views = self.model.lus[guid]
        if view:
            return (os.rmdir, path), 0, lambda: views.pop(index)
        return (os.mkdir, path), 0, lambda: views.__setitem__(index, View())

    def attribute(self):
        path, _, _, view = self.some_view()
        what = self.rnd.choice(("hg", "tg", "want"))
        if what == "want":
            value = self.rnd.choice((None, 0, 1, 2, LUNS - 1, LUNS))
            call = (put, path + "/lun", "auto" if value is None else str(value))
            expected = errno.ERANGE if value == LUNS else 0
        else:
            value = self.rnd.choice(GROUPS + ["*"])
            kind = "host" if what == "hg" else "target"
            call = (put, f"{path}/{kind}_group", value)
            expected = 0 if value == "*" or value in self.model.groups[kind] else errno.ENOENT
        if not view:
            return call, errno.ENOENT, None
        if expected != errno.ERANGE and view.lun is not None:
            expected = errno.EBUSY
        return call, expected, lambda: setattr(view, what, value)

    def enable(self):
        path, guid, _, view = self.some_view()
        call = (put, path + "/enable", "1")
        m = self.model
        if not view:
            return call, errno.ENOENT, None
        if view.lun is not None:
            return call, 0, lambda: None
        if (view.hg != "*" and view.hg not in m.groups["host"]) or \
           (view.tg != "*" and view.tg not in m.groups["target"]):
            return call, errno.ENOENT, None
        expected = m.enable(guid, view)
        lun, view.lun = view.lun, None
        return call, expected, lambda: setattr(view, "lun", lun)

    def disable(self):
        path, _, _, view = self.some_view()
        call = (put, path + "/enable", "0")
        if not view:
            return call, errno.ENOENT, None
        return call, 0, lambda: setattr(view, "lun", None)

    def target(self):
        name, m = self.rnd.choice(TARGETS), self.model
        path = f"{CFS}/targets/{name}"
        if name not in m.targets:
            return (os.mkdir, path), 0, lambda: m.targets.__setitem__(name, None)
        if not m.targets[name]:
            return (put, path + "/provider", "loopback"), 0, \
                lambda: m.targets.__setitem__(name, Run(m.service))
        return (os.rmdir, path), 0, lambda: m.targets.pop(name)

    def state(self):
        online, m = self.rnd.random() < 0.7, self.model
        word = "online" if online else "offline"
        if m.targets and (not m.runs or self.rnd.random() < 0.5):
            name = self.rnd.choice(list(m.targets))
            run, path = m.targets[name], f"{CFS}/targets/{name}/state"
            if not run:
                return (put, path, word), errno.ENODEV if online else 0, lambda: None
        elif m.runs:
            name = self.rnd.choice(list(m.runs))
            run, path = m.runs[name], f"{CFS}/logical_units/{name}/state"
        else:
            return self.service()
        return (put, path, word), 0, lambda: m.set_run(run, online)

    def service(self):
        online = self.rnd.random() < 0.8
        return (put, CFS + "/state", "online" if online else "offline"), 0, \
            lambda: self.model.set_service(online)


class Faults:
    """An allocation in the next system call fails."""
    def __init__(self):
        try:
            self.fd = os.open("/proc/thread-self/fail-nth", os.O_RDWR)
        except OSError:
            self.fd = None
        self.injected = 0

    def arm(self, n):
        if self.fd is not None:
            os.pwrite(self.fd, b"%d" % n, 0)

    def disarm(self):
        """Has it failed?"""
        if self.fd is None:
            return False
        hit = int(os.pread(self.fd, 16, 0)) == 0
        os.pwrite(self.fd, b"0", 0)
        self.injected += hit
        return hit


def outcome(call):
    try:
        call[0](*call[1:])
        return 0
    except OSError as e:
        return e.errno


def seen(family, initiator, target):
    body = genl.encode("initiator=" + initiator) + genl.encode("target=" + target)
    maps = set()
    for _, message in family.request(genl.CMDS.index("lun-map-get"), body, genl.NLM_F_DUMP):
        a = dict(genl.parse(message))
        maps.add((a[genl.ATTRS.index("guid")].hex().upper(),
                  int.from_bytes(a[genl.ATTRS.index("lun")], sys.byteorder)))
    return maps


def differs(family, model, initiator, target):
    got, want = seen(family, initiator, target), model.sees(initiator, target)
    if got != want:
        print(f"{initiator} through {target}: sees {sorted(got)}, should see {sorted(want)}")
    return got != want


def main(seed, steps, guids):
    rnd = random.Random(seed)
    for guid in guids:
        if not os.path.isdir(f"{CFS}/logical_units/{guid}"):
            os.mkdir(f"{CFS}/logical_units/{guid}")
    walk, family, faults = Walk(rnd, guids), genl.Family(), Faults()
    failed = 0
    for step in range(steps):
        call, expected, change = rnd.choice(walk.steps)()
        inject = rnd.random() < 0.3
        if inject:
            faults.arm(rnd.randrange(1, 8))
        got = outcome(call)
        if inject and faults.disarm() and got == errno.ENOMEM:
            failed += 1
        elif got != expected:
            print(f"step {step}: {call[0].__name__} {' '.join(call[1:])}: "
                  f"{os.strerror(got)}, should be {os.strerror(expected)}")
            return 1
        elif not got:
            change()
        if differs(family, walk.model, rnd.choice(INITIATORS), rnd.choice(TARGETS)):
            print(f"after step {step}: {call[0].__name__} {' '.join(call[1:])}: {os.strerror(got)}")
            return 1
        if step % 1000 == 0 and any(differs(family, walk.model, i, t) for i in INITIATORS for t in TARGETS):
            return 1
    print(f"# {steps} steps; {faults.injected} faults injected, {failed} of them made a step fail")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
