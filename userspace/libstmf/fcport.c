// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The host's Fibre Channel ports, the remote ports that they see and the logical
 * units of those, as sysfs has them: the classes fc_host, fc_remote_ports and
 * scsi_host, and the SCSI devices below remote ports.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define SYSFS "/sys"

/* The first line of a file, cut to size; false: there is none. */
static bool read_line(const char *dir, const char *name, char *out, size_t size)
{
	char path[4096], line[1024];
	FILE *file;
	bool ok;

	*out = 0;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, name) >= sizeof(path))
		return false;
	file = fopen(path, "re");
	if (!file)
		return false;
	ok = fgets(line, sizeof(line), file);
	fclose(file);
	if (!ok)
		return false;
	line[strcspn(line, "\n")] = 0;
	snprintf(out, size, "%.*s", (int)size - 1, line);
	return *out;
}

static uint64_t read_hex(const char *dir, const char *name)
{
	char text[32];

	return read_line(dir, name, text, sizeof(text)) ? strtoull(text, NULL, 16) : 0;
}

/* "hostN" or "rport-N:..." to N, -1 if it is neither. */
static int host_of(const char *name)
{
	int host = -1;

	if (sscanf(name, "host%d", &host) != 1 && sscanf(name, "rport-%d:", &host) != 1)
		return -1;
	return host;
}

/* qla2xxx says in two lines what it can be and what it is. */
static void read_mode(const char *scsi, char *mode, size_t size)
{
	static const char is[] = "Current selection: ";
	char path[4096], line[256];
	FILE *file;

	*mode = 0;
	if ((size_t)snprintf(path, sizeof(path), "%s/qlini_mode", scsi) >= sizeof(path))
		return;
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, is, strlen(is)))
			snprintf(mode, size, "%.*s", (int)size - 1, line + strlen(is));
	}
	fclose(file);
}

/*
 * "enabled": initiator only; "disabled": target only; "exclusive": initiator
 * until the target port is enabled; "dual": both. Other drivers have no target
 * mode in LIO.
 */
static unsigned int modes(const stmfFcPort *port)
{
	if (strcmp(port->driver, "qla2xxx") || !strcmp(port->iniMode, "enabled"))
		return STMF_FC_INITIATOR;
	if (!strcmp(port->iniMode, "dual") || !strcmp(port->iniMode, "exclusive"))
		return STMF_FC_INITIATOR | STMF_FC_TARGET;
	return *port->iniMode ? STMF_FC_TARGET : STMF_FC_INITIATOR;
}

static void read_fc_host(const char *dir, stmfFcPort *port)
{
	port->portWwn = read_hex(dir, "port_name");
	port->nodeWwn = read_hex(dir, "node_name");
	port->fabricWwn = read_hex(dir, "fabric_name");
	port->portId = (uint32_t)read_hex(dir, "port_id");
	read_line(dir, "port_state", port->state, sizeof(port->state));
	read_line(dir, "port_type", port->type, sizeof(port->type));
	read_line(dir, "speed", port->speed, sizeof(port->speed));
	read_line(dir, "supported_speeds", port->supportedSpeeds, sizeof(port->supportedSpeeds));
	read_line(dir, "symbolic_name", port->symbolicName, sizeof(port->symbolicName));
}

static void read_scsi_host(const char *dir, stmfFcPort *port)
{
	read_line(dir, "proc_name", port->driver, sizeof(port->driver));
	read_line(dir, "driver_version", port->driverVersion, sizeof(port->driverVersion));
	read_line(dir, "fw_version", port->firmware, sizeof(port->firmware));
	read_line(dir, "optrom_bios_version", port->bios, sizeof(port->bios));
	read_line(dir, "model_name", port->model, sizeof(port->model));
	read_line(dir, "serial_num", port->serial, sizeof(port->serial));
	read_mode(dir, port->iniMode, sizeof(port->iniMode));
}

/* A virtual port's device is below the one of its physical port. */
static bool is_virtual(const char *fc_host)
{
	char *path = realpath(fc_host, NULL);
	bool is = path && strstr(path, "/vport-");

	free(path);
	return is;
}

