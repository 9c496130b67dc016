// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "busy.h"
#include "sysfs.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NODES_MAX 320	/* a disk with 256 partitions and what else it has */
#define PSCSI_ROOT "/sys/kernel/config/target/core"

struct search {
	int root;
	const struct device *device;
	struct node nodes[NODES_MAX];
	size_t n;
	const char *process;		/* while the files of one are looked at */
	bool gone;			/* no nodes of a device, but disks that are gone */
	char *why;
};

#define FOUND(search, ...) (snprintf((search)->why, BUSY_TEXT_SIZE, __VA_ARGS__), 1)

static const struct node *node_of(const struct search *search, unsigned int major,
				  unsigned int minor, bool block)
{
	const struct node *node;

	for (node = search->nodes; node < search->nodes + search->n; node++) {
		if (node->major == major && node->minor == minor && node->block == block)
			return node;
	}
	return NULL;
}

static int name_holder(void *arg, int dir, const char *name)
{
	return FOUND((struct search *)arg, "%s", name);
}

/* By the device mapper, by MD */
static int is_held(struct search *search)
{
	char path[NAME_SIZE + 64], holder[NAME_SIZE];
	size_t i;

	for (i = 0; i < search->n; i++) {
		snprintf(path, sizeof(path), "class/block/%s/holders", search->nodes[i].name);
		if (!search->nodes[i].block || !sysfs_each(search->root, path, name_holder, search))
			continue;
		snprintf(holder, sizeof(holder), "%.63s", search->why);
		return FOUND(search, "%s is part of %s", search->nodes[i].name, holder);
	}
	return 0;
}

static int is_mounted(struct search *search)
{
	FILE *in = fopen("/proc/self/mountinfo", "re");
	unsigned int major, minor;
	const struct node *node;
	char *line = NULL, where[128];
	size_t size = 0;
	int found = 0;

	while (in && !found && getline(&line, &size, in) > 0) {
		if (sscanf(line, "%*u %*u %u:%u %*s %127s", &major, &minor, where) != 3)
			continue;
		node = node_of(search, major, minor, true);
		if (node)
			found = FOUND(search, "%s is mounted on %s", node->name, where);
	}
	free(line);
	if (in)
		fclose(in);
	return found;
}

/*
 * Whatever claims a disk or a partition of it: mounts of other namespaces,
 * swap, LIO. The kernel tells nobody who that is.
 */
static int is_claimed(struct search *search)
{
	const struct node *node = search->nodes;
	char path[NAME_SIZE + 8];
	struct stat st;
	int fd, busy;

	if (!search->n || !node->block)
		return 0;
	snprintf(path, sizeof(path), "/dev/%.63s", node->name);
	if (stat(path, &st) || !S_ISBLK(st.st_mode) ||
	    st.st_rdev != makedev(node->major, node->minor))
		return 0;
	fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	busy = fd < 0 && errno == EBUSY;
	if (fd >= 0)
		close(fd);
	return busy ? FOUND(search, "%.63s is in exclusive use", node->name) : 0;
}

static int is_backing_of(void *arg, int dir, const char *name)
{
	struct search *search = arg;
	const struct node *node;
	char path[512], file[512];
	struct stat st;

	snprintf(path, sizeof(path), "%.64s/loop/backing_file", name);
	if (strncmp(name, "loop", 4) || !sysfs_text(dir, path, file, sizeof(file)) ||
	    stat(file, &st) || !S_ISBLK(st.st_mode))
		return 0;
	node = node_of(search, major(st.st_rdev), minor(st.st_rdev), true);
	return node ? FOUND(search, "%s is behind %.32s", node->name, name) : 0;
}

static int is_behind_loop(struct search *search)
{
	return sysfs_each(search->root, "block", is_backing_of, search);
}

/* The name of what is looked for, if that is the device */
static const char *wanted_name(const struct search *search, unsigned int major,
			       unsigned int minor, bool block)
{
	const struct node *node;
	char path[64];

	if (!search->gone) {
		node = node_of(search, major, minor, block);
		return node ? node->name : NULL;
	}
	snprintf(path, sizeof(path), "dev/block/%u:%u", major, minor);
	return block && !sysfs_exists(search->root, path) ? "a disk that is gone" : NULL;
}

static int is_open_file(void *arg, int dir, const char *name)
{
	struct search *search = arg;
	char path[64], command[32];
	const char *wanted;
	struct stat st;

	if (fstatat(dir, name, &st, 0) || (!S_ISBLK(st.st_mode) && !S_ISCHR(st.st_mode)))
		return 0;
	wanted = wanted_name(search, major(st.st_rdev), minor(st.st_rdev), S_ISBLK(st.st_mode));
	if (!wanted)
		return 0;
	snprintf(path, sizeof(path), "/proc/%.16s/comm", search->process);
	sysfs_text(AT_FDCWD, path, command, sizeof(command));
	return FOUND(search, "%s is open by %s (%.16s)", wanted, command, search->process);
}

static int has_it_open(void *arg, int dir, const char *process)
{
	struct search *search = arg;
	char path[64];

	if (*process < '0' || *process > '9' || atoi(process) == getpid())
		return 0;
	search->process = process;
	snprintf(path, sizeof(path), "%.16s/fd", process);
	return sysfs_each(dir, path, is_open_file, search);
}

static int is_open(struct search *search)
{
	return sysfs_each(AT_FDCWD, "/proc", has_it_open, search);
}

/* The host of a pass-through LU of LIO isn't shown in one of its two modes. */
static int is_in_pscsi_info(const struct search *search, int dir, const char *name)
{
	const struct address *at = &search->device->at;
	unsigned int channel, target, lun, host;
	char path[300], info[512], *place;
	int n;

	snprintf(path, sizeof(path), "%.255s/info", name);
	n = sysfs_read(dir, path, info, sizeof(info) - 1);
	info[n > 0 ? n : 0] = '\0';
	place = strstr(info, "Channel ID: ");
	if (!place)
		return 0;
	n = sscanf(place, "Channel ID: %u Target ID: %u LUN: %u Host ID: %u", &channel, &target,
		   &lun, &host);
	return n >= 3 && channel == at->channel && target == at->target && lun == at->lun &&
	       (n == 3 || host == at->host);
}

static int is_pscsi_backing(void *arg, int dir, const char *name)
{
	struct search *search = arg;

	return is_in_pscsi_info(search, dir, name) ?
		FOUND(search, "it is passed through as %.64s", name) : 0;
}

static int has_pscsi_backing(void *arg, int dir, const char *name)
{
	return strncmp(name, "pscsi_", 6) ? 0 : sysfs_each(dir, name, is_pscsi_backing, arg);
}

static int is_passed_through(struct search *search)
{
	return sysfs_each(AT_FDCWD, PSCSI_ROOT, has_pscsi_backing, search);
}

bool device_is_busy(int root, const struct device *device, char why[BUSY_TEXT_SIZE])
{
	static int (*const checks[])(struct search *) = {
		is_held, is_mounted, is_behind_loop, is_passed_through, is_open, is_claimed,
	};
	struct search search = { .root = root, .device = device, .why = why };
	size_t i;

	search.n = device_nodes(root, device, true, search.nodes, NODES_MAX);
	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		if (checks[i](&search))
			return true;
	}
	return false;
}

bool disk_is_left_open(int root, char why[BUSY_TEXT_SIZE])
{
	struct search search = { .root = root, .gone = true, .why = why };

	return is_open(&search);
}
