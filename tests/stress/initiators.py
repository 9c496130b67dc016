# SPDX-License-Identifier: GPL-2.0
"""What an initiator finds at a LUN: the GUID in page 83h, or None. Loopback's is asked by
SG_IO on its disk, iSCSI's by libiscsi, which logs in for each question."""

import ctypes
import fcntl
import glob
import os
import re
import subprocess

LIO = "/sys/kernel/config/target"
SG_IO = 0x2285


class SgIo(ctypes.Structure):
    _fields_ = [
        ("interface_id", ctypes.c_int), ("dxfer_direction", ctypes.c_int),
        ("cmd_len", ctypes.c_ubyte), ("mx_sb_len", ctypes.c_ubyte),
        ("iovec_count", ctypes.c_ushort), ("dxfer_len", ctypes.c_uint),
        ("dxferp", ctypes.c_void_p), ("cmdp", ctypes.c_void_p), ("sbp", ctypes.c_void_p),
        ("timeout", ctypes.c_uint), ("flags", ctypes.c_uint), ("pack_id", ctypes.c_int),
        ("usr_ptr", ctypes.c_void_p), ("status", ctypes.c_ubyte),
        ("masked_status", ctypes.c_ubyte), ("msg_status", ctypes.c_ubyte),
        ("sb_len_wr", ctypes.c_ubyte), ("host_status", ctypes.c_ushort),
        ("driver_status", ctypes.c_ushort), ("resid", ctypes.c_int),
        ("duration", ctypes.c_uint), ("info", ctypes.c_uint),
    ]


def inquiry(fd, page):
    """The page's bytes, or None"""
    cdb = (ctypes.c_ubyte * 6)(0x12, 1, page, 0, 252, 0)
    data, sense = (ctypes.c_ubyte * 252)(), (ctypes.c_ubyte * 32)()
    io = SgIo(interface_id=ord("S"), dxfer_direction=-3, cmd_len=6, mx_sb_len=32, dxfer_len=252,
              dxferp=ctypes.addressof(data), cmdp=ctypes.addressof(cdb),
              sbp=ctypes.addressof(sense), timeout=20000)
    fcntl.ioctl(fd, SG_IO, io)
    if io.status or io.host_status or io.driver_status & 0xf:
        return None
    return bytes(data)


def naa_of(page):
    at = 4
    while at + 4 <= min(len(page), 4 + int.from_bytes(page[2:4], "big")):
        kind, size = page[at + 1] & 0x3f, page[at + 3]
        if kind == 3 and size == 16:
            return page[at + 4:at + 20].hex().upper()
        at += 4 + size
    return None


def loopback_disk(target, lun):
    """Its /dev node, or None"""
    with open(f"{LIO}/loopback/naa.{target[4:].lower()}/tpgt_1/address") as f:
        address = f.read().strip()
    for block in glob.glob(f"/sys/class/scsi_device/{address}:{lun}/device/block/*"):
        return "/dev/" + os.path.basename(block)
    return None


def loopback_host(target):
    with open(f"{LIO}/loopback/naa.{target[4:].lower()}/tpgt_1/address") as f:
        return "/sys/class/scsi_host/host" + f.read().split(":")[0]


def lun_of(fd):
    """Of an open disk: its name may have been given to another one before it was opened"""
    number = os.fstat(fd).st_rdev
    device = os.readlink(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/device")
    return int(os.path.basename(device).split(":")[3])


def loopback(initiator, target, lun):
    try:
        disk = loopback_disk(target, lun)
        if not disk:
            return None
        fd = os.open(disk, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        page = inquiry(fd, 0x83)
        if lun_of(fd) != lun or not page or page[0] >> 5 or not os.pread(fd, 512, 0):
            return None
        return naa_of(page)
    except OSError:
        return None
    finally:
        os.close(fd)


def iscsi(initiator, target, lun):
    out = subprocess.run(["iscsi-inq", "-i", initiator, "-e", "1", "-c", "131",
                          f"iscsi://127.0.0.1/{target}/{lun}"], timeout=60,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    # The 16 bytes as they are: GUIDs with a byte of 0 would be cut
    found = re.search(rb"\(3\) NAA\nDesignator:\[(.{16})\]", out, re.S)
    return found.group(1).hex().upper() if found else None
