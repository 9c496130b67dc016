// SPDX-License-Identifier: GPL-2.0
/* The XML of svccfg, with libxml2, with which illumos writes and reads it too. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "smf_xml.h"

#define DTD "/usr/share/lib/xml/dtd/service_bundle.dtd.1"

/* ---- writing ---- */

static void set(xmlNode *node, const char *name, const char *value)
{
	must(xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value));
}

static xmlNode *child(xmlNode *parent, const char *name)
{
	return must(xmlNewChild(parent, NULL, (const xmlChar *)name, NULL));
}

/* One value stands in the element itself; none or several below it. */
static void write_property(xmlNode *parent, const struct smf_property *property)
{
	xmlNode *node = child(parent, property->n == 1 ? "propval" : "property"), *list;
	char name[64];

	set(node, "name", property->name);
	set(node, "type", property->type);
	if (property->n == 1)
		set(node, "value", property->value[0]);
	if (property->n < 2)
		return;
	snprintf(name, sizeof(name), "%s_list", property->type);
	list = child(node, name);
	for (size_t i = 0; i < property->n; i++)
		set(child(list, "value_node"), "value", property->value[i]);
}

static void write_group(xmlNode *parent, const struct smf_group *group)
{
	xmlNode *node = child(parent, "property_group");

	set(node, "name", group->name);
	set(node, "type", "application");
	for (int single = 1; single >= 0; single--)
		for (size_t i = 0; i < group->n; i++)
			if ((group->property[i].n == 1) == single)
				write_property(node, &group->property[i]);
}

static xmlDoc *make_document(const struct smf_service *service, const char *name)
{
	xmlDoc *doc = must(xmlNewDoc((const xmlChar *)"1.0"));
	xmlNode *bundle = must(xmlNewNode(NULL, (const xmlChar *)"service_bundle")), *node;

	must(xmlCreateIntSubset(doc, (const xmlChar *)"service_bundle", NULL,
				(const xmlChar *)DTD));
	xmlDocSetRootElement(doc, bundle);
	set(bundle, "type", "manifest");
	set(bundle, "name", "export");
	node = child(bundle, "service");
	set(node, "name", name);
	set(node, "type", "service");
	set(node, "version", "0");
	for (size_t i = 0; i < service->n; i++)
		write_group(node, &service->group[i]);
	return doc;
}

/* svccfg's quotes: " becomes ', and ' becomes &apos; */
static char *requote(const char *text, size_t n)
{
	size_t quotes = 0;
	char *out, *to;

	for (size_t i = 0; i < n; i++)
		quotes += text[i] == '\'';
	out = to = must(malloc(n + 5 * quotes + 1));
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\'')
			to = stpcpy(to, "&apos;");
		else
			*to++ = text[i] == '"' ? '\'' : text[i];
	}
	*to = '\0';
	return out;
}

/* XML has no way to spell control characters, and must be UTF-8. */
static bool can_spell(const char *text)
{
	if (!xmlCheckUTF8((const unsigned char *)text))
		return false;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if ((*p < ' ' && *p != '\t' && *p != '\n' && *p != '\r') ||
		    (p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe))
			return false;
	return true;
}

static const char *find_odd(const struct smf_service *service)
{
	for (size_t i = 0; i < service->n; i++) {
		const struct smf_group *group = &service->group[i];

		if (!can_spell(group->name))
			return group->name;
		for (size_t j = 0; j < group->n; j++) {
			const struct smf_property *property = &group->property[j];

			if (!can_spell(property->name))
				return property->name;
			for (size_t k = 0; k < property->n; k++)
				if (!can_spell(property->value[k]))
					return property->value[k];
		}
	}
	return NULL;
}

char *smf_write(const struct smf_service *service, const char *name, char err[SMF_ERRLEN])
{
	const char *odd = find_odd(service);
	xmlChar *text = NULL;
	xmlDoc *doc;
	char *out;
	int n = 0;

	if (odd) {
		snprintf(err, SMF_ERRLEN,
			 "%.128s: has characters that XML can't have; use --json", odd);
		return NULL;
	}
	doc = make_document(service, name);
	xmlDocDumpFormatMemory(doc, &text, &n, 1);
	xmlFreeDoc(doc);
	must(text);
	out = requote((const char *)text, n);
	xmlFree(text);
	return out;
}

/* ---- reading ---- */

struct reading {
	xmlParserCtxt *parser;
	char *err;
	bool failed;
};

static void __attribute__((format(printf, 2, 3))) refuse(struct reading *reading, const char *fmt, ...)
{
	va_list args;

	if (reading->failed)
		return;
	reading->failed = true;
	va_start(args, fmt);
	vsnprintf(reading->err, SMF_ERRLEN, fmt, args);
	va_end(args);
}

static void on_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public,
		      const xmlChar *system, xmlChar *content)
{
	xmlParserCtxt *parser = ctx;

	refuse(parser->_private, "line %d: entities are not allowed",
	       parser->input ? parser->input->line : 0);
	xmlStopParser(parser);
}

