#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# scsi(5): names and drivers of SCSI devices, as scsibind and udev give them.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh" || exit

CORE=$LIO/core
DEBUG=/sys/bus/pseudo/drivers/scsi_debug
DEVICES=/sys/bus/scsi/devices

# ch holds on to the module, so its devices go first; so does udev, while it looks at a disk.
unload() {
	local d
	[ ! -d /sys/module/scsi_debug ] || for d in $DEVICES/"$H":*; do echo 1 >"$d/delete"; done
	wait_for 10 modprobe -qr scsi_debug
}

# load ARGS...: scsi_debug with one host; LUN 0 of it is $D
load() {
	unload
	modprobe scsi_debug dev_size_mb=16 "$@" || return
	udevadm settle
	H=$(hosts_of scsi_debug)
	D=$H:0:0:0
	wait_for 10 test -d $DEVICES/"$D"
}

hosts_of() {
	local h
	for h in /sys/class/scsi_host/host*; do
		[ "$(cat "$h/proc_name")" = "$1" ] && echo "${h##*/host}"
	done
}

forms() { scsibind list "$1" | sed -n '/embedded$/q; s/^\t//p'; }
driver() { basename "$(readlink $DEVICES/"$1"/driver)"; }
block() { ls $DEVICES/"$1"/block; }
sg() { ls $DEVICES/"$1"/scsi_generic; }
property() { udevadm info -q property -p "$1" | sed -n "s/^$2=//p"; }
conf() { printf '%s\n' "$@" >/tmp/x.conf; }
# bound DEVICE DRIVER: it has it, or soon will; '' is none
bound() { wait_for 10 eval "[ \"\$(driver $1)\" = '$2' ]"; }

mkdir -p /run/udev
/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle
modprobe -a sg loop

# ---- every type of device: forms, driver, property ----

# type DTYPE DRIVER NODE R REMOVABLE [MODULE]; R is - if there is no such flag
type() {
	local hex rev wanted texts
	has_module "${6:-$2}" || { skip "$3: this kernel has no driver for it"; return; }
	load ptype="$1" removable="$5"
	works "$3: bound to $2" bound "$D" "$2"
	udevadm settle
	hex=$(printf %02x "$1")
	rev=$(tr -d ' ' <$DEVICES/"$D"/rev)
	wanted=$(for texts in ".vLinux.pscsi_debug.r$rev" .vLinux.pscsi_debug ''; do
		[ "$4" = - ] || echo "scsiclass,${hex}R$texts"
		echo "scsiclass,$hex$texts"
	done; echo scsiclass)
	is "$(forms "$D")" "$wanted" "$3: its forms"
	is "$(scsibind list "$D" | awk 'NR == 1 { print $1, $2, $3 }')" "$D $3 $2" "$3: its name and driver"
	is "$(property $DEVICES/"$D" ID_SCSI_COMPATIBLE)" "$(echo $wanted)" "$3: udev's property"
	is "$(property $DEVICES/"$D/scsi_generic/$(sg "$D")" ID_SCSI_COMPATIBLE)" "$(echo $wanted)" \
		"$3: the property of its sg node"
}

type 0 sd disk - 0 sd_mod
is "$(property "/sys/block/$(block "$D")" ID_SCSI_COMPATIBLE | cut -d' ' -f3)" scsiclass,00 \
	'disk: the property of its block device'
type 1 st tape - 0
type 5 sr cdrom R 0 sr_mod
type 8 ch medium-changer - 0
type 13 ses enclosure - 0
type 0 sd disk R 1 sd_mod

# ---- check ----

conf 'name="sd" class="scsi" target=3 lun=0;' 'name="toaster" class="scsi" target=3 lun=0;' 'bad=1 2;'
scsibind check /tmp/x.conf >/tmp/out 2>&1
is "$?" 1 'check fails'
is "$(head -2 /tmp/out)" "/tmp/x.conf:3:7: error: name or ';' expected, not this number: '2'
/tmp/x.conf:2:1: conflict: target 3 LUN 0 of class scsi is claimed by sd at /tmp/x.conf:1:1: 'toaster'" \
	'check says where and what'

