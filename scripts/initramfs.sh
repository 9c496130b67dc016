#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# initramfs.sh KERNELDIR [MODULE...]
# initramfs.sh programs
#
# Prints the path of an initramfs for the kernel in KERNELDIR (see kernel.sh):
# guest/early.sh and the modules it needs to find the host's root file system. Or the
# path of one to go behind that: those of the host's programs that guests start most, with
# what they load. In the guest's memory they start two to three times as fast as over 9p.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

PROGRAMS=(awk basename bash blockdev cat chmod cmp cp cut date dd df dirname dmesg dmsetup env find grep head
	id insmod ip iscsiadm iscsid kill ln losetup ls lsmod md5sum mkdir mkfifo mktemp modinfo modprobe
	mount multipath multipathd mv od pgrep pkill printf python3 readlink rm rmdir rmmod sed seq setpriv setsid
	sg_compare_and_write sg_inq sg_luns sg_modes sg_persist sg_raw sg_readcap sg_vpd sh sleep sort stat
	sync tail tee timeout touch tr true truncate udevadm umount uniq wc xargs)

# programs: the paths of those that there are
programs()
{
	PATH=/usr/sbin:/usr/bin:/sbin:/bin type -P "${PROGRAMS[@]}" || true
}

# libraries PROGRAM...: what they load
libraries()
{
	local program
	for program; do
		LD_TRACE_LOADED_OBJECTS=1 /lib64/ld-linux-x86-64.so.2 "$program" 2>/dev/null || true
	done | grep -o '/[^ ]*' | sort -u
}

# make_programs TEMP: no symbolic links, and no directory that is one on the host, which
# would hide that
make_programs()
{
	local temp=$1 root file list
	root=$(mktemp -d "$temp.XXXXXX")
	mkdir "$root/hot"
	mapfile -t list < <(programs)
	mapfile -t -O ${#list[@]} list < <(libraries "${list[@]}")
	list+=(/etc/ld.so.cache /usr/lib/*-linux-gnu/lib{nl-3,nl-genl-3,json-c,sqlite3}.so.?*
		/usr/lib/python3.*/{,{encodings,collections,re,json,ctypes,importlib}/}{,__pycache__/}*.py*
		/usr/lib/python3/dist-packages/{rtslib_fb,configshell_fb,targetcli,pyparsing,pyudev,pyudev/*}/{,__pycache__/}*.py*)
	for file in "${list[@]}"; do
		[ ! -f "$file" ] || realpath -s --relative-to=/ "$(realpath "${file%/*}")/${file##*/}"
	done | sort -u | tar -C / -c -h -T - | tar -C "$root/hot" -x
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$temp"
	rm -r "$root"
	find "${temp%/*}" -maxdepth 1 -name 'programs-*' -mtime +1 -exec rm -r {} +
}

make_initramfs()
{
	local dir=$1 temp=${*: -1} root module
	local modules=("${@:2:$#-2}")
	root=$(mktemp -d "$temp.XXXXXX")
	mkdir -p "$root"/{bin,dev,proc,modules}
	cp /bin/busybox "$root/bin"
	cp "$SCRIPTS/guest/early.sh" "$root/init"
	for module in "${modules[@]}"; do
		modprobe -d "$dir" -S "$(cat "$dir/release")" --show-depends "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r module; do
		case $module in
		*.xz) xz -dc "$module" ;;
		*) cat "$module" ;;
		esac >"$root/modules/$(basename "$module" .xz)"
		basename "$module" .xz
	done >"$root/modules/order"
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$temp"
	rm -r "$root"
}

case ${1--h} in
-h | --help)
	usage
	exit
	;;
esac

if [ "$1" = programs ]; then
	key=$({
		cat "$SCRIPTS/initramfs.sh"
		stat -L -c '%n %s %Y' /etc/ld.so.cache /var/lib/dpkg/status
	} | sha256sum | cut -c 1-16)
	cached "$STMF_CACHE/initramfs/programs-$key" make_programs
	echo "$STMF_CACHE/initramfs/programs-$key"
	exit
fi
[ -x /bin/busybox ] || die "no /bin/busybox; run deps.sh guest"
dir=$(realpath "$1")
[ -e "$dir/release" ] || die "$1: no kernel directory"
key=$({
	echo "$*"
	cat "$SCRIPTS/guest/early.sh"
	stat -L -c '%n %s %Y' "$SCRIPTS/initramfs.sh" /bin/busybox "$dir"/{release,vmlinuz,lib/modules/*/modules.dep}
} | sha256sum | cut -c 1-16)
cached "$STMF_CACHE/initramfs/$key" make_initramfs "$dir" "${@:2}"
echo "$STMF_CACHE/initramfs/$key"
