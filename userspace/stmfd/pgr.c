// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "aptpl.h"
#include "fabric.h"
#include "pgr.h"

#define CODE_BINARY 1
#define CODE_UTF8 3
#define TYPE_NAA 0x93		/* of a target port, with a protocol */
#define TYPE_NAME 0x98
#define HEAD 4			/* of a descriptor, before the identifier */
#define WWN_LEN 8
#define ISID_DIGITS 12
#define ISID ",i,0x"		/* between an iSCSI initiator's name and its session's */
#define TAG ",t,0x"		/* between a target's name and its portal group's, if that isn't 1 */

/* An initiator or target: its name in the model, and which of its ports it is */
struct port {
	char name[SBDMETA_DEVID_MAX];
	const char *part;	/* "" or what is behind ISID or TAG */
};

static void put_port(struct sbd_devid *id, const struct fabric *fabric, const char *name,
		     const char *mark, const char *part)
{
	char *text = part ? xasprintf("%s%s%s", name, mark, part) : xstrdup(name);
	size_t len = strlen(text);

	if (len > SBDMETA_DEVID_MAX - HEAD)
		len = SBDMETA_DEVID_MAX - HEAD;
	id->bytes[0] = fabric->protocol << 4 | CODE_UTF8;
	id->bytes[1] = TYPE_NAME;
	id->bytes[3] = len;
	memcpy(id->bytes + HEAD, text, len);
	id->len = HEAD + len;
	free(text);
}

static void get_port(const struct sbd_devid *id, const char *mark, struct port *port)
{
	const uint8_t *bytes = id->bytes + HEAD;
	size_t len = id->len - HEAD;
	uint64_t wwn = 0;
	char *part;

	if (len == WWN_LEN && (id->bytes[0] & 0xf) == CODE_BINARY) {
		for (size_t i = 0; i < WWN_LEN; i++)
			wwn = wwn << 8 | bytes[i];
		snprintf(port->name, sizeof(port->name), "wwn.%016" PRIX64, wwn);
	} else {
		snprintf(port->name, sizeof(port->name), "%.*s", (int)len, (const char *)bytes);
	}
	part = strstr(port->name, mark);
	port->part = part ? part + strlen(mark) : "";
	if (part)
		*part = 0;
}

/* ---- to LIO ---- */

static bool is_holder(const struct sbd_pgr *pgr, uint32_t i, const struct names *records)
{
	if (pgr->flags & SBD_PGR_ALL_REGISTRANTS)
		return !records->n;	/* LIO wants one of them */
	return i + 1 == pgr->holder;
}

/* False: it can't be one of that target's. */
static bool add_record(const struct sbd_pgr *pgr, uint32_t i, const struct target *target,
		       unsigned long tag, struct names *records)
{
	const struct fabric *fabric = fabric_of_target(target);
	char *wwn = fabric ? fabric->wwn(target) : NULL, *wire = NULL, *sid, *record;
	bool all = pgr->keys[i].all_target_ports, is;
	struct port from;

	get_port(&pgr->keys[i].initiator, ISID, &from);
	if (wwn)
		wire = fabric->initiator(from.name);
	is = wire;
	if (is) {
		bool isid = strspn(from.part, "0123456789abcdefABCDEF") == ISID_DIGITS &&
			    !from.part[ISID_DIGITS];

		sid = isid ? xasprintf(",initiator_sid=%s", from.part) : xstrdup("");
		record = xasprintf("initiator_node=%s%s,sa_res_key=%" PRIu64
				   ",res_holder=%d,res_type=%u,res_scope=%u,res_all_tg_pt=%d,"
				   "mapped_lun=0,target_node=%s,tpgt=%lu,target_lun=0",
				   wire, sid, pgr->keys[i].key, is_holder(pgr, i, records),
				   pgr->type, pgr->scope, all, wwn, tag);
		names_add(records, record);
		free(record);
		free(sid);
	}
	free(wire);
	free(wwn);
	return is;
}

/* A key for all ports may name none. */
static bool add_key(const struct sbd_pgr *pgr, uint32_t i, const struct model *model,
		    struct names *records)
{
	const struct sbd_pgr_key *key = &pgr->keys[i];
	const struct target *target;
	struct port to;
	bool any = false;

	if (key->target.len <= HEAD) {
		vec_each(every, &model->target)
			any |= add_record(pgr, i, every, 1, records);
		return any;
	}
	get_port(&key->target, TAG, &to);
	target = model_target(model, to.name);
	return target && add_record(pgr, i, target, *to.part ? strtoul(to.part, NULL, 16) : 1,
				    records);
}

size_t pgr_to_records(const struct sbd_pgr *pgr, const struct model *model, struct names *records)
{
	size_t lost = 0;

	for (uint32_t i = 0; pgr->flags & SBD_PGR_APTPL && i < pgr->nkeys; i++)
		lost += pgr->keys[i].initiator.len <= HEAD || !add_key(pgr, i, model, records);
	return lost;
}

/* ---- from LIO ---- */

static uint64_t number_of(const char *record, const char *key)
{
	char *text = aptpl_value(record, key);
	uint64_t number = text ? strtoull(text, NULL, 10) : 0;

	free(text);
	return number;
}

static const struct target *target_of(const char *record, const struct model *model)
{
	char *node = aptpl_value(record, "target_node");
	const struct target *found = NULL;

	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);
		char *wwn = fabric ? fabric->wwn(target) : NULL;

		if (node && same_text(wwn, node))
			found = target;
		free(wwn);
	}
	free(node);
	return found;
}

static bool take_record(const char *record, const struct model *model, struct sbd_pgr_key *key)
{
	const struct target *target = target_of(record, model);
	const struct fabric *fabric = target ? fabric_of_target(target) : NULL;
	char *node = aptpl_value(record, "initiator_node"), *sid = aptpl_value(record, "initiator_sid");
	char *name = node && fabric ? fabric->from_initiator(node) : NULL;
	unsigned long tag = number_of(record, "tpgt");
	char *part = tag == 1 ? NULL : xasprintf("%04lx", tag);
	bool is = name;

	if (is) {
		key->key = number_of(record, "sa_res_key");
		key->all_target_ports = number_of(record, "res_all_tg_pt");
		put_port(&key->initiator, fabric, name, ISID, sid);
		put_port(&key->target, fabric, target->name, TAG, part);
	}
	free(part);
	free(name);
	free(sid);
	free(node);
	return is;
}

static void take_holder(const char *record, struct sbd_pgr *pgr)
{
	pgr->type = number_of(record, "res_type") & 0xf;
	pgr->scope = number_of(record, "res_scope") & 0xf;
	pgr->holder = pgr->nkeys;
	pgr->flags |= pgr->type == 7 || pgr->type == 8 ? SBD_PGR_ALL_REGISTRANTS :
							 SBD_PGR_ONE_HOLDER;
}

void pgr_from_records(const struct names *records, const struct model *model, struct sbd_pgr *pgr)
{
	*pgr = (struct sbd_pgr){ .keys = xcalloc(records->n + 1, sizeof(*pgr->keys)) };
	vec_each(record, records) {
		if (!take_record(*record, model, &pgr->keys[pgr->nkeys]))
			continue;
		pgr->nkeys++;
		if (number_of(*record, "res_holder"))
			take_holder(*record, pgr);
	}
	if (pgr->nkeys)
		pgr->flags |= SBD_PGR_APTPL | SBD_PGR_KEYS_HAVE_NEXUS;
}
