#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""explain_random.py SEED ROUNDS: random models in configfs; for each pair of ports
EXPLAIN_GET must say "admitted" for exactly what LUN_MAP_GET lists, and else what a
naive reading of the model says."""

import os
import random
import sys

import genl

CFS = "/sys/kernel/config/stmf"
HBA = "/sys/kernel/config/target/core/sbd_9"
HOSTS = [f"iqn.2026-11.org.example:h{i}" for i in range(4)]
TARGETS = [f"wwn.500140500000F00{i}" for i in range(4)]
LUS = [f"600144FABCDEF{i:019X}" for i in range(5)]
DISKS = LUS[:4]     # the last is never registered
(ADMITTED, SERVICE_OFFLINE, TARGET_UNKNOWN, TARGET_UNREGISTERED, TARGET_OFFLINE, LU_UNREGISTERED,
 LU_OFFLINE, NO_VIEW, OTHER_HOSTS, OTHER_TARGETS) = range(10)
rnd = random.Random(int(sys.argv[1]))
family = genl.Family()


def put(path, text):
    with open(f"{CFS}/{path}", "w", encoding="ascii") as f:
        f.write(text)


def try_put(path, text):
    try:
        put(path, text)
        return True
    except OSError:
        return False


def get(path):
    with open(f"{CFS}/{path}", encoding="ascii") as f:
        return f.read().strip()


def make(path):
    os.mkdir(f"{CFS}/{path}")


def ask(cmd, *attrs):
    body = b"".join(genl.encode(a) for a in attrs)
    messages = family.request(genl.CMDS.index(cmd), body, genl.NLM_F_DUMP)
    return [dict(genl.decode(n, v).partition("=")[::2] for n, v in genl.parse(data))
            for _, data in messages]


class Model:
    def __init__(self):
        self.hg = {h: rnd.choice(("", "A", "B")) for h in HOSTS}
        self.tg = {t: rnd.choice(("", "X", "Y")) for t in TARGETS}
        self.views = {lu: [] for lu in LUS}
        self.paths = []

    def build(self):
        for kind, groups, members in (("host", "AB", self.hg), ("target", "XY", self.tg)):
            for group in groups:
                self.add(f"{kind}_groups/{group}")
            for name, group in members.items():
                if group:
                    self.add(f"{kind}_groups/{group}/{name}")
        for target in TARGETS:
            if rnd.random() < 0.9:
                self.add(f"targets/{target}")
                if rnd.random() < 0.9:
                    put(f"targets/{target}/provider", "loopback")
                    try_put(f"targets/{target}/state", rnd.choice(("online", "online", "offline")))
        for lu in LUS:
            self.add(f"logical_units/{lu}")
            for index in range(rnd.randrange(4)):
                self.add_view(lu, index)
            try_put(f"logical_units/{lu}/state", rnd.choice(("online", "online", "offline")))

    def add(self, path):
        make(path)
        self.paths.append(path)

    def add_view(self, lu, index):
        view = f"logical_units/{lu}/views/{index}"
        hg, tg = rnd.choice("*AB"), rnd.choice("*XY")
        self.add(view)
        put(f"{view}/host_group", hg)
        put(f"{view}/target_group", tg)
        if try_put(f"{view}/enable", "1"):
            self.views[lu].append((hg.strip("*"), tg.strip("*"), index, int(get(f"{view}/lun"))))

    def destroy(self):
        for path in reversed(self.paths):
            os.rmdir(f"{CFS}/{path}")

    def reason(self, host, target, lu):
        if get("state") != "online":
            return SERVICE_OFFLINE
        if not os.path.isdir(f"{CFS}/targets/{target}"):
            return TARGET_UNKNOWN
        if not get(f"targets/{target}/provider"):
            return TARGET_UNREGISTERED
        if get(f"targets/{target}/state") != "online":
            return TARGET_OFFLINE
        if get(f"logical_units/{lu}/state") == "unregistered":
            return LU_UNREGISTERED
        if get(f"logical_units/{lu}/state") != "online":
            return LU_OFFLINE
        return self.view_reason(host, target, lu)

    def view_reason(self, host, target, lu):
        if self.view(host, target, lu):
            return ADMITTED
        if not self.views[lu]:
            return NO_VIEW
        hosts = [v for v in self.views[lu] if v[0] in ("", self.hg[host])]
        return OTHER_TARGETS if hosts else OTHER_HOSTS

    def view(self, host, target, lu):
        known = os.path.isdir(f"{CFS}/targets/{target}")
        for view in self.views[lu]:
            if view[0] in ("", self.hg[host]) and view[1] in ("", self.tg[target] if known else ""):
                return view
        return None

    def check(self):
        for host in HOSTS:
            for target in TARGETS:
                self.check_nexus(host, target)

    def check_nexus(self, host, target):
        names = (f"initiator={host}", f"target={target}")
        admitted = {m["guid"]: m["lun"] for m in ask("lun-map-get", *names)}
        ports, *lus = ask("explain-get", *names)
        assert ports.get("host-group", "") == self.hg[host], ports
        assert sorted(lu["guid"] for lu in lus) == sorted(lu for lu in LUS if self.views[lu]), lus
        for lu in lus:
            guid = lu["guid"]
            seen.add(int(lu["reason"]))
            assert (lu["reason"] == "0") == (guid in admitted), (names, lu, admitted)
            assert int(lu["reason"]) == self.reason(host, target, guid), (names, lu)
            view = self.view(host, target, guid)
            assert ("lun" in lu) == bool(view), (lu, view)
            if view:
                assert (int(lu["view-index"]), int(lu["lun"])) == view[2:], (lu, view)
            if guid in admitted:
                assert admitted[guid] == lu["lun"], (lu, admitted)


def make_disks():
    for lu in DISKS:
        path = f"/tmp/explain-{lu}"
        with open(path, "wb") as f:
            f.truncate(16 << 20)
        os.makedirs(f"{HBA}/{lu}")
        for name, text in (("control", f"path={path}"), ("enable", "1")):
            with open(f"{HBA}/{lu}/{name}", "w", encoding="ascii") as f:
                f.write(text)


def remove_disks():
    for lu in DISKS:
        os.rmdir(f"{HBA}/{lu}")
    os.rmdir(HBA)


seen = set()
make_disks()
for _ in range(int(sys.argv[2])):
    put("state", rnd.choice(("online", "online", "online", "offline")))
    model = Model()
    try:
        model.build()
        model.check()
    finally:
        model.destroy()
remove_disks()
missing = set(range(10)) - seen - {NO_VIEW}     # without GUID only those with views are told
assert not missing, missing
put("state", "online")
