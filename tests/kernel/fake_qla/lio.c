// SPDX-License-Identifier: GPL-2.0
/*
 * The target fabrics "qla2xxx" and "qla2xxx_npiv", with the names, limits and
 * defaults that tcm_qla2xxx has.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <scsi/scsi_proto.h>

#include "fake.h"

static struct fake_tpg *tpg_of(struct se_portal_group *se_tpg)
{
	return container_of(se_tpg, struct fake_tpg, se_tpg);
}

static char *tpg_wwn(struct se_portal_group *se_tpg)
{
	return tpg_of(se_tpg)->target->naa;
}

static u16 tpg_tag(struct se_portal_group *se_tpg)
{
	return 1;
}

static u32 tpg_index(struct se_portal_group *se_tpg)
{
	return 1;
}

static u32 sess_index(struct se_session *sess)
{
	return 0;
}

static int cmd_state(struct se_cmd *se_cmd)
{
	return 0;
}

static void node_attributes(struct se_node_acl *nacl)
{
}

static void close_session(struct se_session *sess)
{
	fake_expel(sess->fabric_sess_ptr);
}

/* ---- attributes of a TPG ---- */

#define FAKE_ATTRIB(name)						\
static int tpg_##name(struct se_portal_group *se_tpg)			\
{									\
	return tpg_of(se_tpg)->name;					\
}									\
static ssize_t fake_tpg_attrib_##name##_show(struct config_item *item,	\
					     char *page)		\
{									\
	return sprintf(page, "%d\n", tpg_##name(attrib_to_tpg(item)));	\
}									\
static ssize_t fake_tpg_attrib_##name##_store(struct config_item *item,	\
				const char *page, size_t count)		\
{									\
	unsigned int value;						\
									\
	if (kstrtouint(page, 0, &value) || value > 1)			\
		return -EINVAL;						\
	tpg_of(attrib_to_tpg(item))->name = value;			\
	return count;							\
}									\
CONFIGFS_ATTR(fake_tpg_attrib_, name)

FAKE_ATTRIB(generate_node_acls);
FAKE_ATTRIB(cache_dynamic_acls);
FAKE_ATTRIB(demo_mode_write_protect);
FAKE_ATTRIB(prod_mode_write_protect);
FAKE_ATTRIB(demo_mode_login_only);

static struct configfs_attribute *tpg_attribs[] = {
	&fake_tpg_attrib_attr_generate_node_acls,
	&fake_tpg_attrib_attr_cache_dynamic_acls,
	&fake_tpg_attrib_attr_demo_mode_write_protect,
	&fake_tpg_attrib_attr_prod_mode_write_protect,
	&fake_tpg_attrib_attr_demo_mode_login_only,
	NULL
};

static ssize_t fake_tpg_dynamic_sessions_show(struct config_item *item,
					      char *page)
{
	return target_show_dynamic_sessions(to_tpg(item), page);
}
CONFIGFS_ATTR_RO(fake_tpg_, dynamic_sessions);

static struct configfs_attribute *tpg_attrs[] = {
	&fake_tpg_attr_dynamic_sessions,
	NULL
};

/* ---- the tree ---- */

static struct se_portal_group *make_tpg(struct se_wwn *wwn, const char *name)
{
	struct fake_target *target = container_of(wwn, struct fake_target, wwn);
	struct fake_tpg *tpg;
	int err;

	if (strcmp(name, "tpgt_1"))
		return ERR_PTR(-EINVAL);
	tpg = kzalloc(sizeof(*tpg), GFP_KERNEL);
	if (!tpg)
		return ERR_PTR(-ENOMEM);
	tpg->target = target;
	tpg->generate_node_acls = 1;
	tpg->cache_dynamic_acls = 1;
	tpg->demo_mode_write_protect = 1;
	tpg->demo_mode_login_only = 1;
	err = core_tpg_register(wwn, &tpg->se_tpg, SCSI_PROTOCOL_FCP);
	if (err) {
		kfree(tpg);
		return ERR_PTR(err);
	}
	mutex_lock(&fake_lock);
	target->tpg = tpg;
	mutex_unlock(&fake_lock);
	return &tpg->se_tpg;
}

static int enable_tpg(struct se_portal_group *se_tpg, bool enable)
{
	mutex_lock(&fake_lock);
	tpg_of(se_tpg)->enabled = enable;
	mutex_unlock(&fake_lock);
	fake_update_now();
	return 0;
}

static void drop_tpg(struct se_portal_group *se_tpg)
{
	struct fake_tpg *tpg = tpg_of(se_tpg);

	enable_tpg(se_tpg, false);
	mutex_lock(&fake_lock);
	tpg->target->tpg = NULL;
	mutex_unlock(&fake_lock);
	core_tpg_deregister(se_tpg);
	kfree(tpg);
}

/* 16 lower-case digits, with colons between the pairs if @colons */
static int parse_wwn(const char *name, bool colons, u64 *wwn)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit;
	int i;

	*wwn = 0;
	for (i = 0; i < 16; i++) {
		if (colons && i && !(i & 1) && *name++ != ':')
			return -EINVAL;
		digit = *name ? strchr(digits, *name) : NULL;
		if (!digit)
			return -EINVAL;
		*wwn = *wwn << 4 | (digit - digits);
		name++;
	}
	return 0;
}

