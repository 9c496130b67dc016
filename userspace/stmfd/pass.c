// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <libstmf.h>

#include "pass.h"

#define SERIAL_HEAD 4		/* bytes of VPD page 80h before the serial number */

/* Devices that are disks: direct access, simplified, zoned */
static const int disk_types[] = { 0x00, 0x0e, 0x14 };

/* An attribute, with what is no plain text as '.'; skip: bytes at its beginning. NULL: there is none */
static char *read_attr(const char *dir, const char *name, size_t skip)
{
	char *path = xasprintf("%s/%s", dir, name), text[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	free(path);
	if (fd >= 0)
		close(fd);
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\n' || !text[n - 1]))
		n--;
	if (n <= (ssize_t)skip)
		return NULL;
	text[n] = 0;
	for (char *c = text; c < text + n; c++)
		if (*c < ' ' || *c > '~')
			*c = '.';
	return xstrdup(text + skip);
}

static bool is_address(const char *text)
{
	unsigned int host, channel, target;
	unsigned long long lun;
	char rest;

	return sscanf(text, "%u:%u:%u:%llu%c", &host, &channel, &target, &lun, &rest) == 4;
}

/* sysfs' directory of the SCSI device, or NULL */
static char *device_dir(const char *sysfs, const struct stat *st)
{
	char *link = xasprintf("%s/dev/char/%u:%u/device", sysfs, major(st->st_rdev),
			       minor(st->st_rdev));
	char *dir = realpath(link, NULL), *last = dir ? strrchr(dir, '/') : NULL;

	free(link);
	if (last && is_address(last + 1))
		return dir;
	free(dir);
	return NULL;
}

static bool is_disk(const char *dir)
{
	char *type = read_attr(dir, "type", 0);
	bool disk = !type;

	for (size_t i = 0; type && i < ARRAY_SIZE(disk_types); i++)
		disk |= atoi(type) == disk_types[i];
	free(type);
	return disk;
}

static void describe(const char *dir, struct scsi_device *device)
{
	char *vendor = read_attr(dir, "vendor", 0), *model = read_attr(dir, "model", 0);
	char *name = read_attr(dir, "wwid", 0) ?: read_attr(dir, "vpd_pg80", SERIAL_HEAD);

	device->address = xstrdup(strrchr(dir, '/') + 1);
	device->identity = xasprintf("%s %s %s", vendor ?: "-", model ?: "-", name ?: "-");
	free(vendor);
	free(model);
	free(name);
}

int pass_find(const char *sysfs, const char *path, struct scsi_device *device,
	      struct fault *fault)
{
	struct stat st;
	char *dir;
	int rc = 0;

	memset(device, 0, sizeof(*device));
	if (stat(path, &st))
		return failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", path, strerror(errno));
	dir = S_ISCHR(st.st_mode) ? device_dir(sysfs, &st) : NULL;
	if (!dir)
		return failed(fault, STMF_ERROR_DATA_FILE_NAME,
			      "%s: no SCSI device is behind it; passed through are devices such as /dev/sg3",
			      path);
	if (is_disk(dir))
		rc = failed(fault, STMF_ERROR_DATA_FILE_NAME,
			    "%s: is a disk: make a logical unit of its block device instead", path);
	else
		describe(dir, device);
	free(dir);
	return rc;
}

void pass_free(struct scsi_device *device)
{
	free(device->address);
	free(device->identity);
	memset(device, 0, sizeof(*device));
}
