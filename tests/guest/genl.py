#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""The netlink family "stmf" as text, with nothing but a raw socket.

genl.py get CMD [ATTR=VALUE...]    one request; prints the reply
genl.py dump CMD [ATTR=VALUE...]   prints a line for each message
genl.py set CMD ATTR=VALUE...      one request without reply
genl.py watch SECONDS [GROUP]      prints events
genl.py fuzz SEED SECONDS          random and mutated requests; answers don't matter

Prints attributes as name=value in the order of the message. On an error:
"errno NAME: text of the extended ack", and exits with 1. --buffer=N (first)
receives N bytes at a time, so that dumps come in pieces of about that size."""

import errno
import os
import socket
import struct
import sys
import time

CMDS = ("unspec service-get service-set lu-get lu-set target-get target-set group-get "
        "member-get view-get session-get lun-map-get event-ntf session-ntf refusal-get "
        "refusal-ntf explain-get lu-stat-get nexus-stat-get").split()
ATTRS = ("unspec pad kind event generation state config-state default-lu-state "
         "default-target-state guid name member initiator target view-index host-group "
         "target-group lun provider alias protocol params since dynamic access-state data-file "
         "meta-file size block-size mgmt-url vendor-id product-id serial write-protect "
         "write-cache refused offset revision refusal-kind last reason "
         "node-acl sessions mapping mapped-lun address reads writes read-bytes write-bytes read-ns "
         "write-ns max-ns errors isid tsih peer local chap asked").split()
TYPES = {a: "B" for a in ("kind event state config-state default-lu-state default-target-state "
                          "protocol access-state write-protect write-cache refusal-kind "
                          "reason node-acl mapping asked").split()}
TYPES |= {a: "Q" for a in ("generation size refused offset mapped-lun reads writes read-bytes "
                          "write-bytes read-ns write-ns max-ns errors").split()}
TYPES |= {"since": "q", "last": "q", "view-index": "I", "sessions": "I", "block-size": "I", "lun": "H",
          "tsih": "H"}
BINARY = ("guid", "vendor-id", "product-id", "revision", "isid")

NETLINK_GENERIC = 16
NETLINK_EXT_ACK = 11
SOL_NETLINK = 270
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
buffer_size = 65536


class Refused(Exception):
    pass


def put(number, value):
    data = struct.pack("=HH", 4 + len(value), number) + value
    return data + bytes(-len(data) % 4)


def parse(data):
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        yield number & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def encode(text):
    name, _, value = text.partition("=")
    if name in TYPES:
        value = struct.pack("=" + TYPES[name], int(value))
    elif name in BINARY:
        value = bytes.fromhex(value)
    else:
        value = os.fsencode(value) + b"\0"
    return put(ATTRS.index(name), value)


def decode(number, value):
    name = ATTRS[number]
    if name in TYPES:
        value = struct.unpack("=" + TYPES[name], value)[0]
    elif name in BINARY:
        value = value.hex().upper()
    else:
        value = os.fsdecode(value.rstrip(b"\0"))
    return f"{name}={value}" if value != "" else name


class Family:
    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.bind((0, 0))
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sequence = 0
        self.id, self.groups = 16, {}
        for _, body in self.request(3, put(2, b"stmf\0")):
            for number, value in parse(body):
                if number == 1:
                    self.id = struct.unpack("=H", value)[0]
                elif number == 7:
                    for _, group in parse(value):
                        group = dict(parse(group))
                        self.groups[group[1].rstrip(b"\0")] = struct.unpack("=I", group[2])[0]

    def send(self, cmd, body, flags):
        self.sequence += 1
        head = struct.pack("=IHHII", 20 + len(body), self.id, NLM_F_REQUEST | flags,
                           self.sequence, 0)
        self.sock.send(head + struct.pack("=BBH", cmd, 1, 0) + body)

    def receive(self):
        data = self.sock.recv(buffer_size)
        while data:
            length, kind, flags, sequence, _ = struct.unpack_from("=IHHII", data)
            if sequence in (0, self.sequence):
                yield kind, flags, data[16:length]
            data = data[(length + 3) & ~3:]

    def request(self, cmd, body, flags=NLM_F_ACK):
        self.send(cmd, body, flags)
        while True:
            for kind, nlflags, data in self.receive():
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    error = -struct.unpack_from("=i", data)[0]
                    if error:
                        raise Refused(error, self.extack(kind, nlflags, data))
                    return
                yield kind, data[4:]

    @staticmethod
    def extack(kind, nlflags, data):
        skip = 4
        if kind == NLMSG_ERROR:
            skip = 20 if nlflags & 0x100 else 4 + (struct.unpack_from("=I", data, 4)[0] + 3 & ~3)
        return dict(parse(data[skip:])).get(1, b"").rstrip(b"\0").decode()


def show(messages):
    for _, body in messages:
        print(*(decode(n, v) for n, v in parse(body)))


def watch(family, seconds, group="events"):
    family.sock.setsockopt(SOL_NETLINK, 1, family.groups[os.fsencode(group)])
    family.sock.settimeout(0.2)
    print("listening", flush=True)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            for _, _, data in family.receive():
                print(*(decode(n, v) for n, v in parse(data[4:])), flush=True)
        except socket.timeout:
            pass
        except OSError as error:
            print("lost", errno.errorcode[error.errno], flush=True)


# What the kernel takes, to begin with
VALID = ("service-get", "service-set state=2 config-state=2", "lu-get", "lu-get guid={guid}",
         "lu-set guid={guid} state=0", "target-get", "target-get name={target}",
         "target-set name={target} state=0", "group-get kind=3", "member-get kind=4", "view-get",
         "view-get guid={guid}", "session-get target={target}",
         "lun-map-get initiator={initiator} target={target}")
NAMES = {"guid": "600144F0000000000000000000000001", "target": "wwn.5001405000000001",
         "initiator": "iqn.2026-11.org.example:r"}


def random_body(rnd):
    sizes = (0, 1, 2, 4, 8, 16, 255, 256, 257, 1000)
    body = b""
    for _ in range(rnd.randrange(4)):
        number = rnd.randrange(len(ATTRS) + 3)
        value = rnd.randbytes(rnd.choice(sizes))
        if rnd.random() < 0.5:
            value = value.replace(b"\0", b"x")[:-1] + b"\0"
        body += put(number | rnd.choice((0, 0, 0, 0x8000)), value)
    return rnd.randrange(len(CMDS) + 2), body


def mutated_body(rnd):
    cmd, *attrs = rnd.choice(VALID).format(**NAMES).split()
    body = bytearray(b"".join(encode(a) for a in attrs))
    for _ in range(rnd.choice((0, 1, 1, 2, 8))):
        if body:
            body[rnd.randrange(len(body))] ^= 1 << rnd.randrange(8)
    return CMDS.index(cmd), bytes(body)


def fuzz(family, seed, seconds):
    """Half of it as somebody without privilege, who must never succeed."""
    import random       # slow to load, and only needed here
    rnd = random.Random(seed)
    end = time.monotonic() + seconds
    child = os.fork()
    if not child:
        os.setresuid(65534, 65534, 65534)
        family = Family()
        rnd.seed(~seed)
    sent = 0
    while time.monotonic() < end:
        cmd, body = rnd.choice((random_body, mutated_body))(rnd)
        if rnd.random() < 0.1:
            body = body[:rnd.randrange(len(body) + 1)]
        sent += 1
        try:
            for _ in family.request(cmd, body, rnd.choice((NLM_F_ACK, NLM_F_ACK | NLM_F_DUMP))):
                pass
        except Refused:
            continue
        if not child:
            print("succeeded without privilege:", cmd, body.hex())
            os._exit(1)
    print(f"# {sent} messages", "with privilege" if child else "without", flush=True)
    if not child:
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0


def main(args):
    global buffer_size
    if args[0].startswith("--buffer="):
        buffer_size = int(args.pop(0)[9:])
    what = args.pop(0)
    try:
        family = Family()
        if what == "watch":
            return watch(family, float(args[0]), *args[1:])
        if what == "fuzz":
            return fuzz(family, int(args[0]), int(args[1]))
        body = b"".join(encode(a) for a in args[1:])
        flags = NLM_F_DUMP if what == "dump" else NLM_F_ACK
        show(family.request(CMDS.index(args[0]), body, flags))
    except Refused as refused:
        print(f"{errno.errorcode[refused.args[0]]}: {refused.args[1]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
