// SPDX-License-Identifier: GPL-2.0
/*
 * One program under several names: stmfadm and sbdadm as COMSTAR has them,
 * stmfctl with all of stmfadm's subcommands and its own. The tables of their
 * command language are here; itadm has another one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "itadm.h"
#include "report.h"

const struct program *this_program;

static const char add_view_help[] =
	"\n"
	"\tWithout -h all hosts see the logical unit, without -t it is seen through\n"
	"\tall targets, without -n the lowest free logical unit number is taken.\n";

#define CREATE_LU_HELP \
	"\n" \
	"\tProperties for -p, which may be repeated:\n" \
	"\t\talias     - up to 255 bytes (default: the name of the file)\n" \
	"\t\tblk       - block size in bytes: a power of two up to 32768\n" \
	"\t\tguid      - 32 hexadecimal digits, the first is 6\n" \
	"\t\thost-id   - up to 8 hexadecimal digits, part of a generated guid\n" \
	"\t\tmeta      - file for the metadata\n" \
	"\t\tmgmt-url  - URL to manage the logical unit with\n" \
	"\t\toui       - up to 6 hexadecimal digits, part of a generated guid\n" \
	"\t\tpid       - product identification, up to 16 bytes\n" \
	"\t\tserial    - serial number, up to 252 bytes\n" \
	"\t\tvid       - vendor identification, up to 8 bytes\n" \
	"\t\twcd       - true: the write-back cache is disabled\n" \
	"\t\twp        - true: the logical unit is write-protected\n"

static const char create_lu_help[] = CREATE_LU_HELP;
static const char create_lu_own_help[] =
	CREATE_LU_HELP
	"\t\t3pc       - true: EXTENDED COPY between such logical units\n"
	"\t\tbuffered  - true: a file is read and written through the page cache\n"
	"\t\ttype      - passthrough: the file is a SCSI device that is no disk, such as\n"
	"\t\t            /dev/sg3 (tape, changer): commands go to it as they come\n";

#define MODIFY_LU_HELP \
	"\n" \
	"\tProperties for -p, which may be repeated; they are set one after the other:\n" \
	"\t\talias     - up to 255 bytes\n" \
	"\t\tmgmt-url  - URL to manage the logical unit with; empty: none\n" \
	"\t\twcd       - true: the write-back cache is disabled\n" \
	"\t\twp        - true: the logical unit is write-protected\n" \
	"\tWith -f the operand is the data or metadata file of a logical unit that\n" \
	"\tneed not be imported.\n"

static const char modify_lu_help[] = MODIFY_LU_HELP;
static const char modify_lu_own_help[] =
	MODIFY_LU_HELP
	"\tAlso 3pc=true: EXTENDED COPY between such logical units.\n"
	"\tA size below half of the present one is refused without --shrink.\n";

static const char create_target_help[] =
	"\n"
	"\tFabrics:\n"
	"\t\tiscsi     - a name iqn... or eui...; --portal ADDR[:PORT][/iser], repeatable,\n"
	"\t\t            says where it listens; /iser: for RDMA, too\n"
	"\t\tloopback  - a name wwn.<16 hex digits>; --initiator wwn.<16 hex digits>,\n"
	"\t\t            repeatable, gives this machine a port that is logged in\n"
	"\t\tvhost     - the same for a virtual machine (vhost-scsi), with one initiator\n"
	"\t\tfcoe      - the name of an FCoE port of this machine: wwn.2000<MAC address>\n"
	"\t\tnpiv      - a virtual port on the Fibre Channel port --physical wwn...;\n"
	"\t\t            --node wwn... is its node's name\n"
	"\t\tsrp       - the name of an RDMA port: eui.<16 hex digits of its GUID>;\n"
	"\t\t            --portal PORT is the TCP port of RDMA/CM (RoCE)\n"
	"\tPorts of Fibre Channel adapters in target mode are targets by themselves.\n"
	"\tWithout a name one is made up and printed.\n";

static const char stat_help[] =
	"\n"
	"\t-l: of logical units (the default), -t: of targets, -i: of initiators at\n"
	"\ttargets. Without an interval (in seconds) the totals since the beginning;\n"
	"\twith one, rates in that time, again and again or COUNT times.\n";

static const char service_help[] =
	"\n"
	"\tWith clear nothing is configured any more, and a repository that can't be used\n"
	"\tis put aside; a snapshot of what was is kept. It asks first, unless -f is given.\n";

static const char set_access_state_help[] =
	"\n"
	"\tSays how hosts reach the logical units through the ports of a target group;\n"
	"\twithout -t through all ports of no group with a state of its own. STATE is\n"
	"\tactive/optimized, active/non-optimized, standby, unavailable or transitioning.\n"
	"\tHosts prefer the ports of a group with -p.\n";

static const char remove_access_state_help[] =
	"\n"
	"\tThose ports are what all others are then. -a: all ports are active/optimized.\n";

static const char export_help[] =
	"\n"
	"\tWrites what \"svccfg export -a stmf\" does on illumos (-J: JSON), reads it back\n"
	"\tand compares before it succeeds. Without a file it goes to the standard output;\n"
	"\t-f writes over one that is there. CHAP secrets are in it only with -S.\n";

static const char import_help[] =
	"\n"
	"\tShows the changes, then makes all of them or none; -D only shows them.\n"
	"\t-M (the default) adds to what there is, -R replaces it. -K leaves out logical\n"
	"\tunits whose file can't be taken. -m: a file of rules \"/FROM/ -> /TO/\", one a\n"
	"\tline, for paths that differ here. File - is the standard input.\n";

/* ---- stmfadm ---- */

