// SPDX-License-Identifier: GPL-2.0
/* Targets of fabrics where a target is made, not found. */
#include <stdlib.h>
#include <unistd.h>

#include <libstmf.h>

#include "call.h"
#include "fabric.h"
#include "guid.h"
#include "journal.h"
#include "iscsi_change.h"
#include "rdma.h"

#define INITIATORS_MAX 31	/* of a loopback target: LIO's limit of TPGs */
#define RDMA_PORTS "/sys/class/infiniband"

static void add_param(char **params, const char *key, const char *value)
{
	char *longer = xasprintf("%s%s%s=%s", *params ? *params : "", *params ? "\n" : "", key,
				 value);

	free(*params);
	*params = longer;
}

static int iscsi_params(struct call *call, const char *name, char **params)
{
	struct texts portals = { 0 };
	struct names seen = { 0 };
	int rc = arg_texts(call, "portals", &portals);

	for (size_t i = 0; i < portals.n && !rc; i++) {
		char portal[STMF_PORTAL_LEN + 1];

		if (stmf_portal_parse(portals.v[i], STMF_PORT_ISCSI, portal))
			rc = call_fail(call, STMF_ERROR_INVALID_ARG,
				       "portal %s: not ADDRESS[:PORT]", portals.v[i]);
		else if (names_add(&seen, portal))
			add_param(params, "portal", portal);
	}
	names_free(&seen);
	vec_free(&portals);
	return rc;
}

static int loopback_params(struct call *call, const char *name, char **params)
{
	char initiator[STMF_NAME_MAX + 1], *made = NULL;
	struct texts initiators = { 0 };
	struct names seen = { 0 };
	int rc = arg_texts(call, "initiators", &initiators);

	if (!rc && initiators.n > INITIATORS_MAX)
		rc = call_fail(call, STMF_ERROR_INVALID_ARG, "initiators: at most %d",
			       INITIATORS_MAX);
	if (!rc && !initiators.n)
		*vec_push(&initiators) = made = wwn_make();
	for (size_t i = 0; i < initiators.n && !rc; i++) {
		rc = name_normal(call, initiators.v[i], initiator);
		if (!rc && strncmp(initiator, "wwn.", 4))
			rc = call_fail(call, STMF_ERROR_INVALID_ARG,
				       "initiator %s: must be wwn. and 16 digits",
				       initiators.v[i]);
		if (!rc && names_add(&seen, initiator))
			add_param(params, "initiator", initiator);
	}
	names_free(&seen);
	vec_free(&initiators);
	free(made);
	return rc;
}

/* A port name in one of the arguments; made up if it is not given */
static int port_param(struct call *call, const char *arg, const char *key, bool required,
		      char **params)
{
	char name[STMF_NAME_MAX + 1], *made = NULL;

	if (has_arg(call, arg)) {
		if (arg_name(call, arg, name))
			return -1;
		if (strncmp(name, "wwn.", 4))
			return call_fail(call, STMF_ERROR_INVALID_ARG,
					 "%s %s: must be wwn. and 16 digits", arg, name);
	} else if (required) {
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be given", arg);
	} else {
		made = wwn_make();
	}
	add_param(params, key, made ? made : name);
	free(made);
	return 0;
}

static int npiv_params(struct call *call, const char *name, char **params)
{
	return port_param(call, "physical", FC_PHYSICAL, true, params) ||
	       port_param(call, "node", FC_NODE, false, params) ? -1 : 0;
}

static int no_params(struct call *call, const char *name, char **params)
{
	return 0;
}

/* The first half of the GID, if the port is there now */
static void gid_param(const char *name, char **params)
{
	struct rdma_ports ports = { 0 };

	rdma_ports_read(RDMA_PORTS, &ports);
	vec_each(port, &ports) {
		if (strcmp(port->name, name))
			continue;
		add_param(params, SRP_PREFIX, port->prefix);
		break;
	}
	vec_free(&ports);
}

/* The port that RDMA connection managers listen at; InfiniBand needs none. */
static int srp_params(struct call *call, const char *name, char **params)
{
	struct texts portals = { 0 };
	int rc = arg_texts(call, "portals", &portals);
	char *end;

	for (size_t i = 0; i < portals.n && !rc; i++) {
		unsigned long port = strtoul(portals.v[i], &end, 10);

		if (portals.n > 1 || portals.v[i][0] < '1' || portals.v[i][0] > '9' || *end ||
		    port > UINT16_MAX)
			rc = call_fail(call, STMF_ERROR_INVALID_ARG,
				       "portal %s: for srp one TCP port number, as of RDMA/CM",
				       portals.v[i]);
		else
			add_param(params, SRP_CM_PORT, portals.v[i]);
	}
	if (!rc)
		gid_param(name, params);
	vec_free(&portals);
	return rc;
}

