// SPDX-License-Identifier: GPL-2.0
/*
 * SCSI hosts with fc_host attributes, of target ports as qla2xxx has them and
 * of initiator ports. fake_link in scsi_host is the plug of the cable.
 */
#include <linux/device.h>
#include <linux/module.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>

#include "fake.h"

static struct scsi_transport_template *target_class, *initiator_class;

static struct fake_target *to_target(struct Scsi_Host *shost)
{
	return *(struct fake_target **)shost_priv(shost);
}

static struct fake_initiator *to_initiator(struct Scsi_Host *shost)
{
	return *(struct fake_initiator **)shost_priv(shost);
}

/* ---- attributes ---- */

static ssize_t show_link(char *buf, bool link)
{
	return sysfs_emit(buf, "%d\n", link);
}

static ssize_t target_link_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return show_link(buf, to_target(class_to_shost(dev))->link);
}

static ssize_t target_link_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t count)
{
	struct Scsi_Host *shost = class_to_shost(dev);
	bool up;

	if (kstrtobool(buf, &up))
		return -EINVAL;
	fake_set_link(&to_target(shost)->link, up, shost);
	return count;
}

static ssize_t initiator_link_show(struct device *dev,
				   struct device_attribute *attr, char *buf)
{
	return show_link(buf, to_initiator(class_to_shost(dev))->link);
}

static ssize_t initiator_link_store(struct device *dev,
				    struct device_attribute *attr,
				    const char *buf, size_t count)
{
	struct Scsi_Host *shost = class_to_shost(dev);
	bool up;

	if (kstrtobool(buf, &up))
		return -EINVAL;
	fake_set_link(&to_initiator(shost)->link, up, shost);
	return count;
}

static ssize_t qlini_mode_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf,
			  "Supported options: enabled | disabled | dual | exclusive\nCurrent selection: %s\n",
			  to_target(class_to_shost(dev))->qlini_mode);
}

/* The driver resets the port; what one sees of that is the link. */
static ssize_t qlini_mode_store(struct device *dev,
				struct device_attribute *attr,
				const char *buf, size_t count)
{
	static const char * const modes[] = {
		"enabled", "disabled", "dual", "exclusive"
	};
	struct Scsi_Host *shost = class_to_shost(dev);
	int mode = sysfs_match_string(modes, buf);

	if (mode < 0)
		return mode;
	to_target(shost)->qlini_mode = modes[mode];
	fake_link_event(shost, false);
	fake_link_event(shost, true);
	return count;
}
static DEVICE_ATTR_RW(qlini_mode);

static ssize_t model_name_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "QLE2692\n");
}
static DEVICE_ATTR_RO(model_name);

static ssize_t serial_num_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "FAKE%05u\n",
			  (u32)to_target(class_to_shost(dev))->wwpn & 0xffff);
}
static DEVICE_ATTR_RO(serial_num);

static ssize_t fw_version_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "9.08.02 (d0d5)\n");
}
static DEVICE_ATTR_RO(fw_version);

static ssize_t driver_version_show(struct device *dev,
				   struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "10.02.00.fake\n");
}
static DEVICE_ATTR_RO(driver_version);

static struct device_attribute dev_attr_target_link =
	__ATTR(fake_link, 0644, target_link_show, target_link_store);
static struct device_attribute dev_attr_initiator_link =
	__ATTR(fake_link, 0644, initiator_link_show, initiator_link_store);

static struct attribute *target_attrs[] = {
	&dev_attr_target_link.attr,
	&dev_attr_qlini_mode.attr,
	&dev_attr_model_name.attr,
	&dev_attr_serial_num.attr,
	&dev_attr_fw_version.attr,
	&dev_attr_driver_version.attr,
	NULL
};
ATTRIBUTE_GROUPS(target);

static struct attribute *initiator_attrs[] = {
	&dev_attr_initiator_link.attr,
	NULL
};
ATTRIBUTE_GROUPS(initiator);

/* ---- fc_host ---- */

static void show_state(struct Scsi_Host *shost, bool link)
{
	fc_host_port_state(shost) = link ? FC_PORTSTATE_ONLINE :
					   FC_PORTSTATE_LINKDOWN;
	fc_host_speed(shost) = link ? FC_PORTSPEED_16GBIT :
				      FC_PORTSPEED_UNKNOWN;
	fc_host_port_type(shost) = link ? FC_PORTTYPE_NPORT :
					  FC_PORTTYPE_UNKNOWN;
}

static void target_state(struct Scsi_Host *shost)
{
	show_state(shost, to_target(shost)->link);
}

