#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Commands at random while stmfd is killed, or the power fails. What was answered must be
there afterwards, the one that was not is whole or absent; model = LIO = repository.

  churn.py kills COUNT [SEED]   starts stmfd, kills it so often, at random instants; TAP
  churn.py boot JOURNAL         after a power cut: judges, prints TAP, goes on until the next
  churn.py check JOURNAL        judges only

Commands go over the control socket, one at a time. What a command does to the
configuration is said here once more (apply), by rules of our own. JOURNAL is on the
host: what was tried, what was answered."""

import copy
import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time

CFS = "/sys/kernel/config/stmf"
LIO = "/sys/kernel/config/target"
SOCKET = "/run/stmf/stmfd.sock"
REPOSITORY = "/var/lib/stmf/repository.db"
STORES = "/srv/luns/churn"
PATIENCE = 5        # seconds until all three must say the same
OURS = ("churn", "600144F0C0C0C0C0", "iqn.2026-11.org.example:churn-")    # others are left alone
EMPTY = {"groups": {}, "lus": {}, "targets": [], "initiators": [], "tpgs": {}}


def text(path):
    with open(path, encoding="utf-8") as f:
        return f.read().strip("\n")


def dirs(path):
    if not os.path.isdir(path):
        return []
    return sorted(e.name for e in os.scandir(path) if e.is_dir() and not e.is_symlink())


# ---- what commands do ----

def lowest_free(used):
    n = 0
    while n in used:
        n += 1
    return n


def apply(state, request):
    """The configuration after a command that succeeds"""
    s, r = copy.deepcopy(state), request
    op = r["op"]
    if op == "create-group":
        s["groups"][r["group"]] = []
    elif op == "delete-group":
        del s["groups"][r["group"]]
    elif op == "add-member":
        s["groups"][r["group"]] = sorted(s["groups"][r["group"]] + [r["member"]])
    elif op == "remove-member":
        s["groups"][r["group"]].remove(r["member"])
    elif op == "create-lu":
        s["lus"][r["props"]["guid"]] = {"alias": r["props"]["alias"], "online": True, "views": {}}
    elif op == "delete-lu":
        del s["lus"][r["guid"]]
    elif op == "modify-lu":
        s["lus"][r["guid"]]["alias"] = r["props"]["alias"]
    elif op == "set-state":
        s["lus"][r["guid"]]["online"] = r["state"] == "online"
    elif op == "add-view":
        views = s["lus"][r["guid"]]["views"]
        views[str(lowest_free([int(v) for v in views]))] = [r["host_group"], r["lun"]]
    elif op == "remove-view":
        del s["lus"][r["guid"]]["views"][str(r["index"])]
    elif op == "create-target":
        s["targets"] = sorted(s["targets"] + [r["target"]])
    elif op == "delete-target":
        s["targets"].remove(r["target"])
    elif op == "create-initiator":
        s["initiators"] = sorted(s["initiators"] + [r["initiator"]])
    elif op == "delete-initiator":
        s["initiators"].remove(r["initiator"])
    elif op == "create-tpg":
        s["tpgs"][r["tpg"]] = r["portals"]
    elif op == "delete-tpg":
        del s["tpgs"][r["tpg"]]
    elif op == "import":
        add_imported(s, r["config"]["tables"])
    return s


def add_imported(s, tables):
    for row in tables["host_group"]:
        s["groups"].setdefault(row["name"], [])
    for row in tables["host_member"]:
        if row["member"] not in s["groups"][row["in_group"]]:
            s["groups"][row["in_group"]] = sorted(s["groups"][row["in_group"]] + [row["member"]])
    for row in tables["view_entry"]:
        s["lus"][row["guid"]]["views"][str(row["idx"])] = [row["host_group"], row["lun"]]


# ---- a random command that the configuration allows ----

def ours(state):
    """The part that commands may touch"""
    s = copy.deepcopy(state)
    for kind in ("groups", "lus", "tpgs"):
        s[kind] = {k: v for k, v in s[kind].items() if k.startswith(OURS)}
    for kind in ("targets", "initiators"):
        s[kind] = [n for n in s[kind] if n.startswith(OURS)]
    return s


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.serial = rng.randrange(1 << 30)

    def number(self):
        self.serial += 1
        return self.serial

    def iqn(self, what):
        return f"iqn.2026-11.org.example:churn-{what}{self.number()}"

    def free_lun(self, s):
        used = {v[1] for lu in s["lus"].values() for v in lu["views"].values()}
        return self.rng.choice([n for n in range(16, 400) if n not in used])

    def make(self, state):
        """Of what may be done now one thing; what makes and what removes keep a balance."""
        rng, s = self.rng, ours(state)
        free = [g for g in s["groups"] if not self.views_of(s, g)]
        bare = [g for g, lu in s["lus"].items() if not lu["views"]]
        views = [(g, int(v)) for g, lu in s["lus"].items() for v in lu["views"]]
        members = [(g, m) for g, names in s["groups"].items() for m in names]
        some = []
        if len(s["groups"]) < 12:
            some.append({"op": "create-group", "kind": "host", "group": f"churn {self.number()}"})
        if s["groups"] and len(members) < 30:
            some.append({"op": "add-member", "kind": "host",
                         "group": rng.choice(sorted(s["groups"])), "member": self.iqn("host")})
        if len(s["lus"]) < 10:
            some.append(self.make_lu())
        if s["lus"] and s["groups"] and len(views) < 30:
            some += [self.make_view(s), self.make_view(s)]
            if len(s["groups"]) < 12:
                some.append(self.make_import(s))
        if s["lus"]:
            guid = rng.choice(sorted(s["lus"]))
            some.append({"op": "modify-lu", "guid": guid, "props": {"alias": f"a{self.number()}"}})
            some.append({"op": "set-state", "object": "lu", "guid": guid,
                         "state": "offline" if s["lus"][guid]["online"] else "online"})
        if len(s["targets"]) < 4:
            some.append({"op": "create-target", "fabric": "iscsi", "target": self.iqn("t"),
                         "portals": ["127.0.0.1:3260"]})
        if len(s["initiators"]) < 6:
            some.append({"op": "create-initiator", "initiator": self.iqn("chap"),
                         "chap_user": f"u{self.number()}"})
        if len(s["tpgs"]) < 6:
            some.append({"op": "create-tpg", "tpg": f"churn{self.number()}",
                         "portals": [f"127.0.0.1:{self.number() % 20000 + 20000}"]})
        for op, key, names in (("delete-target", "target", s["targets"]),
                               ("delete-initiator", "initiator", s["initiators"]),
                               ("delete-tpg", "tpg", sorted(s["tpgs"]))):
            if len(names) > 2:
                some.append({"op": op, key: rng.choice(names)})
                if op == "delete-target":
                    some[-1]["force"] = True
        if len(free) > 2:
            some.append({"op": "delete-group", "kind": "host", "group": rng.choice(sorted(free))})
        if len(bare) > 1:
            some.append({"op": "delete-lu", "guid": rng.choice(sorted(bare))})
        if len(views) > 3:
            guid, index = rng.choice(sorted(views))
            some += [{"op": "remove-view", "guid": guid, "index": index}] * 2
        if len(members) > 6:
            group, member = rng.choice(sorted(members))
            some.append({"op": "remove-member", "kind": "host", "group": group, "member": member})
        return rng.choice(some)

    def views_of(self, s, group):
        return [v for lu in s["lus"].values() for v in lu["views"].values() if v[0] == group]

    def make_lu(self):
        guid = f"600144F0C0C0C0C0{self.number():016X}"
        return {"op": "create-lu", "props": {"guid": guid, "alias": f"a{self.number()}",
                                             "size": 1 << 20, "file": f"{STORES}/{guid}"}}

    def make_view(self, s):
        guid = self.rng.choice(sorted(s["lus"]))
        taken = {v[0] for v in s["lus"][guid]["views"].values()}
        groups = [g for g in sorted(s["groups"]) if g not in taken]
        if not groups:
            return {"op": "create-group", "kind": "host", "group": f"churn {self.number()}"}
        return {"op": "add-view", "guid": guid, "host_group": self.rng.choice(groups),
                "lun": self.free_lun(s)}

    def make_import(self, s):
        """Many steps in one command: three groups with members, a view for each"""
        document = {"format": None, "tables": {"host_group": [], "host_member": [],
                                               "view_entry": []}}
        guid = self.rng.choice(sorted(s["lus"]))
        used = [int(v) for v in s["lus"][guid]["views"]]
        luns = set()
        for place in range(3):
            group, index = f"churn import {self.number()}", lowest_free(used)
            lun = self.free_lun(s)
            while lun in luns:
                lun = self.free_lun(s)
            used.append(index)
            luns.add(lun)
            tables = document["tables"]
            tables["host_group"].append({"name": group, "place": place})
            tables["host_member"].append({"member": self.iqn("host"), "in_group": group,
                                          "place": 0})
            tables["view_entry"].append({"guid": guid, "idx": index, "host_group": group,
                                         "target_group": None, "lun": lun})
        return {"op": "import", "config": document, "mode": "merge"}


# ---- what there is ----

def in_model():
    """As the kernel has it; what is not of ours, by its names, is left out."""
    s = copy.deepcopy(EMPTY)
    for name in dirs(f"{CFS}/host_groups"):
        s["groups"][name] = dirs(f"{CFS}/host_groups/{name}")
    for guid in dirs(f"{CFS}/logical_units"):
        lu = f"{CFS}/logical_units/{guid}"
        views = {}
        for index in dirs(f"{lu}/views"):
            if text(f"{lu}/views/{index}/enable") != "1":
                raise ValueError(f"view {index} of {guid} is half made")
            views[index] = [text(f"{lu}/views/{index}/host_group"),
                            int(text(f"{lu}/views/{index}/lun"))]
        state = text(f"{lu}/state")
        if state == "offlining":
            raise ValueError(f"{guid} is still going offline")
        s["lus"][guid] = {"alias": text(f"{lu}/alias"), "views": views, "online": state == "online"}
    s["targets"] = [t if text(f"{CFS}/targets/{t}/state") == "online" else f"{t} (offline)"
                    for t in dirs(f"{CFS}/targets")]
    return s


def in_repository():
    s = copy.deepcopy(EMPTY)
    db = sqlite3.connect(f"file:{REPOSITORY}?mode=ro", uri=True)
    ask = lambda sql: db.execute(sql).fetchall()
    s["groups"] = {name: [] for name, in ask("SELECT name FROM host_group")}
    for member, group in ask("SELECT member, in_group FROM host_member ORDER BY member"):
        s["groups"][group].append(member)
    for guid, alias in ask("SELECT guid, alias FROM lu"):
        s["lus"][guid] = {"alias": alias, "online": True, "views": {}}
    for guid, state in ask("SELECT guid, state FROM lu_state"):
        s["lus"][guid]["online"] = state == "online"
    for guid, index, group, lun in ask("SELECT guid, idx, host_group, lun FROM view_entry"):
        s["lus"][guid]["views"][str(index)] = [group, lun]
    s["targets"] = sorted(name for name, in ask("SELECT name FROM target"))
    s["initiators"] = sorted(name for name, in ask("SELECT name FROM iscsi_initiator"))
    s["tpgs"] = {name: [] for name, in ask("SELECT name FROM iscsi_tpg")}
    for tpg, portal in ask("SELECT tpg, portal FROM iscsi_portal ORDER BY place"):
        s["tpgs"][tpg].append(portal)
    db.close()
    return s


def wire(lun):
    return lun if lun < 256 else lun | 0x4000


def wanted_in_lio(s):
    """Stores; of each target the LUNs of each initiator"""
    group_of = {m: g for g, members in s["groups"].items() for m in members}
    maps = {}
    for guid, lu in s["lus"].items():
        for group, lun in lu["views"].values():
            if lu["online"]:
                maps.setdefault(group, {})[wire(lun)] = guid
    names = sorted(set(group_of) | set(s["initiators"]))
    result = {"stores": sorted(s["lus"]), "targets": {}}
    for target in s["targets"]:
        kind = "loop" if target.startswith("wwn.") else "iscsi"
        result["targets"][target] = {n: maps.get(group_of.get(n), {}) for n in names
                                     if n.startswith("wwn.") == (kind == "loop") and
                                     (kind == "iscsi" or maps.get(group_of.get(n)))}
    return result


def store_of(lun):
    for entry in os.scandir(lun):
        if entry.is_symlink():
            return os.path.basename(os.readlink(entry.path))
    return None


def maps_of(path):
    """{LUN: GUID} of the directories lun_* in path; a mapped LUN links to the TPG's"""
    result = {}
    for lun in [d for d in dirs(path) if d.startswith("lun_")]:
        to = [e.path for e in os.scandir(f"{path}/{lun}") if e.is_symlink()]
        real = os.path.realpath(to[0]) if to else None
        if real and "/lun/" in real:
            real = store_of(real)
        result[int(lun[4:])] = os.path.basename(real) if real else None
    return result


