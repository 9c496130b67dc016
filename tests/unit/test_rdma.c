// SPDX-License-Identifier: GPL-2.0
/* Names of SRP targets from the GIDs of RDMA ports, in a sysfs that is made here. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rdma.h"

static char root[] = "/tmp/test_rdma.XXXXXX";

static void put(const char *port, const char *gid)
{
	char *command = xasprintf("mkdir -p %s/%s/gids && echo '%s' >%s/%s/gids/0", root, port, gid,
				  root, port);

	assert_int_equal(system(command), 0);
	free(command);
}

static void test_ports(void **state)
{
	struct rdma_ports ports = { 0 };

	rdma_ports_read(root, &ports);
	assert_int_equal(ports.n, 0);
	put("mlx5_0/ports/1", "fe80:0000:0000:0000:0002:c903:000e:8acd");
	put("mlx5_0/ports/2", "fec0:0000:0000:0001:0002:c903:000e:8ace");
	put("mlx5_1/ports/1", "");
	put("mlx5_2/ports/1", "fe80:0000:0000:0000:0002:c903:000e");
	rdma_ports_read(root, &ports);
	assert_int_equal(ports.n, 2);
	assert_string_equal(ports.v[0].name, "eui.0002C903000E8ACD");
	assert_string_equal(ports.v[0].prefix, "fe80000000000000");
	assert_string_equal(ports.v[1].name, "eui.0002C903000E8ACE");
	assert_string_equal(ports.v[1].prefix, "fec0000000000001");
	vec_free(&ports);
}

static int clear(void **state)
{
	char *command = xasprintf("rm -rf %s", root);
	int rc = system(command);

	free(command);
	return rc;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_ports, clear),
	};

	assert_non_null(mkdtemp(root));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
