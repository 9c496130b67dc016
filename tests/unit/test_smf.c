// SPDX-License-Identifier: GPL-2.0
/*
 * Backups: COMSTAR's XML is read as it should be and written byte for byte,
 * documents survive the way there and back, hostile files are refused.
 */
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "alloc.h"
#include "doc.h"
#include "smf_doc.h"
#include "stmf_linux.h"

#define GUID "600144F0C0A8010200005F5E100A0001"

static char err[SMF_ERRLEN];

static char *read_golden(const char *name)
{
	char *path = text_print("golden/%s", name), *text = must(calloc(1, 1 << 20));
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
	fclose(file);
	free(path);
	return text;
}

static struct json_object *read_xml(const char *text, struct json_object *notes)
{
	struct json_object *doc = NULL, *own = notes ? NULL : json_object_new_array();
	struct smf_service service;

	*err = '\0';
	if (smf_read(text, strlen(text), SMF_STMF, &service, err)) {
		doc = smf_to_doc(&service, notes ? notes : own, err);
		smf_free(&service);
	}
	json_object_put(own);
	assert_int_equal(!doc, !!*err);
	return doc;
}

static char *write_xml(struct json_object *doc, struct json_object *derived)
{
	struct smf_service service;
	char *text;

	smf_from_doc(doc, derived, &service);
	text = smf_write(&service, SMF_STMF, err);
	smf_free(&service);
	return text;
}

static struct json_object *rows(struct json_object *doc, const char *table)
{
	struct json_object *tables, *array;

	assert_true(json_object_object_get_ex(doc, "tables", &tables));
	assert_true(json_object_object_get_ex(tables, table, &array));
	return array;
}

static void expect_rows(struct json_object *doc, const char *table, const char *wanted)
{
	assert_string_equal(json_object_to_json_string_ext(rows(doc, table), JSON_C_TO_STRING_PLAIN |
							   JSON_C_TO_STRING_NOSLASHESCAPE), wanted);
}

static void golden_in(void **state)
{
	char *text = read_golden("stmf.xml");
	struct json_object *doc = read_xml(text, NULL), *import;

	if (!doc)
		fail_msg("%s", err);
	expect_rows(doc, "host_member", "[{\"member\":\"eui.0123456789ABCDEF\",\"in_group\":\"it's \\\"a\\\" <lab> & \u00e4\","
		    "\"place\":0},{\"member\":\"iqn.1998-01.com.vmware:esx1\",\"in_group\":\"esx\",\"place\":0},"
		    "{\"member\":\"wwn.210000E08B001122\",\"in_group\":\"esx\",\"place\":1}]");
	expect_rows(doc, "target_group", "[{\"name\":\"front\",\"place\":0}]");
	expect_rows(doc, "view_entry", "[{\"guid\":\"" GUID "\",\"idx\":0,\"host_group\":\"esx\",\"target_group\":null,\"lun\":5},"
		    "{\"guid\":\"" GUID "\",\"idx\":7,\"host_group\":\"it's \\\"a\\\" <lab> & \u00e4\",\"target_group\":\"front\","
		    "\"lun\":16383}]");
	expect_rows(doc, "setting", "[{\"name\":\"default_lu_state\",\"value\":\"offline\"},"
		    "{\"name\":\"default_target_state\",\"value\":\"online\"},{\"name\":\"persist_method\",\"value\":\"smf\"}]");
	assert_true(json_object_object_get_ex(doc, "import", &import));
	assert_string_equal(json_object_to_json_string_ext(import, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
			    "[{\"guid\":\"" GUID "\",\"file\":\"/dev/zvol/rdsk/tank/vol1\"}]");
	json_object_put(doc);
	free(text);
}

/* Byte for byte, up to what is ours alone */
static void golden_out(void **state)
{
	char *text = read_golden("stmf.xml"), *wanted = read_golden("stmf-export.xml"), *got;
	struct json_object *doc = read_xml(text, NULL);

	json_object_object_del(doc, "import");
	got = write_xml(doc, NULL);
	assert_non_null(got);
	if (strncmp(got, wanted, strlen(wanted)))
		fail_msg("got\n%s\nwanted\n%s", got, wanted);
	assert_non_null(strstr(got, "provider_data_pg_linux"));
	free(got);
	json_object_put(doc);
	free(wanted);
	free(text);
}

/* ---- random documents ---- */

static unsigned int pick(unsigned int below)
{
	return (unsigned int)random() % below;
}

static struct json_object *add_row(struct json_object *array)
{
	struct json_object *row = json_object_new_object();

	json_object_array_add(array, row);
	return row;
}

static void put(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, text ? json_object_new_string(text) : NULL);
}