def in_lio(s):
    result = {"stores": dirs(f"{LIO}/core/sbd_0"), "targets": {}}
    for target in dirs(f"{LIO}/iscsi"):
        if not target.startswith("iqn.") or target.endswith(":discovery"):
            continue
        acls = f"{LIO}/iscsi/{target}/tpgt_1/acls"
        result["targets"][target] = {a: maps_of(f"{acls}/{a}") for a in dirs(acls)}
    for target in [d for d in dirs(f"{LIO}/loopback") if d.startswith("naa.")]:
        name = "wwn." + target[4:].upper()
        found = {}
        for tpg in [d for d in dirs(f"{LIO}/loopback/{target}") if d.startswith("tpgt_")]:
            nexus = text(f"{LIO}/loopback/{target}/{tpg}/nexus")
            luns = maps_of(f"{LIO}/loopback/{target}/{tpg}/lun")
            if luns:
                found["wwn." + nexus[4:].upper()] = luns
        result["targets"][name] = found
    return result


def difference(name, want, got):
    if want == got:
        return None
    parts = [f"{name}:"]
    for key in sorted(set(want) | set(got)):
        a, b = want.get(key), got.get(key)
        if a == b:
            continue
        if isinstance(a, dict) and isinstance(b, dict):
            parts.append(difference(key, a, b))
        else:
            parts.append(f"{key}: wanted {a}, is {b};")
    return " ".join(parts)


