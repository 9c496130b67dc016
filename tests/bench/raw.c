// SPDX-License-Identifier: GPL-2.0
/*
 * raw LUS TARGETS INITIATORS
 *
 * Makes in LIO what stmfd makes of the configuration of restore.py: the same system calls, and
 * nothing else. One process does them, but for the links of the targets' LUNs, where the kernel waits
 * for grace periods: they are made 32 at a time, as stmfd does. Prints the seconds of each step.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIO "/sys/kernel/config/target/"
#define STORE LIO "core/sbd_0/600144F2%024X"
#define TARGET LIO "iscsi/iqn.2026-11.org.example:t%d"
#define TPG TARGET "/tpgt_1"
#define ACL TPG "/acls/iqn.2026-11.org.example:host%d"
#define LINKERS 32

static int lus, targets, initiators;

#define PATH(buffer, ...) \
	(snprintf(buffer, sizeof(buffer), __VA_ARGS__) < (int)sizeof(buffer) ? (buffer) : \
	 (errx(1, "path too long"), NULL))

static void make(const char *path)
{
	if (mkdir(path, 0755))
		err(1, "mkdir %s", path);
}

static void put(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		err(1, "%s: %s", path, value);
	close(fd);
}

static void link_to(const char *path, const char *to)
{
	if (symlink(to, path))
		err(1, "%s -> %s", path, to);
}

static void stores(void)
{
	char path[300], value[100];

	for (int i = 0; i < lus; i++)
		make(PATH(path, STORE, i));
	for (int i = 0; i < lus; i++) {
		PATH(path, STORE "/control", i);
		put(path, PATH(value, "path=/srv/restore/%d", i));
		put(path, "offset=0");
		put(path, "size=1048576");
		put(path, "blk=512");
	}
	for (int i = 0; i < lus; i++)
		put(PATH(path, STORE "/enable", i), "1");
}

static void make_targets(void)
{
	char path[300];

	for (int t = 0; t < targets; t++) {
		make(PATH(path, TARGET, t));
		make(PATH(path, TPG, t));
		put(PATH(path, TPG "/attrib/authentication", t), "0");
		put(PATH(path, TPG "/attrib/demo_mode_write_protect", t), "0");
		put(PATH(path, TPG "/attrib/generate_node_acls", t), "0");
		make(PATH(path, TPG "/np/127.0.0.1:%d", t, 3260 + t));
		for (int i = 0; i < initiators; i++) {
			make(PATH(path, ACL, t, i));
			put(PATH(path, ACL "/tag", t, i), "stmf");
		}
	}
}

static void luns(void)
{
	char path[300];

	for (int t = 0; t < targets; t++)
		for (int i = 0; i < lus; i++)
			make(PATH(path, TPG "/lun/lun_%d", t, 32768 + i));
}

static void links(void)
{
	char path[300], to[300];
	int status;

	for (int part = 0; part < LINKERS; part++) {
		if (fork())
			continue;
		for (int i = part; i < targets * lus; i += LINKERS)
			link_to(PATH(path, TPG "/lun/lun_%d/lu", i / lus, 32768 + i % lus),
				PATH(to, STORE, i % lus));
		_exit(0);
	}
	while (wait(&status) > 0)
		if (status)
			errx(1, "links are missing");
}

static void maps(void)
{
	char path[300], to[300];

	for (int t = 0; t < targets; t++)
		for (int i = 0; i < initiators; i++)
			for (int lu = 0; lu < lus; lu++)
				make(PATH(path, ACL "/lun_%d", t, i, lu));
	for (int t = 0; t < targets; t++)
		for (int i = 0; i < initiators; i++)
			for (int lu = 0; lu < lus; lu++)
				link_to(PATH(path, ACL "/lun_%d/lu", t, i, lu),
					PATH(to, TPG "/lun/lun_%d", t, 32768 + lu));
}

static void enable(void)
{
	char path[300];

	for (int t = 0; t < targets; t++)
		put(PATH(path, TPG "/enable", t), "1");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} steps[] = {
		{ "stores", stores }, { "targets", make_targets }, { "LUNs", luns },
		{ "links", links }, { "mapped LUNs", maps }, { "enable", enable },
	};
	struct timespec begin, end;
	double seconds, all = 0;

	if (argc != 4)
		errx(2, "usage: raw LUS TARGETS INITIATORS");
	lus = atoi(argv[1]);
	targets = atoi(argv[2]);
	initiators = atoi(argv[3]);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		clock_gettime(CLOCK_MONOTONIC, &begin);
		steps[i].run();
		clock_gettime(CLOCK_MONOTONIC, &end);
		seconds = (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9;
		fprintf(stderr, "%s %.2f s\n", steps[i].name, seconds);
		all += seconds;
	}
	printf("%.2f\n", all);
	return 0;
}
