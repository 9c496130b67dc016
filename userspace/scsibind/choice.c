// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "choice.h"
#include "driver.h"
#include "sgen.h"
#include "sysfs.h"

/* Drivers that aren't in the table go by the name that Linux knows them by. */
static bool is_on_bus(int root, const char *driver)
{
	char path[NAME_SIZE + 32];

	return (size_t)snprintf(path, sizeof(path), DRIVERS "/%s", driver) < sizeof(path) &&
	       sysfs_exists(root, path);
}

bool linux_driver(int root, const char *driver, uint8_t type, struct linux_driver *found)
{
	const struct driver *known = driver_for(driver, type);

	if (known) {
		*found = (struct linux_driver){ known->bus_name, known->module };
		return true;
	}
	*found = (struct linux_driver){ driver, NULL };
	return !driver_is_known(driver) && is_on_bus(root, driver);
}

static bool claims_unit(const struct claim *claim, const struct device *device)
{
	return !claim->stub && address_is_unit(&device->at, claim->target, claim->lun);
}

/* As a driver's probe does it: what isn't for this driver is left to the next claim. */
static bool driver_takes(int root, const struct claim *claim, const struct device *device,
			 uint8_t type)
{
	struct linux_driver driver;

	if (!strcmp(claim->driver, "sgen") &&
	    !sgen_takes(claim, device->inquiry, device->inquiry_len))
		return false;
	return linux_driver(root, claim->driver, type, &driver);
}

static const struct claim *unit_claim(const struct rules *rules, const struct host *host,
				      const struct device *device, uint8_t type)
{
	size_t i;

	for (i = 0; i < rules->claims.n; i++) {
		const struct claim *claim = &rules->claims.v[i];

		if (claims_unit(claim, device) && claim_covers_host(claim, host) &&
		    driver_takes(rules->root, claim, device, type))
			return claim;
	}
	return NULL;
}

static const struct claim *stub_claim(const struct rules *rules, const struct host *host,
				      const char *driver)
{
	size_t i;

	for (i = 0; i < rules->claims.n; i++) {
		const struct claim *claim = &rules->claims.v[i];

		if (claim->stub && !strcmp(claim->driver, driver) && claim_covers_host(claim, host))
			return claim;
	}
	return NULL;
}

/* Claims of units are for hosts that don't identify their devices. */
void choose(const struct rules *rules, const struct host *host, const struct device *device,
	    const struct scsi_compat *compat, struct choice *choice)
{
	const char *node = scsi_node_name(compat->node_type);

	memset(choice, 0, sizeof(*choice));
	if (!host_is_self_identifying(host))
		choice->claim = unit_claim(rules, host, device, compat->node_type);
	if (choice->claim) {
		choice->driver = choice->claim->driver;
		choice->stated = true;
		return;
	}
	choice->alias = alias_of(&rules->aliases, compat);
	if (choice->alias)
		choice->driver = choice->alias->driver;
	else if (is_on_bus(rules->root, node))
		choice->driver = node;
	else
		return;
	choice->stated = (choice->alias && choice->alias->line) ||
			 stub_claim(rules, host, choice->driver);
}