static const struct cmd_option stmfadm_options[] = {
	{ 'a', "all", NULL },
	{ 'g', "group-name", "group-name" },
	{ 'k', "keep-views", NULL },
	{ 'l', "lu-name", "LU-Name" },
	{ 'n', "lun", "logical-unit-number" },
	{ 'p', "lu-prop", "logical-unit-property=value" },
	{ 'f', "file", NULL },
	{ 's', "size", "size K/M/G/T/P" },
	{ 't', "target-group", "group-name" },
	{ 'h', "host-group", "group-name" },
	{ 'v', "verbose", NULL },
	{ 0 }
};

static const struct subcommand stmfadm_table[] = {
	{ "add-hg-member", "g", "g", CMD_SOME, "group-member",
	  cmd_add_member, &host_groups, NULL,
	  TOPIC_GROUP, "put initiators into a host group" },
	{ "add-tg-member", "g", "g", CMD_SOME, "group-member",
	  cmd_add_member, &target_groups, NULL,
	  TOPIC_GROUP, "put targets, which must be offline, into a target group" },
	{ "add-view", "nth", NULL, CMD_ONE, "LU-name",
	  cmd_add_view, NULL, add_view_help,
	  TOPIC_VIEW, "let hosts see a logical unit" },
	{ "create-hg", NULL, NULL, CMD_ONE, "group-name",
	  cmd_create_group, &host_groups, NULL,
	  TOPIC_GROUP, "create a host group" },
	{ "create-tg", NULL, NULL, CMD_ONE, "group-name",
	  cmd_create_group, &target_groups, NULL,
	  TOPIC_GROUP, "create a target group" },
	{ "create-lu", "ps", NULL, CMD_ONE, "lu file",
	  cmd_create_lu, NULL, create_lu_help,
	  TOPIC_LU, "make a logical unit from a file or a block device" },
	{ "delete-hg", NULL, NULL, CMD_ONE, "group-name",
	  cmd_delete_group, &host_groups, NULL,
	  TOPIC_GROUP, "delete a host group that no view names" },
	{ "modify-lu", "psf", NULL, CMD_ONE, "LU-name",
	  cmd_modify_lu, NULL, modify_lu_help,
	  TOPIC_LU, "change properties or the size of a logical unit" },
	{ "delete-lu", "k", NULL, CMD_SOME, "LU-name",
	  cmd_delete_lu, NULL, NULL,
	  TOPIC_LU, "delete logical units and (without -k) their views; the data stay" },
	{ "delete-tg", NULL, NULL, CMD_ONE, "group-name",
	  cmd_delete_group, &target_groups, NULL,
	  TOPIC_GROUP, "delete a target group that no view names" },
	{ "import-lu", NULL, NULL, CMD_ONE, "file name",
	  cmd_import_lu, NULL, NULL,
	  TOPIC_LU, "take a logical unit that was made earlier, here or by illumos" },
	{ "list-hg", "v", NULL, CMD_ANY, "group-name",
	  cmd_list_groups, &host_groups, NULL,
	  TOPIC_GROUP, "list host groups; -v: with members" },
	{ "list-lu", "v", NULL, CMD_ANY, "LU-name",
	  cmd_list_lu, NULL, NULL,
	  TOPIC_LU, "list logical units; -v: with properties" },
	{ "list-state", NULL, NULL, CMD_NONE, NULL,
	  cmd_list_state, NULL, NULL,
	  TOPIC_SERVICE, "show the state of the service" },
	{ "list-target", "v", NULL, CMD_ANY, "target-name",
	  cmd_list_target, NULL, NULL,
	  TOPIC_TARGET, "list targets; -v: with properties and sessions" },
	{ "list-tg", "v", NULL, CMD_ANY, "group-name",
	  cmd_list_groups, &target_groups, NULL,
	  TOPIC_GROUP, "list target groups; -v: with members" },
	{ "list-view", "l", "l", CMD_ANY, "ve-number",
	  cmd_list_view, NULL, NULL,
	  TOPIC_VIEW, "list the views of a logical unit" },
	{ "online-lu", NULL, NULL, CMD_ONE, "LU-name",
	  cmd_online_lu, NULL, NULL,
	  TOPIC_LU, "take a logical unit online" },
	{ "offline-lu", NULL, NULL, CMD_ONE, "LU-name",
	  cmd_offline_lu, NULL, NULL,
	  TOPIC_LU, "take a logical unit offline" },
	{ "online-target", NULL, NULL, CMD_ONE, "target-name",
	  cmd_online_target, NULL, NULL,
	  TOPIC_TARGET, "take a target online" },
	{ "offline-target", NULL, NULL, CMD_ONE, "target-name",
	  cmd_offline_target, NULL, NULL,
	  TOPIC_TARGET, "take a target offline; its sessions end" },
	{ "remove-hg-member", "g", "g", CMD_SOME, "group-member",
	  cmd_remove_member, &host_groups, NULL,
	  TOPIC_GROUP, "take initiators out of a host group" },
	{ "remove-tg-member", "g", "g", CMD_SOME, "group-member",
	  cmd_remove_member, &target_groups, NULL,
	  TOPIC_GROUP, "take targets, which must be offline, out of a target group" },
	{ "remove-view", "la", "l", CMD_ANY, "ve-number",
	  cmd_remove_view, NULL, NULL,
	  TOPIC_VIEW, "remove views of a logical unit" },
	{ 0 }
};

