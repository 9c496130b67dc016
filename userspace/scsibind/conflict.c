// SPDX-License-Identifier: LGPL-2.1-or-later
/* Units that more than one driver claims. */
#include <stdlib.h>
#include <string.h>

#include "claim.h"
#include "driver.h"

#define LOOK_BACK 16	/* claims of one unit that a claim is compared with */

/* What has been found out about a claim: it is in the way of an earlier one. */
struct finding {
	const struct claim *claim, *rival;
	enum kind { NO_RIVAL, SAME_DRIVER, SHARED, PERHAPS, CONFLICT } kind;
};

static bool drivers_compete(const char *a, const char *b)
{
	return strcmp(a, b) && driver_types(a) & driver_types(b);
}

static int compare_numbers(int32_t a, int32_t b)
{
	return a < b ? -1 : a > b;
}

/* Where, target, LUN; a parent may be called like a class. */
static int compare_units(const struct claim *a, const struct claim *b)
{
	int order;

	if (!a->parent != !b->parent)
		return a->parent ? 1 : -1;
	order = strcmp(a->parent ?: a->class, b->parent ?: b->class);
	if (!order)
		order = compare_numbers(a->target, b->target);
	return order ?: compare_numbers(a->lun, b->lun);
}

static int finding_order(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	return compare_units(x->claim, y->claim) ?: (x->claim < y->claim ? -1 : 1);
}

static int claim_order(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	return x->claim < y->claim ? -1 : x->claim > y->claim;
}

/* Claims sorted by unit: the earlier ones of the same unit are just before. */
static void find_rival(struct finding *findings, size_t at)
{
	struct finding *f = &findings[at];
	size_t i;

	for (i = at; i > 0 && at - i < LOOK_BACK; i--) {
		const struct claim *other = findings[i - 1].claim;
		enum kind kind;

		if (compare_units(f->claim, other))
			return;
		if (!strcmp(f->claim->driver, other->driver))
			kind = SAME_DRIVER;
		else
			kind = drivers_compete(f->claim->driver, other->driver) ? CONFLICT : SHARED;
		if (kind >= f->kind) {
			f->kind = kind;
			f->rival = other;
		}
	}
}

static int unit_order(const void *key, const void *element)
{
	return compare_units(key, ((const struct finding *)element)->claim);
}

/* A parent may be a host of class scsi: then the claims of the class are for it, too. */
static void find_class_rival(struct finding *findings, size_t n, size_t at)
{
	struct finding *f = &findings[at], *found;
	struct claim key = { .class = CLASS_SCSI, .target = f->claim->target, .lun = f->claim->lun };

	if (!f->claim->parent || f->kind)
		return;
	found = bsearch(&key, findings, n, sizeof(*findings), unit_order);
	if (found && drivers_compete(f->claim->driver, found->claim->driver)) {
		f->kind = PERHAPS;
		f->rival = found->claim;
	}
}

static void say_finding(const struct finding *f, struct conf_log *log)
{
	static const struct {
		enum conf_level level;
		const char *tail;
	} texts[] = {
		[SAME_DRIVER] = { CONF_WARNING, "" },
		[SHARED] = { CONF_WARNING, ": the type of the device decides" },
		[PERHAPS] = { CONF_WARNING, " for all hosts of class scsi" },
		[CONFLICT] = { CONF_CONFLICT, "" },
	};
	const struct conf_place at = claim_place(f->claim), first = claim_place(f->rival);

	conf_say(log, texts[f->kind].level, &at, f->claim->driver, strlen(f->claim->driver),
		 "target %d LUN %d of %s %s is claimed by %s at %s:%u:%u%s", f->claim->target,
		 f->claim->lun, f->claim->parent ? "parent" : "class",
		 f->claim->parent ?: f->claim->class, f->rival->driver, first.file, first.line,
		 first.column, texts[f->kind].tail);
}

static size_t copy_units(const struct claims *claims, struct finding *findings)
{
	size_t i, n = 0;

	for (i = 0; i < claims->n; i++) {
		if (!claims->v[i].stub)
			findings[n++].claim = &claims->v[i];
	}
	return n;
}

bool claims_check(const struct claims *claims, struct conf_log *log)
{
	struct finding *findings = calloc(claims->n + 1, sizeof(*findings));
	unsigned int said = 0;
	size_t i, n;

	if (!findings)
		return false;
	n = copy_units(claims, findings);
	qsort(findings, n, sizeof(*findings), finding_order);
	for (i = 0; i < n; i++) {
		find_rival(findings, i);
		find_class_rival(findings, n, i);
	}
	qsort(findings, n, sizeof(*findings), claim_order);
	for (i = 0; i < n && said < CLAIM_MESSAGES_MAX; i++) {
		if (findings[i].kind) {
			say_finding(&findings[i], log);
			said++;
		}
	}
	free(findings);
	return true;
}

/* Files that claim for a driver replace the one that it comes with. */
static bool replaces_defaults(const struct claims *claims, const char *driver)
{
	size_t i;

	for (i = 0; i < claims->n; i++) {
		if (!strcmp(claims->v[i].driver, driver))
			return true;
	}
	return false;
}

void claims_check_defaults(const struct claims *claims, struct conf_log *log)
{
	const struct driver_defaults *d;
	unsigned int said = 0;
	size_t i;

	for (d = driver_defaults; d->driver; d++) {
		if (replaces_defaults(claims, d->driver))
			continue;
		for (i = 0; i < claims->n && said < CLAIM_MESSAGES_MAX; i++) {
			const struct claim *c = &claims->v[i];
			const struct conf_place at = claim_place(c);

			if (c->stub || c->parent || c->target > d->last_target || c->lun != d->lun ||
			    !drivers_compete(c->driver, d->driver))
				continue;
			conf_say(log, CONF_CONFLICT, &at, c->driver, strlen(c->driver),
				 "target %d LUN %d: the defaults of %s claim targets 0-%d LUN %d first",
				 c->target, c->lun, d->driver, d->last_target, d->lun);
			said++;
		}
	}
}
