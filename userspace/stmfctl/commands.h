/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands: each returns the exit status. */
#ifndef _COMMANDS_H
#define _COMMANDS_H

#include "cmdparse.h"

/* cmd_group.c; data: the kind of group */
extern const struct group_kind host_groups, target_groups;
int cmd_create_group(const struct cmd_line *line);
int cmd_delete_group(const struct cmd_line *line);
int cmd_add_member(const struct cmd_line *line);
int cmd_remove_member(const struct cmd_line *line);
int cmd_list_groups(const struct cmd_line *line);

/* cmd_view.c */
int cmd_add_view(const struct cmd_line *line);
int cmd_remove_view(const struct cmd_line *line);
int cmd_validate_view(const struct cmd_line *line);
int cmd_list_view(const struct cmd_line *line);

/* cmd_lu.c */
int cmd_create_lu(const struct cmd_line *line);
int cmd_import_lu(const struct cmd_line *line);
int cmd_modify_lu(const struct cmd_line *line);
int cmd_delete_lu(const struct cmd_line *line);

/* list_lu.c */
int cmd_list_lu(const struct cmd_line *line);

/* cmd_target.c */
int cmd_list_target(const struct cmd_line *line);
int cmd_create_target(const struct cmd_line *line);
int cmd_delete_target(const struct cmd_line *line);

/* cmd_initiator.c */
int cmd_list_initiator(const struct cmd_line *line);

/* cmd_explain.c */
int cmd_explain(const struct cmd_line *line);

/* cmd_monitor.c */
int cmd_monitor(const struct cmd_line *line);

/* cmd_stat.c */
int cmd_stat(const struct cmd_line *line);

/* cmd_access.c */
int cmd_set_access_state(const struct cmd_line *line);
int cmd_remove_access_state(const struct cmd_line *line);
int cmd_list_access_state(const struct cmd_line *line);

/* cmd_state.c */
int cmd_list_state(const struct cmd_line *line);
int cmd_online_lu(const struct cmd_line *line);
int cmd_offline_lu(const struct cmd_line *line);
int cmd_online_target(const struct cmd_line *line);
int cmd_offline_target(const struct cmd_line *line);
int cmd_service(const struct cmd_line *line);

/* cmd_config.c */
int cmd_export(const struct cmd_line *line);
int cmd_import(const struct cmd_line *line);

/* sbdadm.c */
int sbd_create_lu(const struct cmd_line *line);
int sbd_import_lu(const struct cmd_line *line);
int sbd_modify_lu(const struct cmd_line *line);
int sbd_list_lu(const struct cmd_line *line);

/* fcinfo.c: stmfctl fcinfo and stmfctl fcadm have subcommands of their own */
const struct program *fc_program(const char *name);	/* NULL: neither of them */

/* help.c */
enum topic {
	TOPIC_LU,
	TOPIC_VIEW,
	TOPIC_GROUP,
	TOPIC_TARGET,
	TOPIC_SERVICE,
	TOPIC_OTHER,
};

void overview(const struct program *program);
int cmd_help(const struct cmd_line *line);
int cmd_ping(const struct cmd_line *line);
int cmd_version(const struct cmd_line *line);

/* main.c: what this process runs as */
extern const struct program *this_program;

#endif /* _COMMANDS_H */