/* ---- sbdadm ---- */

static const struct cmd_option sbdadm_options[] = {
	{ 's', "disk-size", "Size with <none>/k/m/g/t/p/e modifier" },
	{ 'k', "keep-views", NULL },
	{ 0 }
};

static const struct subcommand sbdadm_table[] = {
	{ "create-lu", "s", NULL, CMD_ONE, "Full path of the file to initialize",
	  sbd_create_lu, NULL, NULL,
	  TOPIC_LU, "" },
	{ "delete-lu", "k", NULL, CMD_ONE, "GUID of the LU to deregister",
	  cmd_delete_lu, NULL, NULL,
	  TOPIC_LU, "" },
	{ "import-lu", NULL, NULL, CMD_ONE, "filename of the LU to import",
	  sbd_import_lu, NULL, NULL,
	  TOPIC_LU, "" },
	{ "list-lu", NULL, NULL, CMD_NONE, NULL,
	  sbd_list_lu, NULL, NULL,
	  TOPIC_LU, "" },
	{ "modify-lu", "s", "s", CMD_ONE, "Full path of the LU or GUID of a registered LU",
	  sbd_modify_lu, NULL, NULL,
	  TOPIC_LU, "" },
	{ 0 }
};

/* ---- stmfctl ---- */

static const struct cmd_option stmfctl_options[] = {
	{ 'a', "all", NULL },
	{ 'g', "group-name", "group-name" },
	{ 'k', "keep-views", NULL },
	{ 'l', "lu-name", "LU-Name" },
	{ 'n', "lun", "logical-unit-number" },
	{ 'p', "lu-prop", "logical-unit-property=value" },
	{ 'f', "force", NULL },
	{ 'f', "file", NULL },
	{ 's', "size", "size K/M/G/T/P" },
	{ 't', "target-group", "group-name" },
	{ 'h', "host-group", "group-name" },
	{ 'v', "verbose", NULL },
	{ 'y', "shrink", NULL },
	{ 'F', "fabric", "fabric" },
	{ 'A', "alias", "text" },
	{ 'P', "portal", "address[:port]" },
	{ 'I', "initiator", "initiator-name" },
	{ 'Y', "physical", "port-name" },
	{ 'W', "node", "node-name" },
	{ 'J', "json", NULL },
	{ 'D', "dry-run", NULL },
	{ 'K', "skip", NULL },
	{ 'S', "secrets", NULL },
	{ 'M', "merge", NULL },
	{ 'R', "replace", NULL },
	{ 'm', "map", "rule-file" },
	{ 0 }
};