static char *rdma_name(void)
{
	struct rdma_ports ports = { 0 };
	char *name;

	rdma_ports_read(RDMA_PORTS, &ports);
	name = ports.n == 1 ? xstrdup(ports.v[0].name) : NULL;
	vec_free(&ports);
	return name;
}

/* How targets of a fabric are made. */
static const struct maker {
	const struct fabric *fabric;
	const char *args;		/* what it takes beside name and alias */
	int (*params)(struct call *call, const char *name, char **params);
	char *(*name)(void);		/* makes one up; NULL: it must be given */
} makers[] = {
	{ &fabric_iscsi, " portals ", iscsi_params, iqn_make },
	{ &fabric_loopback, " initiators ", loopback_params, wwn_make },
	{ &fabric_vhost, " initiators ", loopback_params, wwn_make },
	{ &fabric_npiv, " physical node ", npiv_params, wwn_make },
	{ &fabric_fcoe, "", no_params, NULL },
	{ &fabric_srpt, " portals ", srp_params, rdma_name },
};

static const struct maker *find_maker(struct call *call, const char *name)
{
	const struct fabric *fabric = fabric_by_name(name);
	char *text = xstrdup("");

	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		char *longer = xasprintf("%s%s%s", text, i ? ", " : "", makers[i].fabric->name);

		free(text);
		text = longer;
		if (makers[i].fabric == fabric) {
			free(text);
			return &makers[i];
		}
	}
	if (fabric && fabric->found)
		call_fail(call, STMF_ERROR_INVALID_ARG,
			  "fabric %s: its targets are ports of this host: they are found, not made",
			  name);
	else
		call_fail(call, STMF_ERROR_INVALID_ARG, "fabric %s: must be one of %s", name,
			  text);
	free(text);
	return NULL;
}

static int check_args(struct call *call, const struct maker *maker)
{
	static const char *const args[] = { "portals", "initiators", "physical", "node" };

	for (size_t i = 0; i < ARRAY_SIZE(args); i++) {
		char *word = xasprintf(" %s ", args[i]);
		bool takes = strstr(maker->args, word);

		free(word);
		if (has_arg(call, args[i]) && !takes)
			return call_fail(call, STMF_ERROR_INVALID_ARG,
					 "%s: targets of the fabric %s have none", args[i],
					 maker->fabric->name);
	}
	return 0;
}

static int target_name(struct call *call, const struct maker *maker, char **result)
{
	char name[STMF_NAME_MAX + 1];

	if (has_arg(call, "target")) {
		if (arg_name(call, "target", name))
			return -1;
		*result = xstrdup(name);
		return 0;
	}
	*result = maker->name ? maker->name() : NULL;
	return *result ? 0 : call_fail(call, STMF_ERROR_INVALID_ARG,
				       "a target of the fabric %s needs a name: that of its port",
				       maker->fabric->name);
}

static int check_name(struct call *call, const struct fabric *fabric, const struct target *target)
{
	char *wwn = fabric->wwn(target);

	if (!wwn)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "target %s: not a name of a %s target", target->name,
				 fabric->name);
	free(wwn);
	return 0;
}

int target_not_in_lio(struct call *call, const struct target *target)
{
	char *owned = fabric_owned_name(target);
	char *path = xasprintf("%s/%s", call->d->lio_root, owned);
	int rc = 0;

	if (!access(path, F_OK) && !names_has(repo_owned(call->d->repo), owned))
		rc = call_fail(call, STMF_ERROR_EXISTS,
			       "target %s: somebody else has made it in LIO already",
			       target->name);
	free(path);
	free(owned);
	return rc;
}

static int read_target(struct call *call, const struct maker *maker, struct target *target)
{
	const char *alias;

	target->provider = (char *)maker->fabric->provider;
	if (check_args(call, maker) || target_name(call, maker, &target->name) ||
	    arg_optional(call, "alias", STMF_NAME_MAX, &alias) ||
	    maker->params(call, target->name, &target->params) || check_name(call, maker->fabric, target))
		return -1;
	target->alias = (char *)alias;
	if (alias && strpbrk(alias, "\r\n"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "alias: must be one line");
	if (maker->fabric != &fabric_iscsi && has_iscsi_target_args(call))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "auth, chap_user, chap_secret, tpgs: are for iscsi");
	journal_note(call->d, "port", target->name);
	return target_not_in_lio(call, target);
}

