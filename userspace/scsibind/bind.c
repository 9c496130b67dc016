// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind.h"
#include "busy.h"
#include "driver.h"
#include "sysfs.h"

#define SETTLE_MS	3000	/* at most, until Linux has bound a device by itself */
#define STEP_MS		10
#define LONG_STEP_MS	100	/* where a look takes long */

static void load_module(const struct binder *binder, const char *module)
{
	char *argv[] = { "/sbin/modprobe", "-q", (char *)module, NULL };
	pid_t pid;

	if (binder->live && module && !posix_spawn(&pid, argv[0], NULL, NULL, argv, environ))
		waitpid(pid, NULL, 0);
}

static bool driver_is_there(int root, const char *bus_name)
{
	char path[NAME_SIZE + 32];

	return (size_t)snprintf(path, sizeof(path), DRIVERS "/%s", bus_name) < sizeof(path) &&
	       sysfs_exists(root, path);
}

/*
 * Drivers bind asynchronously. Whoever unbinds too early loses against them,
 * so wait for the one that Linux will choose.
 */
static void settle(const struct binder *binder, struct device *device)
{
	const struct driver *driver = driver_of_type(device->inquiry[0] & SCSI_TYPE_MASK);
	char autoprobe[8];
	int ms;

	if (!driver || !driver_is_there(binder->root, driver->bus_name) ||
	    !sysfs_text(binder->root, "bus/scsi/drivers_autoprobe", autoprobe, sizeof(autoprobe)) ||
	    *autoprobe != '1')
		return;
	for (ms = 0; ms < SETTLE_MS && !*device->driver; ms += STEP_MS) {
		usleep(STEP_MS * 1000);
		device_read_driver(binder->root, device);
	}
}

/* On any channel: a driver.conf file knows nothing of channels. */
static bool find_unit(int root, unsigned int host, int32_t target, int32_t lun,
		      struct device *device)
{
	struct address *list;
	ssize_t i, n = device_list(root, &list);
	bool found = false;

	if (n < 0)
		return false;
	for (i = 0; i < n && !found; i++)
		found = list[i].host == host && address_is_unit(&list[i], target, lun) &&
			device_read(root, &list[i], device);
	free(list);
	return found;
}

static void scan(const struct binder *binder, const struct host *host, int32_t target,
		 int32_t lun, const char *name, const char *action)
{
	struct device device;
	char path[64], text[64];
	int err;

	snprintf(path, sizeof(path), "class/scsi_host/%s/scan", name);
	snprintf(text, sizeof(text), "- %d %llu", target, (unsigned long long)linux_lun(lun));
	err = sysfs_write(binder->root, path, text);
	if (err == -EINVAL) {
		report_action(binder->report, name, action, UNCHANGED, "out of the host's range");
	} else if (err) {
		report_action(binder->report, name, action, FAILED, "%s", strerror(-err));
	} else if (find_unit(binder->root, host->number, target, lun, &device)) {
		settle(binder, &device);
		report_action(binder->report, name, action, DONE, "%s appeared", device.name);
	} else {
		report_action(binder->report, name, action, DONE, "there is no device");
	}
}

void bind_probe(const struct binder *binder, const struct host *host, int32_t target, int32_t lun)
{
	char name[16], action[64];
	struct device device;

	snprintf(name, sizeof(name), "host%u", host->number);
	snprintf(action, sizeof(action), "probe target %d LUN %d", target, lun);
	if (find_unit(binder->root, host->number, target, lun, &device))
		report_action(binder->report, name, action, UNCHANGED, "%s is there", device.name);
	else if (binder->dry_run)
		report_action(binder->report, name, action, WOULD_DO, NULL);
	else
		scan(binder, host, target, lun, name, action);
}

