// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "sysfs.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define LUN_FLAT	0x4000	/* address method of a two-byte LUN */
#define LUN_MAX		0x3fff

struct addresses {
	struct address *v;
	size_t n, room;
};

bool address_parse(const char *text, struct address *at)
{
	char again[NAME_SIZE];
	unsigned long long lun;

	if (sscanf(text, "%9u:%9u:%9u:%20llu", &at->host, &at->channel, &at->target, &lun) != 4)
		return false;
	at->lun = lun;
	snprintf(again, sizeof(again), "%u:%u:%u:%llu", at->host, at->channel, at->target, lun);
	return !strcmp(text, again);
}

uint64_t address_lun(const struct address *at)
{
	return (at->lun & ~(uint64_t)LUN_MAX) == LUN_FLAT ? at->lun & LUN_MAX : at->lun;
}

uint64_t linux_lun(int32_t lun)
{
	return lun >= 256 && lun <= LUN_MAX ? LUN_FLAT | lun : lun;
}

bool address_is_unit(const struct address *at, int32_t target, int32_t lun)
{
	return at->target == (unsigned int)target && address_lun(at) == (uint64_t)lun;
}

/* Hosts and targets are in the same directory. */
static int add_address(void *arg, int dir, const char *name)
{
	struct addresses *all = arg;
	size_t room = all->room ? all->room * 2 : 256;
	struct address at, *v;

	if (!address_parse(name, &at))
		return 0;
	if (all->n == all->room) {
		v = reallocarray(all->v, room, sizeof(*v));
		if (!v)
			return -ENOMEM;
		all->v = v;
		all->room = room;
	}
	all->v[all->n++] = at;
	return 0;
}

static int address_order(const void *a, const void *b)
{
	const struct address *x = a, *y = b;

	if (x->host != y->host)
		return x->host < y->host ? -1 : 1;
	if (x->channel != y->channel)
		return x->channel < y->channel ? -1 : 1;
	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	return x->lun < y->lun ? -1 : x->lun > y->lun;
}

ssize_t device_list(int root, struct address **list)
{
	struct addresses all = { 0 };
	int err = sysfs_each(root, DEVICES, add_address, &all);

	if (err) {
		free(all.v);
		return err;
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), address_order);
	*list = all.v;
	return all.n;
}

static void copy_field(int dir, const char *attribute, uint8_t *field, size_t width)
{
	char text[NAME_SIZE];

	memset(field, ' ', width);
	if (sysfs_text(dir, attribute, text, sizeof(text)))
		memcpy(field, text, strnlen(text, width));
}

/* Where the kernel doesn't show the INQUIRY data as such, its texts have to do. */
static size_t inquiry_from_texts(int dir, uint8_t *inquiry)
{
	char type[NAME_SIZE];

	if (!sysfs_text(dir, "type", type, sizeof(type)))
		return 0;
	memset(inquiry, 0, SCSI_INQUIRY_LEN);
	inquiry[0] = strtoul(type, NULL, 10) & SCSI_TYPE_MASK;
	copy_field(dir, "vendor", inquiry + 8, SCSI_VENDOR_LEN);
	copy_field(dir, "model", inquiry + 16, SCSI_PRODUCT_LEN);
	copy_field(dir, "rev", inquiry + 32, SCSI_REVISION_LEN);
	return SCSI_INQUIRY_LEN;
}

static void read_inquiry(int dir, struct device *device)
{
	ssize_t n = sysfs_read(dir, "inquiry", device->inquiry, sizeof(device->inquiry));

	device->inquiry_len = n > 0 ? (size_t)n : inquiry_from_texts(dir, device->inquiry);
}

void device_read_driver(int root, struct device *device)
{
	char link[sizeof(device->path) + 8];

	snprintf(link, sizeof(link), "%s/driver", device->path);
	sysfs_link_name(root, link, device->driver, sizeof(device->driver));
}

bool device_read(int root, const struct address *at, struct device *device)
{
	int dir;

	device->at = *at;
	snprintf(device->name, sizeof(device->name), "%u:%u:%u:%llu", at->host, at->channel,
		 at->target, (unsigned long long)at->lun);
	snprintf(device->path, sizeof(device->path), DEVICES "/%s", device->name);
	dir = openat(root, device->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return false;
	read_inquiry(dir, device);
	sysfs_link_name(dir, "driver", device->driver, sizeof(device->driver));
	close(dir);
	return device->inquiry_len > 0;
}

struct node_search {
	struct node *nodes;
	size_t n, max;
	bool block, partitions;
};

static int add_node(void *arg, int dir, const char *name)
{
	struct node_search *search = arg;
	struct node *node = &search->nodes[search->n];
	char path[2 * NAME_SIZE], dev[NAME_SIZE];

	if (search->n == search->max || strlen(name) >= sizeof(node->name))
		return 0;
	snprintf(path, sizeof(path), "%s/dev", name);
	if (!sysfs_text(dir, path, dev, sizeof(dev)) ||
	    sscanf(dev, "%u:%u", &node->major, &node->minor) != 2)
		return 0;
	strcpy(node->name, name);
	node->block = search->block;
	search->n++;
	if (search->block && search->partitions) {
		search->partitions = false;
		sysfs_each(dir, name, add_node, search);
		search->partitions = true;
	}
	return 0;
}

size_t device_nodes(int root, const struct device *device, bool partitions, struct node *nodes,
		    size_t max)
{
	static const char *const kinds[] = {
		"block", "scsi_tape", "scsi_changer", "scsi_generic", "bsg"
	};
	struct node_search search = { .nodes = nodes, .max = max, .partitions = partitions };
	char path[sizeof(device->path) + 16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		snprintf(path, sizeof(path), "%s/%s", device->path, kinds[i]);
		search.block = !i;
		sysfs_each(root, path, add_node, &search);
	}
	return search.n;
}