static void put_number(struct json_object *row, const char *key, int64_t number)
{
	json_object_object_add(row, key, json_object_new_int64(number));
}

static const char *const odd[] = { "plain", "a b", "<&>'\"", "\u00e4\u20ac\U0001f600", "tab\tline\nend\r", "&amp;lt;" };

static char *odd_name(int i)
{
	return text_print("%s %d", odd[pick(sizeof(odd) / sizeof(odd[0]))], i);
}

static void make_groups(struct json_object *tables, const char *kind, char **name, int n)
{
	char *table = text_print("%s_group", kind), *members = text_print("%s_member", kind);
	struct json_object *groups = json_object_new_array(), *list = json_object_new_array();

	for (int i = 0; i < n; i++) {
		struct json_object *row = add_row(groups);

		put(row, "name", name[i]);
		put_number(row, "place", i);
		for (int j = pick(4); j > 0; j--) {
			char *member = text_print("iqn.2026-01.test:%d-%d", i, j);

			row = add_row(list);
			put(row, "member", member);
			put(row, "in_group", name[i]);
			put_number(row, "place", json_object_array_length(list));
			free(member);
		}
	}
	json_object_object_add(tables, table, groups);
	json_object_object_add(tables, members, list);
	free(members);
	free(table);
}

/* Places in a group are from 0 without a gap, as the daemon has them. */
static void fix_places(struct json_object *members)
{
	const char *last = "";
	int place = 0;

	for (size_t i = 0; i < json_object_array_length(members); i++) {
		struct json_object *row = json_object_array_get_idx(members, i), *group;

		json_object_object_get_ex(row, "in_group", &group);
		if (strcmp(last, json_object_get_string(group)))
			place = 0;
		last = json_object_get_string(group);
		put_number(row, "place", place++);
	}
}

static void make_lus(struct json_object *tables, nvlist_t *sbd, char **name, int groups, int n)
{
	struct json_object *lus = json_object_new_array(), *views = json_object_new_array(), *row;

	for (int i = 0; i < n; i++) {
		char *guid = text_print("600144F0%024d", i), *path = odd_name(i), lower[33];

		row = add_row(lus);
		put(row, "guid", guid);
		put(row, "path", path);
		put(row, "meta", NULL);
		put(row, "alias", pick(2) ? "\u00e4 \"alias\"" : NULL);
		put_number(row, "size", 1 << 20);
		for (int j = 0; j <= 32; j++)
			lower[j] = guid[j] == 'F' ? 'f' : guid[j];
		assert_int_equal(nvlist_add_string(sbd, lower, path), 0);
		for (int j = pick(3); j > 0; j--) {
			row = add_row(views);
			put(row, "guid", guid);
			put_number(row, "idx", 10 * j);
			put(row, "host_group", groups && pick(2) ? name[pick(groups)] : NULL);
			put(row, "target_group", NULL);
			put_number(row, "lun", pick(16384));
		}
		free(path);
		free(guid);
	}
	json_object_object_add(tables, "lu", lus);
	json_object_object_add(tables, "view_entry", views);
}

