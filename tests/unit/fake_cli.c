// SPDX-License-Identifier: GPL-2.0
/* stmfctl and its other names, over a faked kernel with one of everything; reads only. */
#include "fake_kernel.h"

int cli_main(int argc, char **argv);

static const struct fake_lu lus[] = {
	{ .guid = "600144F0000000000000000000000ABC", .state = STMF_STATE_ONLINE, .provider = "sbd" },
	{ .guid = "600144F0000000000000000000000DEF", .state = STMF_STATE_ONLINE, .provider = "sbd" },
	{ 0 }
};

static const struct fake_view views[] = {
	{ "600144F0000000000000000000000ABC", 0, 3, "lab", NULL },
	{ "600144F0000000000000000000000ABC", 12, 4, NULL, "ports" },
	{ 0 }
};

static const struct fake_group groups[] = {
	{ STMF_KIND_HOST_GROUP, "lab", { "iqn.2026-11.org.example:a", "iqn.2026-11.org.example:b" } },
	{ STMF_KIND_HOST_GROUP, "long name", { NULL } },
	{ STMF_KIND_TARGET_GROUP, "ports", { "iqn.2026-11.org.example:t1" } },
	{ 0 }
};

static const struct fake_target targets[] = {
	{ "iqn.2026-11.org.example:t1", STMF_STATE_ONLINE, "iscsit", NULL, 5 },
	{ "wwn.5001405000000001", STMF_STATE_ONLINE, "loopback", NULL, 6 },
	{ 0 }
};

int main(int argc, char **argv)
{
	fake_kernel = (struct fake_kernel){
		.lus = lus, .views = views, .groups = groups, .targets = targets
	};
	return cli_main(argc, argv);
}