static int init_nodeacl(struct se_node_acl *nacl, const char *name)
{
	u64 wwn;

	if (parse_wwn(name, true, &wwn) || strlen(name) != 23)
		return -EINVAL;
	fake_update();	/* who was refused may come in now */
	return 0;
}

static struct se_wwn *make_wwn(struct target_fabric_configfs *tf,
			       struct config_group *group, const char *name)
{
	struct fake_target *target = NULL;
	u64 wwpn;

	if (parse_wwn(name, true, &wwpn) || strlen(name) != 23)
		return ERR_PTR(-EINVAL);
	mutex_lock(&fake_lock);
	target = fake_target_find(wwpn);
	if (target && (target->claimed || target->vport ||
		       !strcmp(target->qlini_mode, "enabled")))
		target = NULL;
	if (target)
		target->claimed = true;
	mutex_unlock(&fake_lock);
	return target ? &target->wwn : ERR_PTR(-ENODEV);
}

static void drop_wwn(struct se_wwn *wwn)
{
	container_of(wwn, struct fake_target, wwn)->claimed = false;
}

/* <WWPN of the physical port with colons>@<WWPN>:<WWNN> */
static struct se_wwn *make_npiv_wwn(struct target_fabric_configfs *tf,
				    struct config_group *group,
				    const char *name)
{
	struct fc_vport_identifiers ids = {
		.roles = FC_PORT_ROLE_FCP_INITIATOR,
		.vport_type = FC_PORTTYPE_NPIV,
	};
	struct fake_target *physical, *target;
	struct fc_vport *vport;
	u64 wwpn;

	if (strlen(name) != 23 + 1 + 16 + 1 + 16 || name[23] != '@' ||
	    name[40] != ':' || parse_wwn(name, true, &wwpn) ||
	    parse_wwn(name + 24, false, &ids.port_name) ||
	    parse_wwn(name + 41, false, &ids.node_name))
		return ERR_PTR(-EINVAL);
	mutex_lock(&fake_lock);
	physical = fake_target_find(wwpn);
	mutex_unlock(&fake_lock);
	if (!physical || physical->vport)
		return ERR_PTR(-ENODEV);
	vport = fc_vport_create(physical->shost, 0, &ids);
	if (!vport)
		return ERR_PTR(-ENODEV);
	target = *(struct fake_target **)vport->dd_data;
	target->claimed = true;
	return &target->wwn;
}

static void drop_npiv_wwn(struct se_wwn *wwn)
{
	fc_vport_terminate(container_of(wwn, struct fake_target, wwn)->vport);
}

#define FAKE_FABRIC						\
	.module				= THIS_MODULE,		\
	.node_acl_size			= sizeof(struct se_node_acl), \
	.tpg_get_wwn			= tpg_wwn,		\
	.tpg_get_tag			= tpg_tag,		\
	.tpg_check_demo_mode		= tpg_generate_node_acls, \
	.tpg_check_demo_mode_cache	= tpg_cache_dynamic_acls, \
	.tpg_check_demo_mode_write_protect = tpg_demo_mode_write_protect, \
	.tpg_check_prod_mode_write_protect = tpg_prod_mode_write_protect, \
	.tpg_check_demo_mode_login_only	= tpg_demo_mode_login_only, \
	.tpg_get_inst_index		= tpg_index,		\
	.check_stop_free		= fake_check_stop_free,	\
	.release_cmd			= fake_release_cmd,	\
	.close_session			= close_session,	\
	.sess_get_index			= sess_index,		\
	.write_pending			= fake_write_pending,	\
	.set_default_node_attributes	= node_attributes,	\
	.get_cmd_state			= cmd_state,		\
	.queue_data_in			= fake_queue_status,	\
	.queue_status			= fake_queue_status,	\
	.queue_tm_rsp			= fake_queue_tm_rsp,	\
	.aborted_task			= fake_aborted_task,	\
	.fabric_make_tpg		= make_tpg,		\
	.fabric_enable_tpg		= enable_tpg,		\
	.fabric_drop_tpg		= drop_tpg,		\
	.fabric_init_nodeacl		= init_nodeacl,		\
	.tfc_tpg_base_attrs		= tpg_attrs,		\
	.tfc_tpg_attrib_attrs		= tpg_attribs

static const struct target_core_fabric_ops physical_fabric = {
	FAKE_FABRIC,
	.fabric_name			= "qla2xxx",
	.fabric_make_wwn		= make_wwn,
	.fabric_drop_wwn		= drop_wwn,
};

static const struct target_core_fabric_ops npiv_fabric = {
	FAKE_FABRIC,
	.fabric_name			= "qla2xxx_npiv",
	.fabric_make_wwn		= make_npiv_wwn,
	.fabric_drop_wwn		= drop_npiv_wwn,
};

int fake_lio_init(void)
{
	int err = target_register_template(&physical_fabric);

	if (err)
		return err;
	err = target_register_template(&npiv_fabric);
	if (err)
		target_unregister_template(&physical_fabric);
	return err;
}

void fake_lio_exit(void)
{
	target_unregister_template(&npiv_fabric);
	target_unregister_template(&physical_fabric);
}
