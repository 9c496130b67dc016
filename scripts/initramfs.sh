#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# initramfs.sh KERNELDIR [MODULE...]
#
# Prints the path of an initramfs for the kernel in KERNELDIR (see kernel.sh):
# guest/early.sh and the modules it needs to find the host's root file system.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

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
