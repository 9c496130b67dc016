#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""sense.py [-n TIMES] DEVICE BYTE...: sends a CDB (with room for 512 bytes) once, or so many times, and
prints how the target answered each: good, key/asc/ascq of its sense data, or the SCSI status, in hexadecimal."""

import ctypes
import fcntl
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stress"))
from initiators import SG_IO, SgIo  # noqa: E402

CHECK_CONDITION = 2


def send(fd, cdb):
    command = (ctypes.c_ubyte * len(cdb))(*cdb)
    data, sense = (ctypes.c_ubyte * 512)(), (ctypes.c_ubyte * 32)()
    moves = cdb[0] != 0  # TEST UNIT READY has no data
    io = SgIo(interface_id=ord("S"), dxfer_direction=-3 if moves else -1, cmd_len=len(cdb),
              mx_sb_len=32, dxfer_len=512 if moves else 0, dxferp=ctypes.addressof(data),
              cmdp=ctypes.addressof(command), sbp=ctypes.addressof(sense), timeout=20000)
    fcntl.ioctl(fd, SG_IO, io)
    if io.status == CHECK_CONDITION:
        fixed = sense[0] & 0x7f < 0x72
        key, asc, ascq = (sense[2], sense[12], sense[13]) if fixed else sense[1:4]
        return f"{key & 0xf:02x}/{asc:02x}/{ascq:02x}"
    if io.host_status or io.status:
        return f"host {io.host_status:02x} status {io.status:02x}"
    return "good"


def main():
    args, times = sys.argv[1:], 1
    if args[0] == "-n":
        times, args = int(args[1]), args[2:]
    fd = os.open(args[0], os.O_RDONLY | os.O_NONBLOCK)
    for _ in range(times):
        print(send(fd, bytes.fromhex("".join(args[1:]))))


main()