# ---- apply: a LUN that was absent ----

load max_luns=1
L=$H:0:0:1
echo 2 >$DEBUG/max_luns
conf "name=\"sd\" parent=\"host$H\" target=0 lun=1;"
is "$(scsibind apply --dry-run /tmp/x.conf)" "host$H: probe target 0 LUN 1: would be done" 'apply --dry-run'
fails 'changes nothing' test -d $DEVICES/"$L"
is "$(scsibind apply /tmp/x.conf)" "host$H: probe target 0 LUN 1: done: $L appeared" 'apply finds the LUN'
is "$(driver "$L")" sd 'and it has its driver'
is "$(scsibind apply /tmp/x.conf)" '' 'apply again: nothing to do'
is "$(scsibind apply -v /tmp/x.conf | grep -c unchanged)" 2 'as it says if asked'
echo 1 >$DEVICES/"$L"/delete
conf 'name="sgen" parent="scsi_debug" target=0 lun=1;'
works 'a LUN that appears for sgen' scsibind apply /tmp/x.conf
is "$(driver "$L")" '' 'is left to sg'
conf 'name="sd" class="scsi" target=99 lun=0;'
is "$(scsibind apply -v /tmp/x.conf | grep "host$H")" \
	"host$H: probe target 99 LUN 0: unchanged: out of the host's range" 'a target that the host has no room for'

# ---- apply: rebinding ----

conf 'name="sd" parent="scsi_debug" target=0 lun=1;'
is "$(scsibind apply /tmp/x.conf)" "$L: bind sd: done: sd, /tmp/x.conf:1" 'back to sd'
works 'its disk is there' wait_for 5 block "$L"
udevadm settle
conf 'name="sgen" parent="scsi_debug" target=0 lun=1;'
is "$(scsibind apply /tmp/x.conf)" "$L: unbind sd: done
$L: leave to sg: done: sgen, /tmp/x.conf:1" 'to sg again'
works 'its sg node is left' sg "$L"
conf 'name="st" parent="scsi_debug" target=0 lun=1;'
is "$(scsibind apply /tmp/x.conf)" '' 'st takes no disk'
conf 'name="sd" parent="scsi_debug" target=0 lun=1;'
scsibind apply /tmp/x.conf >/dev/null
conf 'name="sd" class="scsi" target=0;' 'name="sgen" parent="scsi_debug" target=0 lun=1;'
scsibind apply /tmp/x.conf >/tmp/out 2>&1
is "$? $(tail -1 /tmp/out) $(driver "$L")" '1 scsibind: nothing has been done sd' 'nothing is done by wrong files'

# ---- apply: a disk that is gone and still open, which would take the new one's queue away ----

conf 'name="sd" parent="scsi_debug" target=0 lun=1;'
scsibind apply /tmp/x.conf >/dev/null
wait_for 5 block "$L" >/dev/null
udevadm settle
exec 9<"/dev/$(block "$L")"
echo "$L" >$DEVICES/"$L"/driver/unbind
udevadm settle
is "$(scsibind apply /tmp/x.conf)" "$L: bind sd: refused: a disk that is gone is open by $(cat /proc/$$/comm) ($$)" \
	'no disk while its predecessor is open'
is "$(driver "$L")" '' 'it has no driver'
exec 9<&-
is "$(scsibind apply /tmp/x.conf)" "$L: bind sd: done: sd, /tmp/x.conf:1" 'then it gets it'
works 'and can be read' eval 'wait_for 5 block "$L" && dd if=/dev/$(block "$L") of=/dev/null bs=4k count=1'
udevadm settle

# ---- apply: what is in use ----

# refused WHY WHAT: apply leaves the disk with its driver and says why
refused() {
	local out
	conf 'name="sgen" parent="scsi_debug" target=0 lun=1;'
	if out=$(scsibind apply /tmp/x.conf); then
		nok "$2: it was not refused"
	else
		is "$out" "$L: unbind sd: refused: $1" "$2"
	fi
	is "$(driver "$L")" sd "$2: still sd"
}

