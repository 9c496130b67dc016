#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""check-spec.py KERNEL_SOURCE: the netlink spec against the kernel's schema for
such specs, and its numbers against the header that C programs use."""

import pathlib
import re
import sys

import jsonschema
import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent
spec = yaml.safe_load((TOP / "Documentation/netlink/specs/stmf.yaml").read_text())
header = (TOP / "kernel/include/uapi/stmf.h").read_text()
schemas = pathlib.Path(sys.argv[1]) / "Documentation/netlink"
failed = False


def complain(text):
    global failed
    failed = True
    print(text)


def enum(name):
    """The constants of an enum of the header, in order, with their values."""
    body = re.search(r"enum %s \{(.*?)\};" % name, header, re.S).group(1)
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    names = [n.strip() for n in body.split(",")]
    return {n: i for i, n in enumerate(names) if n and "=" not in n and not n.startswith("__")}


def compare(what, wanted, got):
    for name in sorted(set(wanted) | set(got)):
        if wanted.get(name) != got.get(name):
            complain(f"{what} {name}: {wanted.get(name)} in the header, {got.get(name)} in the spec")


def constant(prefix, name):
    return (prefix + name).replace("-", "_").upper()


schema = yaml.safe_load((schemas / (spec["protocol"] + ".yaml")).read_text())
for error in jsonschema.Draft7Validator(schema).iter_errors(spec):
    complain(f"schema: {'/'.join(map(str, error.path))}: {error.message}")

for attrs in spec["attribute-sets"]:
    got, value = {}, 0
    for attr in attrs["attributes"]:
        value = attr.get("value", value + 1)
        got[constant(attrs.get("name-prefix", "stmf-a-"), attr["name"])] = value
    compare("attribute", {n: v for n, v in enum("stmf_attr").items() if v}, got)

got, value = {}, 0
for op in spec["operations"]["list"]:
    value = op.get("value", value + 1)
    got[constant(spec["operations"].get("name-prefix", "stmf-cmd-"), op["name"])] = value
compare("command", {n: v for n, v in enum("stmf_cmd").items() if v}, got)

for definition in spec.get("definitions", []):
    if definition["type"] != "enum":
        continue
    prefix = definition.get("name-prefix", "stmf-" + definition["name"] + "-")
    got, value = {}, definition.get("value-start", 0)
    for entry in definition["entries"]:
        name = entry["name"] if isinstance(entry, dict) else entry
        got[constant(prefix, name)] = value
        value += 1
    compare("constant", enum(definition.get("enum-name", "stmf_" + definition["name"].replace("-", "_"))), got)

sys.exit(failed)
