// SPDX-License-Identifier: GPL-2.0
/* Which SCSI device a device file stands for, in a sysfs of our own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pass.h>

static char root[] = "/tmp/test_pass.XXXXXX";
static char *here;		/* the SCSI device in there */

static void put(const char *name, const char *text, size_t len)
{
	char *path = xasprintf("%s/%s", here, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	free(path);
}

static void put_text(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

static void drop(const char *name)
{
	char *path = xasprintf("%s/%s", here, name);

	unlink(path);
	free(path);
}

/* /dev/null, 1:3, is the device file: sysfs says what is behind it. */
static void behind(const char *address)
{
	char *link = xasprintf("%s/dev/char/1:3/device", root);
	char *to = xasprintf("%s/devices/%s", root, address);

	assert_int_equal(rename(here, to), 0);
	free(here);
	here = to;
	unlink(link);
	assert_int_equal(symlink(here, link), 0);
	free(link);
}

static int make_sysfs(void **state)
{
	char *command;

	assert_non_null(mkdtemp(root));
	here = xasprintf("%s/devices/new", root);
	command = xasprintf("mkdir -p %s/dev/char/1:3 %s", root, here);
	assert_int_equal(system(command), 0);
	free(command);
	put_text("vendor", "ACME    \n");
	put_text("model", "Tape\x01" "Drive      \n");
	put_text("type", "1\n");
	return 0;
}

static int remove_sysfs(void **state)
{
	char *command = xasprintf("rm -r %s", root);
	int rc = system(command);

	free(command);
	free(here);
	return rc;
}

static void expect(const char *path, int rc, const char *what)
{
	struct scsi_device device;
	struct fault fault = { 0 };

	assert_int_equal(pass_find(root, path, &device, &fault), rc);
	if (rc) {
		assert_non_null(strstr(fault.text, what));
		assert_null(device.address);
		assert_null(device.identity);
	} else {
		assert_string_equal(device.identity, what);
	}
	pass_free(&device);
}

static void identities(void **state)
{
	struct scsi_device device;

	behind("3:0:1:18446744073709551615");
	expect("/dev/null", 0, "ACME Tape.Drive -");
	put("vpd_pg80", "\0\x80\0\5SN  7", 9);
	expect("/dev/null", 0, "ACME Tape.Drive SN  7");
	put_text("wwid", "naa.5000\n");
	expect("/dev/null", 0, "ACME Tape.Drive naa.5000");
	put_text("wwid", "\n");
	expect("/dev/null", 0, "ACME Tape.Drive SN  7");
	put("vpd_pg80", "\0\x80\0\0", 4);
	expect("/dev/null", 0, "ACME Tape.Drive -");
	drop("vendor");
	expect("/dev/null", 0, "- Tape.Drive -");
	assert_int_equal(pass_find(root, "/dev/null", &device, NULL), 0);
	assert_string_equal(device.address, "3:0:1:18446744073709551615");
	pass_free(&device);
}

static void refusals(void **state)
{
	static const char *const disks[] = { "0\n", "14\n", "20\n" };
	static const char *const no_address[] = { "3:0:1", "3:0:1:2:5", "host4", "a:0:0:0", "3:0:0:0x" };

	behind("3:0:0:0");
	expect("/nonexistent", -1, "No such file");
	expect("/tmp", -1, "no SCSI device");
	expect("/dev/zero", -1, "no SCSI device");
	for (size_t i = 0; i < ARRAY_SIZE(disks); i++) {
		put_text("type", disks[i]);
		expect("/dev/null", -1, "is a disk");
	}
	drop("type");
	expect("/dev/null", -1, "is a disk");
	put_text("type", "8\n");
	expect("/dev/null", 0, "- Tape.Drive -");
	for (size_t i = 0; i < ARRAY_SIZE(no_address); i++) {
		behind(no_address[i]);
		expect("/dev/null", -1, "no SCSI device");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identities),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests_name("pass", tests, make_sysfs, remove_sysfs);
}
