#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# stage.sh [KERNEL]     (default: stock; see kernel.sh)
#
# Builds the modules for KERNEL and user space, and lays out under build/guest/
# NAME what a guest boots: the kernel and its modules with ours among them, and in
# build/guest/root what `make install` installs. Prints the directory, for vm.sh -k
# (for uml.sh -k if KERNEL is uml or uml-debug).

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# at_one_place DIR COMMAND...: with DIR, for it alone, where all clones have theirs, so
# that ccache knows again what another clone has compiled; complaints name the sources
at_one_place()
{
	local dir=$1 place=$STMF_CACHE/src
	shift
	if [ -n "${GCOV_PROFILE-}" ] || ! unshare -m true 2>/dev/null; then
		PLACE=$dir "$@"
		return
	fi
	mkdir -p "$place"
	# shellcheck disable=SC2016 # expanded by the other shell
	PLACE=$place unshare -m bash -c 'mount --bind "$0" "$PLACE" && exec "$@"' "$dir" "$@" \
		2> >(sed "s|$place/|$TOP/|" >&2)
}

# build_modules KERNEL_DIR ARCH: in $PLACE
build_modules()
{
	local kernel=$1 arch=$2
	make -s -C "$PLACE" -j"$(nproc)" modules ARCH="$arch" KDIR="$kernel/build"

	# Modules for tests only, where the kernel has what they need
	make -s -C "$kernel/build" M="$PLACE/tests/bench_admission" ARCH="$arch" W=1 \
		KBUILD_EXTRA_SYMBOLS="$PLACE/Module.symvers" modules
	if grep -q '^CONFIG_SCSI_FC_ATTRS=' "$kernel/build/.config"; then
		make -s -C "$kernel/build" M="$PLACE/tests/fake_qla" ARCH="$arch" W=1 modules
	fi
}

# make_modules KERNEL_DIR ARCH COPY TEMP: all that are built in COPY, in TEMP
make_modules()
{
	export -f build_modules
	at_one_place "$3" bash -euc 'build_modules "$@"' build "$1" "$2" >&2
	mkdir "$4"
	find "$3" -name '*.ko' -exec cp {} "$4" \;
	[ "${4%/*}" != "$STMF_CACHE/modules" ] ||
		find "${4%/*}" -mindepth 1 -maxdepth 1 -type d -mtime +6 -exec rm -r {} +
}

# ingredients KERNEL_DIR COPY: what modules depend on
ingredients()
{
	stat -L -c '%n %s %Y' "$1"/{release,vmlinuz} "$1/build/Module.symvers"
	gcc --version
	cd "$2"
	find . \( -name '*.[chS]' ! -name '*.mod.c' -o -name Kbuild -o -name Makefile \) -print0 |
		sort -z | xargs -0 sha256sum
	cat "$SCRIPTS/stage.sh"
}

# modules KERNEL_DIR STAGE: built in a copy, so that kernels don't mix; or from the cache, where
# the same sources have been built before: of what a build costs, ccache saves less than half
modules()
{
	local kernel=$1 stage=$2 release arch copy built
	release=$(cat "$kernel/release")
	arch=$(cat "$kernel/arch" 2>/dev/null) || arch=x86
	copy=$stage/src
	mkdir -p "$copy/tests" "$stage/lib/modules/$release"
	cp -au "$TOP/kernel" "$TOP/Kbuild" "$TOP/Makefile" "$copy"
	cp -au "$TOP/tests/kernel/." "$copy/tests"
	if [ -n "${GCOV_PROFILE-}" ]; then	# it wants the objects, too
		built=$stage/built
		rm -rf "$built"
		make_modules "$kernel" "$arch" "$copy" "$built"
	else
		built=$STMF_CACHE/modules/$(ingredients "$kernel" "$copy" | sha256sum | cut -c 1-16)
		cached "$built" make_modules "$kernel" "$arch" "$copy"
		touch "$built"
	fi

	for f in vmlinuz release build; do ln -sfn "$kernel/$f" "$stage/$f"; done
	cd "$stage/lib/modules/$release"
	ln -sfn "$kernel/lib/modules/$release/kernel" kernel
	cp "$kernel/lib/modules/$release"/modules.{order,builtin*} .
	rm -rf extra
	cp -r "$built" extra
	depmod -b "$stage" "$release"
}

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

TOP=$(dirname "$SCRIPTS")
name=${1:-stock}
kernel=$("$SCRIPTS/kernel.sh" "$name")
stage=$TOP/build/guest/${name##*/}
mkdir -p "$stage"
(modules "$kernel" "$stage")
make -s -C "$TOP/userspace" -j"$(nproc)" >&2
make -s -C "$TOP/userspace" install PREFIX=/usr DESTDIR="$TOP/build/guest/root" >&2
echo "$stage"
