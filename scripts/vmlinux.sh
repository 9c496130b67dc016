#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# vmlinux.sh VMLINUZ
#
# Prints the path of the uncompressed kernel, which QEMU boots some seconds faster
# in software emulation; of VMLINUZ itself if that can't be had.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# number OFFSET SIZE: a field of the boot header of $vmlinuz
number()
{
	od -An -v -j "$1" -N "$2" -t "u$2" "$vmlinuz" | tr -d ' '
}

# The payload of a bzImage, see Documentation/arch/x86/boot.rst; what follows the
# compressed data in it makes the decompressors complain after their work is done.
make_vmlinux()
{
	local temp=$1 start length decompress
	start=$((($(number 0x1f1 1) + 1) * 512 + $(number 0x248 4)))
	length=$(number 0x24c 4)
	case $(od -An -v -j $start -N 4 -t x1 "$vmlinuz") in
	' fd 37 7a 58') decompress=(xz -dc --single-stream) ;;
	' 28 b5 2f fd') decompress=(zstd -dcq) ;;
	' 1f 8b 08 '*) decompress=(gzip -dcq) ;;
	*) decompress=(false) ;;
	esac
	tail -c "+$((start + 1))" "$vmlinuz" | head -c "$length" |
		"${decompress[@]}" >"$temp" 2>/dev/null || true
	if [ "$(head -c 4 "$temp")" != $'\x7fELF' ]; then
		cp "$vmlinuz" "$temp"
	fi
}

case ${1--h} in
-h | --help)
	usage
	exit
	;;
esac
vmlinuz=$(realpath "$1")
key=$(stat -c '%n %s %Y' "$vmlinuz" | sha256sum | cut -c 1-16)
cached "$STMF_CACHE/vmlinux/$key" make_vmlinux
echo "$STMF_CACHE/vmlinux/$key"
