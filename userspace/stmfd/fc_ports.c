// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <libudev.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "fabric.h"
#include "fc_ports.h"

struct fc_ports {
	struct udev *udev;
	struct udev_monitor *monitor;
	int events;			/* links that come and go; -1: can't be heard */
	stmfFcPortList *list, *old;	/* list NULL: to be read; old: what it was before */
	int again;			/* looks to come: a new port has its name later */
};

#define LOOKS 5

/* <scsi/scsi_netlink.h>, which is the kernel's only, means a mask; it sends to the group of that number. */
#define SCSI_NL_GRP_FC_EVENTS 4

/*
 * Links come and go without a uevent, but with an event of the transport class; so do
 * modes: qla2xxx resets the port when one is chosen.
 */
static int open_events(void)
{
	const struct sockaddr_nl addr = { .nl_family = AF_NETLINK,
					  .nl_groups = 1 << (SCSI_NL_GRP_FC_EVENTS - 1) };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SCSITRANSPORT);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		fd = -1;
	}
	return fd;	/* a kernel without SCSI has no such protocol */
}

struct fc_ports *fc_ports_new(void)
{
	struct fc_ports *ports = xcalloc(1, sizeof(*ports));

	ports->udev = udev_new();
	if (ports->udev)
		ports->monitor = udev_monitor_new_from_netlink(ports->udev, "kernel");
	if (!ports->monitor ||
	    udev_monitor_filter_add_match_subsystem_devtype(ports->monitor, "fc_host", NULL) ||
	    udev_monitor_enable_receiving(ports->monitor))
		say(LOG_ERR, "no events of Fibre Channel ports: new ones are found on SIGHUP only");
	ports->events = open_events();
	return ports;
}

int fc_ports_fd(const struct fc_ports *ports)
{
	return ports->monitor ? udev_monitor_get_fd(ports->monitor) : -1;
}

int fc_ports_link_fd(const struct fc_ports *ports)
{
	return ports->events;
}

void fc_ports_forget(struct fc_ports *ports)
{
	if (!ports->list)
		return;
	stmfFreeMemory(ports->old);
	ports->old = ports->list;
	ports->list = NULL;
}

/* What an event says is in sysfs as well. */
void fc_ports_link_events(struct fc_ports *ports)
{
	char buffer[4096];

	while (recv(ports->events, buffer, sizeof(buffer), 0) > 0)
		;
	fc_ports_forget(ports);
	ports->again = LOOKS;
}

bool fc_ports_events(struct fc_ports *ports)
{
	struct udev_device *device = udev_monitor_receive_device(ports->monitor);

	if (!device)
		return false;
	udev_device_unref(device);
	fc_ports_forget(ports);
	ports->again = LOOKS;
	return true;
}

bool fc_ports_pending(const struct fc_ports *ports)
{
	return ports->again;
}

bool fc_ports_tick(struct fc_ports *ports)
{
	if (!ports->again)
		return false;
	ports->again--;
	fc_ports_forget(ports);
	return true;
}

static char *port_name(const stmfFcPort *port)
{
	return xasprintf("wwn.%016" PRIX64, port->portWwn);
}

/* The fabric whose target it is. Virtual ports are made on purpose, by a command. */
static bool is_of(const struct fabric *fabric, const stmfFcPort *port)
{
	return port->modes & STMF_FC_TARGET && !port->npiv &&
	       same_text(fabric->driver, port->driver);
}

static bool has_port(const stmfFcPortList *list, const struct fabric *fabric, const char *target)
{
	bool has = false;

	for (uint32_t i = 0; i < list->cnt && !has; i++) {
		char *name = port_name(&list->port[i]);

		has = is_of(fabric, &list->port[i]) && !strcmp(name, target);
		free(name);
	}
	return has;
}

static bool add_port(struct kernel *kernel, const struct model *model,
		     const struct fabric *fabric, const stmfFcPort *port, unsigned int number)
{
	char alias[32], *name = port_name(port);
	struct target target = { .name = name, .alias = alias,
				 .provider = (char *)fabric->provider };
	bool added = false;

	snprintf(alias, sizeof(alias), "%s%u,0", fabric->provider, number);
	if (!model_target(model, name)) {
		struct fault fault = { 0 };

		added = !kernel_target_add(kernel, &target, &fault);
		if (added)
			say(LOG_INFO, "Fibre Channel port %s (host%d) is a target", name,
			    port->host);
		else
			say(LOG_ERR, "Fibre Channel port %s: %s", name, fault.text);
	}
	free(name);
	return added;
}

static bool remove_gone(const struct fc_ports *ports, struct kernel *kernel,
			const struct model *model)
{
	bool removed = false;

	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);

		if (!fabric || !fabric->driver || has_port(ports->list, fabric, target->name))
			continue;
		say(LOG_INFO, "Fibre Channel port %s is gone, or can't be a target any more",
		    target->name);
		removed |= !kernel_target_remove(kernel, target->name, NULL);
	}
	return removed;
}

static const stmfFcPort *port_before(const struct fc_ports *ports, uint64_t wwn)
{
	for (uint32_t i = 0; ports->old && i < ports->old->cnt; i++)
		if (ports->old->port[i].portWwn == wwn)
			return &ports->old->port[i];
	return NULL;
}

static void tell_changes(const struct fc_ports *ports)
{
	for (uint32_t i = 0; i < ports->list->cnt; i++) {
		const stmfFcPort *port = &ports->list->port[i];
		const stmfFcPort *before = port_before(ports, port->portWwn);

		if (before && strcmp(before->state, port->state))
			say(LOG_NOTICE, "Fibre Channel port wwn.%016" PRIX64 " (host%d): %s",
			    port->portWwn, port->host, port->state);
	}
}

static bool read_ports(struct fc_ports *ports)
{
	if (ports->list)
		return true;
	if (stmfGetFcPortList(NULL, &ports->list)) {
		say(LOG_ERR, "Fibre Channel ports: %s", stmfLastErrorText());
		return false;
	}
	tell_changes(ports);
	return true;
}

static bool add_new(const struct fc_ports *ports, struct kernel *kernel,
		    const struct model *model, const struct fabric *fabric)
{
	const stmfFcPortList *list = ports->list;
	unsigned int number = 0;
	bool added = false;

	for (uint32_t i = 0; i < list->cnt; i++)
		if (is_of(fabric, &list->port[i]))
			added |= add_port(kernel, model, fabric, &list->port[i], number++);
	return added;
}

bool fc_ports_match(struct fc_ports *ports, struct kernel *kernel, const struct model *model)
{
	bool changed;

	if (!read_ports(ports))
		return false;
	changed = remove_gone(ports, kernel, model);
	fabric_each(fabric)
		changed |= add_new(ports, kernel, model, *fabric);
	return changed;
}
