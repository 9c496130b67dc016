// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "sysfs.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define HOSTS "class/scsi_host"

/* Transports that tell which devices there are, by the class that their hosts are in */
static const char *const transports[] = { "fc_host", "sas_host", "srp_host", "iscsi_host" };

/* Others of that kind are known by a part of the path of their hosts. */
static const char *const buses[] = { "/ata", "/usb" };

static bool transport_identifies(int root, unsigned int number, const char *path)
{
	char name[64];
	const char *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(transports); i++) {
		snprintf(name, sizeof(name), "class/%s/host%u", transports[i], number);
		if (sysfs_exists(root, name))
			return true;
	}
	for (i = 0; i < ARRAY_SIZE(buses); i++) {
		at = strstr(path, buses[i]);
		if (at && at[4] >= '0' && at[4] <= '9')
			return true;
	}
	return false;
}

/* The link says ../../devices/.../hostN/scsi_host/hostN. */
static void read_path(int root, unsigned int number, char *path, size_t size)
{
	char link[64], target[PATH_MAX], *start, *end;

	snprintf(link, sizeof(link), HOSTS "/host%u", number);
	sysfs_link(root, link, target, sizeof(target));
	start = strstr(target, "/devices/");
	end = strstr(target, "/scsi_host/");
	if (end)
		*end = '\0';
	snprintf(path, size, "%s", start ? start : "");
}

static const char *class_of(int root, const struct host *host, const struct table *classes)
{
	const struct table_pair *pair = table_find(classes, host->driver);
	bool identifies;

	if (pair)
		identifies = !strcmp(pair->alias, CLASS_SELF_IDENTIFYING);
	else
		identifies = transport_identifies(root, host->number, host->path);
	return identifies ? CLASS_SELF_IDENTIFYING : CLASS_SCSI;
}

bool host_read(int root, unsigned int number, const struct table *classes, struct host *host)
{
	char name[64];

	host->number = number;
	snprintf(name, sizeof(name), HOSTS "/host%u/proc_name", number);
	if (!sysfs_text(root, name, host->driver, sizeof(host->driver)))
		return false;
	read_path(root, number, host->path, sizeof(host->path));
	host->class = class_of(root, host, classes);
	return true;
}

struct numbers {
	unsigned int *v;
	size_t n;
};

static int add_number(void *arg, int dir, const char *name)
{
	struct numbers *all = arg;
	unsigned int number, *v;
	char end;

	if (sscanf(name, "host%9u%c", &number, &end) != 1)
		return 0;
	v = reallocarray(all->v, all->n + 1, sizeof(*v));
	if (!v)
		return -ENOMEM;
	all->v = v;
	v[all->n++] = number;
	return 0;
}

static int number_order(const void *a, const void *b)
{
	const unsigned int *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

ssize_t host_list(int root, unsigned int **numbers)
{
	struct numbers all = { 0 };
	int err = sysfs_each(root, HOSTS, add_number, &all);

	if (err) {
		free(all.v);
		return err;
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), number_order);
	*numbers = all.v;
	return all.n;
}

bool host_is_self_identifying(const struct host *host)
{
	return !strcmp(host->class, CLASS_SELF_IDENTIFYING);
}

/* /sys/devices/... or /devices/..., the host itself or what it is below */
static bool path_covers(const char *parent, const char *path)
{
	size_t len;

	if (!strncmp(parent, SYSFS_ROOT "/", strlen(SYSFS_ROOT "/")))
		parent += strlen(SYSFS_ROOT);
	len = strlen(parent);
	return !strncmp(parent, path, len) && (!path[len] || path[len] == '/');
}

bool claim_covers_host(const struct claim *claim, const struct host *host)
{
	char name[16];

	if (!claim->parent)
		return !strcmp(claim->class, host->class);
	if (*claim->parent == '/')
		return path_covers(claim->parent, host->path);
	snprintf(name, sizeof(name), "host%u", host->number);
	return !strcmp(claim->parent, host->driver) || !strcmp(claim->parent, name);
}
