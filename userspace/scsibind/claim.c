// SPDX-License-Identifier: LGPL-2.1-or-later
/* From entries to claims. */
#include <stdlib.h>
#include <string.h>

#include "claim.h"
#include "driver.h"

struct conf_place claim_place(const struct claim *claim)
{
	return (struct conf_place){ claim->conf->file, claim->entry->line, claim->entry->column };
}

void claims_free(struct claims *claims)
{
	free(claims->v);
	memset(claims, 0, sizeof(*claims));
}

static bool append(struct claims *claims, const struct claim *claim)
{
	size_t room = claims->room ? claims->room * 2 : 64;
	void *v;

	if (claims->n == claims->room) {
		v = reallocarray(claims->v, room, sizeof(*claims->v));
		if (!v)
			return false;
		claims->v = v;
		claims->room = room;
	}
	claims->v[claims->n++] = *claim;
	return true;
}

static void say_at_prop(struct conf_log *log, enum conf_level level, const struct claim *claim,
			const struct conf_prop *prop, const char *what)
{
	const struct conf_place at = { claim->conf->file, prop->line, prop->column };

	conf_say(log, level, &at, prop->name, strlen(prop->name), "%s", what);
}

static bool unit_number(struct conf_log *log, const struct claim *claim,
			const struct conf_prop *prop, int32_t *number)
{
	if (prop->type != CONF_INTEGERS || prop->n != 1 || prop->integer < 0) {
		say_at_prop(log, CONF_ERROR, claim, prop, "takes one number from 0 on");
		return false;
	}
	if (conf_prop_find(prop->next, prop->name))
		say_at_prop(log, CONF_WARNING, claim, prop,
			    "second time in one entry: is a ';' missing? This one counts");
	*number = prop->integer;
	return true;
}

struct unit_props {
	const struct conf_prop *target, *lun;
};

static struct unit_props unit_props(const struct conf_prop *props)
{
	return (struct unit_props){ conf_prop_find(props, "target"), conf_prop_find(props, "lun") };
}

/* A node with both; a stub with neither, where one is allowed */
static bool read_unit(struct conf_log *log, struct claim *claim, const struct unit_props *props)
{
	struct conf_place at = claim_place(claim);

	if (!props->target && !props->lun && claim->parent) {
		claim->stub = true;
		return true;
	}
	if (!props->target || !props->lun) {
		conf_say(log, CONF_ERROR, &at, claim->driver, strlen(claim->driver), "missing %s",
			 props->target ? "lun" : props->lun ? "target" : "target and lun");
		return false;
	}
	return unit_number(log, claim, props->target, &claim->target) &&
	       unit_number(log, claim, props->lun, &claim->lun);
}

/* Hosts that find their devices themselves need no nodes: the entry is a stub. */
static bool read_stub(struct conf_log *log, struct claim *claim, const struct unit_props *props)
{
	if (props->target || props->lun)
		say_at_prop(log, CONF_WARNING, claim, props->target ?: props->lun,
			    "has no effect in class " CLASS_SELF_IDENTIFYING);
	claim->stub = true;
	return true;
}

static bool is_scsi(const struct conf_entry *entry)
{
	if (entry->parent)
		return strcmp(entry->parent, "pseudo");
	return !strcmp(entry->class, CLASS_SCSI) || !strcmp(entry->class, CLASS_SELF_IDENTIFYING);
}

static bool read_claim(struct conf_log *log, struct claim *claim, const struct unit_props *global)
{
	struct unit_props props = unit_props(claim->entry->props);
	struct conf_place at = claim_place(claim);

	if (!driver_name_is_valid(claim->driver)) {
		conf_say(log, CONF_ERROR, &at, claim->driver, strlen(claim->driver),
			 "not the name of a driver");
		return false;
	}
	if (claim->class && !strcmp(claim->class, CLASS_SELF_IDENTIFYING))
		return read_stub(log, claim, &props);
	if (!props.target)
		props.target = global->target;
	if (!props.lun)
		props.lun = global->lun;
	return read_unit(log, claim, &props);
}

bool claims_add(struct claims *claims, const struct driver_conf *conf, struct conf_log *log)
{
	const struct unit_props global = unit_props(conf->globals);
	const struct conf_entry *entry;

	for (entry = conf->nodes; entry; entry = entry->next) {
		struct claim claim = {
			.conf = conf, .entry = entry, .driver = entry->name,
			.parent = entry->parent, .class = entry->parent ? NULL : entry->class,
		};

		if (!is_scsi(entry) || !read_claim(log, &claim, &global))
			continue;
		if (!append(claims, &claim))
			return false;
	}
	return true;
}
