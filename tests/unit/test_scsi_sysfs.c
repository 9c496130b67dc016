// SPDX-License-Identifier: GPL-2.0
/*
 * The commands of scsibind over a simulated sysfs: what list shows, how long it
 * takes for 10,000 devices, what check answers and what apply would do.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <fcntl.h>
#include <ftw.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "scsibind.h"

#define MANY 10000

static char root[] = "/dev/shm/test_scsi_sysfs.XXXXXX";	/* in memory, as sysfs is */
static char *output;		/* of the last command */

/* In place of lu.c, which asks the kernel */
bool lu_compat(const char *guid, struct scsi_compat *compat)
{
	scsi_compat_disk("SUN", "COMSTAR", "1.0", compat);
	return !strcmp(guid, "600144F0000000000000000000000001");
}

/* ---- making the tree ---- */

static void make_parents(char *path)
{
	char *slash = path + strlen(root) + 1;

	for (; (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = '\0';
		mkdir(path, 0755);
	}
}

/* A path that ends in '/' is a directory. */
__attribute__((format(printf, 2, 3)))
static void put(const char *data, const char *fmt, ...)
{
	char path[512];
	size_t used = sprintf(path, "%s/", root);
	FILE *out = NULL;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path + used, sizeof(path) - used, fmt, ap);
	va_end(ap);
	if (data)
		out = fopen(path, "w");
	if (!out)
		make_parents(path);
	if (!data)
		return;
	out = out ?: fopen(path, "w");
	assert_non_null(out);
	fputs(data, out);
	fclose(out);
}

__attribute__((format(printf, 2, 3)))
static void put_link(const char *target, const char *fmt, ...)
{
	char path[512];
	size_t used = sprintf(path, "%s/", root);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path + used, sizeof(path) - used, fmt, ap);
	va_end(ap);
	if (symlink(target, path)) {
		make_parents(path);
		assert_int_equal(symlink(target, path), 0);
	}
}

static void put_host(int number, const char *driver)
{
	char path[128];

	put(driver, "devices/pci0/host%d/scsi_host/host%d/proc_name", number, number);
	put("", "devices/pci0/host%d/scsi_host/host%d/scan", number, number);
	snprintf(path, sizeof(path), "../../devices/pci0/host%d/scsi_host/host%d", number, number);
	put_link(path, "class/scsi_host/host%d", number);
}

/* inquiry: bytes from 0 on as 36 characters */
static void put_device(const char *name, const char *driver, const char *inquiry)
{
	char path[300], dir[128];
	FILE *out;

	snprintf(dir, sizeof(dir), "devices/pci0/host%d/target/%s", atoi(name), name);
	put("", "%s/inquiry", dir);
	snprintf(path, sizeof(path), "%s/%s/inquiry", root, dir);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(inquiry, 36, 1, out), 1);
	fclose(out);
	snprintf(path, sizeof(path), "../../../%s", dir);
	put_link(path, "bus/scsi/devices/%s", name);
	if (!*driver)
		return;
	snprintf(path, sizeof(path), "../../../../../bus/scsi/drivers/%s", driver);
	put_link(path, "%s/driver", dir);
}

