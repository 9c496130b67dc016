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

/* The first n of a remote port's statistics, each with a value of its own */
static void put_fpin(const char *port, int n)
{
	static const char *const names[] = {
		"link_failure", "loss_of_sync", "loss_of_signals", "prim_seq_err",
		"invalid_tx_word", "invalid_crc",
	};
	char path[200], text[20];

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "class/fc_remote_ports/%s/statistics/fpin_li_%s_count",
			 port, names[i]);
		snprintf(text, sizeof(text), "0x%x\n", 0x10 + i);
		put(path, text);
	}
}

static void test_remote(void **state)
{
	stmfFcRemotePortList *ports;

	put("class/fc_remote_ports/rport-3:0-1/port_name", "0x21000024ff000101\n");
	put("class/fc_remote_ports/rport-3:0-1/roles", "FCP Target\n");
	put("class/fc_remote_ports/rport-3:0-0/port_name", "0x21000024ff000100\n");
	put_fpin("rport-3:0-0", 6);
	put_fpin("rport-3:0-1", 5);
	put("class/fc_remote_ports/rport-3:0-2/port_name", "0x0\n");
	put("class/fc_remote_ports/nonsense/port_name", "0x21000024ff000102\n");
	assert_int_equal(stmfGetFcRemotePortList(root, &ports), STMF_STATUS_SUCCESS);
	assert_int_equal(ports->cnt, 2);
	assert_true(ports->port[0].hasStatistics);
	assert_true(ports->port[0].statistics.linkFailures == 0x10);
	assert_true(ports->port[0].statistics.invalidCrcs == 0x15);
	assert_int_equal(ports->port[1].host, 3);
	assert_string_equal(ports->port[1].name, "rport-3:0-1");
	assert_true(ports->port[1].portWwn == 0x21000024ff000101);
	assert_string_equal(ports->port[1].roles, "FCP Target");
	assert_false(ports->port[1].hasStatistics);	/* not all of them are there */
	stmfFreeMemory(ports);
}

static void put_device(const char *address, const char *file, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "class/fc_remote_ports/rport-3:0-1/device/target3:0:0/%s/%s",
		 address, file);
	put(path, text);
}

static void test_luns(void **state)
{
	const stmfFcRemotePort port = { .name = "rport-3:0-1" }, other = { .name = "rport-3:0-2" };
	stmfFcLunList *luns;

	put_device("3:0:0:16684", "vendor", "SUN     \n");	/* 0x4000 | 300 */
	put_device("3:0:0:16684", "model", "COMSTAR         \n");
	put_device("3:0:0:16684", "scsi_generic/sg4/dev", "");
	put_device("3:0:0:16684", "block/sdb/dev", "");
	put_device("3:0:0:7", "vendor", "STK\n");
	put_device("3:0:0:7", "scsi_tape/st0/dev", "");
	put_device("3:0:0:7", "scsi_tape/nst0/dev", "");
	put_device("3:0:0:8", "vendor", "NEW\n");
	put_device("3:0:0:9", "vendor", "");			/* has gone meanwhile */
	put_device("power", "vendor", "NONE\n");
	assert_int_equal(stmfGetFcLunList(root, &port, &luns), STMF_STATUS_SUCCESS);
	assert_int_equal(luns->cnt, 3);
	assert_true(luns->lun[0].lun == 7);
	assert_string_equal(luns->lun[0].device, "/dev/nst0");
	assert_string_equal(luns->lun[0].product, "");
	assert_true(luns->lun[1].lun == 8);
	assert_string_equal(luns->lun[1].device, "");
	assert_true(luns->lun[2].lun == 300);
	assert_string_equal(luns->lun[2].vendor, "SUN");
	assert_string_equal(luns->lun[2].product, "COMSTAR");
	assert_string_equal(luns->lun[2].device, "/dev/sdb");
	stmfFreeMemory(luns);
	assert_int_equal(stmfGetFcLunList(root, &other, &luns), STMF_STATUS_SUCCESS);
	assert_int_equal(luns->cnt, 0);
	stmfFreeMemory(luns);
	assert_int_equal(stmfGetFcLunList(root, NULL, &luns), STMF_ERROR_INVALID_ARG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_none, setup, clear),
		cmocka_unit_test_setup_teardown(test_port, setup, clear),
		cmocka_unit_test_setup_teardown(test_modes, setup, clear),
		cmocka_unit_test_setup_teardown(test_remote, setup, clear),
		cmocka_unit_test_setup_teardown(test_luns, setup, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
