#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
flood.py SG COUNT BYTE...   give a disk COUNT times a command without data, all at once

BYTEs, in hexadecimal, are its CDB. Prints "given" when the disk has them, waits, and prints
how many ended with GOOD.
"""
import ctypes
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'stress'))
from initiators import SgIo  # noqa: E402

NO_DATA, QUEUE = -1, 16         # an open file takes so many


def main(sg, count, *cdb):
    cdb = bytes.fromhex(''.join(cdb))
    command, sense = (ctypes.c_ubyte * len(cdb))(*cdb), (ctypes.c_ubyte * 32)()
    io = SgIo(interface_id=ord('S'), dxfer_direction=NO_DATA, cmd_len=len(cdb), mx_sb_len=32,
              cmdp=ctypes.addressof(command), sbp=ctypes.addressof(sense), timeout=600000)
    files = [os.open(sg, os.O_RDWR) for _ in range(0, int(count), QUEUE)]
    for n in range(int(count)):
        os.write(files[n // QUEUE], io)
    print('given', flush=True)
    good = 0
    for n in range(int(count)):
        good += not SgIo.from_buffer_copy(os.read(files[n // QUEUE], ctypes.sizeof(SgIo))).status
    print(f'good={good}')


main(*sys.argv[1:])
