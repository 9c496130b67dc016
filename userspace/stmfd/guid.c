// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <systemd/sd-id128.h>
#include <time.h>
#include <unistd.h>

#include "guid.h"

bool guid_valid(const char *guid)
{
	return *guid == '6' && guid[strspn(guid + 1, "0") + 1];
}

/* Of the first Ethernet interface that has one */
static bool mac_address(uint8_t mac[6])
{
	static const uint8_t none[6];
	struct if_nameindex *list = if_nameindex();
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found = false;

	for (struct if_nameindex *i = list; i && i->if_index && !found; i++) {
		struct ifreq req = { 0 };

		snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", i->if_name);
		if (ioctl(fd, SIOCGIFHWADDR, &req) || req.ifr_hwaddr.sa_family != ARPHRD_ETHER)
			continue;
		memcpy(mac, req.ifr_hwaddr.sa_data, 6);
		found = memcmp(mac, none, 6);
	}
	if_freenameindex(list);
	close(fd);
	return found;
}

/*
 * For a host without Ethernet. COMSTAR takes the host id, but Linux makes that
 * of an address that many hosts share. What this gives is marked as locally
 * administered, and as no real interface's (it is a group address).
 */
static void machine_address(uint8_t mac[6])
{
	static const sd_id128_t purpose = SD_ID128_MAKE(7c, 1e, 55, 0a, 9b, d2, 4e, 31, a0, c8,
							2f, 64, 0d, b9, 17, e3);
	sd_id128_t id;

	if (sd_id128_get_machine_app_specific(purpose, &id) < 0)
		random_bytes(mac, 6);
	else
		memcpy(mac, id.bytes, 6);
	mac[0] |= 0x03;
}

void guid_make(uint32_t company, uint32_t host_id, char guid[GUID_DIGITS + 1])
{
	static uint16_t counter;
	uint8_t host[6] = { 0 };

	if (host_id) {
		for (int i = 0; i < 4; i++)
			host[i] = host_id >> (24 - 8 * i);
	} else if (!mac_address(host)) {
		machine_address(host);
	}
	snprintf(guid, GUID_DIGITS + 1, "6%06X0%02X%02X%02X%02X%02X%02X%08" PRIX32 "%04X",
		 (unsigned int)(company & 0xffffff), host[0], host[1], host[2], host[3], host[4],
		 host[5], (uint32_t)time(NULL), ++counter);
}