def judge(state):
    """What is wrong, or None"""
    model = {k: v for k, v in state.items() if k not in ("initiators", "tpgs")}
    try:
        seen = in_model()
        return (difference("model", model, {k: seen[k] for k in model}) or
                difference("repository", state, in_repository()) or
                difference("LIO", wanted_in_lio(state), in_lio(state)))
    except (OSError, ValueError, KeyError, sqlite3.Error) as e:
        return f"{type(e).__name__}: {e}"


def settle(states):
    """Which of them it is, within some seconds; or None, and what is wrong"""
    end = time.monotonic() + PATIENCE
    while True:
        wrong = [judge(s) for s in states]
        for s, w in zip(states, wrong):
            if not w:
                return s, None
        if time.monotonic() > end:
            return None, "; or ".join(wrong)
        time.sleep(0.1)


# ---- the daemon ----

class Unanswered(Exception):
    pass


def ask(request):
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(SOCKET)
            s.sendall(json.dumps(request).encode() + b"\n")
            line = s.makefile().readline()
    except OSError as e:
        raise Unanswered(str(e)) from e
    if not line.endswith("\n"):
        raise Unanswered("cut off")
    return json.loads(line)


def carry_out(request):
    """What goes offline may take a moment, and is busy until then."""
    for _ in range(100):
        answer = ask(fill(request))
        if "going offline" not in answer.get("text", ""):
            break
        time.sleep(0.05)
    return answer


