#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the golden files of COMSTAR disk metadata, from the description of the format alone.

make.py writes them beside itself; test_sbdmeta.c knows what is in each. A file ends with the
used part of the metadata: what follows in a real one is not metadata. Shares no code with libstmf.
"""
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
START = 4096
GUID = bytes.fromhex('600144f0c0a8010200005f5e100a0001')
BIG, LITTLE = '>', '<'
LU10, LU11, PGR, UNUSED = 0, 1, 2, 0x1000


def order(end):
    return 0x00 if end == BIG else 0xFF


def total(data):
    return sum(data) & 0xFF


def section(end, pos, kind, body):
    """A section at pos: header of 16 bytes with the checksum in its last one, then the body."""
    head = bytearray(struct.pack(end + 'QIHBB', pos, 16 + len(body), kind, order(end), 0))
    head[15] = total(head) if kind == UNUSED else total(head + body)
    return bytes(head) + body


def start(end, size, used, major=1):
    head = struct.pack(end + 'QQQQQHHHB', 0x53554E5342444C55, size, used, 0, 0, major, 1, 0, 0)
    return head + bytes([total(head)])


def devid(guid=GUID):
    return bytes([0xF1, 3, 0, 16]) + guid


def lu11(end, size, shift=9, flags=0, vendor=b'', product=b'', revision=b'', data=None, meta=None,
         alias=None, url=None, serial=None, physical=0):
    """Body of LU info 1.1 without the header. Offsets of texts count from byte 368."""
    buf = b''
    offset = {'data': 0, 'meta': 0, 'alias': 0, 'url': 0, 'serial': 0}
    for name, text, flag in (('data', data, 0x40), ('meta', meta, 0x20), ('alias', alias, 0x100),
                             ('url', url, 0x800)):
        if text is not None:
            offset[name] = len(buf)
            buf += text + b'\0'
            flags |= flag
    if serial is not None:
        offset['serial'] = len(buf)
        buf += serial
        flags |= 0x80
    flags |= (0x4 if vendor else 0) | (0x8 if product else 0) | (0x10 if revision else 0)
    flags |= 0x1000 if physical else 0
    body = struct.pack(end + 'I4s8s16sQQQQQBBBB', flags, revision, vendor, product, size,
                       offset['meta'], offset['data'], offset['serial'], offset['alias'],
                       shift, order(end), len(serial or b''), physical)
    body += devid() + struct.pack(end + 'Q', offset['url']) + bytes(248)
    assert 16 + len(body) == 368
    return body + buf + bytes(8)


def lu10(end, store):
    body = struct.pack(end + 'QQQQIHBB', store, 65536, 65536, store - 65536, 0, 512, order(end), 0)
    return body + devid() + bytes(4)


def key(end, value, target, initiator, flags=0):
    data = struct.pack(end + 'QHHB', value, len(target), len(initiator), flags) + target + initiator
    return data.ljust((15 + len(target) + len(initiator) + 7) // 8 * 8, b'\0')


def pgr(end, keys=(), holder=0, flags=0, kind=0, count=None):
    head = struct.pack(end + 'IIBBB5x', holder, len(keys) if count is None else count, flags,
                       order(end), kind)
    return head + b''.join(keys)


def name_id(name):
    """Descriptor of an iSCSI name: protocol 5, UTF-8; type 8."""
    return bytes([0x53, 0x98, 0, len(name)]) + name


def chain(end, sections, size=65536, at=START):
    """The metadata as they lie at byte at: start structure and sections (kind, body[, order])."""
    data = b''
    for kind, body, *other in sections:
        data += section(other[0] if other else end, at + 48 + len(data), kind, body)
    used = at + 48 + len(data)
    return start(end, size or used, used) + data


def write(name, data):
    with open(os.path.join(HERE, name), 'wb') as out:
        out.write(data)


def in_file(name, end, sections, size=65536):
    write(name, bytes(START) + chain(end, sections, size))


FULL = {'size': 1 << 30, 'shift': 12, 'flags': 0x2 | 0x200, 'vendor': b'ACME', 'product': b'RocketDisk',
        'revision': b'7.1b', 'alias': 'größe'.encode(), 'url': b'http://a.example/ http://b.example/',
        'serial': b'S\0N-0001', 'physical': 13}
KEYS = ((0x1122334455667788, name_id(b'iqn.2010-08.org.illumos:02:t1'), name_id(b'iqn.1998-01.com:esx1')),
        (0xA, bytes([0x01, 0x93, 0, 8]) + bytes(range(8)), bytes([0x01, 0x93, 0, 8]) + bytes(8)),
        (0xFFFFFFFFFFFFFFFF, b'', name_id(b'iqn.1998-01.com:all')))

for tag, e in (('le', LITTLE), ('be', BIG)):
    in_file(f'minimal-{tag}.bin', e, [(LU11, lu11(e, 1 << 20))])
    in_file(f'full-{tag}.bin', e, [(LU11, lu11(e, **FULL)), (PGR, pgr(e))])
    in_file(f'v10-{tag}.bin', e, [(LU10, lu10(e, (1 << 21) + 65536))])
    in_file(f'separate-{tag}.bin', e,
            [(LU11, lu11(e, 5 << 40, flags=1, data=b'/dev/rdsk/c0t0d0s0', alias=b'db')), (PGR, pgr(e))],
            size=0)
    # The flag of the third key is set by a careful writer only; COMSTAR leaves it 0.
    in_file(f'pgr-{tag}.bin', e,
            [(LU11, lu11(e, 1 << 20)),
             (PGR, pgr(e, [key(e, *k) for k in KEYS], holder=2, flags=1 | 2 | 8, kind=0x05))])
    # Without APTPL there are no keys, whatever their number says.
    in_file(f'volatile-{tag}.bin', e,
            [(LU11, lu11(e, 1 << 20)), (PGR, pgr(e, holder=9, count=7, flags=2, kind=0x01))])
    # Unused sections (any body), a kind of the future in either byte order, 1.0 beside 1.1, a stale 1.1.
    in_file(f'unused-{tag}.bin', e,
            [(UNUSED, b'\xAA' * 100), (UNUSED, b''), (0x77, b'future\x01\x02\x03', BIG),
             (LU10, lu10(e, 1 << 22)), (LU11, lu11(e, 1 << 20, alias=b'live')),
             (UNUSED, b'\x55' * 2001), (PGR, pgr(e)), (0x78, b'', LITTLE),
             (LU11, lu11(e, 3 << 20, alias=b'stale')), (UNUSED, b'z')])
    in_file(f'max-{tag}.bin', e,
            [(LU11, lu11(e, (1 << 63) - 1 - 65536, shift=15, flags=1, vendor=b'VVVVVVVV', product=b'P' * 16,
                         revision=b'RRRR', data=b'/' + b'd' * 4094, alias=b'a' * 1023, url=b'u' * 1023,
                         serial=b's' * 255, physical=31)),
             (PGR, pgr(e, [key(e, n + 1, name_id(b't' * 255), name_id(b'i' * 255), 1) for n in range(12)],
                       holder=12, flags=1 | 4 | 8, kind=0x07))], size=0)
    write(f'zvol-{tag}.hex',
          chain(e, [(LU11, lu11(e, 1 << 30, flags=0x400, meta=b'tank/vol1', alias=b'zv')),
                    (0x77, b'kept', BIG), (PGR, pgr(e))], size=0, at=0).hex().encode())