static void read_statistics(const char *dir, stmfFcStatistics *statistics)
{
	char path[4096];

	if ((size_t)snprintf(path, sizeof(path), "%s/statistics", dir) >= sizeof(path))
		return;
	statistics->linkFailures = read_hex(path, "link_failure_count");
	statistics->lossOfSync = read_hex(path, "loss_of_sync_count");
	statistics->lossOfSignal = read_hex(path, "loss_of_signal_count");
	statistics->primitiveErrors = read_hex(path, "prim_seq_protocol_err_count");
	statistics->invalidWords = read_hex(path, "invalid_tx_word_count");
	statistics->invalidCrcs = read_hex(path, "invalid_crc_count");
}

static bool read_port(const char *sysfs, const char *name, stmfFcPort *port)
{
	char dir[4096];

	port->host = host_of(name);
	if (port->host < 0 || (size_t)snprintf(dir, sizeof(dir), "%s/class/fc_host/%s", sysfs,
					       name) >= sizeof(dir))
		return false;
	read_fc_host(dir, port);
	read_statistics(dir, &port->statistics);
	port->npiv = is_virtual(dir) ? B_TRUE : B_FALSE;
	if ((size_t)snprintf(dir, sizeof(dir), "%s/class/scsi_host/%s", sysfs, name) <
	    sizeof(dir))
		read_scsi_host(dir, port);
	port->modes = modes(port);
	return port->portWwn && port->portWwn != UINT64_MAX;	/* else it has none yet */
}

/* Of a remote port's link: what the fabric has told of it. */
static bool read_fpin(const char *dir, stmfFcStatistics *statistics)
{
	const struct { const char *name; uint64_t *value; } files[] = {
		{ "fpin_li_link_failure_count", &statistics->linkFailures },
		{ "fpin_li_loss_of_sync_count", &statistics->lossOfSync },
		{ "fpin_li_loss_of_signals_count", &statistics->lossOfSignal },
		{ "fpin_li_prim_seq_err_count", &statistics->primitiveErrors },
		{ "fpin_li_invalid_tx_word_count", &statistics->invalidWords },
		{ "fpin_li_invalid_crc_count", &statistics->invalidCrcs },
	};
	char path[4096], text[32];

	if ((size_t)snprintf(path, sizeof(path), "%s/statistics", dir) >= sizeof(path))
		return false;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (!read_line(path, files[i].name, text, sizeof(text)))
			return false;
		*files[i].value = strtoull(text, NULL, 16);
	}
	return true;
}

static bool read_remote(const char *sysfs, const char *name, stmfFcRemotePort *port)
{
	char dir[4096];

	snprintf(port->name, sizeof(port->name), "%s", name);
	port->host = host_of(name);
	if (port->host < 0 || (size_t)snprintf(dir, sizeof(dir), "%s/class/fc_remote_ports/%s",
					       sysfs, name) >= sizeof(dir))
		return false;
	port->portWwn = read_hex(dir, "port_name");
	port->nodeWwn = read_hex(dir, "node_name");
	port->portId = (uint32_t)read_hex(dir, "port_id");
	read_line(dir, "port_state", port->state, sizeof(port->state));
	read_line(dir, "roles", port->roles, sizeof(port->roles));
	port->hasStatistics = read_fpin(dir, &port->statistics) ? B_TRUE : B_FALSE;
	return port->portWwn;
}

/* By host number: host10 comes after host9. */
static int name_order(const struct dirent **a, const struct dirent **b)
{
	int x = host_of((*a)->d_name), y = host_of((*b)->d_name);

	return x != y ? x - y : strcmp((*a)->d_name, (*b)->d_name);
}

