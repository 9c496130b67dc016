// SPDX-License-Identifier: GPL-2.0
/* Fibre Channel ports, from a sysfs that is made here. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "stmf_linux.h"

static char root[] = "/tmp/test_fcport.XXXXXX";

static void put(const char *path, const char *text)
{
	char name[4096];
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", root, path);
	for (char *p = name + strlen(root) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = 0;
		mkdir(name, 0755);
	}
	file = fopen(name, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void put_mode(const char *host, const char *mode)
{
	char path[100], text[200];

	snprintf(path, sizeof(path), "class/scsi_host/%s/proc_name", host);
	put(path, "qla2xxx\n");
	snprintf(path, sizeof(path), "class/scsi_host/%s/qlini_mode", host);
	snprintf(text, sizeof(text), "Supported options: enabled | disabled | dual | exclusive\n"
		 "Current selection: %s\n", mode);
	put(path, text);
	snprintf(path, sizeof(path), "class/fc_host/%s/port_name", host);
	put(path, "0x21000024ff000001\n");
}

static int setup(void **state)
{
	strcpy(strrchr(root, '.') + 1, "XXXXXX");
	return !mkdtemp(root);
}

static int clear(void **state)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void test_none(void **state)
{
	stmfFcRemotePortList *remotes;
	stmfFcPortList *ports;

	assert_int_equal(stmfGetFcPortList(root, &ports), STMF_STATUS_SUCCESS);
	assert_int_equal(ports->cnt, 0);
	stmfFreeMemory(ports);
	assert_int_equal(stmfGetFcRemotePortList(root, &remotes), STMF_STATUS_SUCCESS);
	assert_int_equal(remotes->cnt, 0);
	stmfFreeMemory(remotes);
	assert_int_equal(stmfGetFcPortList(root, NULL), STMF_ERROR_INVALID_ARG);
}

static void test_port(void **state)
{
	char longer[600];
	stmfFcPortList *ports;
	const stmfFcPort *port;

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	put_mode("host10", "disabled");
	put("class/fc_host/host10/node_name", "0x20000024ff000001\n");
	put("class/fc_host/host10/port_id", "0x010700\n");
	put("class/fc_host/host10/port_state", "Online\n");
	put("class/fc_host/host10/speed", "16 Gbit\n");
	put("class/fc_host/host10/symbolic_name", longer);
	put("class/fc_host/host10/statistics/link_failure_count", "0x1f\n");
	put("class/fc_host/host9/port_name", "0x10000000c9abcdef\n");
	put("class/scsi_host/host9/proc_name", "lpfc\n");
	put("class/fc_host/host11/port_name", "");		/* has gone meanwhile */
	put("class/fc_host/host12/port_name", "0xffffffffffffffff\n");	/* has none yet */
	put("class/fc_host/other/port_name", "0x1\n");
	assert_int_equal(stmfGetFcPortList(root, &ports), STMF_STATUS_SUCCESS);
	assert_int_equal(ports->cnt, 2);
	port = &ports->port[0];
	assert_int_equal(port->host, 9);
	assert_int_equal(port->modes, STMF_FC_INITIATOR);
	assert_string_equal(port->driver, "lpfc");
	assert_string_equal(port->state, "");
	port = &ports->port[1];
	assert_int_equal(port->host, 10);
	assert_true(port->portWwn == 0x21000024ff000001);
	assert_true(port->nodeWwn == 0x20000024ff000001);
	assert_int_equal(port->portId, 0x10700);
	assert_int_equal(port->modes, STMF_FC_TARGET);
	assert_int_equal(port->npiv, B_FALSE);
	assert_string_equal(port->state, "Online");
	assert_int_equal(strlen(port->symbolicName), sizeof(port->symbolicName) - 1);
	assert_true(port->statistics.linkFailures == 0x1f);
	stmfFreeMemory(ports);
}

static void test_modes(void **state)
{
	static const struct { const char *mode; unsigned int modes; } cases[] = {
		{ "enabled", STMF_FC_INITIATOR },
		{ "disabled", STMF_FC_TARGET },
		{ "exclusive", STMF_FC_INITIATOR | STMF_FC_TARGET },
		{ "dual", STMF_FC_INITIATOR | STMF_FC_TARGET },
		{ "", STMF_FC_INITIATOR },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stmfFcPortList *ports;

		put_mode("host0", cases[i].mode);
		assert_int_equal(stmfGetFcPortList(root, &ports), STMF_STATUS_SUCCESS);
		assert_int_equal(ports->cnt, 1);
		assert_string_equal(ports->port[0].iniMode, cases[i].mode);
		assert_int_equal(ports->port[0].modes, cases[i].modes);
		stmfFreeMemory(ports);
	}
}

static void test_remote(void **state)
{
	stmfFcRemotePortList *ports;

	put("class/fc_remote_ports/rport-3:0-1/port_name", "0x21000024ff000101\n");
	put("class/fc_remote_ports/rport-3:0-1/roles", "FCP Target\n");
	put("class/fc_remote_ports/rport-3:0-2/port_name", "0x0\n");
	put("class/fc_remote_ports/nonsense/port_name", "0x21000024ff000102\n");
	assert_int_equal(stmfGetFcRemotePortList(root, &ports), STMF_STATUS_SUCCESS);
	assert_int_equal(ports->cnt, 1);
	assert_int_equal(ports->port[0].host, 3);
	assert_true(ports->port[0].portWwn == 0x21000024ff000101);
	assert_string_equal(ports->port[0].roles, "FCP Target");
	stmfFreeMemory(ports);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_none, setup, clear),
		cmocka_unit_test_setup_teardown(test_port, setup, clear),
		cmocka_unit_test_setup_teardown(test_modes, setup, clear),
		cmocka_unit_test_setup_teardown(test_remote, setup, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
