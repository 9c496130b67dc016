# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # variables for those who source it
#
# What all scripts of the test machine share; sourced, never run:
# strict mode, messages, the cache.

set -euo pipefail
shopt -s inherit_errexit

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STMF_CACHE=${STMF_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/stmf}

# What was compiled once is not compiled again, in whatever clone (modules: see stage.sh)
if [ -d /usr/lib/ccache ] && [ -z "${CCACHE_BASEDIR-}" ]; then
	PATH=/usr/lib/ccache:$PATH
	export CCACHE_DIR=$STMF_CACHE/ccache CCACHE_NOHASHDIR=1
	CCACHE_BASEDIR=$(cd "$SCRIPTS/.." && pwd)
	export CCACHE_BASEDIR
fi

# Exit statuses besides those of the script that runs in the guest
EXIT_KERNEL=120		# the guest kernel complained: panic, oops, BUG, WARNING
EXIT_TIMEOUT=124	# the time was over
EXIT_BED=125		# the test machine itself failed

msg()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	msg "$*"
	exit "$EXIT_BED"
}

# The comment at the head of the calling script is its help.
usage()
{
	sed -n '4,/^$/s/^# \{0,1\}//p' "$0"
}

# cached PATH COMMAND [ARG...]: makes PATH once, by COMMAND ARG... TEMP, which has
# to create TEMP. PATH appears only when COMMAND succeeded; whoever asks for the
# same PATH meanwhile waits, also for what a killed COMMAND left running.
# Call it as a plain command: under "if" or "||" the shell would not stop at the
# errors of a COMMAND that is a function.
cached()
{
	local path=$1 temp=$1.tmp
	shift
	[ ! -e "$path" ] || return 0
	mkdir -p "$(dirname "$path")"
	(
		flock 9
		[ ! -e "$path" ] || exit 0
		rm -rf "$temp"
		"$@" "$temp"
		mv -T "$temp" "$path"
	) 9>"$path.lock"
}

# settle TEMP FILE...: in files that a COMMAND of "cached" made, names PATH for TEMP
settle()
{
	sed -i "s|$1|${1%.tmp}|g" "${@:2}"
}

# locked NAME COMMAND [ARG...]: runs COMMAND alone among all users of the cache.
locked()
{
	local name=$1
	shift
	mkdir -p "$STMF_CACHE"
	(
		flock 9
		"$@" 9>&-
	) 9>"$STMF_CACHE/$name.lock"
}

# copy_tree FROM TO: makes TO have what is in FROM's repository, as it is now, and no
# more; what was built in TO/build stays, and only what differs gets a new time.
copy_tree()
{
	local list
	list=$(mktemp)
	mkdir -p "$2"
	(cd "$1" && git ls-files --cached --others --exclude-standard) | LC_ALL=C sort >"$list"
	(cd "$2" && find . -path ./build -prune -o ! -type d -printf '%P\n') | LC_ALL=C sort |
		LC_ALL=C comm -13 "$list" - | (cd "$2" && xargs -r -d '\n' rm)
	rsync -rlp --checksum --ignore-missing-args --files-from="$list" "$1/" "$2/"
	rm "$list"
}
