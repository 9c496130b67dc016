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

# modules KERNEL_DIR STAGE: built in a copy, so that kernels don't mix
modules()
{
	local kernel=$1 stage=$2 release arch copy
	release=$(cat "$kernel/release")
	arch=$(cat "$kernel/arch" 2>/dev/null) || arch=x86
	copy=$stage/src
	mkdir -p "$copy/tests" "$stage/lib/modules/$release"
	cp -au "$TOP/kernel" "$TOP/Kbuild" "$TOP/Makefile" "$copy"
	make -s -C "$copy" -j"$(nproc)" modules ARCH="$arch" KDIR="$kernel/build" >&2

	# Modules for tests only, where the kernel has what they need
	cp -au "$TOP/tests/kernel/." "$copy/tests"
	make -s -C "$kernel/build" M="$copy/tests/bench_admission" KBUILD_EXTRA_SYMBOLS="$copy/Module.symvers" \
		ARCH="$arch" W=1 modules >&2
	if grep -q '^CONFIG_SCSI_FC_ATTRS=' "$kernel/build/.config"; then
		make -s -C "$kernel/build" M="$copy/tests/fake_qla" ARCH="$arch" W=1 modules >&2
	fi

	for f in vmlinuz release build; do ln -sfn "$kernel/$f" "$stage/$f"; done
	cd "$stage/lib/modules/$release"
	ln -sfn "$kernel/lib/modules/$release/kernel" kernel
	cp "$kernel/lib/modules/$release"/modules.{order,builtin*} .
	rm -rf extra
	mkdir extra
	find "$copy" -name '*.ko' -exec cp {} extra/ \;
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