# hold FILE: a process has it open from now on, $!
hold() {
	sleep 1000 3<"$1" &
	wait_for 10 grep -qx sleep /proc/$!/comm
}

wait_for 5 block "$L"
udevadm settle
B=$(block "$L")
mke2fs -q -t ext4 "/dev/${B:?}"
mkdir -p /mnt/x
mount "/dev/$B" /mnt/x
refused "$B is mounted on /mnt/x" 'mounted'
umount /mnt/x
udevadm settle
hold "/dev/$B"
refused "$B is open by sleep ($!)" 'open'
kill $!
hold "/dev/$(sg "$L")"
refused "$(sg "$L") is open by sleep ($!)" 'sg node open'
kill $!
wait
loop=$(losetup -f --show "/dev/$B")
refused "$B is behind ${loop#/dev/}" 'behind a loop device'
losetup -d "$loop"
udevadm settle
if [ -e /proc/swaps ]; then
	mkswap "/dev/$B" >/dev/null
	udevadm settle
	swapon "/dev/$B"
	refused "$B is in exclusive use" 'swap'
	swapoff "/dev/$B"
	udevadm settle
else
	skip 'swap: this kernel has none'
fi
modprobe target_core_pscsi
mkdir -p $CORE/pscsi_0/x
echo "scsi_host_id=$H,scsi_channel_id=0,scsi_target_id=0,scsi_lun_id=1" >$CORE/pscsi_0/x/control
echo "/dev/$B" >$CORE/pscsi_0/x/udev_path
echo 1 >$CORE/pscsi_0/x/enable
refused 'it is passed through as x' 'passed through by LIO'
rmdir $CORE/pscsi_0/x $CORE/pscsi_0
hold "/dev/$B"
conf 'name="sgen" parent="scsi_debug" target=0 lun=1;'
is "$(scsibind apply --dry-run --force /tmp/x.conf | head -1)" \
	"$L: unbind sd: would be done: $B is open by sleep ($!)" 'dry run of force'
works 'by force' scsibind apply --force /tmp/x.conf
is "$(driver "$L")" '' 'it is done'
kill $!
wait

# ---- hosts that identify their devices ----

mkdir -p /etc/stmf
echo 'scsi_debug scsi-self-identifying' >/etc/stmf/scsi_classes
echo 3 >$DEBUG/max_luns
conf 'name="sd" parent="scsi_debug" target=0 lun=2;' 'name="sd" class="scsi" target=0 lun=1;'
is "$(scsibind apply -v /tmp/x.conf | grep "^host$H")" \
	"host$H: probe: unchanged: scsi_debug identifies its devices itself" 'such a host is not probed'
is "$(driver "$L")" '' 'its devices get no driver by target and LUN'
conf 'name="sd" class="scsi-self-identifying";'
works 'a stub for sd' scsibind apply /tmp/x.conf
is "$(driver "$L")" sd "gives sd what is sd's by its forms"
rm /etc/stmf/scsi_classes

# ---- hot-plug: the alias table and the files of the machine ----

echo 'sgen "scsiclass,08"' >/etc/stmf/scsi_aliases
load ptype=8
works 'a changer that is plugged in is left to sg' bound "$D" ''
udevadm settle
is "$(driver "$D")" '' 'and stays so'
is "$(scsibind list -v "$D" | sed -n 's/^\tRule: //p')" 'sgen, by scsiclass,08' 'list -v names the rule'
echo 'ch "scsiclass,08.vLinux.pscsi_debug"' >>/etc/stmf/scsi_aliases
is "$(scsibind apply)" "$D: bind ch: done: ch, scsiclass,08.vLinux.pscsi_debug" \
	'the alias of the higher form wins'
rm /etc/stmf/scsi_aliases
mkdir -p /etc/stmf/driver.d
echo 'name="sgen" parent="scsi_debug" target=0 lun=0;' >/etc/stmf/driver.d/sgen.conf
load ptype=0
works 'a disk that is plugged in is left to sg by driver.d' bound "$D" ''
rm -r /etc/stmf/driver.d
unload

