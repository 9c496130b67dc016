#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# deps.sh GROUP...
#
# Installs the distribution's packages that a group of tasks needs and that are
# missing; does nothing when none is. No service is started.
#
#   build    modules and user space
#   guest    test machines, and what runs in them
#   kernel   kernels from source
#   lint     style and static checks
#   test     other tests
#   coverage reports of what tests have run

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

packages()
{
	case $1 in
	build)
		echo gcc make ccache libc6-dev linux-headers-amd64 bc kmod libelf-dev pkg-config \
			libnl-3-dev libnl-genl-3-dev libsqlite3-dev libjson-c-dev libudev-dev \
			libsystemd-dev libxml2-dev libisns-dev libcmocka-dev
		;;
	guest)
		echo qemu-system-x86 dmsetup multipath-tools busybox-static cpio kmod xz-utils zstd util-linux procps iproute2 \
			open-iscsi open-isns-server libiscsi-bin sg3-utils lsscsi sqlite3 e2fsprogs fio python3 dbus targetcli-fb udev systemd
		;;
	kernel)
		echo gcc make libc6-dev flex bison bc kmod cpio rsync patch xz-utils perl python3 \
			pahole libelf-dev libssl-dev
		;;
	lint)
		echo git perl sparse coccinelle codespell shellcheck clang cppcheck mandoc \
			python3-yaml python3-jsonschema
		;;
	test)
		echo g++ clang libclang-rt-dev valgrind
		;;
	coverage)
		echo gcovr
		;;
	*)
		die "no such group: $1"
		;;
	esac
}

# Prints those of the given packages that are not installed.
missing()
{
	comm -23 <(printf '%s\n' "$@" | sort -u) <(dpkg-query -W \
		-f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i  //p' | sort -u)
}

# What apt-get prints is only shown when it fails.
apt()
{
	local output
	output=$(DEBIAN_FRONTEND=noninteractive as_root apt-get -qq -o Acquire::Retries=3 \
		-o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@" 2>&1 </dev/null) && return
	printf '%s\n' "$output" >&2
	return 1
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo --preserve-env=DEBIAN_FRONTEND "$@"; fi
}

install_packages()
{
	local policy=/usr/sbin/policy-rc.d packages
	mapfile -t packages < <(missing "$@")
	[ ${#packages[@]} != 0 ] || return 0
	msg "installing ${packages[*]}"
	if [ ! -e $policy ]; then
		trap 'as_root rm -f $policy' EXIT
		printf '#!/bin/sh\nexit 101\n' | as_root install -m 755 /dev/stdin $policy
	fi
	apt install --no-install-recommends "${packages[@]}" || {
		apt update || true
		apt install --no-install-recommends "${packages[@]}" || true
	}
	mapfile -t packages < <(missing "$@")
	[ ${#packages[@]} = 0 ] || die "could not install: ${packages[*]}"
}

[ $# != 0 ] || set -- --help
wanted=()
for group; do
	case $group in
	-h | --help)
		usage
		exit
		;;
	esac
	# shellcheck disable=SC2207 # one word is one package
	wanted+=($(packages "$group"))
done
[ -z "$(missing "${wanted[@]}")" ] || locked deps install_packages "${wanted[@]}"