static void make_setting(struct json_object *tables)
{
	static const char *const names[] = { "default_lu_state", "default_target_state", "service" };
	struct json_object *array = json_object_new_array(), *row;

	for (int i = 0; i < 3; i++) {
		row = add_row(array);
		put(row, "name", names[i]);
		put(row, "value", pick(2) ? "online" : "offline");
	}
	json_object_object_add(tables, "setting", array);
}

static void add_provider(struct json_object *array, const char *name, int type, nvlist_t *list)
{
	struct json_object *row = add_row(array);
	char *packed = NULL, *hex;
	size_t n;

	assert_int_equal(nvlist_pack(list, &packed, &n, NV_ENCODE_XDR, 0), 0);
	hex = must(stmf_hex_encode(packed, n));
	put(row, "name", name);
	put_number(row, "type", type);
	put_number(row, "token", 1 + pick(1000));
	put(row, "data", hex);
	free(hex);
	free(packed);
}

/* Of about that many bytes */
static nvlist_t *make_list(size_t size)
{
	nvlist_t *list;
	char *text = must(malloc(size + 1));

	assert_int_equal(nvlist_alloc(&list, NV_UNIQUE_NAME, 0), 0);
	memset(text, 'x', size);
	text[size] = '\0';
	assert_int_equal(nvlist_add_string(list, "text", text), 0);
	free(text);
	return list;
}

static struct json_object *make_doc(int objects, size_t data, struct json_object **derived)
{
	struct json_object *doc = json_object_new_object(), *tables = json_object_new_object();
	struct json_object *providers = json_object_new_array();
	int groups = pick(objects + 1), lus = pick(objects + 1);
	char **name = must(calloc(groups + 1, sizeof(*name)));
	nvlist_t *sbd, *other = make_list(data);

	for (int i = 0; i < groups; i++)
		name[i] = odd_name(i);
	put(doc, "format", "comstar-linux");
	put_number(doc, "version", 2);
	assert_int_equal(nvlist_alloc(&sbd, NV_UNIQUE_NAME, 0), 0);
	make_groups(tables, "host", name, groups);
	make_groups(tables, "target", name, groups);
	json_object_object_foreach(tables, table, array)
		if (strstr(table, "member"))
			fix_places(array);
	make_lus(tables, sbd, name, groups, lus);
	make_setting(tables);
	json_object_object_add(doc, "tables", tables);
	add_provider(providers, "other", 2, other);
	json_object_object_add(doc, "provider_data", providers);
	*derived = json_object_new_array();
	if (lus)
		add_provider(*derived, "sbd", 1, sbd);
	for (int i = 0; i < groups; i++)
		free(name[i]);
	free(name);
	nvlist_free(sbd);
	nvlist_free(other);
	return doc;
}

static void there_and_back(int objects, size_t data)
{
	struct json_object *derived, *doc = make_doc(objects, data, &derived), *again;
	char *text = write_xml(doc, derived), *second, *difference;

	assert_non_null(text);
	again = read_xml(text, NULL);
	if (!again)
		fail_msg("%s", err);
	difference = doc_difference(doc, again);
	if (difference)
		fail_msg("%s", difference);
	second = write_xml(again, derived);
	assert_string_equal(text, second);
	free(second);
	free(text);
	json_object_put(again);
	json_object_put(doc);
	json_object_put(derived);
}

static void round_trips(void **state)
{
	for (int i = 0; i < 200; i++)
		there_and_back(1 + pick(30), pick(9000));
}

