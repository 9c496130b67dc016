// SPDX-License-Identifier: GPL-2.0
/* Changes of the model: directories and attributes in configfs, states by netlink. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libstmf.h>
#include <stmf_linux.h>

#include "kernel.h"

#define ATTR_SIZE 4096

/* What an errno means for one kind of change. */
struct cause {
	int err;
	int status;
	const char *text;
};

/* "OBJECT: cause" */
static int PRINTF(4, 5) blame(struct fault *fault, int err, const struct cause *causes,
			      const char *object, ...)
{
	const char *text = strerror(err);
	int status = STMF_STATUS_ERROR;
	char name[600];
	va_list ap;

	va_start(ap, object);
	vsnprintf(name, sizeof(name), object, ap);
	va_end(ap);
	if (err == EPERM || err == EACCES)
		status = STMF_ERROR_PERM;
	if (err == ENOMEM)
		status = STMF_ERROR_NOMEM;
	for (; causes->err; causes++) {
		if (causes->err == err) {
			status = causes->status;
			text = causes->text;
		}
	}
	return failed(fault, status, "%s: %s", name, text);
}

static char *PRINTF(2, 3) path_of(const struct kernel *kernel, const char *fmt, ...)
{
	char *rest, *path;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&rest, fmt, ap) < 0)
		abort();
	va_end(ap);
	path = xasprintf("%s/%s", kernel->root, rest);
	free(rest);
	return path;
}

/* These take the path and return an errno. */
static int make_dir(char *path)
{
	int err = mkdir(path, 0755) ? errno : 0;

	free(path);
	return err;
}

static int remove_dir(char *path)
{
	int err = rmdir(path) ? errno : 0;

	free(path);
	return err;
}

static bool exists(char *path)
{
	bool is = !access(path, F_OK);

	free(path);
	return is;
}