static void initiator_state(struct Scsi_Host *shost)
{
	show_state(shost, to_initiator(shost)->link);
}

static void starget_names(struct scsi_target *starget)
{
	struct fc_rport *rport = starget_to_rport(starget);

	fc_starget_node_name(starget) = rport ? rport->node_name : -1;
	fc_starget_port_name(starget) = rport ? rport->port_name : -1;
	fc_starget_port_id(starget) = rport ? rport->port_id : -1;
}

static void set_dev_loss_tmo(struct fc_rport *rport, u32 seconds)
{
	rport->dev_loss_tmo = seconds;
}

/* Commands come back by themselves. */
static void terminate_io(struct fc_rport *rport)
{
}

static int vport_create(struct fc_vport *vport, bool disable)
{
	struct fake_target *target;

	target = fake_target_add(&vport->dev, vport->port_name,
				 vport->node_name, vport);
	if (IS_ERR(target))
		return PTR_ERR(target);
	*(struct fake_target **)vport->dd_data = target;
	fc_vport_set_state(vport, FC_VPORT_ACTIVE);
	return 0;
}

static int vport_delete(struct fc_vport *vport)
{
	fake_target_remove(*(struct fake_target **)vport->dd_data);
	return 0;
}

static int vport_disable(struct fc_vport *vport, bool disable)
{
	struct fake_target *target = *(struct fake_target **)vport->dd_data;

	fake_set_link(&target->link, !disable, target->shost);
	fc_vport_set_state(vport, disable ? FC_VPORT_DISABLED : FC_VPORT_ACTIVE);
	return 0;
}

#define SHOWN_BY_HOST				\
	.show_host_node_name = 1,		\
	.show_host_port_name = 1,		\
	.show_host_supported_classes = 1,	\
	.show_host_supported_speeds = 1,	\
	.show_host_port_id = 1,			\
	.show_host_speed = 1,			\
	.show_host_port_type = 1,		\
	.show_host_symbolic_name = 1,		\
	.show_host_fabric_name = 1,		\
	.show_host_port_state = 1

static struct fc_function_template target_functions = {
	SHOWN_BY_HOST,
	.get_host_port_state = target_state,
	.get_host_speed = target_state,
	.get_host_port_type = target_state,
	.dd_fcvport_size = sizeof(struct fake_target *),
	.vport_create = vport_create,
	.vport_delete = vport_delete,
	.vport_disable = vport_disable,
};

static struct fc_function_template initiator_functions = {
	SHOWN_BY_HOST,
	.get_host_port_state = initiator_state,
	.get_host_speed = initiator_state,
	.get_host_port_type = initiator_state,
	.get_starget_node_name = starget_names,
	.get_starget_port_name = starget_names,
	.get_starget_port_id = starget_names,
	.show_starget_node_name = 1,
	.show_starget_port_name = 1,
	.show_starget_port_id = 1,
	.show_rport_dev_loss_tmo = 1,
	.set_rport_dev_loss_tmo = set_dev_loss_tmo,
	.terminate_rport_io = terminate_io,
};

void fake_link_event(struct Scsi_Host *shost, bool up)
{
	fc_host_post_event(shost, fc_get_event_number(),
			   up ? FCH_EVT_LINKUP : FCH_EVT_LINKDOWN, 0);
}

/* ---- SCSI hosts ---- */

static void end_with(struct scsi_cmnd *sc, int result)
{
	sc->result = result;
	scsi_done(sc);
}

/* int, or an enum of its own, by the kernel's version */
#define queue_status_t \
	typeof(((struct scsi_host_template *)NULL)->queuecommand(NULL, NULL))

/* A port in target mode sends no command. */
static queue_status_t target_queue(struct Scsi_Host *shost, struct scsi_cmnd *sc)
{
	end_with(sc, DID_NO_CONNECT << 16);
	return 0;
}

static queue_status_t initiator_queue(struct Scsi_Host *shost,
				      struct scsi_cmnd *sc)
{
	struct fc_rport *rport = starget_to_rport(scsi_target(sc->device));
	struct fake_path *path;
	int result = rport ? fc_remote_port_chkready(rport) :
			     DID_NO_CONNECT << 16;

	if (result) {
		end_with(sc, result);
		return 0;
	}
	path = fake_path_find(to_initiator(shost), rport->port_name);
	if (path)
		fake_io_submit(sc, path);
	else
		end_with(sc, DID_NO_CONNECT << 16);
	return 0;
}