static int check_new(struct call *call, const char *name)
{
	struct model model;
	int rc = 0;

	if (call_model(call, &model))
		return -1;
	if (model_target(&model, name))
		rc = call_fail(call, STMF_ERROR_EXISTS, "target %s: already exists", name);
	model_free(&model);
	return rc;
}

/* On disk first: so no crash leaves a target that asks for less than it should. */
static int configure_target(struct call *call, const char *name)
{
	struct iscsi_conf *conf = &call->d->conf.iscsi;

	iscsi_target_del(conf, name);	/* left by one that scripts have removed just now */
	if (!has_iscsi_target_args(call))
		return 0;
	if (arg_iscsi_target(call, iscsi_target_add(conf, name)))
		return -1;
	return repo_save_own(call->d->repo, &call->d->conf, &call->fault);
}

static int make_target(struct call *call, const struct target *target)
{
	struct kernel *kernel = &call->d->kernel;

	if (kernel_target_add(kernel, target, &call->fault))
		return -1;
	if (!commit(call)) {
		reply_text(call, "target", target->name);
		return 0;
	}
	kernel_target_remove(kernel, target->name, NULL);
	return rolled_back(call);
}

static int create_target(struct call *call, const struct maker *maker, struct target *target)
{
	struct iscsi_conf before, *conf = &call->d->conf.iscsi;

	if (read_target(call, maker, target) || check_new(call, target->name))
		return -1;
	iscsi_conf_copy(&before, conf);
	if (!configure_target(call, target->name) && !make_target(call, target)) {
		iscsi_conf_free(&before);
		return 0;
	}
	iscsi_take_back(call, &before);
	repo_save_own(call->d->repo, &call->d->conf, NULL);
	return -1;
}

int op_create_target(struct call *call)
{
	const struct maker *maker;
	struct target target = { 0 };
	const char *name;
	int rc;

	if (arg_text(call, "fabric", STMF_NAME_MAX, &name))
		return -1;
	maker = find_maker(call, name);
	if (!maker)
		return -1;
	rc = create_target(call, maker, &target);
	free(target.name);
	free(target.params);
	return rc;
}

static int delete_target(struct call *call, const struct target *target, bool force)
{
	struct kernel *kernel = &call->d->kernel;
	const struct fabric *fabric = fabric_of_target(target);
	bool online = target->state == STMF_STATE_ONLINE;
	struct iscsi_conf before;

	if (fabric && fabric->found)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "target %s: is a port of this host; it can be taken offline",
				 target->name);
	if (target->state != STMF_STATE_OFFLINE && !force)
		return call_fail(call, STMF_ERROR_BUSY, "target %s: is online", target->name);
	iscsi_conf_copy(&before, &call->d->conf.iscsi);
	if (!kernel_target_remove(kernel, target->name, &call->fault) && !commit(call)) {
		iscsi_conf_free(&before);
		return 0;
	}
	iscsi_take_back(call, &before);
	if (!kernel_target_add(kernel, target, NULL))
		kernel_set_target(kernel, target->name, online, NULL);
	return rolled_back(call);
}

int op_delete_target(struct call *call)
{
	const struct target *target;
	char name[STMF_NAME_MAX + 1];
	struct model model;
	bool force = false;
	int rc;

	if (arg_name(call, "target", name) || arg_flag(call, "force", &force) ||
	    call_model(call, &model))
		return -1;
	target = model_target(&model, name);
	rc = target ? delete_target(call, target, force) :
		      call_fail(call, STMF_ERROR_NOT_FOUND, "target %s: not found", name);
	model_free(&model);
	return rc;
}

static struct json_object *param_array(const char *params, const char *key)
{
	struct json_object *array = json_object_new_array();
	char **values;
	size_t n = params_list(params, key, &values);

	for (size_t i = 0; i < n; i++) {
		json_object_array_add(array, json_object_new_string(values[i]));
		free(values[i]);
	}
	free(values);
	return array;
}

int op_targets(struct call *call)
{
	struct json_object *list = json_object_new_array();
	struct model model;

	json_object_object_add(call->reply, "targets", list);
	if (call_model(call, &model))
		return -1;
	vec_each(target, &model.target) {
		const struct fabric *fabric = fabric_of_target(target);
		const char *name = fabric ? fabric->name : target->provider;
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "target", json_object_new_string(target->name));
		json_object_object_add(object, "fabric", json_object_new_string(name ? name : ""));
		json_object_object_add(object, "portals", param_array(target->params, "portal"));
		json_object_object_add(object, "initiators",
				       param_array(target->params, "initiator"));
		json_object_array_add(list, object);
	}
	model_free(&model);
	return 0;
}