static const struct cmd_long stmfctl_longs[] = {
	{ 'f', "modify-lu", "file" },
	{ 0 }
};

/* In place of stmfadm's */
static const struct subcommand stmfctl_own_table[] = {
	{ "create-lu", "ps", NULL, CMD_ONE, "lu file",
	  cmd_create_lu, NULL, create_lu_own_help,
	  TOPIC_LU, "make a logical unit from a file or a block device" },
	{ "modify-lu", "psfy", NULL, CMD_ONE, "LU-name",
	  cmd_modify_lu, NULL, modify_lu_own_help,
	  TOPIC_LU, "change properties or the size of a logical unit" },
	{ "list-hg", "vj", NULL, CMD_ANY, "group-name",
	  cmd_list_groups, &host_groups, NULL,
	  TOPIC_GROUP, "list host groups; -v: with members" },
	{ "list-lu", "vj", NULL, CMD_ANY, "LU-name",
	  cmd_list_lu, NULL, NULL,
	  TOPIC_LU, "list logical units; -v: with properties" },
	{ "list-state", "j", NULL, CMD_NONE, NULL,
	  cmd_list_state, NULL, NULL,
	  TOPIC_SERVICE, "show the state of the service" },
	{ "list-target", "vj", NULL, CMD_ANY, "target-name",
	  cmd_list_target, NULL, NULL,
	  TOPIC_TARGET, "list targets; -v: with properties and sessions" },
	{ "list-tg", "vj", NULL, CMD_ANY, "group-name",
	  cmd_list_groups, &target_groups, NULL,
	  TOPIC_GROUP, "list target groups; -v: with members" },
	{ "list-view", "lj", "l", CMD_ANY, "ve-number",
	  cmd_list_view, NULL, NULL,
	  TOPIC_VIEW, "list the views of a logical unit" },
	{ 0 }
};

static const struct cmd_option json_option[] = {
	{ 'j', "json", NULL },
	{ 0 }
};

static const struct cmd_option explain_options[] = {
	{ 'i', "initiator", "initiator-name" },
	{ 't', "target", "target-name" },
	{ 'j', "json", NULL },
	{ 0 }
};

static const struct cmd_option stat_options[] = {
	{ 'l', "lu", NULL },
	{ 't', "target", NULL },
	{ 'i', "initiator", NULL },
	{ 'j', "json", NULL },
	{ 0 }
};

static const struct cmd_option set_access_options[] = {
	{ 's', "state", "access-state" },
	{ 't', "target-group", "group-name" },
	{ 'p', "preferred", NULL },
	{ 0 }
};

static const struct cmd_own stmfctl_own[] = {
	{ "explain", explain_options },
	{ "list-access-state", json_option },
	{ "list-hg", json_option },
	{ "list-initiator", json_option },
	{ "list-lu", json_option },
	{ "list-state", json_option },
	{ "list-target", json_option },
	{ "list-tg", json_option },
	{ "list-view", json_option },
	{ "monitor", json_option },
	{ "set-access-state", set_access_options },
	{ "stat", stat_options },
	{ 0 }
};

static const struct subcommand watch_table[] = {
	{ "explain", "itj", "it", CMD_MAYBE_ONE, "LU-name",
	  cmd_explain, NULL, NULL,
	  TOPIC_VIEW, "why an initiator sees a logical unit, or does not" },
	{ "validate-view", "nth", NULL, CMD_MAYBE_ONE, "LU-name",
	  cmd_validate_view, NULL, NULL,
	  TOPIC_VIEW, "see if a view would be taken, and which LUN is the lowest free one" },
	{ "list-initiator", "vj", NULL, CMD_ANY, "initiator-name",
	  cmd_list_initiator, NULL, NULL,
	  TOPIC_TARGET, "list initiators: known, logged in, refused; -v: with sessions" },
	{ "stat", "ltij", NULL, CMD_ANY, "interval [count]] [name",
	  cmd_stat, NULL, stat_help,
	  TOPIC_SERVICE, "show what is read and written, how fast, and what is refused" },
	{ "monitor", "j", NULL, CMD_NONE, NULL,
	  cmd_monitor, NULL, NULL,
	  TOPIC_SERVICE, "show changes, logins and refused initiators as they come" },
	{ 0 }
};

