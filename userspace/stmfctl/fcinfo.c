// SPDX-License-Identifier: GPL-2.0
/*
 * stmfctl fcinfo: the Fibre Channel ports of this host and what they see;
 * stmfctl fcadm: virtual ports. In the words of illumos's programs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "commands.h"
#include "report.h"

static const struct error_texts errors = { PLAIN, NULL, (const struct error_text[]){ { 0 } } };

static void print_text(const char *label, const char *value, const char *otherwise)
{
	printf("\t%s: %s\n", label, *value ? value : otherwise);
}

static void print_wwn(const char *label, uint64_t wwn)
{
	printf("%s: %016" PRIx64 "\n", label, wwn);
}

static const char *mode_text(unsigned int modes)
{
	if (modes == (STMF_FC_INITIATOR | STMF_FC_TARGET))
		return "Initiator and Target";
	return modes == STMF_FC_TARGET ? "Target" : "Initiator";
}

static const char *type_text(const char *type)
{
	static const struct { const char *kernel, *text; } types[] = {
		{ "NPort", "N-port" },
		{ "NLPort", "NL-port" },
		{ "LPort", "L-port" },
		{ "Point-To-Point", "point-to-point" },
		{ "NPIV", "NPIV port" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strncmp(type, types[i].kernel, strlen(types[i].kernel)))
			return types[i].text;
	return "unknown";
}

static const char *state_text(const char *state)
{
	return !strcmp(state, "Online") ? "online" : "offline";
}

/* "4 Gbit, 8 Gbit" to "4Gb 8Gb" */
static void print_speeds(const char *label, const char *speeds)
{
	unsigned int speed;
	int used, any = 0;

	printf("\t%s:", label);
	while (sscanf(speeds, "%u Gbit%n", &speed, &used) == 1) {
		printf(" %uGb", speed);
		any = 1;
		speeds += used;
		speeds += strspn(speeds, ", ");
	}
	printf("%s\n", any ? "" : " not established");
}

