// SPDX-License-Identifier: GPL-2.0
/* Property groups in memory. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "smf_xml.h"

/* A zeroed element at the end of an array that grows by doubling. */
static void *grow(void *array, size_t *n, size_t size)
{
	if (!(*n & (*n - 1)) || !*n)
		array = must(realloc(array, (*n ? 2 * *n : 1) * size));
	memset((char *)array + *n * size, 0, size);
	++*n;
	return array;
}

struct smf_group *smf_group_add(struct smf_service *service, const char *name)
{
	service->group = grow(service->group, &service->n, sizeof(*service->group));
	service->group[service->n - 1].name = text_copy(name);
	return &service->group[service->n - 1];
}

struct smf_property *smf_property_add(struct smf_group *group, const char *name, const char *type)
{
	struct smf_property *property;

	group->property = grow(group->property, &group->n, sizeof(*group->property));
	property = &group->property[group->n - 1];
	property->name = text_copy(name);
	property->type = text_copy(type);
	return property;
}

void smf_value_add(struct smf_property *property, const char *value)
{
	property->value = grow(property->value, &property->n, sizeof(*property->value));
	property->value[property->n - 1] = text_copy(value);
}

void smf_add(struct smf_group *group, const char *name, const char *type, const char *value)
{
	smf_value_add(smf_property_add(group, name, type), value);
}

static void free_property(struct smf_property *property)
{
	for (size_t i = 0; i < property->n; i++)
		free(property->value[i]);
	free(property->value);
	free(property->name);
	free(property->type);
}

void smf_free(struct smf_service *service)
{
	for (size_t i = 0; i < service->n; i++) {
		struct smf_group *group = &service->group[i];

		for (size_t j = 0; j < group->n; j++)
			free_property(&group->property[j]);
		free(group->property);
		free(group->name);
	}
	free(service->group);
	memset(service, 0, sizeof(*service));
}

const struct smf_group *smf_group(const struct smf_service *service, const char *name)
{
	for (size_t i = 0; i < service->n; i++)
		if (!strcmp(service->group[i].name, name))
			return &service->group[i];
	return NULL;
}

const struct smf_property *smf_property(const struct smf_group *group, const char *name)
{
	for (size_t i = 0; group && i < group->n; i++)
		if (!strcmp(group->property[i].name, name))
			return &group->property[i];
	return NULL;
}

const char *smf_value(const struct smf_group *group, const char *name)
{
	const struct smf_property *property = smf_property(group, name);

	return property && property->n == 1 ? property->value[0] : NULL;
}