static int tmr(struct scsi_cmnd *sc, int function, u64 tag)
{
	struct fc_rport *rport = starget_to_rport(scsi_target(sc->device));
	struct fake_path *path = NULL;
	int err;

	err = fc_block_scsi_eh(sc);
	if (err)
		return err;
	if (rport)
		path = fake_path_find(to_initiator(sc->device->host),
				      rport->port_name);
	return path ? fake_io_tmr(path, sc->device->lun, function, tag) : FAILED;
}

static int eh_abort(struct scsi_cmnd *sc)
{
	return tmr(sc, TMR_ABORT_TASK, scsi_cmd_to_rq(sc)->tag);
}

static int eh_reset(struct scsi_cmnd *sc)
{
	return tmr(sc, TMR_LUN_RESET, 0);
}

static struct scsi_host_template target_template = {
	.module = THIS_MODULE,
	.name = "fake_qla",
	.proc_name = "qla2xxx",
	.queuecommand = target_queue,
	.can_queue = 1,
	.this_id = -1,
	.shost_groups = target_groups,
};

static struct scsi_host_template initiator_template = {
	.module = THIS_MODULE,
	.name = "fake_fc",
	.proc_name = "fake_fc",
	.queuecommand = initiator_queue,
	.eh_timed_out = fc_eh_timed_out,
	.eh_abort_handler = eh_abort,
	.eh_device_reset_handler = eh_reset,
	.can_queue = 256,
	.cmd_per_lun = 64,
	.sg_tablesize = 256,
	.max_sectors = 4096,
	.this_id = -1,
	.cmd_size = sizeof(struct fake_cmd),
	.shost_groups = initiator_groups,
};

static struct Scsi_Host *host_alloc(const struct scsi_host_template *template,
				    struct scsi_transport_template *class,
				    void *port)
{
	struct Scsi_Host *shost;

	shost = scsi_host_alloc((struct scsi_host_template *)template,
				sizeof(void *));
	if (!shost)
		return NULL;
	*(void **)shost_priv(shost) = port;
	shost->transportt = class;
	shost->max_id = FAKE_PORTS_MAX * 2;
	shost->max_lun = ~0ULL;
	shost->max_cmd_len = 260;
	return shost;
}

static int host_add(struct Scsi_Host *shost, struct device *parent, u64 wwpn,
		    u64 wwnn)
{
	int err = scsi_add_host(shost, parent);

	if (err) {
		scsi_host_put(shost);
		return err;
	}
	fc_host_port_name(shost) = wwpn;
	fc_host_node_name(shost) = wwnn;
	fc_host_port_id(shost) = wwpn & 0xffffff;
	fc_host_supported_classes(shost) = FC_COS_CLASS3;
	fc_host_supported_speeds(shost) = FC_PORTSPEED_4GBIT |
					  FC_PORTSPEED_8GBIT |
					  FC_PORTSPEED_16GBIT;
	snprintf(fc_host_symbolic_name(shost), FC_SYMBOLIC_NAME_SIZE,
		 "QLE2692 FW:v9.08.02 DVR:v10.02.00.fake");
	return 0;
}

int fake_target_add_host(struct fake_target *target, struct device *parent)
{
	struct Scsi_Host *shost = host_alloc(&target_template, target_class,
					     target);
	int err;

	if (!shost)
		return -ENOMEM;
	err = host_add(shost, parent, target->wwpn, target->wwnn);
	if (err)
		return err;
	target->shost = shost;
	if (!target->vport)
		fc_host_max_npiv_vports(shost) = FAKE_PORTS_MAX;
	return 0;
}

int fake_initiator_add_host(struct fake_initiator *initiator,
			    struct device *parent)
{
	struct Scsi_Host *shost = host_alloc(&initiator_template,
					     initiator_class, initiator);
	int err;

	if (!shost)
		return -ENOMEM;
	err = host_add(shost, parent, initiator->wwpn, initiator->wwnn);
	if (!err)
		initiator->shost = shost;
	return err;
}

void fake_host_remove(struct Scsi_Host *shost)
{
	fc_remove_host(shost);
	scsi_remove_host(shost);
	scsi_host_put(shost);
}

int fake_hosts_init(void)
{
	target_class = fc_attach_transport(&target_functions);
	initiator_class = fc_attach_transport(&initiator_functions);
	if (target_class && initiator_class)
		return 0;
	fake_hosts_exit();
	return -ENOMEM;
}

void fake_hosts_exit(void)
{
	if (target_class)
		fc_release_transport(target_class);
	if (initiator_class)
		fc_release_transport(initiator_class);
}