static int skip_dots(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Every entry of a class is read into an element of the list, or left out. */
static int read_class(const char *sysfs, const char *class, struct stmf_list *list,
		      bool (*read)(const char *sysfs, const char *name, void *element))
{
	struct dirent **entries;
	char dir[4096];
	int n, i, code = STMF_STATUS_SUCCESS;

	snprintf(dir, sizeof(dir), "%s/class/%s", sysfs, class);
	n = scandir(dir, &entries, skip_dots, name_order);
	if (n < 0)	/* no such class: no such hardware */
		return errno == ENOENT ? code : stmf_fail_errno(errno, dir);
	for (i = 0; i < n; i++) {
		void *element = code ? NULL : stmf_list_add(list);

		if (!element && !code)
			code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
		else if (element && !read(sysfs, entries[i]->d_name, element))
			list->cnt--;
		free(entries[i]);
	}
	free(entries);
	return code;
}

static bool read_any_port(const char *sysfs, const char *name, void *element)
{
	return read_port(sysfs, name, element);
}

static bool read_any_remote(const char *sysfs, const char *name, void *element)
{
	return read_remote(sysfs, name, element);
}

int stmfGetFcPortList(const char *sysfs, stmfFcPortList **list)
{
	struct stmf_list ports = STMF_LIST(stmfFcPortList, port);
	int code;

	if (!list)
		return stmf_fail_arg("no room for the list");
	stmf_clear_error();
	code = read_class(sysfs ? sysfs : SYSFS, "fc_host", &ports, read_any_port);
	return stmf_list_finish(&ports, code, list);
}

int stmfGetFcRemotePortList(const char *sysfs, stmfFcRemotePortList **list)
{
	struct stmf_list ports = STMF_LIST(stmfFcRemotePortList, port);
	int code;

	if (!list)
		return stmf_fail_arg("no room for the list");
	stmf_clear_error();
	code = read_class(sysfs ? sysfs : SYSFS, "fc_remote_ports", &ports, read_any_remote);
	return stmf_list_finish(&ports, code, list);
}

/* ---- logical units of a remote port ---- */

static void read_padded(const char *dir, const char *name, char *out, size_t size)
{
	read_line(dir, name, out, size);
	for (size_t n = strlen(out); n && out[n - 1] == ' ';)
		out[--n] = 0;
}

/* The node in /dev of the first driver that has the device */
static void read_device(const char *dir, char *out, size_t size)
{
	static const char *const kinds[] = { "block", "scsi_tape", "scsi_changer", "scsi_generic" };

	for (size_t i = 0; !*out && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char pattern[4096];
		glob_t nodes;

		if ((size_t)snprintf(pattern, sizeof(pattern), "%s/%s/*", dir, kinds[i]) >=
		    sizeof(pattern))
			return;
		if (!glob(pattern, 0, NULL, &nodes))
			snprintf(out, size, "/dev/%s", strrchr(nodes.gl_pathv[0], '/') + 1);
		globfree(&nodes);
	}
}

/* dir: .../host:channel:target:LUN; the kernel leaves flat addressing (above 255) in the LUN. */
static bool read_lun(const char *dir, stmfFcLun *lun)
{
	if (sscanf(strrchr(dir, '/'), "/%*u:%*u:%*u:%" SCNu64, &lun->lun) != 1)
		return false;
	if (lun->lun >> 14 == 1)
		lun->lun &= 0x3fff;
	read_padded(dir, "vendor", lun->vendor, sizeof(lun->vendor));
	read_padded(dir, "model", lun->product, sizeof(lun->product));
	read_device(dir, lun->device, sizeof(lun->device));
	return *lun->vendor;	/* else it has gone meanwhile */
}

static int lun_order(const void *a, const void *b)
{
	const stmfFcLun *x = a, *y = b;

	return (x->lun > y->lun) - (x->lun < y->lun);
}

int stmfGetFcLunList(const char *sysfs, const stmfFcRemotePort *port, stmfFcLunList **list)
{
	struct stmf_list luns = STMF_LIST(stmfFcLunList, lun);
	int code = STMF_STATUS_SUCCESS;
	char pattern[4096];
	glob_t found;

	if (!port || !list)
		return stmf_fail_arg("no remote port, or no room for the list");
	stmf_clear_error();
	snprintf(pattern, sizeof(pattern), "%s/class/fc_remote_ports/%s/device/target*/*:*:*:*",
		 sysfs ? sysfs : SYSFS, port->name);
	if (glob(pattern, 0, NULL, &found) == GLOB_NOSPACE)
		code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	for (size_t i = 0; !code && i < found.gl_pathc; i++) {
		stmfFcLun *lun = stmf_list_add(&luns);

		if (!lun)
			code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
		else if (!read_lun(found.gl_pathv[i], lun))
			luns.cnt--;
	}
	globfree(&found);
	code = stmf_list_finish(&luns, code, list);
	if (!code)
		qsort((*list)->lun, (*list)->cnt, sizeof((*list)->lun[0]), lun_order);
	return code;
}