static const struct subcommand stmfctl_table[] = {
	{ "create-target", "FAPIYW", "F", CMD_MAYBE_ONE, "target-name",
	  cmd_create_target, NULL, create_target_help,
	  TOPIC_TARGET, "make a target" },
	{ "delete-target", "f", NULL, CMD_ONE, "target-name",
	  cmd_delete_target, NULL, NULL,
	  TOPIC_TARGET, "delete a target; -f: even if it is online" },
	{ "set-access-state", "stp", "s", CMD_SOME, "LU-name",
	  cmd_set_access_state, NULL, set_access_state_help,
	  TOPIC_LU, "say through which target groups hosts shall reach logical units (ALUA)" },
	{ "remove-access-state", "ta", NULL, CMD_SOME, "LU-name",
	  cmd_remove_access_state, NULL, remove_access_state_help,
	  TOPIC_LU, "take such states back" },
	{ "list-access-state", "j", NULL, CMD_ANY, "LU-name",
	  cmd_list_access_state, NULL, NULL,
	  TOPIC_LU, "list access states that were set" },
	{ "service", "f", NULL, CMD_ONE, "enable|disable|state|clear",
	  cmd_service, NULL, service_help,
	  TOPIC_SERVICE, "switch the service on or off, show its state, begin anew" },
	{ "fcinfo", NULL, NULL, CMD_SOME, "hba-port|remote-port ...",
	  NULL, NULL, NULL,	/* main() sees to it */
	  TOPIC_TARGET, "show the Fibre Channel ports of this host, and what they see" },
	{ "fcadm", NULL, NULL, CMD_SOME, "create-npiv-port|delete-npiv-port|hba-port ...",
	  NULL, NULL, NULL,	/* likewise */
	  TOPIC_TARGET, "make and delete virtual Fibre Channel ports" },
	{ "export", "fJS", NULL, CMD_MAYBE_ONE, "file",
	  cmd_export, NULL, export_help,
	  TOPIC_SERVICE, "write the configuration as COMSTAR's backups are, or as JSON" },
	{ "import", "DMRKm", NULL, CMD_ONE, "file",
	  cmd_import, NULL, import_help,
	  TOPIC_SERVICE, "take a configuration from such a file" },
	{ "ping", NULL, NULL, CMD_NONE, NULL,
	  cmd_ping, NULL, NULL,
	  TOPIC_SERVICE, "succeed if the daemon stmfd answers" },
	{ "help", NULL, NULL, CMD_MAYBE_ONE, "subcommand",
	  cmd_help, NULL, NULL,
	  TOPIC_OTHER, "show this, or how to use a subcommand" },
	{ "version", NULL, NULL, CMD_NONE, NULL,
	  cmd_version, NULL, NULL,
	  TOPIC_OTHER, "show the versions of this command, the daemon and the module" },
	{ 0 }
};

/* ---- names ---- */

static const struct subcommand *const stmfadm_tables[] = { stmfadm_table, NULL };
static const struct subcommand *const sbdadm_tables[] = { sbdadm_table, NULL };
static const struct subcommand *const stmfctl_tables[] = {
	stmfctl_own_table, stmfadm_table, stmfctl_table, watch_table, NULL
};

/* The last is for every other name, too. */
static const struct program programs[] = {
	{ "stmfadm", "1.0", stmfadm_options, stmfadm_tables, NULL, NULL, NULL },
	{ "sbdadm", "1.0", sbdadm_options, sbdadm_tables, NULL, NULL, NULL },
	{ "stmfctl", STMF_VERSION, stmfctl_options, stmfctl_tables, overview, stmfctl_longs,
	  stmfctl_own },
};

#define OWN	(&programs[2])

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const struct program *find_program(const char *name)
{
	const struct program *program;

	for (program = programs; program < OWN; program++)
		if (!strcmp(program->name, name))
			return program;
	return OWN;
}

int main(int argc, char **argv)
{
	bool ours;
	int status;

	if (argc < 1)
		return 1;
	this_program = find_program(base_name(argv[0]));
	ours = this_program == OWN;
	if (ours && argc > 1 && fc_program(argv[1])) {
		this_program = fc_program(argv[1]);
		argv++;
		argc--;
	}
	report_init(this_program->name, ours);
	if (!strcmp(base_name(argv[0]), "itadm"))
		status = itadm_main(argc, argv);
	else
		status = cmd_main(this_program, argc, argv);
	if (fflush(stdout)) {
		complain("cannot write to standard output: %s", strerror(errno));
		return status ?: 1;
	}
	return status;
}
