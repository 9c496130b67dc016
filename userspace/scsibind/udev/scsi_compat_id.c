// SPDX-License-Identifier: GPL-2.0
/*
 * A helper of udev: prints the compatible forms of a SCSI device as properties.
 * The argument is the device's directory in sysfs; udev gives $sys$devpath.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../scsi_compat.h"

static void print_property(const char *key, const struct scsi_compat *compat)
{
	unsigned int i;

	printf("%s=", key);
	for (i = 0; i < compat->forms; i++)
		printf("%s%s", i ? " " : "", compat->form[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	static const char *const keys[SCSI_FUNCTIONS] = {
		[SCSI_PRIMARY] = "ID_SCSI_COMPATIBLE",
		[SCSI_EMBEDDED_ENCLOSURE] = "ID_SCSI_COMPATIBLE_ENCLOSURE",
		[SCSI_EMBEDDED_CHANGER] = "ID_SCSI_COMPATIBLE_CHANGER",
	};
	struct scsi_compat compat;
	unsigned char inquiry[256];
	char path[4096];
	ssize_t len;
	int fd, i;

	if (argc != 2 || (size_t)snprintf(path, sizeof(path), "%s/inquiry", argv[1]) >= sizeof(path)) {
		fputs("usage: scsi_compat_id DIRECTORY\n", stderr);
		return 2;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, inquiry, sizeof(inquiry));
	if (len <= 0) {
		perror(path);
		return 1;
	}
	close(fd);
	for (i = SCSI_PRIMARY; i < SCSI_FUNCTIONS; i++) {
		if (scsi_compat_make(inquiry, len, i, &compat))
			print_property(keys[i], &compat);
	}
	return 0;
}
