// SPDX-License-Identifier: GPL-2.0
/*
 * vhost_host WWPN: what a virtual machine with vhost-scsi is to the kernel. It attaches to
 * the target, then answers each line of its input by one:
 *
 *	luns TPGT		LUNs, by REPORT LUNS
 *	guid TPGT LUN		by INQUIRY
 *	write TPGT LUN TEXT	block 0
 *	read TPGT LUN		what was written so
 *	end
 *
 * with "K/ASC/ASCQ" for sense data, "response N" if no command came through.
 */
#include <endian.h>
#include <fcntl.h>
#include <linux/vhost.h>
#include <linux/virtio_ring.h>
#include <linux/virtio_scsi.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define QUEUES 3		/* control, events, requests */
#define REQUESTS 2
#define RING 8
#define DATA 4096
#define BLOCK 512
#define VERSION_1 (1ULL << 32)

/* The memory that the machine would have; its addresses are ours. */
static struct {
	_Alignas(4096) char ring[QUEUES][8192];
	struct virtio_scsi_cmd_req request;
	struct virtio_scsi_cmd_resp response;
	char data[DATA];
} memory;

static struct vring vring[QUEUES];
static int kick[QUEUES], call[QUEUES];

static void need(int rc, const char *what)
{
	if (rc >= 0)
		return;
	perror(what);
	exit(1);
}

static uint64_t address(const void *p)
{
	return (uintptr_t)p;
}

static void set_queue(int fd, unsigned int i)
{
	struct vhost_vring_state size = { .index = i, .num = RING }, base = { .index = i };
	struct vhost_vring_file file = { .index = i };
	struct vhost_vring_addr at = { .index = i };

	vring_init(&vring[i], RING, memory.ring[i], 4096);
	at.desc_user_addr = address(vring[i].desc);
	at.avail_user_addr = address(vring[i].avail);
	at.used_user_addr = address(vring[i].used);
	kick[i] = eventfd(0, EFD_CLOEXEC);
	call[i] = eventfd(0, EFD_CLOEXEC);
	need(ioctl(fd, VHOST_SET_VRING_NUM, &size), "VHOST_SET_VRING_NUM");
	need(ioctl(fd, VHOST_SET_VRING_BASE, &base), "VHOST_SET_VRING_BASE");
	need(ioctl(fd, VHOST_SET_VRING_ADDR, &at), "VHOST_SET_VRING_ADDR");
	file.fd = kick[i];
	need(ioctl(fd, VHOST_SET_VRING_KICK, &file), "VHOST_SET_VRING_KICK");
	file.fd = call[i];
	need(ioctl(fd, VHOST_SET_VRING_CALL, &file), "VHOST_SET_VRING_CALL");
}

static void attach(const char *wwpn)
{
	struct vhost_memory *map = calloc(1, sizeof(*map) + sizeof(map->regions[0]));
	struct vhost_scsi_target target = { .vhost_tpgt = 1 };
	uint64_t features = VERSION_1;
	int fd = open("/dev/vhost-scsi", O_RDWR | O_CLOEXEC);

	need(fd, "/dev/vhost-scsi");
	need(ioctl(fd, VHOST_SET_OWNER), "VHOST_SET_OWNER");
	need(ioctl(fd, VHOST_SET_FEATURES, &features), "VHOST_SET_FEATURES");
	map->nregions = 1;
	map->regions[0].guest_phys_addr = address(&memory);
	map->regions[0].userspace_addr = address(&memory);
	map->regions[0].memory_size = sizeof(memory);
	need(ioctl(fd, VHOST_SET_MEM_TABLE, map), "VHOST_SET_MEM_TABLE");
	free(map);
	for (unsigned int i = 0; i < QUEUES; i++)
		set_queue(fd, i);
	snprintf(target.vhost_wwpn, sizeof(target.vhost_wwpn), "%s", wwpn);
	need(ioctl(fd, VHOST_SCSI_SET_ENDPOINT, &target), "VHOST_SCSI_SET_ENDPOINT");
}

static void put(unsigned int i, const void *at, uint32_t len, uint16_t flags)
{
	struct vring_desc *desc = &vring[REQUESTS].desc[i];

	desc->addr = htole64(address(at));
	desc->len = htole32(len);
	desc->flags = htole16(flags);
	desc->next = htole16(i + 1);
}

