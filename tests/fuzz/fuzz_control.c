// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer: any bytes as what a client sends on the control socket. Each line gets
 * one reply, a JSON object with a status. The kernel has no stmf.ko, so no request
 * goes beyond the checks of its arguments.
 */
#include "../../userspace/stmfd/control.c"

#include <errno.h>
#include <stdint.h>

#include "genl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct genl *genl_new(void)
{
	return NULL;
}

int genl_resolve(struct genl *genl)
{
	return -ENOENT;
}

struct nl_msg *genl_request(struct genl *genl, enum stmf_cmd cmd, int flags)
{
	return nlmsg_alloc();
}

int genl_talk(struct genl *genl, struct nl_msg *msg, genl_reply reply, void *arg, char *text,
	      size_t size)
{
	nlmsg_free(msg);
	if (text && size)
		*text = 0;
	return -ENOENT;
}

void genl_events(struct genl *genl, struct genl_news *news, struct genl_news *also)
{
}

void genl_news_old(struct genl_news *news, uint64_t generation)
{
}

bool genl_guid(const struct nlattr *attr, char *guid)
{
	return false;
}

static void check(bool ok)
{
	if (!ok)
		abort();
}

static void check_reply(const struct client *client)
{
	struct json_object *reply, *status;

	check(client->out_n && client->out[client->out_n - 1] == '\n');
	check(memchr(client->out, '\n', client->out_n) == client->out + client->out_n - 1);
	reply = json_tokener_parse(client->out);
	check(json_object_is_type(reply, json_type_object));
	check(json_object_object_get_ex(reply, "status", &status) &&
	      json_object_is_type(status, json_type_int));
	json_object_put(reply);
}

/* One that no file is left of */
static struct repo *repo_new(struct stmfd *d)
{
	char directory[] = "/tmp/fuzz-control.XXXXXX", path[64];
	struct repo *repo;

	check(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/repository.db", directory);
	repo = repo_open(path, &d->adopt, &d->repo_fault);
	check(repo && !unlink(path));
	snprintf(path, sizeof(path), "%s/repository.db-wal", directory);
	unlink(path);
	snprintf(path, sizeof(path), "%s/repository.db-shm", directory);
	unlink(path);
	check(!rmdir(directory));
	return repo;
}

static void tick(size_t done, size_t all)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* "fuzz" is a directory that nobody makes. */
	static struct stmfd d = { .lio_root = "/fuzz/target", .kernel.root = "/fuzz/stmf" };
	static struct server server = { .d = &d };
	struct client client = { .server = &server, .source.fd = -1 };

	if (!d.repo) {
		d.repo = repo_new(&d);
		d.tree.pool = pool_new(tick);
	}
	client.in = xcalloc(1, size + 1);
	memcpy(client.in, data, size);
	client.in_n = size;
	while (has_request(&client)) {
		next_request(&client);
		check_reply(&client);
		client.out_at = client.out_n;
	}
	free(client.in);
	free(client.out);
	return 0;
}
