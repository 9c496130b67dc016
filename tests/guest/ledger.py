#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
ledger.py write DISK LEDGER SECONDS MODE   write to DISK, and keep a ledger of it
ledger.py check DISK LEDGER                is all there that was acknowledged?

Four threads write runs of blocks to parts of their own. Each sector says which one it is
and which version of it. A write that was acknowledged must be there from then on; one that
failed, or was cut off, may be there, sector by sector. MODE says when a write counts as
acknowledged: "direct", when it returns; "dsync", likewise, with O_DSYNC; "fsync", when an
fsync() after it has returned.

LEDGER is a file, or a disk that outlives a power cut: one record a sector, on its medium
before the next write begins. Errors of DISK are counted, and printed at the end.
"""
import mmap
import os
import random
import signal
import stat
import struct
import sys
import threading
import time

SECTOR, BLOCK, RUN, THREADS, BLOCKS = 512, 4096, 8, 4, 4096
MAGIC = b'stmfledg'
MARK = struct.Struct('<8sQQQ')          # magic, run, sector, version
RECORD = struct.Struct('<8sQQQQ')       # magic, run, kind, block, version
ACKED, FAILED = 1, 2


def open_direct(path, flags):
    if stat.S_ISBLK(os.stat(path).st_mode):
        flags |= os.O_DIRECT
    return os.open(path, flags)


class Ledger:
    """What was acknowledged, and what has failed since"""

    def __init__(self, path):
        self.fd = open_direct(path, os.O_RDWR)
        self.lock = threading.Lock()
        self.buffer = mmap.mmap(-1, SECTOR)
        self.end = 0
        self.run = random.getrandbits(64)

    def add(self, kind, block, version):
        with self.lock:
            self.buffer[:RECORD.size] = RECORD.pack(MAGIC, self.run, kind, block, version)
            os.pwritev(self.fd, [self.buffer], self.end * SECTOR)
            self.end += 1

    def read(self):
        acked, may = {}, {}
        while os.preadv(self.fd, [self.buffer], self.end * SECTOR) == SECTOR:
            magic, run, kind, block, version = RECORD.unpack(self.buffer[:RECORD.size])
            if magic != MAGIC or (self.end and run != self.run):
                break
            self.run = run
            (acked if kind == ACKED else may)[block] = version
            self.end += 1
        return acked, may


def content(run, block, version):
    return b''.join(
        (MARK.pack(MAGIC, run, sector, version) * (SECTOR // MARK.size)).ljust(SECTOR, b'.')
        for sector in range(block * BLOCK // SECTOR, (block + 1) * BLOCK // SECTOR))


def wrong(run, block, data, low, high):
    """What is wrong with a block whose versions may be low..high, or None; 0: as it was before"""
    for at in range(0, BLOCK, SECTOR):
        piece = data[at:at + SECTOR]
        magic, of_run, sector, version = MARK.unpack(piece[:MARK.size])
        if magic == MAGIC and of_run == run:
            good = sector == (block * BLOCK + at) // SECTOR and \
                piece == content(run, block, version)[at:at + SECTOR]
        else:
            sector, version, good = 0, 0, True
        if not good or not low <= version <= high:
            return f'block {block}, sector {at // SECTOR}: version {version} of sector ' \
                f'{sector}, wanted {low}..{high}{"" if good else "; damaged"}'
    return None


class Writer(threading.Thread):
    """The writer of one part of the disk"""

    told_to_end = threading.Event()

    def __init__(self, disk, ledger, end, mode, number):
        super().__init__()
        self.fd = os.open(disk, os.O_RDWR | os.O_DIRECT | (os.O_DSYNC if mode == 'dsync' else 0))
        self.ledger, self.end, self.mode = ledger, end, mode
        self.first = number * (BLOCKS // THREADS)
        self.random = random.Random(number)
        self.buffer = mmap.mmap(-1, RUN * BLOCK)
        self.acked = {block: 0 for block in range(self.first, self.first + BLOCKS // THREADS)}
        self.tried = dict(self.acked)
        self.pending = []
        self.writes = self.errors = 0
        self.wrong = None

    def settle(self, kind):
        for block, version in self.pending:
            if kind == ACKED:
                self.acked[block] = version
            self.ledger.add(kind, block, version)
        self.pending = []

    def write(self, block, count):
        for n in range(count):
            self.tried[block + n] += 1
            self.buffer[n * BLOCK:(n + 1) * BLOCK] = content(self.ledger.run, block + n, self.tried[block + n])
            self.pending.append((block + n, self.tried[block + n]))
        view = memoryview(self.buffer)[:count * BLOCK]
        if os.pwritev(self.fd, [view], block * BLOCK) != count * BLOCK:
            raise OSError('a short write')
        if self.mode == 'fsync':
            if self.random.randrange(8):
                return
            os.fsync(self.fd)
        self.settle(ACKED)

    def look(self, block):
        view = memoryview(self.buffer)[:BLOCK]
        os.preadv(self.fd, [view], block * BLOCK)
        self.wrong = wrong(self.ledger.run, block, bytes(view), self.acked[block], self.tried[block])

    def step(self):
        count = self.random.randint(1, RUN)
        block = self.random.randrange(self.first, self.first + BLOCKS // THREADS - count)
        try:
            self.write(block, count)
            self.writes += 1
            if not self.random.randrange(4):
                self.look(block)
        except OSError:
            self.settle(FAILED)
            self.errors += 1
            time.sleep(0.001)

    def run(self):
        while time.monotonic() < self.end and not self.wrong and not self.told_to_end.is_set():
            self.step()
        self.settle(FAILED)


def write(disk, path, seconds, mode):
    signal.signal(signal.SIGTERM, lambda *_: Writer.told_to_end.set())
    end = time.monotonic() + float(seconds)
    ledger = Ledger(path)
    writers = [Writer(disk, ledger, end, mode, n) for n in range(THREADS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    print(f'writes={sum(w.writes for w in writers)} errors={sum(w.errors for w in writers)}')
    for writer in writers:
        if writer.wrong:
            sys.exit(writer.wrong)


def check(disk, path):
    ledger = Ledger(path)
    acked, may = ledger.read()
    fd = os.open(disk, os.O_RDONLY | os.O_DIRECT)
    buffer = mmap.mmap(-1, BLOCK)
    bad = 0
    for block in acked.keys() | may.keys():
        low = acked.get(block, 0)
        high = max(low, may.get(block, 0)) if may else sys.maxsize
        os.preadv(fd, [buffer], block * BLOCK)
        what = wrong(ledger.run, block, buffer[:], low, high)
        if what:
            bad += 1
            print(what)
    print(f'blocks={len(acked)} wrong={bad}')
    sys.exit(bad > 0 or not acked)


if __name__ == '__main__':
    {'write': write, 'check': check}[sys.argv[1]](*sys.argv[2:])
