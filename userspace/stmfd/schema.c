// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "schema.h"

#define APPLICATION_ID "0x53544d46"	/* STMF */

#define GROUP(name) "CREATE TABLE " name \
	" (name TEXT NOT NULL PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;"
#define MEMBERS(name, group) "CREATE TABLE " name " (member TEXT NOT NULL PRIMARY KEY," \
	" in_group TEXT NOT NULL REFERENCES " group "(name), place INTEGER NOT NULL) WITHOUT ROWID;"

#define STATES(name, key) "CREATE TABLE " name \
	" (" key " TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;"

const char *const schema_steps[] = {
	/* 1 */
	"CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
	GROUP("host_group") GROUP("target_group")
	MEMBERS("host_member", "host_group") MEMBERS("target_member", "target_group")
	"CREATE TABLE lu (guid TEXT NOT NULL PRIMARY KEY, path TEXT NOT NULL, meta TEXT,"
	" alias TEXT, mgmt_url TEXT, vid TEXT, pid TEXT, serial TEXT,"
	" data_offset INTEGER NOT NULL, size INTEGER NOT NULL, blk INTEGER NOT NULL,"
	" wp INTEGER NOT NULL, wcd INTEGER) WITHOUT ROWID;"
	"CREATE TABLE view_entry (guid TEXT NOT NULL, idx INTEGER NOT NULL,"
	" host_group TEXT REFERENCES host_group(name),"
	" target_group TEXT REFERENCES target_group(name), lun INTEGER NOT NULL,"
	" PRIMARY KEY (guid, idx)) WITHOUT ROWID;"
	"CREATE TABLE target (name TEXT NOT NULL PRIMARY KEY, provider TEXT, alias TEXT,"
	" params TEXT, place INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE owned (name TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;"
	"INSERT INTO setting VALUES ('service', 'online'),"
	" ('default_lu_state', 'online'), ('default_target_state', 'online');"
	"PRAGMA application_id = " APPLICATION_ID ";",

	/* 2: what providers keep with us, and whether anything is kept at all */
	"CREATE TABLE provider_data (type INTEGER NOT NULL, name TEXT NOT NULL,"
	" token INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;"
	"INSERT OR IGNORE INTO setting VALUES ('persist_method', 'smf');",

	/* 3: what itadm configures */
	"CREATE TABLE iscsi_default (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE iscsi_isns (server TEXT NOT NULL PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;"
	GROUP("iscsi_tpg")
	"CREATE TABLE iscsi_portal (portal TEXT NOT NULL PRIMARY KEY,"
	" tpg TEXT NOT NULL REFERENCES iscsi_tpg(name), place INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE iscsi_target (name TEXT NOT NULL PRIMARY KEY, auth TEXT, chap_user TEXT,"
	" chap_secret TEXT, old_name TEXT, place INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE iscsi_target_tpg (target TEXT NOT NULL REFERENCES iscsi_target(name),"
	" tpg TEXT NOT NULL REFERENCES iscsi_tpg(name), tag INTEGER NOT NULL,"
	" place INTEGER NOT NULL, PRIMARY KEY (target, tpg)) WITHOUT ROWID;"
	"CREATE TABLE iscsi_initiator (name TEXT NOT NULL PRIMARY KEY, chap_user TEXT,"
	" chap_secret TEXT, place INTEGER NOT NULL) WITHOUT ROWID;",

	/* 4: whether a store has metadata; of those of older versions nobody knows */
	"ALTER TABLE lu ADD COLUMN bare INTEGER NOT NULL DEFAULT 1;",

	/* 5: states that somebody asked for */
	STATES("lu_state", "guid") STATES("target_state", "name"),

	/* 6: access states (ALUA), by target group or, "*", for all other ports */
	"CREATE TABLE access_state (guid TEXT NOT NULL, target_group TEXT NOT NULL,"
	" state TEXT NOT NULL, preferred INTEGER NOT NULL, id INTEGER NOT NULL,"
	" PRIMARY KEY (guid, target_group)) WITHOUT ROWID;",

	/* 7: properties that COMSTAR does not have */
	("ALTER TABLE lu ADD COLUMN buffered INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE lu ADD COLUMN third_party_copy INTEGER NOT NULL DEFAULT 0;"),

	/* 8: what is passed through */
	"ALTER TABLE lu ADD COLUMN device TEXT;",
};

const int schema_version = ARRAY_SIZE(schema_steps);

int schema_migrate(struct db *db, int from, int to, struct fault *fault)
{
	char sql[64];
	int rc = db_run(db, fault, "BEGIN IMMEDIATE");

	for (int i = from; i < to && !rc; i++)
		rc = db_run(db, fault, schema_steps[i]);
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d; COMMIT", to);
	if (!rc)
		rc = db_run(db, fault, sql);
	if (rc)
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}
