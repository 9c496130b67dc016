#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""One configuration, in two forms: LUS logical units over files, TARGETS iSCSI targets, INITIATORS
hosts that see them all through each of them.

  restore.py repository FILE LUS TARGETS INITIATORS   into an empty repository of stmfd
  restore.py rtslib FILE LUS TARGETS INITIATORS       as a saveconfig.json of targetcli's
"""

import json
import os
import sqlite3
import sys

DIR = "/srv/restore"
SIZE = 1 << 20


def name(what, n):
    return f"iqn.2026-11.org.example:{what}{n}"


def make_stores(lus):
    os.makedirs(DIR, exist_ok=True)
    for n in range(lus):
        with open(f"{DIR}/{n}", "wb") as f:
            f.truncate(SIZE)


def repository(path, lus, targets, initiators):
    db = sqlite3.connect(path)
    fill = lambda sql, rows: db.executemany(sql, rows)
    guids = [f"600144F2{n:024X}" for n in range(lus)]
    fill("INSERT INTO host_group VALUES (?, ?)", [("hosts", 0)])
    fill("INSERT INTO host_member VALUES (?, 'hosts', ?)",
         [(name("host", n), n) for n in range(initiators)])
    fill("INSERT INTO lu (guid, path, data_offset, size, blk, wp, bare) VALUES (?, ?, 0, ?, 512, 0, 1)",
         [(guid, f"{DIR}/{n}", SIZE) for n, guid in enumerate(guids)])
    fill("INSERT INTO view_entry VALUES (?, 0, 'hosts', NULL, ?)",
         [(guid, n) for n, guid in enumerate(guids)])
    fill("INSERT INTO target VALUES (?, 'iscsit', NULL, ?, ?)",
         [(name("t", n), f"portal=127.0.0.1:{3260 + n}\n", n) for n in range(targets)])
    db.commit()


def rtslib(path, lus, targets, initiators):
    luns = [{"index": n, "storage_object": f"/backstores/fileio/s{n}"} for n in range(lus)]
    maps = [{"index": n, "tpg_lun": n, "write_protect": False} for n in range(lus)]
    stores = [{"plugin": "fileio", "name": f"s{n}", "dev": f"{DIR}/{n}", "size": SIZE,
               "write_back": True} for n in range(lus)]
    config = {"storage_objects": stores, "fabric_modules": [], "targets": [
        {"fabric": "iscsi", "wwn": name("t", t), "tpgs": [
            {"tag": 1, "enable": True, "attributes": {"authentication": 0}, "luns": luns,
             "portals": [{"ip_address": "127.0.0.1", "port": 3260 + t}],
             "node_acls": [{"node_wwn": name("host", n), "mapped_luns": maps}
                           for n in range(initiators)]}]} for t in range(targets)]}
    with open(path, "w", encoding="ascii") as f:
        json.dump(config, f)


def main():
    form, path, *sizes = sys.argv[1:]
    sizes = [int(n) for n in sizes]
    make_stores(sizes[0])
    {"repository": repository, "rtslib": rtslib}[form](path, *sizes)


if __name__ == "__main__":
    main()
