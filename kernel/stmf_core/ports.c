// SPDX-License-Identifier: GPL-2.0
/*
 * Port providers: what the core must know of one fabric. The list is changed
 * under ports_lock and read under RCU, in the command path too. A target port
 * holds a reference on the module of its provider.
 */
#include <linux/export.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <scsi/scsi_proto.h>

#include "model.h"

static DEFINE_MUTEX(ports_lock);
static LIST_HEAD(ports);

/* Fabrics of which there is no more to know */
static struct stmf_port_provider builtin[] = {
	{ .name = "loopback", .fabric = "loopback", .protocol = SCSI_PROTOCOL_SAS },
	{ .name = "vhost", .fabric = "vhost", .protocol = SCSI_PROTOCOL_SAS,
	  .bare_luns = true },
	{ .name = "fcoet", .fabric = "fc", .protocol = SCSI_PROTOCOL_FCP },
	{ .name = "srpt", .fabric = "srpt", .protocol = SCSI_PROTOCOL_SRP,
	  .channels = true },
};

static bool clashes(const struct stmf_port_provider *provider)
{
	struct stmf_port_provider *p;

	list_for_each_entry(p, &ports, list) {
		if (!strcmp(p->fabric, provider->fabric))
			return true;
		/* one module may serve several fabrics under one name */
		if (!strcmp(p->name, provider->name) &&
		    p->owner != provider->owner)
			return true;
	}
	return false;
}

/* What the command path remembers of a fabric's names is void. */
static void names_changed(void)
{
	mutex_lock(&stmf.lock);
	stmf_policy_invalidate(&stmf.policy);
	mutex_unlock(&stmf.lock);
}

/**
 * stmf_port_provider_register - add a port provider
 * @provider: what it knows; stays valid until it is unregistered
 *
 * Context: may sleep.
 * Return: 0, or -EEXIST if there is one for that fabric, or another module
 * has one of that name.
 */
int stmf_port_provider_register(struct stmf_port_provider *provider)
{
	int err = 0;

	mutex_lock(&ports_lock);
	if (clashes(provider))
		err = -EEXIST;
	else
		list_add_tail_rcu(&provider->list, &ports);
	mutex_unlock(&ports_lock);
	names_changed();
	return err;
}
EXPORT_SYMBOL_GPL(stmf_port_provider_register);

/**
 * stmf_port_provider_unregister - remove a port provider
 * @provider: one that was registered; no target uses it, since each of them
 *	holds a reference on its module
 *
 * Context: may sleep; none of its functions runs on return.
 */
void stmf_port_provider_unregister(struct stmf_port_provider *provider)
{
	mutex_lock(&ports_lock);
	list_del_rcu(&provider->list);
	mutex_unlock(&ports_lock);
	names_changed();
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(stmf_port_provider_unregister);

/**
 * stmf_port_get - find a provider by name and take a reference on its module
 * @name: its name
 *
 * Context: may sleep.
 * Return: the provider or NULL.
 */
const struct stmf_port_provider *stmf_port_get(const char *name)
{
	struct stmf_port_provider *p, *found = NULL;

	mutex_lock(&ports_lock);
	list_for_each_entry(p, &ports, list) {
		if (strcmp(p->name, name) || !try_module_get(p->owner))
			continue;
		found = p;
		break;
	}
	mutex_unlock(&ports_lock);
	return found;
}

/**
 * stmf_port_put - give back what stmf_port_get() returned
 * @provider: the provider
 *
 * Context: any.
 */
void stmf_port_put(const struct stmf_port_provider *provider)
{
	module_put(provider->owner);
}

/**
 * stmf_port_of_fabric - find the provider of a fabric
 * @fabric: LIO's name of the fabric
 *
 * Context: RCU read section; part of the command path.
 * Return: the provider, valid until the section ends, or NULL.
 */
const struct stmf_port_provider *stmf_port_of_fabric(const char *fabric)
{
	struct stmf_port_provider *p;

	list_for_each_entry_rcu(p, &ports, list)
		if (!strcmp(p->fabric, fabric))
			return p;
	return NULL;
}

/**
 * stmf_port_normalise - bring a fabric's name to the model's normal form
 * @provider: the provider of the fabric
 * @fabric_name: the name as LIO has it
 * @out: the normal form, NUL-terminated
 * @size: room in @out
 *
 * Context: any; part of the command path.
 * Return: the length of the normal form, or -EINVAL.
 */
int stmf_port_normalise(const struct stmf_port_provider *provider,
			const char *fabric_name, char *out, size_t size)
{
	if (provider->normalise)
		return provider->normalise(fabric_name, out, size);
	return stmf_name_normalise(fabric_name, out, size);
}

/**
 * stmf_ports_init - register the fabrics that need no module of their own
 *
 * Return: 0 or a negative errno.
 */
int stmf_ports_init(void)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(builtin); i++) {
		err = stmf_port_provider_register(&builtin[i]);
		if (err)
			goto undo;
	}
	return 0;
undo:
	while (i--)
		stmf_port_provider_unregister(&builtin[i]);
	return err;
}

/**
 * stmf_ports_exit - the reverse
 */
void stmf_ports_exit(void)
{
	size_t i = ARRAY_SIZE(builtin);

	while (i--)
		stmf_port_provider_unregister(&builtin[i]);
}