/* The data of one command lie in memory.data; it reads them unless it writes. */
static void send_once(unsigned int tpgt, unsigned int lun, const uint8_t *cdb, size_t n,
		      uint32_t len, int writes)
{
	struct vring *ring = &vring[REQUESTS];
	struct pollfd done = { .fd = call[REQUESTS], .events = POLLIN };
	uint16_t next = le16toh(ring->avail->idx);
	const uint64_t one = 1;
	uint64_t count;
	unsigned int i = 0;

	memset(&memory.request, 0, sizeof(memory.request));
	memset(&memory.response, 0, sizeof(memory.response));
	memory.request.lun[0] = 1;
	memory.request.lun[1] = tpgt;
	memory.request.lun[2] = 0x40 | lun >> 8;
	memory.request.lun[3] = lun;
	memcpy(memory.request.cdb, cdb, n);
	put(i++, &memory.request, sizeof(memory.request), VRING_DESC_F_NEXT);
	if (writes)
		put(i++, memory.data, len, VRING_DESC_F_NEXT);
	put(i++, &memory.response, sizeof(memory.response),
	    VRING_DESC_F_WRITE | (writes ? 0 : VRING_DESC_F_NEXT));
	if (!writes)
		put(i++, memory.data, len, VRING_DESC_F_WRITE);
	ring->avail->ring[next % RING] = 0;
	__atomic_store_n(&ring->avail->idx, htole16(next + 1), __ATOMIC_SEQ_CST);
	need(write(kick[REQUESTS], &one, sizeof(one)), "kick");
	while (le16toh(__atomic_load_n(&ring->used->idx, __ATOMIC_SEQ_CST)) == next) {
		if (poll(&done, 1, 120000) != 1) {
			fputs("no answer\n", stderr);
			exit(1);
		}
		need(read(call[REQUESTS], &count, sizeof(count)), "call");
	}
}

/* 0, or an answer was printed. Unit attentions are for those who keep state. */
static int command(unsigned int tpgt, unsigned int lun, const uint8_t *cdb, size_t n,
		   uint32_t len, int writes)
{
	const uint8_t *sense = memory.response.sense;

	for (int tries = 0; tries < 8; tries++) {
		send_once(tpgt, lun, cdb, n, len, writes);
		if (memory.response.response) {
			printf("response %u\n", memory.response.response);
			return -1;
		}
		if (!memory.response.status)
			return 0;
		if (memory.response.status != 2 || (sense[2] & 0xf) != 6)
			break;
	}
	if (memory.response.status == 2)
		printf("%02x/%02x/%02x\n", sense[2] & 0xf, sense[12], sense[13]);
	else
		printf("status %02x\n", memory.response.status);
	return -1;
}

static void luns(unsigned int tpgt)
{
	const uint8_t cdb[12] = { 0xa0, [8] = DATA >> 8 };
	const uint8_t *data = (const uint8_t *)memory.data;
	uint32_t n;

	if (command(tpgt, 0, cdb, sizeof(cdb), DATA, 0))
		return;
	memcpy(&n, data, sizeof(n));
	n = be32toh(n) / 8;
	for (uint32_t i = 1; i <= n && i < DATA / 8; i++)
		printf("%s%u", i > 1 ? " " : "", (data[8 * i] & 0x3f) << 8 | data[8 * i + 1]);
	putchar('\n');
}

static void guid(unsigned int tpgt, unsigned int lun)
{
	const uint8_t cdb[6] = { 0x12, 1, 0x83, DATA >> 9 };
	const uint8_t *data = (const uint8_t *)memory.data;
	unsigned int n;

	if (command(tpgt, lun, cdb, sizeof(cdb), DATA / 2, 0))
		return;
	n = 4 + (data[2] << 8 | data[3]);
	for (unsigned int at = 4; at < n && at < DATA / 2; at += 4 + data[at + 3]) {
		if ((data[at + 1] & 0x3f) != 3 || data[at + 4] >> 4 != 6)
			continue;
		for (int i = 0; i < 16; i++)
			printf("%02X", data[at + 4 + i]);
		break;
	}
	putchar('\n');
}

static void block(unsigned int tpgt, unsigned int lun, const char *text)
{
	const uint8_t cdb[10] = { text ? 0x2a : 0x28, [8] = 1 };

	memset(memory.data, 0, BLOCK);
	if (text)
		snprintf(memory.data, BLOCK, "%s", text);
	if (!command(tpgt, lun, cdb, sizeof(cdb), BLOCK, !!text))
		printf("%.*s\n", BLOCK, memory.data);
}

int main(int argc, char **argv)
{
	char line[BLOCK], what[16], text[BLOCK];
	unsigned int tpgt, lun;

	if (argc != 2)
		return 2;
	attach(argv[1]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("attached");
	while (fgets(line, sizeof(line), stdin)) {
		int n = sscanf(line, "%15s %u %u %511s", what, &tpgt, &lun, text);

		if (n == 1 && !strcmp(what, "end"))
			break;
		if (n == 2 && !strcmp(what, "luns"))
			luns(tpgt);
		else if (n == 3 && !strcmp(what, "guid"))
			guid(tpgt, lun);
		else if (n == 3 && !strcmp(what, "read"))
			block(tpgt, lun, NULL);
		else if (n == 4 && !strcmp(what, "write"))
			block(tpgt, lun, text);
		else
			puts("what?");
	}
	return 0;
}
