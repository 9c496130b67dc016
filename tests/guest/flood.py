#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
flood.py SG COUNT BYTE...   give a disk COUNT times a command without data, all at once

BYTEs, in hexadecimal, are its CDB. Prints "given" when the disk has them, waits, and prints
how many ended with GOOD.
"""
import ctypes
import os
import struct
import sys

HEADER = struct.Struct('iiBBHIPPPIIiPBBBBHHiII4x')    # struct sg_io_hdr
NO_DATA, STATUS, QUEUE = -1, 13, 16                   # an open file takes so many


def main(sg, count, *cdb):
    cdb = ctypes.create_string_buffer(bytes.fromhex(''.join(cdb)))
    sense = ctypes.create_string_buffer(64)
    files = []
    for n in range(int(count)):
        if n % QUEUE == 0:
            files.append(os.open(sg, os.O_RDWR))
        os.write(files[-1], HEADER.pack(ord('S'), NO_DATA, len(cdb) - 1, len(sense), 0, 0, 0, ctypes.addressof(cdb),
                                        ctypes.addressof(sense), 600000, 0, n, *[0] * 10))
    print('given', flush=True)
    status = [HEADER.unpack(os.read(files[n // QUEUE], HEADER.size))[STATUS] for n in range(int(count))]
    print(f'good={status.count(0)}')


main(*sys.argv[1:])