def fill(request):
    """An import needs the format and version that this daemon writes."""
    if request["op"] != "import":
        return request
    now = ask({"op": "export", "secrets": False})["config"]
    for table in now["tables"]:
        request["config"]["tables"].setdefault(table, [])
    request["config"] = {**now, "tables": request["config"]["tables"]}
    return request


def start():
    log = open("/tmp/stmfd.log", "a", encoding="utf-8")
    daemon = subprocess.Popen(["stmfd"], stderr=log, stdout=log)
    end = time.monotonic() + 60
    while time.monotonic() < end and daemon.poll() is None:
        try:
            if ask({"op": "ping"})["status"] == 0:
                return daemon
        except Unanswered:
            time.sleep(0.01)
    raise SystemExit("stmfd does not answer")


class Tap:
    def __init__(self):
        self.n = 0

    def say(self, good, what, why=None):
        self.n += 1
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}", flush=True)
        if why:
            print(f"#   {why[:3000]}", flush=True)


# ---- killing the daemon ----

class Kills:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.maker = Maker(self.rng)
        self.tally = {"answered": 0, "whole": 0, "absent": 0}
        self.wrong = []

    def blame(self, what):
        self.wrong.append(what[:3000])
        print(f"# {what[:3000]}", flush=True)

    def until_killed(self, state):
        """The configurations that there may be then, and the command that was not answered"""
        while True:
            request = self.maker.make(state)
            after = apply(state, request)
            try:
                answer = carry_out(request)
            except Unanswered:
                return [state, after], request
            if answer["status"]:
                self.blame(f"{request}: refused: {answer}")
                self.daemon.kill()
                return [state], request
            self.tally["answered"] += 1
            state = after

    def once(self, state):
        timer = threading.Timer(self.rng.uniform(0.001, 0.4), self.daemon.kill)
        timer.start()
        states, last = self.until_killed(state)
        timer.join()
        self.daemon.wait()
        self.daemon = start()
        found, why = settle(states)
        if why:
            self.blame(f"after {last}: {why}")
            return in_repository()
        self.tally["whole" if found is states[-1] else "absent"] += 1
        return found

    def run(self, count):
        tap, t = Tap(), self.tally
        self.daemon = start()
        state = in_repository()
        first = judge(state)
        tap.say(not first, "model, LIO and repository are the same", first)
        for _ in range(count):
            state = self.once(state)
        tap.say(not self.wrong, f"{count} times killed: {t['answered']} commands answered, all"
                f" there; of those cut off {t['whole']} whole, {t['absent']} absent;"
                " model = LIO = repository")
        self.daemon.terminate()
        self.daemon.wait()
        return not self.wrong