static void on_error(void *arg, xmlError *error)
{
	struct reading *reading = ((xmlParserCtxt *)arg)->_private;
	char text[160];

	snprintf(text, sizeof(text), "%s", error->message ? error->message : "not XML");
	text[strcspn(text, "\n")] = '\0';
	refuse(reading, "line %d: %s", error->line, text);
}

static xmlDoc *parse(const char *text, size_t n, struct reading *reading)
{
	xmlParserCtxt *parser = must(xmlCreateMemoryParserCtxt(text, n));
	xmlDoc *doc;

	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOBLANKS);
	parser->_private = reading;
	parser->sax->entityDecl = on_entity;
	parser->sax->externalSubset = NULL;
	parser->sax->resolveEntity = NULL;
	parser->sax->error = NULL;
	parser->sax->warning = NULL;
	parser->sax->serror = (xmlStructuredErrorFunc)on_error;
	parser->userData = parser;
	xmlParseDocument(parser);
	doc = parser->myDoc;
	if (!parser->wellFormed)
		refuse(reading, "not XML");
	if (reading->failed) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	xmlFreeParserCtxt(parser);
	return doc;
}

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

/* For free(); an attribute that is missing is a fault. */
static char *attr(struct reading *reading, xmlNode *node, const char *name)
{
	xmlChar *text = xmlGetNoNsProp(node, (const xmlChar *)name);

	if (!text)
		refuse(reading, "line %ld: %s without %s", xmlGetLineNo(node),
		       (const char *)node->name, name);
	return (char *)text;
}

static void read_values(struct reading *reading, xmlNode *node, struct smf_property *property)
{
	for (xmlNode *list = node->children; list; list = list->next) {
		if (list->type != XML_ELEMENT_NODE)
			continue;
		for (xmlNode *item = list->children; item; item = item->next) {
			char *value;

			if (!is(item, "value_node"))
				continue;
			value = attr(reading, item, "value");
			if (value)
				smf_value_add(property, value);
			free(value);
		}
	}
}

static void read_property(struct reading *reading, xmlNode *node, struct smf_group *group)
{
	char *name = attr(reading, node, "name"), *type = attr(reading, node, "type"), *value;
	struct smf_property *property;

	if (name && smf_property(group, name))
		refuse(reading, "line %ld: property %.80s is there twice", xmlGetLineNo(node), name);
	if (!reading->failed) {
		property = smf_property_add(group, name, type);
		if (is(node, "propval")) {
			value = attr(reading, node, "value");
			if (value)
				smf_value_add(property, value);
			free(value);
		} else {
			read_values(reading, node, property);
		}
	}
	free(name);
	free(type);
}

static void read_group(struct reading *reading, xmlNode *node, struct smf_service *service)
{
	char *name = attr(reading, node, "name");
	struct smf_group *group;

	if (!name)
		return;
	group = smf_group_add(service, name);
	for (xmlNode *item = node->children; item && !reading->failed; item = item->next)
		if (is(item, "propval") || is(item, "property"))
			read_property(reading, item, group);
	free(name);
}

static xmlNode *find_service(xmlDoc *doc, const char *name)
{
	xmlNode *bundle = xmlDocGetRootElement(doc), *node;

	if (!bundle || !is(bundle, "service_bundle"))
		return NULL;
	for (node = bundle->children; node; node = node->next) {
		xmlChar *text = is(node, "service") ? xmlGetNoNsProp(node, (const xmlChar *)"name") :
						      NULL;
		bool found = text && !strcmp((const char *)text, name);

		xmlFree(text);
		if (found)
			return node;
	}
	return NULL;
}

static int group_order(const void *a, const void *b)
{
	return strcmp(((const struct smf_group *)a)->name, ((const struct smf_group *)b)->name);
}

/* Sorted, as nobody may rely on the order anyway; then doubles are neighbours. */
static void sort_groups(struct reading *reading, struct smf_service *service)
{
	if (service->n)
		qsort(service->group, service->n, sizeof(*service->group), group_order);
	for (size_t i = 1; i < service->n; i++)
		if (!group_order(&service->group[i - 1], &service->group[i]))
			refuse(reading, "property group %.80s is there twice", service->group[i].name);
}

bool smf_read(const char *text, size_t n, const char *name, struct smf_service *service,
	      char err[SMF_ERRLEN])
{
	struct reading reading = { .err = err };
	xmlNode *node;
	xmlDoc *doc;

	memset(service, 0, sizeof(*service));
	if (!n || n > SMF_FILE_MAX) {
		refuse(&reading, n ? "is too large" : "is empty");
		return false;
	}
	doc = parse(text, n, &reading);
	node = doc ? find_service(doc, name) : NULL;
	if (doc && !node)
		refuse(&reading, "there is no service %s in it", name);
	for (xmlNode *item = node ? node->children : NULL; item && !reading.failed; item = item->next)
		if (is(item, "property_group"))
			read_group(&reading, item, service);
	if (doc)
		sort_groups(&reading, service);
	xmlFreeDoc(doc);
	if (reading.failed)
		smf_free(service);
	return !reading.failed;
}
