// SPDX-License-Identifier: GPL-2.0
/* The reader of the real tree. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "lio.h"

#define ATTR_SIZE 4096	/* configfs: at most one page */

static bool files_list(void *root, const char *dir, bool links, struct names *names)
{
	char *path = xasprintf("%s/%s", (const char *)root, dir);
	DIR *d = opendir(path);
	struct dirent *entry;

	free(path);
	if (!d)
		return false;
	while ((entry = readdir(d)))
		if (entry->d_type == (links ? DT_LNK : DT_DIR) &&
		    strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			names_add(names, entry->d_name);
	closedir(d);
	return true;
}

static char *files_read(void *root, const char *attr)
{
	char *path = xasprintf("%s/%s", (const char *)root, attr);
	char text[ATTR_SIZE + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	free(path);
	if (fd < 0)
		return NULL;
	n = read(fd, text, ATTR_SIZE);
	close(fd);
	if (n < 0)
		return NULL;
	for (ssize_t i = 0; i < n; i++)
		if (!text[i])
			text[i] = '\n';
	if (n && text[n - 1] == '\n')
		n--;
	text[n] = 0;
	return xstrdup(text);
}

static char *files_link(void *root, const char *link)
{
	char *path = xasprintf("%s/%s", (const char *)root, link);
	char to[PATH_MAX];
	ssize_t n = readlink(path, to, sizeof(to) - 1);

	free(path);
	if (n < 0)
		return NULL;
	to[n] = 0;
	return xstrdup(to);
}

const struct lio_reader lio_files = {
	.list = files_list,
	.read = files_read,
	.link = files_link,
};