# ---- power cuts ----

class Journal:
    """Each line is on the host's disk before anything else happens."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "a", encoding="utf-8")

    def write(self, **entry):
        self.file.write(json.dumps(entry) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def read(self):
        """The configurations that there may be now; what was answered"""
        states, answered, tried = None, 0, None
        with open(self.path, encoding="utf-8") as f:
            for line in f:
                if not line.endswith("\n"):
                    break
                entry = json.loads(line)
                if "base" in entry:
                    states, tried = [entry["base"]], None
                elif "try" in entry:
                    tried = entry["try"]
                    states = [states[0], apply(states[0], tried)]
                elif "done" in entry:
                    states, tried = [states[1]], None
                    answered += 1
        return states, answered, tried


def boot(path, go_on):
    journal, tap = Journal(path), Tap()
    start()
    states, answered, tried = journal.read()
    if states is None:
        found, why = in_repository(), None
    else:
        found, why = settle(states)
        end = "nothing was unanswered" if tried is None else \
            f"{tried['op']} was not answered and is {'whole' if found == states[1] else 'absent'}"
        tap.say(not why, f"{answered} commands answered so far, all there; {end}", why)
    journal.write(base=found or in_repository())
    if not go_on:
        return
    maker = Maker(random.Random())
    state = found
    journal.write(ready=True)
    with open(os.path.dirname(path) + "/ready", "w", encoding="utf-8") as f:
        os.fsync(f.fileno())
    while True:
        request = maker.make(state)
        request = fill(request)
        journal.write(**{"try": request})
        answer = carry_out(request)
        if answer["status"]:
            tap.say(False, f"{request['op']}: {answer}")
            return
        state = apply(state, request)
        journal.write(done=True)


def main():
    os.makedirs(STORES, exist_ok=True)
    mode, *args = sys.argv[1:]
    if mode == "kills":
        seed = int(args[1]) if len(args) > 1 else random.randrange(1 << 30)
        print(f"# seed {seed}")
        sys.exit(not Kills(seed).run(int(args[0])))
    boot(args[0], mode == "boot")


if __name__ == "__main__":
    main()