static bool unbind(const struct binder *binder, struct device *device)
{
	char path[sizeof(device->path) + 16], action[NAME_SIZE + 16], why[BUSY_TEXT_SIZE];
	bool busy = device_is_busy(binder->root, device, why);
	int err;

	snprintf(action, sizeof(action), "unbind %s", device->driver);
	if (busy && !binder->force) {
		report_action(binder->report, device->name, action, REFUSED, "%s", why);
		return false;
	}
	if (binder->dry_run) {
		report_action(binder->report, device->name, action, WOULD_DO, busy ? "%s" : NULL, why);
		return true;
	}
	snprintf(path, sizeof(path), "%s/driver/unbind", device->path);
	err = sysfs_write(binder->root, path, device->name);
	if (err)
		report_action(binder->report, device->name, action, FAILED, "%s", strerror(-err));
	else
		report_action(binder->report, device->name, action, DONE, busy ? "by force: %s" : NULL,
			      why);
	return !err;
}

/*
 * When a disk goes that lost its driver while it was open, Linux (7.2, for one) takes
 * the SCSI device's queue away from the disk that has come since, and crashes with the
 * next command. udev has each new disk open for a moment.
 */
static bool old_disks_are_gone(const struct binder *binder, char why[BUSY_TEXT_SIZE])
{
	int pauses = SETTLE_MS / LONG_STEP_MS;

	while (binder->live && disk_is_left_open(binder->root, why)) {
		if (!pauses--)
			return false;
		usleep(LONG_STEP_MS * 1000);
	}
	return true;
}

/* Linux may be faster: what counts is which driver the device has in the end. */
static int try_bind(const struct binder *binder, struct device *device, const char *bus_name)
{
	char path[NAME_SIZE + 32];
	int err;

	snprintf(path, sizeof(path), DRIVERS "/%s/bind", bus_name);
	err = sysfs_write(binder->root, path, device->name);
	device_read_driver(binder->root, device);
	if (!strcmp(device->driver, bus_name))
		return 0;
	return err ?: -EIO;
}

static void bind_to(const struct binder *binder, struct device *device,
		    const struct linux_driver *wanted, const char *why)
{
	char action[NAME_SIZE + 16], who[BUSY_TEXT_SIZE];
	int err;

	snprintf(action, sizeof(action), "bind %s", wanted->bus_name);
	if (binder->dry_run) {
		report_action(binder->report, device->name, action, WOULD_DO, "%s", why);
		return;
	}
	if (!driver_is_there(binder->root, wanted->bus_name)) {
		load_module(binder, wanted->module);
		settle(binder, device);
	}
	if (!old_disks_are_gone(binder, who)) {
		report_action(binder->report, device->name, action, REFUSED, "%s", who);
		return;
	}
	err = try_bind(binder, device, wanted->bus_name);
	if (err)
		report_action(binder->report, device->name, action, FAILED, "%s", strerror(-err));
	else
		report_action(binder->report, device->name, action, DONE, "%s", why);
}

static void leave_to_sg(const struct binder *binder, const struct device *device,
			const struct linux_driver *wanted, const char *why)
{
	if (!binder->dry_run)
		load_module(binder, wanted->module);
	report_action(binder->report, device->name, "leave to sg",
		      binder->dry_run ? WOULD_DO : DONE, "%s", why);
}

void bind_device(const struct binder *binder, struct device *device,
		 const struct linux_driver *wanted, const char *why)
{
	char before[NAME_SIZE], who[BUSY_TEXT_SIZE];

	if (!strcmp(device->driver, wanted->bus_name ?: "")) {
		report_action(binder->report, device->name, wanted->bus_name ?: "leave to sg",
			      UNCHANGED, "%s", why);
		return;
	}
	strcpy(before, device->driver);
	if (*before && !unbind(binder, device))
		return;
	if (!wanted->bus_name) {
		leave_to_sg(binder, device, wanted, why);
		return;
	}
	bind_to(binder, device, wanted, why);
	/* Better the driver it had than none */
	if (!binder->dry_run && *before && !*device->driver && old_disks_are_gone(binder, who))
		try_bind(binder, device, before);
}
