// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fabric.h"
#include "prepare.h"

extern char **environ;

int load_module(const char *name)
{
	char *argv[] = { "modprobe", "-q", (char *)name, NULL };
	posix_spawnattr_t attr;
	int err, status = -1;
	sigset_t none;
	pid_t pid;

	sigemptyset(&none);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	err = posix_spawnp(&pid, argv[0], NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	if (err) {
		say(LOG_ERR, "modprobe can't be run: %s", strerror(err));
		return -1;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool there(const char *root, const char *dir)
{
	char *path = xasprintf("%s/%s", root, dir);
	bool is = !access(path, F_OK);

	free(path);
	return is;
}

static void make_dirs(const char *path)
{
	char *copy = xstrdup(path);

	for (char *p = copy + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = 0;
		mkdir(copy, 0755);
		*p = '/';
	}
	if (mkdir(copy, 0755) && errno != EEXIST)
		say(LOG_ERR, "%s: %s", path, strerror(errno));
	free(copy);
}

/* LIO keeps persistent reservations and ALUA state there; it makes no directory itself. */
static void make_state_dirs(const char *root)
{
	static const char *const dirs[] = { "pr", "alua" };
	char *dbroot = lio_files.read((void *)root, "dbroot");

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
		char *path = xasprintf("%s/%s", dbroot && *dbroot == '/' ? dbroot : "/var/target",
				       dirs[i]);

		if (access(path, F_OK))
			make_dirs(path);
		free(path);
	}
	free(dbroot);
}

static bool try_mkdir(const char *path)
{
	return !mkdir(path, 0755) || errno == EEXIST;
}

/* The directory of a backend or a fabric, which can be made when its module is there. */
static void need(const char *root, const char *dir, const char *module)
{
	char *path = xasprintf("%s/%s", root, dir);

	if (!there(root, dir) && !try_mkdir(path)) {
		if (load_module(module))
			say(LOG_ERR, "the module %s can't be loaded", module);
		else if (!try_mkdir(path))
			say(LOG_ERR, "%s: %s", path, strerror(errno));
	}
	free(path);
}

void prepare_lio(const char *root, const struct model *model)
{
	bool stores = false;

	vec_each(lu, &model->lu)
		stores |= lu->conf && !lu->absent;
	if (!stores && !model->target.n)
		return;
	if (!there(root, "core") && load_module("target_core_mod"))
		say(LOG_ERR, "the module target_core_mod can't be loaded");
	make_state_dirs(root);
	if (stores)
		need(root, LIO_HBA, "stmf_sbd");
	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);

		if (!fabric)
			continue;
		need(root, fabric->dir, fabric->module);
		if (fabric->prepare)
			fabric->prepare(root, target);
	}
}