# ---- LUs of LIO with texts of our choice, over tcm_loop ----

modprobe -a target_core_mod tcm_loop
TPG=$LIO/loopback/naa.6001405000000010/tpgt_1
mkdir -p $TPG $CORE/rd_mcp_0
echo naa.6001405000000011 >$TPG/nexus

# lu VENDOR PRODUCT REVISION FORM: makes LUN $n, whose first form must be that one
n=0
lu() {
	local dev=$CORE/rd_mcp_0/d$n
	mkdir $dev $TPG/lun/lun_$n
	echo rd_pages=256 >$dev/control
	echo 1 >$dev/enable
	echo "$1" >$dev/wwn/vendor_id
	echo "$2" >$dev/wwn/product_id
	echo "$3" >$dev/wwn/revision
	cat /proc/sys/kernel/random/uuid >$dev/wwn/vpd_unit_serial
	ln -s $dev $TPG/lun/lun_$n/x
	T=$(hosts_of tcm_loopback):0:1
	wait_for 10 test -d $DEVICES/"$T:$n"
	udevadm settle
	is "$(forms "$T:$n" | head -1)" "$4" "LU '$1' '$2' '$3'"
	n=$((n + 1))
}

lu SUN COMSTAR 1.0 scsiclass,00.vSUN.pCOMSTAR.r1_0
lu SEAGATE 'ST32550W SUN2.1G' 0418 scsiclass,00.vSEAGATE.pST32550W_SUN2_1G.r0418
lu 'AB  C' 'A,B/C#D' a+b- scsiclass,00.vAB__C.pA_B_C_D.ra+b-
lu VENDOR_8 PRODUCT-16-CHARS '.(@)' scsiclass,00.vVENDOR_8.pPRODUCT-16-CHARS.r____
cp /usr/share/doc/stmf/scsi-compatible-example.rules /etc/udev/rules.d/60-scsi.rules
udevadm control --reload
udevadm trigger --action=add --settle
is "$(find /dev/comstar -type l -exec readlink -f {} \;)" "/dev/$(block "$T:0")" \
	'a rule that matches a form names the one disk'
is "$(scsibind list --json | python3 -c 'import json, sys
print(*(d["compatible"][0] for d in json.load(sys.stdin) if d["host"]["driver"] == "tcm_loopback"), sep="\n")')" \
	"$(for ((i = 0; i < n; i++)); do forms "$T:$i" | head -1; done)" 'list --json'
for ((i = 0; i < n; i++)); do
	rm $TPG/lun/lun_$i/x
	rmdir $TPG/lun/lun_$i $CORE/rd_mcp_0/d$i
done
rmdir $TPG ${TPG%/*} $CORE/rd_mcp_0

# ---- a logical unit of ours: what is foretold is what an initiator finds ----

setup || { nok setup; finish; }
mkdir -p /srv/luns
G=$(create_lu -s 16m -p vid=ACME -p pid='BIG DISK/9' /srv/luns/1)
stmfctl create-target --fabric loopback --initiator $LOOP_INI wwn.5001405000000001 >/dev/null
stmfadm add-view -n 5 "$G"
wait_for 10 eval '[ -n "$(disk loopback '"$G"')" ]'
D=$(basename "$(readlink -f "/sys/block/$(basename "$(disk loopback "$G")")/device")")
is "$(scsibind list --lu "$G" | sed -n 's/^\t//p')" "$(forms "$D")" 'list --lu'
is "$(forms "$D" | sed -n 2p)" 'scsiclass,00.vACME.pBIG_DISK_9' 'its forms have its texts'
is "$(stmfctl list-lu -v "$G" | sed -n 's/^ *SCSI Compatible *: //p')" "$(forms "$D")" 'stmfctl list-lu -v'
is "$(stmfadm list-lu -v "$G" | grep -c Compatible)" 0 'stmfadm list-lu -v is as COMSTAR has it'
outcome '' 'scsibind: 600144F0FFFFFFFFFFFFFFFFFFFFFFFF: not found' 1 \
	scsibind list --lu 600144F0FFFFFFFFFFFFFFFFFFFFFFFF
finish
