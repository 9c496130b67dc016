# SPDX-License-Identifier: GPL-2.0
"""Who may see what, and since when: the model as configfs shows it, by rules of our own,
with its history. A probe that ran from t0 to t1 is judged by what was true in between."""

import os
import threading
import time

CFS = "/sys/kernel/config/stmf"
NO, MAYBE, YES = range(3)


def text(path):
    with open(path) as f:
        return f.read().strip()


def entries(path):
    return [e for e in os.listdir(path) if os.path.isdir(f"{path}/{e}")]


def group_of(kind, name):
    for group in entries(f"{CFS}/{kind}"):
        if os.path.isdir(f"{CFS}/{kind}/{group}/{name}"):
            return group
    return None


def admitted(nexuses):
    """{(initiator, target, LUN, GUID)} that the model gives; nexuses: (initiator, target)"""
    if text(f"{CFS}/state") != "online":
        return set()
    groups = {(i, t): (group_of("host_groups", i), group_of("target_groups", t))
              for i, t in nexuses if text(f"{CFS}/targets/{t}/state") == "online"}
    result = set()
    for guid in entries(f"{CFS}/logical_units"):
        lu = f"{CFS}/logical_units/{guid}"
        if text(f"{lu}/state") != "online":
            continue
        for view in entries(f"{lu}/views"):
            host, target, lun, enabled = (text(f"{lu}/views/{view}/{a}") for a in
                                          ("host_group", "target_group", "lun", "enable"))
            if enabled == "1":
                result |= {(i, t, int(lun), guid) for (i, t), (hg, tg) in groups.items()
                           if host in ("*", hg) and target in ("*", tg)}
    return result


class Oracle:
    """Tells what was admitted; one thread changes, others judge."""

    def __init__(self, nexuses, guids):
        self.nexuses, self.guids = nexuses, guids
        self.lock = threading.Lock()
        self.current = admitted(nexuses)
        self.history = {}           # key: [(since, NO | MAYBE | YES)]
        self.undisturbed = time.monotonic()
        self.doubtful = set()

    def _set(self, keys, state, now):
        for key in keys:
            self.history.setdefault(key, [(0, YES if key in self.current else NO)])
            self.history[key] = self.history[key][-20:] + [(now, state)]

    def change(self, possible, run):
        """
        Does run(), a change that touches at most the keys for which possible(key): 0 if
        the daemon did it, None if it was done without asking the daemon. If it fails because
        the daemon was killed, the next daemon takes back what was done of it: before it
        answers, so until the next time that it does something.
        """
        with self.lock:
            keys = {(i, t, n, g) for i, t in self.nexuses for n in range(16) for g in self.guids
                    if possible(i, t, n, g)} | self.doubtful
            self._set(keys, MAYBE, time.monotonic())
        status = 1
        try:
            status = run()
            return status
        finally:
            new = admitted(self.nexuses)
            with self.lock:
                stray = (new ^ self.current) - keys
                if status is not None:
                    self.doubtful = keys if status else set()
                self._set((keys & new) - self.doubtful, YES, time.monotonic())
                self._set(keys - new - self.doubtful, NO, time.monotonic())
                self.current = new
            if stray:
                raise AssertionError(f"changed what was not asked for: {stray}")

    def disturb(self):
        """From now on the daemon, or an initiator, may be late."""
        with self.lock:
            self.undisturbed = float("inf")

    def settle(self):
        with self.lock:
            self.undisturbed = time.monotonic()

    def was(self, key, state, since, until):
        """Had the key that state all the time?"""
        states = self.history.get(key, [(0, YES if key in self.current else NO)])
        seen = [s for n, (start, s) in enumerate(states) if start <= until and
                (n + 1 == len(states) or states[n + 1][0] >= since)]
        return all(s == state for s in seen)

    def judge(self, initiator, target, lun, guid, since, until, patience):
        """guid: what the probe found at that LUN, or None. Returns what is wrong, or None."""
        with self.lock:
            if guid:
                if self.was((initiator, target, lun, guid), NO, since, until):
                    return f"{initiator} reached {guid} at LUN {lun} of {target}"
                return None
            if self.undisturbed > since - patience:
                return None
            for g in self.guids:
                if self.was((initiator, target, lun, g), YES, since - patience, until):
                    return f"{initiator} did not reach {g} at LUN {lun} of {target}"
        return None
