#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
#
# /init of the initramfs, for both kinds of guest: gives the guest the host's root
# file system, read-only below an overlay in memory, and goes on with guest/init.sh.
#
# The kernel command line says where the host's directories come from:
# bed.kind=9p (QEMU), or bed.kind=hostfs and bed.run=DIR (user-mode Linux).

/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev

# share NAME DIR MOUNTPOINT OPTIONS: mounts a directory of the host
share()
{
	case $bed in
	9p)
		mount -t 9p -o "trans=virtio,version=9p2000.L,msize=512000,$4" "$1" "$3"
		;;
	hostfs)
		mount -t hostfs -o "${4%%,*},$2" "$1" "$3"
		;;
	esac || echo "stmf: cannot mount the host's $2" >/dev/kmsg
}

# shellcheck disable=SC2013 # the parameters are words
for word in $(cat /proc/cmdline); do
	case $word in
	bed.kind=*) bed=${word#*=} ;;
	bed.run=*) run=${word#*=} ;;
	esac
done

while read -r module; do
	insmod "/modules/$module"
done </modules/order

mkdir -p /run /host /upper /root
share run "$run" /run rw,cache=none
# Booted for a snapshot (vm.sh -s) it waits for something to do. A snapshot is good if it was taken
# between these two lines: QEMU does not save what it knows of a directory that is mounted. What
# goes on from there has its clock and random numbers of that time.
while [ ! -e /run/job ] && umount /run; do
	echo 'bed: ready' >/dev/console
	sleep 0.5
	echo 'bed: looks' >/dev/console
	share run "$run" /run rw,cache=none
done
if [ -e /run/now ]; then
	date -s "@$(cat /run/now)" >/dev/null
	cat /run/seed >/dev/urandom
fi
share root / /host ro,cache=loose,noxattr
mount -t tmpfs -o mode=755,size=80% upper /upper
mkdir /upper/upper /upper/work
mkdir -p /hot
mount -t overlay -o lowerdir=/hot:/host,upperdir=/upper/upper,workdir=/upper/work root /root
while read -r name dir; do
	mkdir -p "/root/$dir"
	share "$name" "$dir" "/root/$dir" rw,cache=mmap
done </run/shares

mount -t tmpfs -o mode=755 run /root/run
mkdir /root/run/bed
mount --move /run /root/run/bed
mount --move /proc /root/proc
mount --move /dev /root/dev
# Not by switch_root, which would delete /hot
cd /root || exit
mount --move . /
exec chroot . /run/bed/init
