#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
logwrites.py write DISK TARGET COUNT MODE   write to DISK, below which is TARGET of dm-log-writes
logwrites.py check LOG FIRST                was on the medium what was acknowledged?

Each write goes to a block at random and has a number. When it has been acknowledged, a
mark with its number is put into the record. MODE says what a write is: "direct", "dsync"
(with O_DSYNC), "fsync" (followed by an fsync()). The record has what is on the medium, in
that order: a write that is in a volatile cache is not in it before the cache is flushed.
FIRST is where DISK begins on the medium, in sectors.
"""
import mmap
import os
import random
import struct
import subprocess
import sys

from ledger import BLOCK, SECTOR, content

RUN, BLOCKS = 0, 64
# include/linux: drivers/md/dm-log-writes.c
SUPER = struct.Struct('<QQQI')          # magic, version, entries, sector size
ENTRY = struct.Struct('<QQQQ')          # sector, sectors, flags, bytes of data (of a mark)
SUPER_MAGIC = 0x6a736677736872
DISCARD, MARK = 4, 8
END = b'dm-log-writes-end'           # its own mark, when it is removed


def write(disk, target, count, mode):
    fd = os.open(disk, os.O_RDWR | os.O_DIRECT | (os.O_DSYNC if mode == 'dsync' else 0))
    buffer = mmap.mmap(-1, BLOCK)
    for number in range(1, int(count) + 1):
        block = random.randrange(BLOCKS)
        buffer[:] = content(RUN, block, number)
        if os.pwritev(fd, [buffer], block * BLOCK) != BLOCK:
            sys.exit('a short write')
        if mode == 'fsync':
            os.fsync(fd)
        subprocess.run(['dmsetup', 'message', target, '0', 'mark', f'{number}:{block}'], check=True)


def entries(log):
    """sector, flags and data of all that was recorded"""
    with open(log, 'rb') as file:
        magic, version, count, size = SUPER.unpack(file.read(SUPER.size))
        if magic != SUPER_MAGIC or version != 1:
            sys.exit('no log of dm-log-writes')
        file.seek(size)
        for _ in range(count):
            head = file.read(size)
            sector, sectors, flags, length = ENTRY.unpack(head[:ENTRY.size])
            if flags & MARK:
                yield sector, flags, head[ENTRY.size:ENTRY.size + length]
            elif flags & DISCARD:
                yield sector, flags, b''
            else:
                yield sector, flags, file.read(sectors * size)


def check(log, first):
    on_medium, marks, missing = {}, 0, 0
    for sector, flags, data in entries(log):
        if not flags & MARK:
            for at in range(0, len(data), SECTOR):
                on_medium[sector + at // SECTOR] = data[at:at + SECTOR]
            continue
        if data.startswith(END):
            break
        number, block = map(int, data.split(b':'))
        at = int(first) + block * (BLOCK // SECTOR)
        marks += 1
        missing += b''.join(on_medium.get(at + n, b'') for n in range(BLOCK // SECTOR)) != \
            content(RUN, block, number)
    print(f'acknowledged={marks} missing={missing}')


if __name__ == '__main__':
    {'write': write, 'check': check}[sys.argv[1]](*sys.argv[2:])