static int make_tree(void **state)
{
	const char *name = "devices/pci0/host1/target/1:0:1:0";
	char path[128];

	assert_non_null(mkdtemp(root));
	put("1\n", "bus/scsi/drivers_autoprobe");
	for (size_t i = 0; i < 3; i++)
		put("", "bus/scsi/drivers/%s/bind", i[(const char *[]){ "sd", "sr", "st" }]);
	put_host(0, "scsi_debug\n");
	put_host(1, "fcfake\n");
	put_host(10, "bigfake\n");
	put(NULL, "class/fc_host/host1/");
	put(NULL, "bus/scsi/devices/host0/");
	put(NULL, "bus/scsi/devices/target0:0:0/");
	put_device("0:0:0:0", "sd", "\0\0\6\2\0\0\0\0Linux   scsi_debug      0191");
	put("240:60000\n", "devices/pci0/host0/target/0:0:0:0/block/sdzz/dev");
	put("240:60001\n", "devices/pci0/host0/target/0:0:0:0/scsi_generic/sg0/dev");
	put("240:60002\n", "devices/pci0/host0/target/0:0:0:0/bsg/0:0:0:0/dev");
	put_device("0:0:3:16640", "st", "\1\0\6\2\0\0\0\0ACME    TAPE/9          1.0 ");
	put("240:60003\n", "devices/pci0/host0/target/0:0:3:16640/scsi_tape/nst0/dev");
	put("240:60004\n", "devices/pci0/host0/target/0:0:3:16640/scsi_tape/st0l/dev");
	put("240:60005\n", "devices/pci0/host0/target/0:0:3:16640/scsi_tape/st0/dev");
	put_device("1:0:0:0", "", "\x08\x80\6\2\0\0\x40\0ACME    CHANGER         2   ");
	/* An old kernel, which has no inquiry attribute */
	put_device("1:0:1:0", "sr", "\5\0\6\2\0\0\0\0ACME    CD-ROM XM-1.2   0a9 ");
	put("5\n", "%s/type", name);
	put("ACME    \n", "%s/vendor", name);
	put("CD-ROM XM-1.2   \n", "%s/model", name);
	put("0a9 \n", "%s/rev", name);
	snprintf(path, sizeof(path), "%s/%s/inquiry", root, name);
	return unlink(path);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static int remove_tree(void **state)
{
	free(output);
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- running commands ---- */

static int run(int (*command)(const struct options *), struct options options, ...)
{
	int saved[2] = { dup(STDOUT_FILENO), dup(STDERR_FILENO) }, status, n = 0;
	char *args[8];
	size_t size;
	FILE *file;
	va_list ap;

	va_start(ap, options);
	while ((args[n] = va_arg(ap, char *)))
		n++;
	va_end(ap);
	options.sysfs = root;
	options.aliases = options.aliases ?: "/dev/null";
	options.classes = options.classes ?: "/dev/null";
	options.arg = args;
	options.args = n;
	file = tmpfile();
	assert_non_null(file);
	fflush(NULL);
	dup2(fileno(file), STDOUT_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	status = command(&options);
	fflush(NULL);
	dup2(saved[0], STDOUT_FILENO);
	dup2(saved[1], STDERR_FILENO);
	close(saved[0]);
	close(saved[1]);
	size = lseek(fileno(file), 0, SEEK_END);
	free(output);
	output = calloc(1, size + 1);
	assert_non_null(output);
	assert_int_equal(pread(fileno(file), output, size, 0), size);
	fclose(file);
	return status;
}

#define OPTIONS(...) ((struct options){ __VA_ARGS__ })

static char *temp_file(const char *text)
{
	static char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/x.conf", root);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	return path;
}

/* ---- the tests ---- */

static void lists_devices(void **state)
{
	assert_int_equal(run(cmd_list, OPTIONS(), NULL), EXIT_OK);
	assert_string_equal(output,
		"0:0:0:0  disk  sd  sdzz sg0\n"
		"\tscsiclass,00.vLinux.pscsi_debug.r0191\n"
		"\tscsiclass,00.vLinux.pscsi_debug\n"
		"\tscsiclass,00\n"
		"\tscsiclass\n"
		"0:0:3:16640  tape  st  st0\n"
		"\tscsiclass,01.vACME.pTAPE_9.r1_0\n"
		"\tscsiclass,01.vACME.pTAPE_9\n"
		"\tscsiclass,01\n"
		"\tscsiclass\n"
		"1:0:0:0  medium-changer  -  -\n"
		"\tscsiclass,08R.vACME.pCHANGER.r2\n"
		"\tscsiclass,08.vACME.pCHANGER.r2\n"
		"\tscsiclass,08R.vACME.pCHANGER\n"
		"\tscsiclass,08.vACME.pCHANGER\n"
		"\tscsiclass,08R\n"
		"\tscsiclass,08\n"
		"\tscsiclass\n"
		"1:0:0:0  enclosure  embedded\n"
		"\tscsiclass,0d08R.vACME.pCHANGER.r2\n"
		"\tscsiclass,0d08.vACME.pCHANGER.r2\n"
		"\tscsiclass,0dR.vACME.pCHANGER.r2\n"
		"\tscsiclass,0d.vACME.pCHANGER.r2\n"
		"\tscsiclass,0d08R.vACME.pCHANGER\n"
		"\tscsiclass,0d08.vACME.pCHANGER\n"
		"\tscsiclass,0dR.vACME.pCHANGER\n"
		"\tscsiclass,0d.vACME.pCHANGER\n"
		"\tscsiclass,0d08R\n"
		"\tscsiclass,0d08\n"
		"\tscsiclass,0dR\n"
		"\tscsiclass,0d\n"
		"\tscsiclass\n"
		"1:0:1:0  cdrom  sr  -\n"
		"\tscsiclass,05R.vACME.pCD-ROM_XM-1_2.r0a9\n"
		"\tscsiclass,05.vACME.pCD-ROM_XM-1_2.r0a9\n"
		"\tscsiclass,05R.vACME.pCD-ROM_XM-1_2\n"
		"\tscsiclass,05.vACME.pCD-ROM_XM-1_2\n"
		"\tscsiclass,05R\n"
		"\tscsiclass,05\n"
		"\tscsiclass\n");
}

static void lists_details(void **state)
{
	assert_int_equal(run(cmd_list, OPTIONS(.verbose = true), "0:0:3:16640", NULL), EXIT_OK);
	assert_string_equal(output,
		"0:0:3:16640  tape  st  st0\n"
		"\tHost: host0 scsi_debug (scsi)\n"
		"\tUnit: tape@3,100\n"
		"\tRule: st, by scsiclass,01\n"
		"\tscsiclass,01.vACME.pTAPE_9.r1_0\n"
		"\tscsiclass,01.vACME.pTAPE_9\n"
		"\tscsiclass,01\n"
		"\tscsiclass\n");
	assert_int_equal(run(cmd_list, OPTIONS(.verbose = true), "1:0:0:0", NULL), EXIT_OK);
	assert_non_null(strstr(output, "\tHost: host1 fcfake (scsi-self-identifying)\n"
			       "\tUnit: medium-changer@0,0 removable\n"
			       "\tRule: no alias for any of its forms\n"));
}

static void refuses_what_is_not_there(void **state)
{
	assert_int_equal(run(cmd_list, OPTIONS(), "0:0:0:1", NULL), EXIT_PROBLEM);
	assert_string_equal(output, "scsibind: 0:0:0:1: no such SCSI device\n");
	assert_int_equal(run(cmd_list, OPTIONS(), "0:0:0", NULL), EXIT_PROBLEM);
	assert_string_equal(output, "scsibind: 0:0:0: not an address like 2:0:0:1\n");
	assert_int_equal(run(cmd_list, OPTIONS(), "../../../etc", NULL), EXIT_PROBLEM);
	assert_int_equal(run(cmd_list, OPTIONS(), "0:0:0:99999999999999999999", NULL), EXIT_PROBLEM);
}

static void lists_logical_units_and_inquiry_data(void **state)
{
	char file[128];

	assert_int_equal(run(cmd_list, OPTIONS(.lu = "600144F0000000000000000000000001"), NULL), EXIT_OK);
	assert_string_equal(output, "600144F0000000000000000000000001  disk\n"
			    "\tscsiclass,00.vSUN.pCOMSTAR.r1_0\n\tscsiclass,00.vSUN.pCOMSTAR\n"
			    "\tscsiclass,00\n\tscsiclass\n");
	assert_int_equal(run(cmd_list, OPTIONS(.lu = "600144F0000000000000000000000002"), NULL), EXIT_PROBLEM);
	snprintf(file, sizeof(file), "%s/bus/scsi/devices/0:0:0:0/inquiry", root);
	assert_int_equal(run(cmd_list, OPTIONS(.inquiry = file), NULL), EXIT_OK);
	assert_non_null(strstr(output, "  disk\n\tscsiclass,00.vLinux.pscsi_debug.r0191\n"));
	assert_int_equal(run(cmd_list, OPTIONS(.inquiry = "/dev/null"), NULL), EXIT_PROBLEM);
}

static void lists_as_json(void **state)
{
	struct json_object *all, *one, *forms;

	assert_int_equal(run(cmd_list, OPTIONS(.json = true), NULL), EXIT_OK);
	all = json_tokener_parse(output);
	assert_int_equal(json_object_array_length(all), 4);
	one = json_object_array_get_idx(all, 0);
	forms = json_object_object_get(one, "compatible");
	assert_string_equal(json_object_get_string(json_object_object_get(one, "name")), "0:0:0:0");
	assert_string_equal(json_object_get_string(json_object_object_get(one, "driver")), "sd");
	assert_string_equal(json_object_get_string(json_object_array_get_idx(forms, 0)),
			    "scsiclass,00.vLinux.pscsi_debug.r0191");
	one = json_object_array_get_idx(all, 2);
	assert_null(json_object_object_get(one, "driver"));
	assert_int_equal(json_object_array_length(json_object_object_get(one, "embedded")), 1);
	json_object_put(all);
}

static void checks_files(void **state)
{
	char *file = temp_file("name=\"sd\" class=\"scsi\" target=3 lun=0;\nname=\"toaster\" class=\"scsi\" target=3 lun=0;\n");
	char wanted[512];
	struct json_object *all;

	assert_int_equal(run(cmd_check, OPTIONS(.verbose = true), file, NULL), EXIT_PROBLEM);
	snprintf(wanted, sizeof(wanted), "%s:2:1: conflict: target 3 LUN 0 of class scsi is claimed by sd at %s:1:1: 'toaster'\n",
		 file, file);
	assert_non_null(strstr(output, wanted));
	assert_non_null(strstr(output, "2 claims, 0 errors, 2 conflicts, 1 warnings\n"));
	assert_int_equal(run(cmd_check, OPTIONS(.json = true), file, NULL), EXIT_PROBLEM);
	all = json_tokener_parse(output);
	assert_int_equal(json_object_get_int(json_object_object_get(all, "claims")), 2);
	assert_int_equal(json_object_array_length(json_object_object_get(all, "messages")), 3);
	json_object_put(all);
	assert_int_equal(run(cmd_check, OPTIONS(), "/nonexistent", NULL), EXIT_PROBLEM);
	assert_string_equal(output, "scsibind: /nonexistent: No such file or directory\n");
	temp_file("name=\"sd\" class=\"scsi\" target=3 lun=0;\n");
	assert_int_equal(run(cmd_check, OPTIONS(), file, NULL), EXIT_OK);
	assert_string_equal(output, "");
	/* A directory stands for the files in it. */
	temp_file("x");
	assert_int_equal(run(cmd_check, OPTIONS(), root, NULL), EXIT_PROBLEM);
	assert_non_null(strstr(output, "/x.conf:1:2: error: unexpected end of file"));
	unlink(file);
}

static void plans_what_to_do(void **state)
{
	char *file = temp_file("name=\"sgen\" class=\"scsi\" target=0 lun=0;\nname=\"sd\" class=\"scsi\" target=1 lun=2;\n"
			       "name=\"st\" class=\"scsi-self-identifying\";\n");
	char wanted[1024];

	assert_int_equal(run(cmd_apply, OPTIONS(.dry_run = true), file, NULL), EXIT_OK);
	snprintf(wanted, sizeof(wanted),
		 "host0: probe target 1 LUN 2: would be done\n"
		 "host10: probe target 0 LUN 0: would be done\n"
		 "host10: probe target 1 LUN 2: would be done\n"
		 "0:0:0:0: unbind sd: would be done\n"
		 "0:0:0:0: leave to sg: would be done: sgen, %s:1\n", file);
	assert_string_equal(output, wanted);
	assert_int_equal(run(cmd_apply, OPTIONS(.dry_run = true, .device = "1:0:1:0"), file, NULL), EXIT_OK);
	assert_string_equal(output, "");
	assert_int_equal(run(cmd_apply, OPTIONS(.dry_run = true, .device = "1:0"), file, NULL), EXIT_PROBLEM);
	temp_file("name=\"sd\" class=\"scsi\" target=1;\n");
	assert_int_equal(run(cmd_apply, OPTIONS(), file, NULL), EXIT_PROBLEM);
	assert_non_null(strstr(output, "x.conf:1:1: error: missing lun: 'sd'\nscsibind: nothing has been done\n"));
	unlink(file);
}

/* What the kernel would get, and that a failure is reported: nobody answers in this tree. */
static void writes_what_the_kernel_reads(void **state)
{
	char *file = temp_file("name=\"sd\" parent=\"bigfake\" target=1 lun=2;\nname=\"sgen\" parent=\"host0\" target=0 lun=0;\n");
	char path[128], text[64] = "";
	FILE *in;

	put("", "bus/scsi/devices/0:0:0:0/driver/unbind");
	assert_int_equal(run(cmd_apply, OPTIONS(.force = true), file, NULL), EXIT_OK);
	assert_non_null(strstr(output, "host10: probe target 1 LUN 2: done: there is no device\n"));
	assert_non_null(strstr(output, "0:0:0:0: unbind sd: done"));
	snprintf(path, sizeof(path), "%s/class/scsi_host/host10/scan", root);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_non_null(fgets(text, sizeof(text), in));
	fclose(in);
	assert_string_equal(text, "- 1 2");
	snprintf(path, sizeof(path), "%s/bus/scsi/drivers/sd/unbind", root);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_non_null(fgets(text, sizeof(text), in));
	fclose(in);
	assert_string_equal(text, "0:0:0:0");
	temp_file("name=\"sd\" parent=\"host1\" target=1 lun=2;\n");
	assert_int_equal(run(cmd_apply, OPTIONS(.verbose = true), file, NULL), EXIT_OK);
	assert_string_equal(output, "host1: probe: unchanged: fcfake identifies its devices itself\n");
	unlink(file);
}

static void follows_the_alias_table(void **state)
{
	char file[128];
	struct options options = OPTIONS(.dry_run = true, .aliases = file);
	FILE *out;

	snprintf(file, sizeof(file), "%s/scsi_aliases", root);
	out = fopen(file, "w");
	assert_non_null(out);
	fputs("sgen \"scsiclass,00.vLinux.pscsi_debug\"\nst \"scsiclass,08\"\nmedium-changer \"x\"\n", out);
	fclose(out);
	assert_int_equal(run(cmd_apply, options, NULL), EXIT_PROBLEM);
	assert_string_equal(output, "0:0:0:0: unbind sd: would be done\n"
			    "0:0:0:0: leave to sg: would be done: sgen, scsiclass,00.vLinux.pscsi_debug\n"
			    "1:0:0:0: bind: failed: Linux has no driver for a medium-changer like st, scsiclass,08\n");
	/* Without an alias a driver that is called like the node will do. */
	put(NULL, "bus/scsi/drivers/medium-changer/");
	options = OPTIONS(.verbose = true);
	assert_int_equal(run(cmd_list, options, "1:0:0:0", NULL), EXIT_OK);
	assert_non_null(strstr(output, "\tRule: medium-changer, by its node's name\n"));
}

static void classes_can_be_told(void **state)
{
	char file[128];
	struct options options = OPTIONS(.verbose = true, .classes = file);
	FILE *out;

	snprintf(file, sizeof(file), "%s/scsi_classes", root);
	out = fopen(file, "w");
	assert_non_null(out);
	fputs("fcfake scsi\nscsi_debug scsi-self-identifying\n", out);
	fclose(out);
	assert_int_equal(run(cmd_list, options, "1:0:1:0", "0:0:0:0", NULL), EXIT_OK);
	assert_non_null(strstr(output, "host1 fcfake (scsi)\n"));
	assert_non_null(strstr(output, "host0 scsi_debug (scsi-self-identifying)\n"));
}

static double seconds_of(struct options options)
{
	struct timespec a, b;
	const char *c;
	int forms = 0;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	assert_int_equal(run(cmd_list, options, NULL), EXIT_OK);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	for (c = output; *c; c++)
		forms += !strncmp(c, "pBIG", 4);
	assert_int_equal(forms, 2 * MANY);
	return b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9;
}

static void lists_many(void **state)
{
	double plain, verbose, json;
	char name[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "10:0:%d:%d", i / 100, i % 100);
		put_device(name, "sd", "\0\0\6\2\0\0\0\0ACME    BIG             1   ");
		put("240:60006\n", "bus/scsi/devices/%s/block/sd%d/dev", name, i);
		put("240:60007\n", "bus/scsi/devices/%s/scsi_generic/sg%d/dev", name, i);
	}
	plain = seconds_of(OPTIONS());
	verbose = seconds_of(OPTIONS(.verbose = true));
	json = seconds_of(OPTIONS(.json = true));
	printf("# %d devices: %.2f s, with -v %.2f s, with --json %.2f s\n", MANY, plain, verbose, json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_devices),
		cmocka_unit_test(lists_details),
		cmocka_unit_test(refuses_what_is_not_there),
		cmocka_unit_test(lists_logical_units_and_inquiry_data),
		cmocka_unit_test(lists_as_json),
		cmocka_unit_test(checks_files),
		cmocka_unit_test(plans_what_to_do),
		cmocka_unit_test(writes_what_the_kernel_reads),
		cmocka_unit_test(follows_the_alias_table),
		cmocka_unit_test(classes_can_be_told),
		cmocka_unit_test(lists_many),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
