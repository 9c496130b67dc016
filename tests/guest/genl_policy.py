#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""What each netlink command takes, as a table; then each of its attributes wrong in every way.

genl_policy.py GUID TARGET

All valid requests must succeed. All others must be refused with EINVAL or ERANGE (an object that
is not there: ENOENT), with a text, and must leave the model's generation as it is. Prints what
is not so, and how many requests there were."""

import errno
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import genl

NAME_MAX = 255
DO, DUMP = genl.NLM_F_ACK, genl.NLM_F_DUMP
# command, how, attributes with a valid value; "!" behind those that must be there
TABLE = (
    ("service-get", DO, {}),
    ("service-set", DO, {"state": 2, "config-state": 2, "default-lu-state": 2, "default-target-state": 2}),
    ("lu-get", DO, {"guid!": None}),
    ("lu-get", DUMP, {"guid": None}),
    ("lu-set", DO, {"guid!": None, "state!": 0}),
    ("target-get", DO, {"name!": None}),
    ("target-get", DUMP, {"name": None}),
    ("target-set", DO, {"name!": None, "state!": 0}),
    ("group-get", DUMP, {"kind!": 3}),
    ("member-get", DUMP, {"kind!": 4}),
    ("view-get", DUMP, {"guid": None}),
    ("session-get", DUMP, {"target": None}),
    ("refusal-get", DUMP, {}),
    ("lun-map-get", DUMP, {"initiator!": "iqn.2026-11.org.example:r", "target!": None}),
    ("explain-get", DUMP, {"initiator!": "iqn.2026-11.org.example:r", "target!": None, "guid": None}),
    ("lu-stat-get", DUMP, {}),
    ("nexus-stat-get", DUMP, {}),
)
# By attribute: numbers that it must not have
OFFLINE_OR_ONLINE = (1, 3, 255)
NOT = {"state": OFFLINE_OR_ONLINE, "default-lu-state": OFFLINE_OR_ONLINE, "config-state": (3, 255),
       "default-target-state": OFFLINE_OR_ONLINE, "kind": (0, 1, 2, 5, 255)}


def wrong_values(attr, value):
    """What it must not be: bytes, and why."""
    yield b"", "empty"
    yield value[:-1], "one byte short"
    if attr in NOT or attr == "guid":
        yield value + b"\0", "one byte long"
        for number in NOT.get(attr, ()):
            yield bytes([number]), f"{number}"
    else:       # bytes behind the end of a text are nobody's
        yield value[:-1] + b"x", "not terminated"
        yield b"n" * NAME_MAX + b"x\0", "longer than any name"


def put(attr, value, flags=0):
    return genl.put(genl.ATTRS.index(attr) | flags, value)


def bodies(attrs):
    """All that is wrong with this command's attributes: a body, and why."""
    values = {a: v for a, (v, _) in attrs.items()}
    whole = b"".join(put(a, v) for a, v in values.items())
    for attr, (value, needed) in attrs.items():
        rest = b"".join(put(a, v) for a, v in values.items() if a != attr)
        if needed:
            yield rest, f"without {attr}"
        for wrong, why in wrong_values(attr, value):
            yield rest + put(attr, wrong), f"{attr}: {why}"
        yield rest + put(attr, value, 0x8000), f"{attr}: as a nest"
    if attrs:
        yield whole[:-4], "cut off"
    for attr in ("member", "lun", "asked"):
        yield whole + put(attr, b"\1\0"), f"{attr}: not its attribute"
    yield whole + genl.put(len(genl.ATTRS) + 7, b"\0" * 4), "an attribute that there is not"
    yield whole + b"\7\0", "bytes behind the last attribute"
    yield whole + struct.pack("=HH", 3, 1), "an attribute shorter than its head"


class Tester:
    def __init__(self, guid, target):
        self.family = genl.Family()
        self.given = {"guid": bytes.fromhex(guid)}
        self.given |= dict.fromkeys(("name", "target"), os.fsencode(target) + b"\0")
        self.count = self.failures = 0

    def say(self, *what):
        print(*what)
        self.failures += 1

    def generation(self):
        for _, body in self.family.request(genl.CMDS.index("service-get"), b""):
            return dict(genl.parse(body))[genl.ATTRS.index("generation")]

    def values(self, attrs):
        for attr, value in attrs.items():
            name = attr.rstrip("!")
            if value is None:
                value = self.given[name]
            elif isinstance(value, int):
                value = bytes([value])
            else:
                value = os.fsencode(value) + b"\0"
            yield name, (value, attr.endswith("!"))

    def send(self, cmd, body, flags):
        self.count += 1
        for _ in self.family.request(genl.CMDS.index(cmd), body, flags):
            pass

    def command(self, cmd, flags, attrs):
        attrs = dict(self.values(attrs))
        try:
            self.send(cmd, b"".join(put(a, v) for a, (v, _) in attrs.items()), flags)
        except genl.Refused as refused:
            self.say(cmd, "a valid request is refused:", refused)
        before = self.generation()
        for body, why in bodies(attrs):
            try:
                self.send(cmd, body, flags)
                self.say(cmd, why, "is taken")
            except genl.Refused as refused:
                error, text = refused.args
                if error not in (errno.EINVAL, errno.ERANGE) or not text:
                    self.say(cmd, why, errno.errorcode[error], text)
        if self.generation() != before:
            self.say(cmd, "something has changed")


def main(guid, target):
    tester = Tester(guid, target)
    for cmd, flags, attrs in TABLE:
        tester.command(cmd, flags, attrs)
    print(f"# {tester.count} requests")
    return tester.failures != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