/* CR 6694511: data of more than 2 KiB were cut without a word. */
static void large_data(void **state)
{
	static const size_t sizes[] = { 2000, 2048, 3999, 4000, 4001, 8000, 128 << 10, 300000, 2 << 20 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		there_and_back(3, sizes[i]);
}

/* A difference is seen, whatever it is. */
static void differences(void **state)
{
	struct json_object *derived, *doc = make_doc(20, 100, &derived), *again, *row;
	char *text = write_xml(doc, derived), *difference;

	again = read_xml(text, NULL);
	row = json_object_array_get_idx(rows(again, "setting"), 0);
	put(row, "value", "neither");
	difference = doc_difference(doc, again);
	assert_non_null(difference);
	free(difference);
	json_object_array_del_idx(rows(again, "setting"), 0, 1);
	difference = doc_difference(again, doc);
	assert_non_null(difference);
	free(difference);
	free(text);
	json_object_put(again);
	json_object_put(doc);
	json_object_put(derived);
}

/* ---- what is refused ---- */

/* The golden file with one text in the place of another */
static void expect_refused(const char *from, const char *to, const char *why)
{
	char *text = read_golden("stmf.xml"), *at = strstr(text, from), *bad;
	struct json_object *doc;

	assert_non_null(at);
	bad = text_print("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	doc = read_xml(bad, NULL);
	if (doc || !strstr(err, why))
		fail_msg("%s -> %s: got \"%s\", wanted \"%s\"", from, to, err, why);
	free(bad);
	free(text);
}

static void refused(void **state)
{
	expect_refused("value='2'/>\n    </property_group>", "value='3'/>\n    </property_group>", "a piece is missing");
	expect_refused("provider_data_prop-1", "provider_data_prop-2", "a piece is missing");
	expect_refused("value='82f64", "value='82f6", "not hexadecimal digits");
	expect_refused("value='0101000000000000", "value='0101000000000001", "not a packed list");
	expect_refused("name='ve_cnt' type='count' value='2'", "name='ve_cnt' type='count' value='1'", "ve_cnt");
	expect_refused("name='view_entry-0-600144F0C0A8010200005F5E100A0001' type='application'",
		       "name='view_entry-1-600144F0C0A8010200005F5E100A0001' type='application'", "is missing");
	expect_refused("<property name='view_entry-7-600144F0C0A8010200005F5E100A0001'",
		       "<property name='view_entry-7-600144F0C0A8010200005F5E100A0002'", "another logical unit");
	expect_refused("value='0005000000000000'", "value='000500000000000'", "lu_nbr");
	expect_refused("value='0005000000000000'", "value='0005000000000001'", "lu_nbr");
	expect_refused("value='3FFF000000000000'", "value='4000000000000000'", "lu_nbr");
	expect_refused("all_hosts' type='boolean' value='false'", "all_hosts' type='boolean' value='maybe'", "all_hosts");
	expect_refused("host_group' type='ustring' value='esx'", "host_group' type='ustring' value=''", "all_hosts");
	expect_refused("version_name' type='count' value='1'", "version_name' type='count' value='2'", "version");
	expect_refused("value='default_lu_offline'", "value='sleeping'", "default state");
	expect_refused("system/stmf", "network/iscsi/target", "no service system/stmf");
	expect_refused("</service>", "", "line");
	expect_refused("<propval name='group_name-0' type='ustring' value='esx'/>",
		       "<propval name='group_name-0' type='ustring' value='esx'/>"
		       "<propval name='group_name-0' type='ustring' value='esx'/>", "twice");
	expect_refused("name='stmf_data'", "name='host_groups'", "twice");
}

static void hostile(void **state)
{
	expect_refused("dtd.1'>", "dtd.1' [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "entities are not allowed");
	expect_refused("dtd.1'>", "dtd.1' [<!ENTITY % x SYSTEM 'http://127.0.0.1:1/'> %x;]>", "entities are not allowed");
	expect_refused("dtd.1'>", "dtd.1' [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
		       "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>", "entities are not allowed");
	expect_refused("value='esx'", "value='&undeclared;'", "line");
	expect_refused("value='esx'", "value='\x01'", "line");
	expect_refused("value='esx'", "value='\xff'", "line");
	assert_null(read_xml("", NULL));
	assert_null(read_xml("no XML", NULL));
	assert_null(read_xml("<a/>", NULL));
	assert_null(read_xml("<service_bundle/>", NULL));
}

#define T1 "iqn.2010-08.org.illumos:02:t1"

static nvlist_t *new_nv(void)
{
	nvlist_t *list;

	assert_int_equal(nvlist_alloc(&list, NV_UNIQUE_NAME, 0), 0);
	return list;
}

static void add_nv(nvlist_t *list, const char *name, nvlist_t *value)
{
	nvlist_add_nvlist(list, name, value);
	nvlist_free(value);
}

static nvlist_t *iscsit_target(const char *secret)
{
	nvlist_t *target = new_nv(), *properties = new_nv(), *tags = new_nv(), *tag = new_nv();

	nvlist_add_string(properties, "alias", "db");
	nvlist_add_string(properties, "auth", "chap");
	nvlist_add_string(properties, "targetchapsecret", secret);
	add_nv(target, "properties", properties);
	nvlist_add_uint64(target, "generation", 4);
	nvlist_add_uint16(tag, "tag", 2);
	nvlist_add_uint64(tag, "generation", 1);
	add_nv(tags, "lab", tag);
	add_nv(target, "tpgtList", tags);
	return target;
}

/* As COMSTAR keeps what itadm configures; without: a pair that is left out */
static char *iscsit_xml(const char *without, const char *portal)
{
	char *const portals[] = { "192.0.2.5:3260", (char *)portal }, *const servers[] = { "192.0.2.9" };
	nvlist_t *top = new_nv(), *targets = new_nv(), *bare = new_nv(), *tpgs = new_nv(), *tpg = new_nv();
	nvlist_t *inis = new_nv(), *ini = new_nv(), *properties = new_nv(), *global = new_nv();
	char *packed = NULL, *hex, *text;
	size_t n;

	nvlist_add_uint32(top, "cfgVersion", 7);
	add_nv(targets, T1, iscsit_target("c2VjcmV0LW9mLXRhcmdldA=="));
	add_nv(targets, "iqn.2010-08.org.illumos:02:t0", bare);
	add_nv(top, "targetList", targets);
	nvlist_add_string_array(tpg, "portalList", portals, 2);
	add_nv(tpgs, "lab", tpg);
	add_nv(top, "tpgList", tpgs);
	nvlist_add_string(properties, "chapuser", "u");
	add_nv(ini, "properties", properties);
	add_nv(inis, "iqn.1998-01.com.vmware:esx1", ini);
	add_nv(top, "iniList", inis);
	nvlist_add_boolean_value(global, "isns", B_TRUE);
	nvlist_add_string_array(global, "isnsserver", servers, 1);
	nvlist_add_string(global, "auth", "none");
	add_nv(top, "globalProperties", global);
	if (without)
		nvlist_remove_all(top, without);
	assert_int_equal(nvlist_pack(top, &packed, &n, NV_ENCODE_XDR, 0), 0);
	hex = stmf_hex_encode(packed, n);
	text = text_print("<service_bundle><service name='system/stmf'><property_group name='provider_data_pg_iscsit'"
			  " type='application'><propval name='provider_data_cnt' type='count' value='1'/>"
			  "<propval name='provider_data_prop-0' type='opaque' value='%s'/>"
			  "<propval name='provider_data_set_cnt' type='count' value='3'/>"
			  "<propval name='provider_type' type='integer' value='2'/></property_group></service></service_bundle>",
			  hex);
	nvlist_free(top);
	free(packed);
	free(hex);
	return text;
}

static void iscsit(void **state)
{
	char *text = iscsit_xml(NULL, "[2001:DB8::5]");
	struct json_object *doc = read_xml(text, NULL);

	if (!doc)
		fail_msg("%s", err);
	expect_rows(doc, "target", "[{\"name\":\"" T1 "\",\"provider\":\"iscsit\",\"alias\":\"db\",\"params\":null,\"place\":1},"
		    "{\"name\":\"iqn.2010-08.org.illumos:02:t0\",\"provider\":\"iscsit\",\"alias\":null,\"params\":null,"
		    "\"place\":0}]");
	expect_rows(doc, "iscsi_target", "[{\"name\":\"" T1 "\",\"auth\":\"chap\",\"chap_user\":null,"
		    "\"chap_secret\":\"c2VjcmV0LW9mLXRhcmdldA==\",\"old_name\":null,\"place\":1},"
		    "{\"name\":\"iqn.2010-08.org.illumos:02:t0\",\"auth\":null,\"chap_user\":null,\"chap_secret\":null,"
		    "\"old_name\":null,\"place\":0}]");
	expect_rows(doc, "iscsi_target_tpg", "[{\"target\":\"" T1 "\",\"tpg\":\"lab\",\"tag\":2,\"place\":0}]");
	expect_rows(doc, "iscsi_tpg", "[{\"name\":\"lab\",\"place\":0}]");
	expect_rows(doc, "iscsi_portal", "[{\"portal\":\"192.0.2.5:3260\",\"tpg\":\"lab\",\"place\":0},"
		    "{\"portal\":\"[2001:db8::5]:3260\",\"tpg\":\"lab\",\"place\":1}]");
	expect_rows(doc, "iscsi_initiator", "[{\"name\":\"iqn.1998-01.com.vmware:esx1\",\"chap_user\":\"u\",\"chap_secret\":null,"
		    "\"place\":0}]");
	expect_rows(doc, "iscsi_default", "[{\"name\":\"auth\",\"value\":\"none\"},{\"name\":\"isns\",\"value\":\"1\"}]");
	expect_rows(doc, "iscsi_isns", "[{\"server\":\"192.0.2.9:3205\",\"place\":0}]");
	json_object_put(doc);
	free(text);

	text = iscsit_xml("cfgVersion", "192.0.2.6");
	assert_null(read_xml(text, NULL));
	assert_non_null(strstr(err, "cfgVersion"));
	free(text);
	text = iscsit_xml(NULL, "host");
	assert_null(read_xml(text, NULL));
	assert_non_null(strstr(err, "a portal is no address"));
	free(text);
}

/* Made without -a: properties of provider data have no values. */
static void hollow(void **state)
{
	static const char text[] =
		"<service_bundle><service name='system/stmf'>"
		"<property_group name='provider_data_pg_sbd' type='application'>"
		"<property name='provider_data_cnt' type='count'/></property_group>"
		"</service></service_bundle>";
	struct json_object *notes = json_object_new_array(), *doc = read_xml(text, notes);

	assert_non_null(doc);
	assert_int_equal(json_object_array_length(notes), 1);
	assert_non_null(strstr(json_object_get_string(json_object_array_get_idx(notes, 0)), "sbd"));
	json_object_put(doc);
	json_object_put(notes);
}

static void unspeakable(void **state)
{
	struct json_object *derived, *doc = make_doc(3, 10, &derived);

	put(add_row(rows(doc, "host_group")), "name", "bell \a");
	put_number(json_object_array_get_idx(rows(doc, "host_group"),
					     json_object_array_length(rows(doc, "host_group")) - 1), "place", 99);
	assert_null(write_xml(doc, derived));
	assert_non_null(strstr(err, "--json"));
	json_object_put(doc);
	json_object_put(derived);
}

/* On illumos a LU was moved, one was added, one deleted: sbd's own list is the truth. */
static void changed_there(void **state)
{
	struct json_object *derived, *doc = make_doc(1, 10, &derived), *again, *import, *lus = json_object_new_array();
	nvlist_t *sbd;
	char *text;

	for (int i = 0; i < 3; i++) {
		struct json_object *row = add_row(lus);
		char *guid = text_print("600144F0%024d", i);

		put(row, "guid", guid);
		put(row, "path", "/a");
		put(row, "meta", NULL);
		free(guid);
	}
	json_object_object_get_ex(doc, "tables", &import);
	json_object_object_add(import, "lu", lus);
	json_object_object_add(import, "view_entry", json_object_new_array());
	json_object_put(derived);
	derived = json_object_new_array();
	assert_int_equal(nvlist_alloc(&sbd, NV_UNIQUE_NAME, 0), 0);
	nvlist_add_string(sbd, "600144f0000000000000000000000000", "/a");
	nvlist_add_string(sbd, "600144f0000000000000000000000001", "/moved");
	nvlist_add_string(sbd, "600144f0000000000000000000000009", "/new");
	add_provider(derived, "sbd", 1, sbd);
	nvlist_free(sbd);
	text = write_xml(doc, derived);
	again = read_xml(text, NULL);
	assert_int_equal(json_object_array_length(rows(again, "lu")), 1);
	assert_true(json_object_object_get_ex(again, "import", &import));
	assert_int_equal(json_object_array_length(import), 2);
	free(text);
	json_object_put(again);
	json_object_put(doc);
	json_object_put(derived);
}

/* ---- paths ---- */

static void expect_path(const char *rules, const char *from, const char *to)
{
	struct json_object *doc = json_object_new_object(), *list = json_object_new_array(), *value;
	char why[200] = "";

	put(add_row(list), "file", from);
	json_object_object_add(doc, "import", list);
	if (!doc_map(doc, rules, why, sizeof(why)))
		fail_msg("%s", why);
	json_object_object_get_ex(json_object_array_get_idx(list, 0), "file", &value);
	assert_string_equal(json_object_get_string(value), to);
	json_object_put(doc);
}

static void mapping(void **state)
{
	static const char rules[] = "# volumes\n"
		"/dev/zvol/rdsk/tank/ -> /dev/vg0/   \n\n"
		"  /dev/zvol/rdsk/tank/a b -> /dev/vg1/c d\r\n"
		"/dev/rdsk/c0t0d0s2 -> /dev/disk/by-id/x\n";
	char why[200] = "";
	struct json_object *doc = json_object_new_object();

	expect_path(NULL, "/dev/zvol/rdsk/tank/v", "/dev/zvol/tank/v");
	expect_path(NULL, "/dev/zvol/dsk/tank/v", "/dev/zvol/tank/v");
	expect_path(NULL, "/srv/v", "/srv/v");
	expect_path(rules, "/dev/zvol/rdsk/tank/v", "/dev/vg0/v");
	expect_path(rules, "/dev/zvol/rdsk/tank/a b", "/dev/vg1/c d");
	expect_path(rules, "/dev/rdsk/c0t0d0s2", "/dev/disk/by-id/x");
	expect_path(rules, "/dev/rdsk/c0t0d0s22", "/dev/rdsk/c0t0d0s22");
	expect_path("/dev/zvol/rdsk/ -> /x/", "/dev/zvol/rdsk/p/v", "/x/p/v");
	assert_false(doc_map(doc, "/a/ -> /b", why, sizeof(why)));
	assert_false(doc_map(doc, "\n\n/a/ /b/", why, sizeof(why)));
	assert_non_null(strstr(why, "line 3"));
	assert_false(doc_map(doc, "a -> /b", why, sizeof(why)));
	json_object_put(doc);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_in),	cmocka_unit_test(golden_out),	cmocka_unit_test(round_trips),
		cmocka_unit_test(large_data),	cmocka_unit_test(differences),	cmocka_unit_test(refused),
		cmocka_unit_test(hostile),	cmocka_unit_test(hollow),	cmocka_unit_test(iscsit),	cmocka_unit_test(unspeakable),
		cmocka_unit_test(changed_there), cmocka_unit_test(mapping),
	};
	unsigned int seed = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) : (unsigned int)time(NULL);

	printf("# seed %u\n", seed);
	srandom(seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
