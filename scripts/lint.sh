#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# lint.sh
#
# Style and static checks, one TAP line each: the kernel's checkpatch, sparse and
# W=1 on the modules, and its semantic patches (coccicheck); clang and cppcheck on
# user space; shellcheck; codespell; the man pages; the netlink spec against its
# schema and the code. What takes long is not done again on files that have passed;
# the cache knows.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

TOP=$(dirname "$SCRIPTS")
failed=0
cd "$TOP"

# lint WHAT COMMAND...: no output and success, or it failed
lint()
{
	local what=$1 out status=0
	shift
	out=$("$@" 2>&1) || status=$?
	passed=yes
	if [ $status = 0 ] && [ -z "$out" ]; then
		echo "ok - $what"
	else
		passed=no
		echo "not ok - $what"
		printf '%s\n' "$out" | head -n 60 | sed 's/^/# /'
		failed=1
	fi
}

files() { git ls-files --cached --others --exclude-standard -- "$@"; }

# once WHAT PATTERN... -- COMMAND...: lint, unless these files have passed it with these tools
once()
{
	local what=$1 patterns=() stamp
	shift
	while [ "$1" != -- ]; do
		patterns+=("$1")
		shift
	done
	stamp=$STMF_CACHE/lint/$({
		echo "$what"
		dpkg-query -W sparse coccinelle shellcheck clang cppcheck
		cat "$source/version" "$kernel/version"
		files scripts/lint.sh "${patterns[@]}" | xargs -d '\n' sha1sum
	} | sha1sum | cut -c1-40)
	if [ -e "$stamp" ]; then
		echo "ok - $what (these files have passed)"
		return
	fi
	lint "$what" "${@:2}"
	[ "$passed" = no ] || { mkdir -p "${stamp%/*}" && : >"$stamp"; }
}

# The newest kernel's, less advice that older kernels can't follow, and LIO's names
checkpatch()
{
	# shellcheck disable=SC2046 # file names have no spaces
	perl "$source/scripts/checkpatch.pl" --strict --no-tree --terse --quiet --no-summary \
		--ignore FILE_PATH_CHANGES,ALLOC_WITH_SIZEOF,CAMELCASE \
		-f $(files 'kernel/*.c' 'kernel/*.h')
}

# In a copy: sparse and W=1 look at every file again
sparse()
{
	local copy
	copy=$(mktemp -d)
	cp -a kernel Kbuild "$copy"
	find "$copy" -name '*.o' -delete
	make -s -C "$kernel/build" M="$copy" W=1 C=2 CF=-Wsparse-error -j"$(nproc)" modules
	rm -rf "$copy"
}

# One of the kernel's semantic patches, by the options that it asks for
cocci()
{
	# shellcheck disable=SC2046 # words
	timeout 600 spatch -D report --no-show-diff --very-quiet \
		$(sed -n '/^\/\/ Options:/{s///p;q}' "$1") --cocci-file "$1" --dir kernel \
		2>/dev/null || echo "$1: exit status $?"
}

# All but those that need OCaml, or ask for functions newer than 6.1
coccicheck()
{
	export -f cocci
	grep -rl 'virtual report' "$source/scripts/coccinelle" | grep -v string_choices |
		xargs grep -L ocaml | xargs -P "$(nproc)" -I '{}' bash -c 'cocci {}' 2>&1
}

# It doesn't know __typeof__. Two of its checks find what is no error.
cpp_check()
{
	cppcheck -j "$(nproc)" --quiet --std=c11 --enable=warning,performance,portability \
		--suppress=identicalConditionAfterEarlyExit --suppress=nullPointerRedundantCheck \
		--suppress=missingIncludeSystem --suppress=unknownMacro:userspace/stmfctl/doc.c \
		--inline-suppr -D_GNU_SOURCE \
		'-D__typeof__(x)=char *' '-DSTMF_VERSION="x"' -Iuserspace/libstmf \
		-Ikernel/include/uapi --template='{file}:{line}: {id}: {message}' userspace
}

clang_build()
{
	make -s -C userspace CC=clang B=../build/clang all
	rm -rf build/clang
}

shell_scripts()
{
	# shellcheck disable=SC2046 # file names have no spaces
	shellcheck -x -S warning $(files '*.sh' '*.bash' .ci/run)
}

spelling()
{
	# shellcheck disable=SC2046 # file names have no spaces
	codespell -q 3 -L iff,ve,ues,unmapps $(files '*.c' '*.h' '*.md' '*.sh' '*.yaml' Makefile)
}

man_pages()
{
	# shellcheck disable=SC2046 # file names have no spaces
	mandoc -T lint -W warning $(files 'Documentation/man/*')
}

# The headers declare the calls that the library has, and no other.
library_calls()
{
	make -s -C userspace ../build/userspace/libstmf.so.1
	diff <(nm -D --defined-only build/userspace/libstmf.so.1 |
		sed -n 's/.* T \(stmf[a-zA-Z0-9_]*\)@.*/\1/p' | sort -u) \
		<(cc -E -P -I userspace/libstmf -include stmf_linux.h -x c /dev/null | grep -v '^static inline' |
			grep -oE '\bstmf\w+\(' | tr -d '(' | sort -u)
}

source=$("$SCRIPTS/kernel.sh" source 7.2)
kernel=$("$SCRIPTS/kernel.sh" stock)
once 'checkpatch --strict' kernel -- checkpatch
once 'sparse and W=1' kernel Kbuild -- sparse
once 'coccicheck' kernel -- coccicheck
once 'user space under clang' kernel/include userspace -- clang_build
once 'cppcheck' kernel/include userspace -- cpp_check
lint 'calls of libstmf' library_calls
once 'shellcheck' '*.sh' '*.bash' .ci/run -- shell_scripts
lint 'codespell' spelling
lint 'man pages' man_pages
lint 'netlink spec' "$SCRIPTS/check-spec.py" "$source"
exit $failed
