# SPDX-License-Identifier: GPL-2.0
"""
Makes rtslib-fb, and so targetcli and targetctl, good neighbours of stmfd.

rtslib knows LIO's own backstores only and fails on everything when it meets
another one. It has no place to register one, so stmf-rtslib.pth imports this
module when Python starts, and this module waits for rtslib to be imported:
then it adds the backstore "sbd", and leaves what is stmfd's out of what
rtslib saves, clears and restores. Other programs only pay for the import.
"""

import sys

MODEL = "/sys/kernel/config/stmf/targets"
DBROOT = "/sys/kernel/config/target/dbroot"
PACKAGES = ("rtslib_fb", "rtslib")


class Finder:
    """Sees the modules of rtslib that are imported, and has "root" patched, which is the last."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        package, _, module = name.rpartition(".")
        if module != "root" or package not in PACKAGES:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec and hasattr(spec.loader, "exec_module"):
            load = spec.loader.exec_module

            def exec_module(loaded):
                load(loaded)
                patch(loaded)

            spec.loader.exec_module = exec_module
        return spec


def patch(root):
    """root: the module, with all others of rtslib behind it."""
    tcm = sys.modules[root.__package__ + ".tcm"]
    add_backstore(tcm)
    keep_dbroot(root.RTSRoot)
    leave_ours(root.RTSRoot)


def add_backstore(tcm):
    class SbdStorageObject(tcm.StorageObject):
        """A logical unit of stmfd: to be looked at."""

        def __init__(self, name, index=None):
            super().__init__(name, "lookup", index)

        def _get_alua_supported(self):
            return False

        def _get_udev_path(self):
            try:
                with open(self.path + "/udev_path") as path:
                    return path.read().strip()
            except OSError:
                return ""

        def delete(self, save=False):
            raise tcm.RTSLibError("%s is a logical unit of stmfd; delete it with: stmfctl delete-lu"
                                  % self.name)

        udev_path = property(_get_udev_path)
        alua_supported = property(_get_alua_supported)

    tcm.so_mapping["sbd"] = SbdStorageObject
    tcm.bs_params[SbdStorageObject] = {"name": "sbd"}


def keep_dbroot(root):
    """Where LIO keeps reservations can't be changed once there are devices; rtslib would try and warn."""
    import glob

    if glob.glob("/sys/kernel/config/target/core/sbd_*/*/"):
        try:
            with open(DBROOT) as dbroot:
                root._preferred_dbroot = dbroot.read().strip()
        except OSError:
            pass


def is_ours(target):
    """Is there such a target in the model of stmf.ko?"""
    import os

    kind, _, digits = target.wwn.partition(".")
    name = target.wwn if kind == "iqn" else "%s.%s" % ("eui" if kind == "eui" else "wwn",
                                                       digits.upper())
    return os.path.isdir("%s/%s" % (MODEL, name))


def leave_ours(root):
    """Saving, clearing and restoring go through these properties, listing doesn't."""
    import errno

    all_targets, all_objects, clear = root._list_targets, root._list_storage_objects, root.clear_existing

    def targets(self):
        return (target for target in all_targets(self) if not is_ours(target))

    def storage_objects(self):
        return (so for so in all_objects(self) if so.plugin != "sbd")

    def clear_existing(self, *args, **kwargs):
        try:
            clear(self, *args, **kwargs)
        except OSError as error:  # its last step removes all HBAs, also that of sbd
            if error.errno != errno.ENOTEMPTY or "/core/sbd_" not in str(error.filename):
                raise

    root._list_targets, root.targets = targets, property(targets)
    root._list_storage_objects, root.storage_objects = storage_objects, property(storage_objects)
    root.clear_existing = clear_existing


sys.meta_path.insert(0, Finder)
