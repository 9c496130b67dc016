// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <libstmf.h>

#include "snapshot.h"

#define PART ".part"		/* of the name of one that is being made */

static char *snapshot_dir(const char *repository)
{
	char *copy = xstrdup(repository), *dir = xasprintf("%s/snapshots", dirname(copy));

	free(copy);
	return dir;
}

static bool is_snapshot(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && *name != '.' && !strcmp(name + n - 3, ".db");
}

/* By name, which begins with the time. */
static void list_snapshots(const char *dir, struct names *names)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (is_snapshot(entry->d_name))
			names_add(names, entry->d_name);
	if (stream)
		closedir(stream);
}

char *snapshot_newest(const char *repository)
{
	char *dir = snapshot_dir(repository), *newest = NULL;
	struct names names = { 0 };

	list_snapshots(dir, &names);
	if (names.n)
		newest = xasprintf("%s/%s", dir, names.v[names.n - 1]);
	names_free(&names);
	free(dir);
	return newest;
}

static bool same_files(const char *a, const char *b)
{
	FILE *x = fopen(a, "re"), *y = fopen(b, "re");
	char one[8192], other[8192];
	bool same = x && y;
	size_t n = 1;

	while (same && n) {
		n = fread(one, 1, sizeof(one), x);
		same = fread(other, 1, sizeof(other), y) == n && !memcmp(one, other, n);
	}
	if (x)
		fclose(x);
	if (y)
		fclose(y);
	return same;
}

static void drop_oldest(const char *dir)
{
	struct names names = { 0 };

	list_snapshots(dir, &names);
	for (size_t i = 0; i + SNAPSHOTS_KEPT < names.n; i++) {
		char *path = xasprintf("%s/%s", dir, names.v[i]);

		unlink(path);
		free(path);
	}
	names_free(&names);
}

/* Two in one millisecond would have one name: the later one waits. */
static char *new_name(const char *dir, const char *why)
{
	struct timespec now, pause = { .tv_nsec = 1000000 };
	char text[32], *path;
	struct tm tm;

	for (;;) {
		clock_gettime(CLOCK_REALTIME, &now);
		gmtime_r(&now.tv_sec, &tm);
		strftime(text, sizeof(text), "%Y%m%dT%H%M%S", &tm);
		path = xasprintf("%s/%s.%03ldZ-%s.db", dir, text, now.tv_nsec / 1000000, why);
		if (access(path, F_OK))
			return path;
		free(path);
		nanosleep(&pause, NULL);
	}
}

static int copy_failed(const char *path, struct fault *fault)
{
	return failed(fault, STMF_STATUS_ERROR, "the snapshot %s: %s", path, strerror(errno));
}

int snapshot_take(struct db *db, const char *why, struct fault *fault)
{
	char *dir = snapshot_dir(db->path), *newest = snapshot_newest(db->path);
	char *path = new_name(dir, why), *part = xasprintf("%s" PART, path);
	int rc;

	if (mkdir(dir, 0700) && errno != EEXIST) {
		rc = copy_failed(dir, fault);
	} else {
		unlink(part);
		rc = db_bind_run(db, fault, "VACUUM INTO ?", &part, 1);
	}
	if (!rc && newest && same_files(newest, part))
		unlink(part);
	else if (!rc && (sync_path(part) || rename(part, path) || sync_path(dir)))
		rc = copy_failed(path, fault);
	if (rc)
		unlink(part);
	else
		drop_oldest(dir);
	free(part);
	free(path);
	free(newest);
	free(dir);
	return rc;
}
