#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel.sh stock        the distribution's own kernel
# kernel.sh X.Y          a newer stock kernel of the distribution, e.g. 6.12
# kernel.sh NAME         one of our own: see build-kernel.sh
# kernel.sh source X.Y   the source of a stock kernel (package linux-source-X.Y)
# kernel.sh list         what is in the cache
#
# Fetches the kernel's packages into the cache when they are not there, without
# installing them, and prints the directory they are in:
#
#   vmlinuz               the kernel
#   release               its version string (uname -r)
#   version               the version of its packages
#   lib/modules/RELEASE   its modules
#   build                 what to build modules against: make -C build M=...
#
# An X.Y that the machine's own package sources don't have is looked for in the
# other suites of the same mirror. To get a newer revision of a kernel, remove its
# directory and its source's.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# use_suite SUITE: directs apt (through $apt) to one suite of the mirror, by a
# configuration of its own, or to "host", the machine's own sources.
use_suite()
{
	local dir=$STMF_CACHE/apt/$1 mirror keyring
	apt=(-o Acquire::Retries=3)
	[ "$1" != host ] || return 0
	mirror=$(apt-get indextargets --format "\$(REPO_URI)" \
		'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
	[ -n "$mirror" ] || die "no Debian mirror among apt's sources (run apt-get update first)"
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	: >"$dir/status"
	echo "deb [signed-by=$keyring] $mirror $1 main" >"$dir/sources.list"
	apt+=(
		-o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null
		-o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
		-o "Dir::State=$dir" -o "Dir::State::status=$dir/status" -o "Dir::Cache=$dir"
	)
}

# The machine's own lists are as good as they are for somebody who can't update them.
update()
{
	if [ "$1" = host ] && [ "$(id -u)" != 0 ]; then
		return
	fi
	apt-get "${apt[@]}" -qq -o APT::Sandbox::User=root update >&2 ||
		msg "no new package lists from $1"
}

# offers PATTERN: the newest version of the kernel matching PATTERN that the suite has
offers()
{
	apt-cache "${apt[@]}" madison linux-image-amd64 |
		awk -v pattern="$1" '$1 == "linux-image-amd64" && index($3, pattern) == 1 && !found++ { print $3 }'
}

# find_version KERNEL: sets $version, and $apt to the suite which has it. A kernel
# and its source in the cache are always of the same version.
find_version()
{
	local suite pattern suites=(host) codename
	pattern=$(cat "$STMF_CACHE/source/$1/version" "$STMF_CACHE/kernel/$1/version" 2>/dev/null |
		sed -n 1p) || true
	if [ "$1" != stock ]; then
		: "${pattern:=$1.}"
		codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
		suites+=("$codename-backports" trixie trixie-backports forky sid)
	fi
	for suite in "${suites[@]}"; do
		use_suite "$suite"
		update "$suite"
		version=$(offers "$pattern")
		[ -z "$version" ] || return 0
	done
	die "no package of kernel $1${pattern:+ ($pattern)} in: ${suites[*]}"
}

# closure PACKAGE[=VERSION]...: these packages and the kernel packages they depend on
closure()
{
	local package
	for package; do
		echo "$package"
		# shellcheck disable=SC2046 # one word is one package
		closure $(apt-cache "${apt[@]}" show --no-all-versions "$package" |
			sed -n 's/^Depends: //p' | tr ',' '\n' | sed -nE \
			's/^ *(linux-(image|base|binary|modules|headers|kbuild)-[^ ]+)( \(= ([^)]+)\))?.*/\1=\4/p' |
			sed 's/=$//')
	done
}

# fetch DIR PACKAGE[=VERSION]...: downloads packages and unpacks them into DIR
fetch()
{
	local dir=$1 deb
	shift
	mkdir -p "$dir/deb"
	(cd "$dir/deb" && apt-get "${apt[@]}" -qq -o APT::Sandbox::User=root download "$@" >&2) ||
		die "could not download: $*"
	for deb in "$dir"/deb/*.deb; do
		dpkg-deb -x "$deb" "$dir"
	done
	rm -r "$dir/deb"
}

# built_by COMPILER CONFIG: is this the compiler that CONFIG was made for?
built_by()
{
	local config major
	config=$(sed -n 's/^CONFIG_GCC_VERSION=//p' "$2")
	major=$("$1" -dumpversion) || return 1
	[ $((config / 10000)) = "${major%%.*}" ]
}

# The headers package names its other half by the path it would be installed at.
# Type information (BTF) for modules would need pahole and the complete kernel.
relocate_headers()
{
	local temp=$1 final=$2 headers=usr/src/linux-headers-$3
	sed -i "s|/usr/src/|$final/usr/src/|" "$temp/$headers/Makefile"
	sed -i /CONFIG_DEBUG_INFO_BTF_MODULES/d "$temp/$headers/include/config/auto.conf"
	ln -s "$headers" "$temp/build"
}

# The headers package needs a compiler that the machine doesn't have: prepare a
# tree from the source, with the same configuration and the same symbol versions.
prepare_build()
{
	local temp=$1 source=$2 release=$3 headers=$1/usr/src/linux-headers-$3 base
	"$SCRIPTS/deps.sh" kernel
	base=$(make -s -C "$source" kernelversion)
	mkdir "$temp/build"
	cp "$headers/.config" "$headers/Module.symvers" "$temp/build"
	set -- make -s -C "$source" O="$temp/build" LOCALVERSION="${release#"$base"}" -j"$(nproc)"
	"$@" olddefconfig >&2
	"$@" modules_prepare >&2
	sed -i /CONFIG_DEBUG_INFO_BTF_MODULES/d "$temp/build/include/config/auto.conf"
	settle "$temp" "$temp/build/Makefile"
}

make_kernel()
{
	local name=$1 temp=$2 final=$STMF_CACHE/kernel/$1 release source
	find_version "$name"
	msg "fetching kernel $name ($version)"
	# shellcheck disable=SC2046 # one word is one package
	fetch "$temp" $(closure "linux-image-amd64=$version" "linux-headers-amd64=$version" | sort -u)

	# Newer packages are merged into /usr and have the kernel beside its modules.
	if [ -d "$temp/usr/lib/modules" ]; then
		mkdir "$temp/lib"
		mv "$temp/usr/lib/modules" "$temp/lib"
	fi
	release=$(cd "$temp/lib/modules" && echo *)
	mv "$temp"/boot/vmlinuz-* "$temp/vmlinuz" 2>/dev/null ||
		mv "$temp/lib/modules/$release/vmlinuz" "$temp/vmlinuz"
	rm -rf "${temp:?}"/{boot,usr/share} "$temp/lib/modules/$release"/{build,source}
	depmod -b "$temp" "$release"

	if built_by gcc "$temp/usr/src/linux-headers-$release/.config"; then
		relocate_headers "$temp" "$final" "$release"
	else
		source=$("$0" source "$name")
		prepare_build "$temp" "$source" "$release"
	fi
	ln -sr "$temp/build" "$temp/lib/modules/$release/build"
	echo "$version" >"$temp/version"
	echo "$release" >"$temp/release"
}

make_source()
{
	local name=$1 temp=$2
	find_version "$name"
	msg "fetching the source of kernel $name ($version)"
	fetch "$temp.deb" "linux-source-$name=$version"
	mkdir "$temp"
	tar -C "$temp" --strip-components=1 -xf "$temp.deb/usr/src/linux-source-$name.tar.xz"
	rm -r "$temp.deb"
	echo "$version" >"$temp/version"
}

list()
{
	local version
	for version in "$STMF_CACHE"/{kernel,source}/*/version; do
		[ -e "$version" ] || continue
		printf '%s\t%s\n' "$(cat "$version")" "$(dirname "$version")"
	done
}

case $#-${1-} in
1--h | 1---help)
	usage
	;;
1-list)
	list
	;;
1-plain* | 1-debug* | 1-uml*)
	exec "$SCRIPTS/build-kernel.sh" "$1"
	;;
1-stock | 1-[0-9]*.[0-9]*)
	cached "$STMF_CACHE/kernel/$1" make_kernel "$1"
	echo "$STMF_CACHE/kernel/$1"
	;;
2-source)
	cached "$STMF_CACHE/source/$2" make_source "$2"
	echo "$STMF_CACHE/source/$2"
	;;
*)
	usage >&2
	exit "$EXIT_BED"
	;;
esac
