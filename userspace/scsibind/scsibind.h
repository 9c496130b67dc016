/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of scsibind and what they are told. */
#ifndef _SCSIBIND_H
#define _SCSIBIND_H

#include "choice.h"

#define ALIASES_FILE	"/etc/stmf/scsi_aliases"
#define CLASSES_FILE	"/etc/stmf/scsi_classes"
#define DRIVER_DIRECTORY "/etc/stmf/driver.d"	/* of driver.conf files */

enum { EXIT_OK, EXIT_PROBLEM, EXIT_USAGE };

struct options {
	bool json, verbose, dry_run, force;
	const char *sysfs, *aliases, *classes;	/* NULL: the usual place */
	const char *device, *lu, *inquiry;
	char **arg;				/* the command's arguments */
	int args;
};

int cmd_list(const struct options *options);
int cmd_check(const struct options *options);
int cmd_apply(const struct options *options);

/* lu.c: a logical unit of ours, as other hosts will see it. false: has said why */
bool lu_compat(const char *guid, struct scsi_compat *compat);

/* files.c: messages about files; with json they are gathered */
struct json_object;

struct messages {
	struct conf_log log;
	struct json_object *items;	/* NULL: text on stderr */
};

void messages_init(struct messages *messages, bool json);

/* sysfs and both tables; a table that isn't in its usual place is empty. false: has said why */
bool rules_open(struct rules *rules, const struct options *options, struct messages *messages);
void rules_close(struct rules *rules);

/* driver.conf files, in order; of a directory all that are called *.conf */
struct conf_files {
	struct driver_conf **v;
	size_t n;
	unsigned int unread;		/* could not be read; said so */
};

void conf_files_read(struct conf_files *files, char **names, int n, struct messages *messages);
bool conf_files_claim(const struct conf_files *files, struct claims *claims,
		      struct messages *messages);
void conf_files_free(struct conf_files *files);

__attribute__((format(printf, 1, 2)))
void complain(const char *fmt, ...);	/* to stderr, after the program's name */

#endif /* _SCSIBIND_H */
