#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# build-kernel.sh NAME[-VERSION]
#
#   plain       a small kernel with what SCSI targets need
#   debug       the same with lockdep, KASAN, kmemleak, fault injection, ...
#   uml         user-mode Linux, with lockdep and fault injection
#   uml-debug   the same with KASAN, kmemleak, ...
#   uml-fault   the same, where allocations of one module and transfers can fail
#
# Builds one of our own kernels into the cache when it isn't there, from the source
# of the distribution's kernel VERSION [7.2] with the files in kconfig/, and prints
# its directory, laid out as kernel.sh says. The patches are for 7.2, but for lio-6.12.patch.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# What "allnoconfig" is to start from
fragments()
{
	case $1 in
	plain | uml) cat "$SCRIPTS/kconfig/$1.config" ;;
	debug) cat "$SCRIPTS"/kconfig/{plain,debug}.config ;;
	uml-debug) cat "$SCRIPTS"/kconfig/{uml,uml-debug}.config ;;
	uml-fault) cat "$SCRIPTS"/kconfig/{uml,uml-debug,uml-fault}.config ;;
	esac
}

# patches NAME VERSION: what is to be changed in the source
patches()
{
	case $1-$2 in
	uml-7.2) cat "$SCRIPTS/kconfig/uml.patch" ;;
	uml-debug-7.2 | uml-fault-7.2) cat "$SCRIPTS"/kconfig/{uml,uml-debug,lio}.patch ;;
	debug-7.2) cat "$SCRIPTS"/kconfig/{lio,lio-unlink}.patch ;;
	debug-6.12) cat "$SCRIPTS/kconfig/lio-6.12.patch" ;;
	esac
}

# overlay SOURCE BUILD PATCH: make finds a file in BUILD before it looks in SOURCE
overlay()
{
	local file
	sed -n 's|^+++ b/||p' "$3" | while read -r file; do
		install -D -m 644 "$1/$file" "$2/$file"
	done
	patch -s -d "$2" -p 1 <"$3"
}

make_kernel()
{
	local name=$1 version=$2 temp=$3 source image=arch/x86/boot/bzImage arch=x86
	case $name in uml*) image=linux arch=um ;; esac
	"$SCRIPTS/deps.sh" kernel
	source=$("$SCRIPTS/kernel.sh" source "$version")
	msg "building kernel $name ($version)"
	mkdir -p "$temp/build"
	fragments "$name" >"$temp/config"
	patches "$name" "$version" >"$temp/patch"
	if [ -s "$temp/patch" ]; then overlay "$source" "$temp/build" "$temp/patch"; fi
	set -- make -s -C "$source" O="$temp/build" ARCH=$arch -j"$(nproc)"
	"$@" KCONFIG_ALLCONFIG="$temp/config" allnoconfig >&2
	"$@" "$(basename $image)" modules >&2
	"$@" INSTALL_MOD_PATH="$temp" modules_install >&2
	settle "$temp" "$temp/build/Makefile"
	ln "$temp/build/$image" "$temp/vmlinuz"
	cp "$temp/build/include/config/kernel.release" "$temp/release"
	echo $arch >"$temp/arch"
	cp "$source/version" "$temp/version"
}

case ${1--h} in
-h | --help)
	usage
	exit
	;;
esac
version=7.2 name=$1 dir=$1
case $1 in
*-[0-9]*.[0-9]*) version=${1##*-} name=${1%-*} ;;
esac
[ -n "$(fragments "$name")" ] || die "no such kernel: $name"
dir=$STMF_CACHE/kernel/$dir-$({
	fragments "$name"
	patches "$name" "$version"
} | sha256sum | cut -c 1-8)
cached "$dir" make_kernel "$name" "$version"
echo "$dir"