static void print_statistics(const stmfFcStatistics *statistics)
{
	const struct { const char *label; uint64_t value; } lines[] = {
		{ "Link Failure Count", statistics->linkFailures },
		{ "Loss of Sync Count", statistics->lossOfSync },
		{ "Loss of Signal Count", statistics->lossOfSignal },
		{ "Primitive Seq Protocol Error Count", statistics->primitiveErrors },
		{ "Invalid Tx Word Count", statistics->invalidWords },
		{ "Invalid CRC Count", statistics->invalidCrcs },
	};

	printf("\tLink Error Statistics:\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		printf("\t\t%s: %" PRIu64 "\n", lines[i].label, lines[i].value);
}

/* What is beyond illumos: why a QLogic port can't be a target, and what to do. */
static void print_remedy(const stmfFcPort *port)
{
	if (strcmp(port->driver, "qla2xxx") || port->modes & STMF_FC_TARGET)
		return;
	printf("\tTarget Mode: off: qla2xxx was loaded with qlini_mode=%s. Write\n"
	       "\t\t\"options qla2xxx qlini_mode=exclusive\" (target only: disabled,\n"
	       "\t\tboth at once: dual) to /etc/modprobe.d/qla2xxx.conf and load the\n"
	       "\t\tmodule anew. That takes away all disks behind its ports.\n",
	       *port->iniMode ? port->iniMode : "enabled");
}

static void print_port(const stmfFcPort *port, bool statistics)
{
	char name[32] = "Not Applicable";

	if (port->modes & STMF_FC_INITIATOR)
		snprintf(name, sizeof(name), "host%d", port->host);
	print_wwn("HBA Port WWN", port->portWwn);
	printf("\tPort Mode: %s\n", mode_text(port->modes));
	if (port->modes & STMF_FC_TARGET)
		printf("\tPort ID: %x\n", port->portId);
	print_text("OS Device Name", name, "");
	print_text("Manufacturer", !strcmp(port->driver, "qla2xxx") ? "QLogic Corp." : "",
		   "not available");
	print_text("Model", port->model, "not available");
	print_text("Firmware Version", port->firmware, "not available");
	print_text("FCode/BIOS Version", port->bios, "N/A");
	print_text("Serial Number", port->serial, "not available");
	print_text("Driver Name", port->driver, "not available");
	print_text("Driver Version", port->driverVersion, "not available");
	print_text("Type", type_text(port->type), "");
	print_text("State", state_text(port->state), "");
	print_speeds("Supported Speeds", port->supportedSpeeds);
	print_speeds("Current Speed", port->speed);
	print_wwn("\tNode WWN", port->nodeWwn);
	print_remedy(port);
	if (statistics)
		print_statistics(&port->statistics);
}

/* 16 hex digits, alone or with wwn. before them; complains if it isn't. */
static bool read_wwn(const char *text, uint64_t *wwn)
{
	const char *digits = strncmp(text, "wwn.", 4) ? text : text + 4;

	if (strlen(digits) != 16 || digits[strspn(digits, "0123456789abcdefABCDEF")]) {
		complain("%s: not a port WWN: must be 16 hexadecimal digits", text);
		return false;
	}
	*wwn = strtoull(digits, NULL, 16);
	return true;
}

static bool is_wanted(const struct cmd_line *line, const stmfFcPort *port)
{
	bool initiators = cmd_has(line, 'i'), targets = cmd_has(line, 't');

	if (initiators == targets)
		return true;
	return port->modes & (targets ? STMF_FC_TARGET : STMF_FC_INITIATOR);
}

static int print_named(const struct cmd_line *line, const stmfFcPortList *ports, const char *text)
{
	uint64_t wwn;

	if (!read_wwn(text, &wwn))
		return 1;
	for (uint32_t i = 0; i < ports->cnt; i++) {
		if (ports->port[i].portWwn != wwn)
			continue;
		if (is_wanted(line, &ports->port[i]))
			print_port(&ports->port[i], cmd_has(line, 'l'));
		return 0;
	}
	complain("HBA port %s: not found", text);
	return 1;
}

static int hba_port(const struct cmd_line *line)
{
	stmfFcPortList *ports;
	int code, status = 0;

	code = stmfGetFcPortList(NULL, &ports);
	if (code)
		return report(code, NULL, &errors);
	for (uint32_t i = 0; !line->noperands && i < ports->cnt; i++)
		if (is_wanted(line, &ports->port[i]))
			print_port(&ports->port[i], cmd_has(line, 'l'));
	for (int i = 0; i < line->noperands; i++)
		status |= print_named(line, ports, line->operand[i]);
	if (!ports->cnt && !line->noperands)
		printf("No Adapters Found.\n");
	stmfFreeMemory(ports);
	return status;
}

/* ---- remote ports ---- */

/* What is to be shown of a port's remote ports, and how many were */
struct remotes {
	const struct cmd_line *line;
	uint64_t *wanted;		/* WWN for each operand; none: all */
	uint32_t found;
};

static bool is_asked_for(const struct remotes *remotes, uint64_t wwn)
{
	int n = remotes->line->noperands;

	for (int i = 0; i < n; i++)
		if (remotes->wanted[i] == wwn)
			return true;
	return !n;
}

static void print_remote(uint64_t wwn, uint64_t node, const char *roles, const char *alias)
{
	print_wwn("Remote Port WWN", wwn);
	printf("\tActive FC4 Types: SCSI\n");
	printf("\tSCSI Target: %s\n", !*roles ? "unknown" :
				     strstr(roles, "FCP Target") ? "yes" : "no");
	print_text("Port Symbolic Name", alias, "not available");
	if (node)
		print_wwn("\tNode WWN", node);
	else
		printf("\tNode WWN: not available\n");
}

static int print_luns(const stmfFcRemotePort *remote)
{
	stmfFcLunList *luns;
	int code;

	code = stmfGetFcLunList(NULL, remote, &luns);
	if (code)
		return report(code, NULL, &errors);
	for (uint32_t i = 0; i < luns->cnt; i++) {
		const stmfFcLun *lun = &luns->lun[i];

		printf("\tLUN: %" PRIu64 "\n", lun->lun);
		printf("\t  Vendor: %s\n", lun->vendor);
		printf("\t  Product: %s\n", lun->product);
		printf("\t  OS Device Name: %s\n", *lun->device ? lun->device : "Unknown");
	}
	stmfFreeMemory(luns);
	return 0;
}

/* remote: as the kernel has it, NULL: it has none */
static int print_details(const struct cmd_line *line, const stmfFcRemotePort *remote)
{
	if (cmd_has(line, 'l') && remote && remote->hasStatistics)
		print_statistics(&remote->statistics);
	else if (cmd_has(line, 'l'))
		printf("\tLink Error Statistics: not available\n");
	return cmd_has(line, 's') && remote ? print_luns(remote) : 0;
}

/* In target mode the kernel has no remote ports: who is logged in is all that is known. */
static int print_sessions(struct remotes *remotes, uint64_t wwn)
{
	stmfSessionList *sessions;
	stmfDevid target;
	char name[32];
	uint64_t remote;

	snprintf(name, sizeof(name), "wwn.%016" PRIX64, wwn);
	/* not a target, or no STMF: initiator ports have none */
	if (stmf_devid_parse(name, &target) || stmfGetSessionList(&target, &sessions))
		return 0;
	for (uint32_t i = 0; i < sessions->cnt; i++) {
		const stmfSession *session = &sessions->session[i];

		snprintf(name, sizeof(name), "%.*s", session->initiator.identLength,
			 session->initiator.ident);
		if (!read_wwn(name, &remote) || !is_asked_for(remotes, remote))
			continue;
		print_remote(remote, 0, "FCP Initiator", session->alias);
		print_details(remotes->line, NULL);
		remotes->found++;
	}
	stmfFreeMemory(sessions);
	return 0;
}

static int print_seen(struct remotes *remotes, int host)
{
	stmfFcRemotePortList *list;
	int code, status = 0;

	code = stmfGetFcRemotePortList(NULL, &list);
	if (code)
		return report(code, NULL, &errors);
	for (uint32_t i = 0; i < list->cnt; i++) {
		const stmfFcRemotePort *remote = &list->port[i];

		if (remote->host != host || !is_asked_for(remotes, remote->portWwn))
			continue;
		print_remote(remote->portWwn, remote->nodeWwn, remote->roles, "");
		status |= print_details(remotes->line, remote);
		remotes->found++;
	}
	stmfFreeMemory(list);
	return status;
}

static int print_remotes(struct remotes *remotes, const stmfFcPort *port)
{
	int status = print_seen(remotes, port->host);

	if (!status && port->modes & STMF_FC_TARGET)
		status = print_sessions(remotes, port->portWwn);
	if (!status && !remotes->found)
		printf("No Remote Ports Found.\n");
	return status;
}

static int print_remotes_of(struct remotes *remotes, const char *text)
{
	stmfFcPortList *ports;
	int code, status = 1;
	uint64_t wwn;
	uint32_t i;

	if (!read_wwn(text, &wwn))
		return 1;
	code = stmfGetFcPortList(NULL, &ports);
	if (code)
		return report(code, NULL, &errors);
	for (i = 0; i < ports->cnt && ports->port[i].portWwn != wwn; i++)
		;
	if (i < ports->cnt)
		status = print_remotes(remotes, &ports->port[i]);
	else
		complain("HBA port %s: not found", text);
	stmfFreeMemory(ports);
	return status;
}

static int remote_port(const struct cmd_line *line)
{
	uint64_t wanted[line->noperands + 1];
	struct remotes remotes = { .line = line, .wanted = wanted };

	for (int i = 0; i < line->noperands; i++)
		if (!read_wwn(line->operand[i], &wanted[i]))
			return 1;
	return print_remotes_of(&remotes, cmd_value(line, 'p'));
}

/* ---- virtual ports, as targets ---- */

/* 16 hex digits to the name of a port: false if that is what the user has not given */
static bool port_name(const char *text, char name[32])
{
	uint64_t wwn;

	if (!read_wwn(text, &wwn))
		return false;
	snprintf(name, 32, "wwn.%016" PRIX64, wwn);
	return true;
}

static int create_npiv_port(const struct cmd_line *line)
{
	const char *port = cmd_value(line, 'p'), *node = cmd_value(line, 'n');
	char physical[32], port_text[32], node_text[32];
	stmfTargetSpec spec = { .fabric = "npiv", .physical = physical };
	stmfDevid target;
	int code;

	if (!port_name(line->operand[0], physical) || (port && !port_name(port, port_text)) ||
	    (node && !port_name(node, node_text)))
		return 1;
	spec.name = port ? port_text : NULL;
	spec.node = node ? node_text : NULL;
	code = stmfCreateTarget(&spec, &target);
	if (code)
		return report(code, line->operand[0], &errors);
	printf("Target %.*s successfully created\n", target.identLength, target.ident);
	return 0;
}

static int delete_npiv_port(const struct cmd_line *line)
{
	char name[32];
	stmfDevid target;
	int code;

	if (!port_name(cmd_value(line, 'p'), name) || stmf_devid_parse(name, &target))
		return 1;
	code = stmfDeleteTarget(&target, B_TRUE);
	return code ? report(code, cmd_value(line, 'p'), &errors) : 0;
}

static const struct cmd_option info_options[] = {
	{ 'i', "initiator", NULL },
	{ 't', "target", NULL },
	{ 'l', "linkstat", NULL },
	{ 's', "scsi-target", NULL },
	{ 'p', "port", "HBA port WWN" },
	{ 0 }
};

static const struct subcommand info_table[] = {
	{ "hba-port", "itl", NULL, CMD_ANY, "HBA port WWN",
	  hba_port, NULL, NULL,
	  TOPIC_TARGET, "" },
	{ "remote-port", "lsp", "p", CMD_ANY, "REMOTE port WWN",
	  remote_port, NULL, NULL,
	  TOPIC_TARGET, "" },
	{ 0 }
};

static const struct cmd_option adm_options[] = {
	{ 'l', "linkstat", NULL },
	{ 'p', "port", "Virtual Port WWN" },
	{ 'n', "node", "Virtual Node WWN" },
	{ 0 }
};

static const struct subcommand adm_table[] = {
	{ "hba-port", "l", NULL, CMD_ANY, "HBA port WWN",
	  hba_port, NULL, NULL,
	  TOPIC_TARGET, "" },
	{ "create-npiv-port", "pn", NULL, CMD_ONE, "HBA port WWN",
	  create_npiv_port, NULL, NULL,
	  TOPIC_TARGET, "" },
	{ "delete-npiv-port", "p", "p", CMD_NONE, NULL,
	  delete_npiv_port, NULL, NULL,
	  TOPIC_TARGET, "" },
	{ 0 }
};

static const struct subcommand *const info_tables[] = { info_table, NULL };
static const struct subcommand *const adm_tables[] = { adm_table, NULL };

static const struct program programs[] = {
	{ .name = "fcinfo", .version = STMF_VERSION, .options = info_options,
	  .tables = info_tables },
	{ .name = "fcadm", .version = STMF_VERSION, .options = adm_options,
	  .tables = adm_tables },
};

const struct program *fc_program(const char *name)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!strcasecmp(programs[i].name, name))
			return &programs[i];
	return NULL;
}