static int write_attr(char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = fd < 0 ? errno : 0;
	size_t n = strlen(value);

	if (!err && write(fd, value, n) != (ssize_t)n)
		err = errno ? errno : EIO;
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static int read_number(char *path, unsigned long *value)
{
	char text[ATTR_SIZE + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = fd < 0 ? errno : 0;
	ssize_t n = err ? 0 : read(fd, text, ATTR_SIZE);
	char *end;

	if (fd >= 0)
		close(fd);
	free(path);
	text[n > 0 ? n : 0] = 0;
	*value = strtoul(text, &end, 10);
	return err ? err : end == text ? EIO : 0;
}

/* Directories in a directory. */
static void list_dirs(const char *path, struct names *names)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			names_add(names, entry->d_name);
	if (dir)
		closedir(dir);
}

static const char *kind_dir(enum group_kind kind)
{
	return kind == HOST_GROUP ? "host_groups" : "target_groups";
}

static const char *kind_text(enum group_kind kind)
{
	return kind == HOST_GROUP ? "host group" : "target group";
}

/* NULL, and a fault: no name that a group can have. */
static char *group_path(const struct kernel *kernel, enum group_kind kind, const char *name,
			const char *member, struct fault *fault)
{
	char encoded[STMF_GROUP_NAME_MAX + 1];

	if (*name == '*' || stmf_name_encode(name, encoded) <= 0) {
		failed(fault, STMF_STATUS_ERROR, "%s %s: not a name that a group can have",
		     kind_text(kind), name);
		return NULL;
	}
	if (!member)
		return path_of(kernel, "%s/%s", kind_dir(kind), encoded);
	return path_of(kernel, "%s/%s/%s", kind_dir(kind), encoded, member);
}

int kernel_group_add(struct kernel *kernel, enum group_kind kind, const char *name,
		     struct fault *fault)
{
	static const struct cause causes[] = {
		{ EEXIST, STMF_ERROR_EXISTS, "already exists" },
		{ ENAMETOOLONG, STMF_ERROR_INVALID_ARG, "the name is too long" },
		{ 0 }
	};
	char *path = group_path(kernel, kind, name, NULL, fault);
	int err = path ? make_dir(path) : 0;

	if (!path)
		return -1;
	return err ? blame(fault, err, causes, "%s %s", kind_text(kind), name) : 0;
}

int kernel_group_remove(struct kernel *kernel, enum group_kind kind, const char *name,
			struct fault *fault)
{
	static const struct cause causes[] = {
		{ ENOENT, STMF_ERROR_NOT_FOUND, "not found" },
		{ EBUSY, STMF_ERROR_GROUP_IN_USE, "is in use by a view entry" },
		{ ENOTEMPTY, STMF_ERROR_BUSY, "has got a new member meanwhile" },
		{ 0 }
	};
	char *path = group_path(kernel, kind, name, NULL, fault);
	int err = path ? remove_dir(path) : 0;

	if (!path)
		return -1;
	return err ? blame(fault, err, causes, "%s %s", kind_text(kind), name) : 0;
}

int kernel_member_add(struct kernel *kernel, enum group_kind kind, const char *group,
		      const char *member, struct fault *fault)
{
	static const struct cause causes[] = {
		{ ENOENT, STMF_ERROR_GROUP_NOT_FOUND, "the group is not found" },
		{ EEXIST, STMF_ERROR_EXISTS, "is a member of a group already" },
		{ EBUSY, STMF_ERROR_TG_ONLINE, "the target must be offline" },
		{ EINVAL, STMF_ERROR_INVALID_ARG, "not a name of that kind" },
		{ 0 }
	};
	char *path = group_path(kernel, kind, group, member, fault);
	int err = path ? make_dir(path) : 0;

	if (!path)
		return -1;
	return err ? blame(fault, err, causes, "%s (for %s %s)", member, kind_text(kind),
			   group) : 0;
}

int kernel_member_remove(struct kernel *kernel, enum group_kind kind, const char *group,
			 const char *member, struct fault *fault)
{
	static const struct cause causes[] = {
		{ ENOENT, STMF_ERROR_MEMBER_NOT_FOUND, "is not a member" },
		{ 0 }
	};
	char *path = group_path(kernel, kind, group, NULL, fault);
	int err;

	if (!path)
		return -1;
	if (!exists(path))
		return failed(fault, STMF_ERROR_GROUP_NOT_FOUND, "%s %s: not found",
			    kind_text(kind), group);
	err = remove_dir(group_path(kernel, kind, group, member, fault));
	return err ? blame(fault, err, causes, "%s (of %s %s)", member, kind_text(kind),
			   group) : 0;
}

/* The directory may have the GUID in another case. */
static char *lu_dir(const struct kernel *kernel, const char *guid)
{
	char *path = path_of(kernel, "logical_units/%s", guid), *top;
	struct names names = { 0 };

	if (!access(path, F_OK))
		return path;
	top = path_of(kernel, "logical_units");
	list_dirs(top, &names);
	vec_each(name, &names) {
		if (strcasecmp(*name, guid))
			continue;
		free(path);
		path = path_of(kernel, "logical_units/%s", *name);
	}
	names_free(&names);
	free(top);
	return path;
}

int kernel_lu_add(struct kernel *kernel, const char *guid, bool *made, struct fault *fault)
{
	static const struct cause causes[] = {
		{ EINVAL, STMF_STATUS_ERROR, "not a GUID that a logical unit can have" },
		{ 0 }
	};
	int err = make_dir(path_of(kernel, "logical_units/%s", guid));

	*made = !err;
	return err && err != EEXIST ? blame(fault, err, causes, "logical unit %s", guid) : 0;
}

int kernel_lu_remove(struct kernel *kernel, const char *guid, struct fault *fault)
{
	static const struct cause causes[] = { { 0 } };
	char *dir = lu_dir(kernel, guid), *views = xasprintf("%s/views", dir);
	struct names names = { 0 };
	int err = 0;

	list_dirs(views, &names);
	if (!names.n)
		err = remove_dir(xstrdup(dir));
	names_free(&names);
	free(views);
	free(dir);
	return err && err != ENOENT ? blame(fault, err, causes, "logical unit %s", guid) : 0;
}

/* Makes views/<index>, at the lowest free index from view->index on. */
static char *make_view(struct kernel *kernel, const char *guid, struct view *view,
		       struct fault *fault)
{
	static const struct cause causes[] = { { 0 } };
	char *dir = lu_dir(kernel, guid), *path;
	int err;

	for (;; view->index++) {
		path = xasprintf("%s/views/%" PRIu32, dir, view->index);
		err = make_dir(xstrdup(path));
		if (err != EEXIST)
			break;
		free(path);
	}
	free(dir);
	if (!err)
		return path;
	free(path);
	blame(fault, err, causes, "logical unit %s: view entry", guid);
	return NULL;
}

static int set_view_group(const char *path, enum group_kind kind, const char *name,
			  struct fault *fault)
{
	const struct cause causes[] = {
		{ ENOENT, kind == HOST_GROUP ? STMF_ERROR_INVALID_HG : STMF_ERROR_INVALID_TG,
		  "not found" },
		{ 0 }
	};
	char encoded[STMF_GROUP_NAME_MAX + 1];
	int err = ENOENT;

	if (!name)
		return 0;
	if (*name != '*' && stmf_name_encode(name, encoded) > 0)
		err = write_attr(xasprintf("%s/%s", path, kind == HOST_GROUP ? "host_group" :
					   "target_group"), encoded);
	return err ? blame(fault, err, causes, "%s %s", kind_text(kind), name) : 0;
}

static int enable_view(const char *path, const char *guid, struct view *view, int lun,
		       struct fault *fault)
{
	static const struct cause causes[] = {
		{ EEXIST, STMF_ERROR_VE_CONFLICT,
		  "a view entry of it applies to such hosts and targets already" },
		{ EADDRINUSE, STMF_ERROR_LUN_IN_USE, "the LUN is in use" },
		{ ENOSPC, STMF_STATUS_ERROR, "no LUN is free" },
		{ ENOENT, STMF_ERROR_INVALID_HG, "the group is gone" },
		{ 0 }
	};
	unsigned long number = lun;
	int err = 0;

	if (lun != LUN_AUTO) {
		char *text = xasprintf("%d", lun);

		err = write_attr(xasprintf("%s/lun", path), text);
		free(text);
	}
	if (!err)
		err = write_attr(xasprintf("%s/enable", path), "1");
	if (!err && lun == LUN_AUTO)
		err = read_number(xasprintf("%s/lun", path), &number);
	if (err)
		return blame(fault, err, causes, "logical unit %s", guid);
	view->lun = number;
	return 0;
}

int kernel_view_add(struct kernel *kernel, const char *guid, struct view *view, int lun,
		    struct fault *fault)
{
	char *path = make_view(kernel, guid, view, fault);
	int rc;

	if (!path)
		return -1;
	rc = set_view_group(path, HOST_GROUP, view->group[HOST_GROUP], fault);
	if (!rc)
		rc = set_view_group(path, TARGET_GROUP, view->group[TARGET_GROUP], fault);
	if (!rc)
		rc = enable_view(path, guid, view, lun, fault);
	if (rc)
		rmdir(path);
	free(path);
	return rc;
}

void kernel_views_clean(struct kernel *kernel, const char *guid)
{
	char *dir = lu_dir(kernel, guid), *views = xasprintf("%s/views", dir);
	struct names names = { 0 };
	unsigned long enabled;

	list_dirs(views, &names);
	vec_each(name, &names)
		if (!read_number(xasprintf("%s/%s/enable", views, *name), &enabled) && !enabled)
			remove_dir(xasprintf("%s/%s", views, *name));
	names_free(&names);
	free(views);
	free(dir);
}

int kernel_view_remove(struct kernel *kernel, const char *guid, uint32_t index,
		       struct fault *fault)
{
	static const struct cause causes[] = {
		{ ENOENT, STMF_ERROR_NOT_FOUND, "not found" },
		{ 0 }
	};
	char *dir = lu_dir(kernel, guid);
	int err = remove_dir(xasprintf("%s/views/%" PRIu32, dir, index));

	free(dir);
	return err ? blame(fault, err, causes, "view entry %" PRIu32 " of %s", index, guid) : 0;
}

int kernel_target_add(struct kernel *kernel, const struct target *target, struct fault *fault)
{
	static const struct cause causes[] = {
		{ EEXIST, STMF_ERROR_EXISTS, "already exists" },
		{ EINVAL, STMF_ERROR_INVALID_ARG, "not a name that a target can have" },
		{ ENODEV, STMF_ERROR_NOT_FOUND, "no module for such targets" },
		{ ENAMETOOLONG, STMF_ERROR_INVALID_ARG, "too many or too long parameters" },
		{ 0 }
	};
	const struct { const char *attr, *value; } attrs[] = {
		{ "alias", target->alias },
		{ "params", target->params },
		{ "provider", target->provider },
	};
	int err = make_dir(path_of(kernel, "targets/%s", target->name));

	if (err)
		return blame(fault, err, causes, "target %s", target->name);
	for (size_t i = 0; i < ARRAY_SIZE(attrs) && !err; i++)
		if (attrs[i].value)
			err = write_attr(path_of(kernel, "targets/%s/%s", target->name,
						 attrs[i].attr), attrs[i].value);
	if (!err)
		return 0;
	remove_dir(path_of(kernel, "targets/%s", target->name));
	return blame(fault, err, causes, "target %s", target->name);
}

int kernel_target_set_alias(struct kernel *kernel, const char *name, const char *alias,
			    struct fault *fault)
{
	static const struct cause causes[] = {
		{ ENOENT, STMF_ERROR_NOT_FOUND, "not found" },
		{ 0 }
	};
	int err = write_attr(path_of(kernel, "targets/%s/alias", name), alias ? alias : "\n");

	return err ? blame(fault, err, causes, "target %s", name) : 0;
}

int kernel_target_remove(struct kernel *kernel, const char *name, struct fault *fault)
{
	static const struct cause causes[] = {
		{ ENOENT, STMF_ERROR_NOT_FOUND, "not found" },
		{ 0 }
	};
	int err = remove_dir(path_of(kernel, "targets/%s", name));

	return err ? blame(fault, err, causes, "target %s", name) : 0;
}

static int PRINTF(4, 5) change(struct kernel *kernel, struct nl_msg *msg, struct fault *fault,
			       const char *object, ...)
{
	static const struct { int err, status; } map[] = {
		{ EPERM, STMF_ERROR_PERM }, { ENOENT, STMF_ERROR_NOT_FOUND },
		{ ENODEV, STMF_ERROR_NOT_FOUND }, { EBUSY, STMF_ERROR_BUSY },
	};
	char text[256], name[300];
	int err = -genl_talk(kernel->genl, msg, NULL, NULL, text, sizeof(text));
	int status = STMF_STATUS_ERROR;
	va_list ap;

	if (!err)
		return 0;
	va_start(ap, object);
	vsnprintf(name, sizeof(name), object, ap);
	va_end(ap);
	for (size_t i = 0; i < ARRAY_SIZE(map); i++)
		if (map[i].err == err)
			status = map[i].status;
	return failed(fault, status, "%s: %s", name, *text ? text : strerror(err));
}

static uint8_t state_of(bool online)
{
	return online ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
}

int kernel_set_service(struct kernel *kernel, bool online, struct fault *fault)
{
	struct nl_msg *msg = genl_request(kernel->genl, STMF_CMD_SERVICE_SET, NLM_F_ACK);

	nla_put_u8(msg, STMF_A_STATE, state_of(online));
	return change(kernel, msg, fault, "the target service");
}

int kernel_set_loaded(struct kernel *kernel, bool online, struct fault *fault)
{
	struct nl_msg *msg = genl_request(kernel->genl, STMF_CMD_SERVICE_SET, NLM_F_ACK);

	nla_put_u8(msg, STMF_A_CONFIG_STATE, STMF_CONFIG_INITIALIZED);
	nla_put_u8(msg, STMF_A_STATE, state_of(online));
	return change(kernel, msg, fault, "the configuration's state");
}

static int set_defaults(struct kernel *kernel, const struct model *model, struct fault *fault)
{
	struct nl_msg *msg = genl_request(kernel->genl, STMF_CMD_SERVICE_SET, NLM_F_ACK);

	nla_put_u8(msg, STMF_A_STATE, STMF_STATE_OFFLINE);
	nla_put_u8(msg, STMF_A_CONFIG_STATE, STMF_CONFIG_INITIALIZING);
	nla_put_u8(msg, STMF_A_DEFAULT_LU_STATE, model->default_lu);
	nla_put_u8(msg, STMF_A_DEFAULT_TARGET_STATE, model->default_target);
	return change(kernel, msg, fault, "the default states");
}

int kernel_set_default(struct kernel *kernel, bool lu, bool online, struct fault *fault)
{
	struct nl_msg *msg = genl_request(kernel->genl, STMF_CMD_SERVICE_SET, NLM_F_ACK);

	nla_put_u8(msg, lu ? STMF_A_DEFAULT_LU_STATE : STMF_A_DEFAULT_TARGET_STATE,
		   state_of(online));
	return change(kernel, msg, fault, "the default states");
}

int kernel_set_lu(struct kernel *kernel, const char *guid, bool online, struct fault *fault)
{
	struct nl_msg *msg = genl_request(kernel->genl, STMF_CMD_LU_SET, NLM_F_ACK);
	uint8_t bytes[STMF_GUID_LEN];

	for (int i = 0; i < STMF_GUID_LEN; i++)
		sscanf(guid + 2 * i, "%2hhx", &bytes[i]);
	nla_put(msg, STMF_A_GUID, sizeof(bytes), bytes);
	nla_put_u8(msg, STMF_A_STATE, state_of(online));
	return change(kernel, msg, fault, "logical unit %s", guid);
}

int kernel_set_target(struct kernel *kernel, const char *name, bool online, struct fault *fault)
{
	struct nl_msg *msg = genl_request(kernel->genl, STMF_CMD_TARGET_SET, NLM_F_ACK);

	nla_put_string(msg, STMF_A_NAME, name);
	nla_put_u8(msg, STMF_A_STATE, state_of(online));
	return change(kernel, msg, fault, "target %s", name);
}

/* Empties a directory; what is in it has directories in "sub" that go first. */
static void clear_dir(const struct kernel *kernel, const char *dir, const char *sub)
{
	char *path = path_of(kernel, "%s", dir);
	struct names names = { 0 };

	list_dirs(path, &names);
	vec_each(name, &names) {
		if (sub) {
			char *below = xasprintf("%s/%s%s", dir, *name, sub);

			clear_dir(kernel, below, NULL);
			free(below);
		}
		remove_dir(xasprintf("%s/%s", path, *name));
	}
	names_free(&names);
	free(path);
}

static int load_groups(struct kernel *kernel, const struct model *model, enum group_kind kind,
		       struct fault *fault)
{
	vec_each(group, &model->group[kind]) {
		if (kernel_group_add(kernel, kind, group->name, fault))
			return -1;
		vec_each(member, &group->member)
			if (kernel_member_add(kernel, kind, group->name, *member, fault))
				return -1;
	}
	return 0;
}

static int load_lus(struct kernel *kernel, const struct model *model, struct fault *fault)
{
	bool made;

	vec_each(lu, &model->lu) {
		if (kernel_lu_add(kernel, lu->guid, &made, fault))
			return -1;
		vec_each(view, &lu->view)
			if (kernel_view_add(kernel, lu->guid, view, view->lun, fault))
				return -1;
		if (lu->asked != ASKED_NOTHING &&
		    kernel_set_lu(kernel, lu->guid, lu->asked == ASKED_ONLINE, fault))
			return -1;
	}
	return 0;
}

/* The oldest is the last one. */
static int load_targets(struct kernel *kernel, const struct model *model, struct fault *fault)
{
	for (size_t i = model->target.n; i > 0; i--) {
		const struct target *target = &model->target.v[i - 1];

		if (kernel_target_add(kernel, target, fault))
			return -1;
		if (target->provider && target->asked != ASKED_NOTHING &&
		    kernel_set_target(kernel, target->name, target->asked == ASKED_ONLINE, fault))
			return -1;
	}
	return 0;
}

int kernel_load(struct kernel *kernel, const struct model *model, struct fault *fault)
{
	if (set_defaults(kernel, model, fault))
		return -1;
	clear_dir(kernel, "logical_units", "/views");
	clear_dir(kernel, "targets", NULL);
	clear_dir(kernel, "target_groups", "");
	clear_dir(kernel, "host_groups", "");
	if (load_groups(kernel, model, HOST_GROUP, fault) ||
	    load_groups(kernel, model, TARGET_GROUP, fault) || load_lus(kernel, model, fault))
		return -1;
	return load_targets(kernel, model, fault);
}
