#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""scale.py N: makes the model have N logical units, N/4 host groups of one member,
two views for each logical unit; adds to what is there."""

import os
import sys

CFS = "/sys/kernel/config/stmf"


def put(path, text):
    with open(path, "w", encoding="ascii") as f:
        f.write(text)


def main(n):
    groups = n // 4
    for i in range(groups):
        path = f"{CFS}/host_groups/g{i}"
        if not os.path.isdir(path):
            os.mkdir(path)
            os.mkdir(f"{path}/iqn.2026-01.org.example:h{i}")
    for i in range(n):
        lu = f"{CFS}/logical_units/600144F1{i:024X}"
        if os.path.isdir(lu):
            continue
        os.mkdir(lu)
        for view in range(2):
            path = f"{lu}/views/{view}"
            os.mkdir(path)
            put(path + "/host_group", f"g{(i * 2 + view) % groups}")
            put(path + "/enable", "1")


if __name__ == "__main__":
    main(int(sys.argv[1]))
