# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Completion of scsibind for bash

_scsibind_devices()
{
	local entry
	for entry in /sys/bus/scsi/devices/*:*:*:*; do
		[ -e "$entry" ] && echo "${entry##*/}"
	done
}

_scsibind()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' word
	local common='--json --aliases --classes --sysfs --verbose'
	COMPREPLY=()

	# An address has colons, which bash takes for the ends of words.
	if declare -F __ltrim_colon_completions _get_comp_words_by_ref >/dev/null; then
		_get_comp_words_by_ref -n : cur prev
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		list | check | apply)
			command=$word
			break
			;;
		esac
	done

	case $prev in
	--device) mapfile -t COMPREPLY < <(compgen -W "$(_scsibind_devices)" -- "$cur") ;;
	--lu)
		mapfile -t COMPREPLY < <(compgen -W \
			"$(stmfadm list-lu 2>/dev/null | sed -n 's/^LU Name: //p')" -- "$cur")
		;;
	--aliases | --classes | --inquiry | --sysfs)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		compopt -o filenames
		;;
	*)
		case $command:$cur in
		list:-*) mapfile -t COMPREPLY < <(compgen -W "$common --lu --inquiry" -- "$cur") ;;
		check:-*) mapfile -t COMPREPLY < <(compgen -W "$common" -- "$cur") ;;
		apply:-*)
			mapfile -t COMPREPLY < <(compgen -W "$common --dry-run --force --device" -- "$cur")
			;;
		list:*) mapfile -t COMPREPLY < <(compgen -W "$(_scsibind_devices)" -- "$cur") ;;
		check:* | apply:*)
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			compopt -o filenames
			;;
		:-*) mapfile -t COMPREPLY < <(compgen -W "$common --help --version" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -W 'list check apply' -- "$cur") ;;
		esac
		;;
	esac
	if declare -F __ltrim_colon_completions >/dev/null; then
		__ltrim_colon_completions "$cur"
	fi
}

complete -F _scsibind scsibind
