# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Completion of stmfctl, stmfadm, sbdadm and itadm. The commands themselves are asked:
# subcommands and options come from their usages, names from their lists.

# _stmf_commands COMMAND: its subcommands, from the blocks of "-?"
_stmf_commands()
{
	if [[ $1 == *stmfctl ]]; then
		"$1" help 2>/dev/null | sed -n 's/^  \([a-z-]*\)  .*/\1/p'
	else
		"$1" '-?' 2>/dev/null | awk '$1 == "Usage:" && $3 !~ /^-/ { print $3 }'
	fi
}

# _stmf_options COMMAND SUBCOMMAND: its options, short and long
_stmf_options()
{
	"$1" "$2" '-?' 2>/dev/null | sed -n 's/^\t\t\(-.\), \(--[a-z-]*\) .*/\1\n\2/p'
}

# _stmf_names KIND: GUIDs, groups, targets or members as they are listed
_stmf_names()
{
	case $1 in
	lu) stmfadm list-lu ;;
	hg) stmfadm list-hg ;;
	tg) stmfadm list-tg ;;
	target) stmfadm list-target ;;
	hg-member) stmfadm list-hg -v ;;
	tg-member) stmfadm list-tg -v ;;
	esac 2>/dev/null | case $1 in
	*-member) sed -n 's/^\tMember: //p' ;;
	*) sed -n 's/^[A-Z][A-Za-z ]*: //p' ;;
	esac
}

# _stmf_initiators: members of host groups, those logged in, those refused
_stmf_initiators()
{
	stmfctl list-initiator 2>/dev/null | sed -n 's/^Initiator: //p'
}

# _stmf_views GUID: the numbers of its views
_stmf_views()
{
	stmfadm list-view -l "$1" 2>/dev/null | sed -n 's/^View Entry: //p'
}

# _stmf_fabrics COMMAND: those that create-target's usage explains
_stmf_fabrics()
{
	"$1" create-target '-?' 2>/dev/null | sed -n 's/^\t\t\([a-z0-9]*\)  *- .*/\1/p' | sort
}

# _stmf_option_value SUBCOMMAND OPTION: what may follow it, in the caller's $command. Fails if it takes nothing
_stmf_option_value()
{
	case $1$2 in
	explain-i | explain--initiator) _stmf_initiators; return ;;
	stat-t | stat-l | stat-i | set-access-state-p) return 1 ;;
	set-access-state-s | set-access-state--state)
		printf '%s\n' active/optimized active/non-optimized standby unavailable transitioning
		return
		;;
	explain-t | explain--target) _stmf_names target; return ;;
	esac
	case $2 in
	-g | --group-name)
		case $1 in
		*-hg-*) _stmf_names hg ;;
		*-tg-*) _stmf_names tg ;;
		esac
		;;
	-h | --host-group) _stmf_names hg ;;
	-t | --target-group) _stmf_names tg ;;
	-l | --lu-name) _stmf_names lu ;;
	-p | --lu-prop)
		if [ "$1" = modify-lu ]; then
			printf '%s=\n' alias mgmt-url wcd wp
			[[ $command != *stmfctl ]] || echo 3pc=
			return
		fi
		printf '%s=\n' alias blk guid host-id meta mgmt-url oui pid serial vid wcd wp
		[[ $command != *stmfctl ]] || printf '%s\n' 3pc= buffered= type=passthrough
		;;
	-F | --fabric) _stmf_fabrics "$command" ;;
	-m | --map) compgen -f -- "$cur" ;;
	-n | --lun | -s | --size | --disk-size | -A | --alias | -P | --portal | -I | --initiator) ;;
	*) return 1 ;;
	esac
}

# _stmf_operands COMMAND SUBCOMMAND LU: what the operands of a subcommand may be
_stmf_operands()
{
	case $2 in
	*-view) if [ -n "$3" ]; then _stmf_views "$3"; else _stmf_names lu; fi ;;
	list-lu | explain | delete-lu | modify-lu | online-lu | offline-lu | *-access-state) _stmf_names lu ;;
	stat) _stmf_names lu; _stmf_names target; _stmf_initiators ;;
	list-hg | delete-hg) _stmf_names hg ;;
	list-tg | delete-tg) _stmf_names tg ;;
	add-hg-member | list-initiator) _stmf_initiators ;;
	remove-hg-member) _stmf_names hg-member ;;
	remove-tg-member) _stmf_names tg-member ;;
	add-tg-member | list-target | online-target | offline-target | delete-target) _stmf_names target ;;
	service) printf '%s\n' enable disable state clear ;;
	help) _stmf_commands "$1" ;;
	esac
}

# _stmf_fc COMMAND fcinfo|fcadm: these have subcommands of their own; what they name are ports of this host
_stmf_fc()
{
	local choice
	if [ ${#words[@]} -le 3 ]; then
		choice=$("$1" "$2" '-?' 2>/dev/null | awk '$1 == "Usage:" && $3 !~ /^-/ { print $3 }')
	elif [[ $cur == -* ]]; then
		choice=$("$1" "$2" "${words[2]}" '-?' 2>/dev/null | sed -n 's/^\t\t\(-.\), \(--[a-z-]*\) .*/\1\n\2/p')
	else
		choice=$(cat /sys/class/fc_host/host*/port_name 2>/dev/null | sed 's/^0x//')
	fi
	_stmf_match "$choice" "$cur"
}

# _stmf_line: what is typed up to the cursor, to "words", "cur" and "prev" of the caller. Names hold
# colons, at which readline breaks a word, so the line is split anew.
_stmf_line()
{
	local line=${COMP_LINE:0:COMP_POINT}
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	cur=${words[-1]}
	prev=${words[-2]-}
}

_stmf()
{
	local command=$1 cur prev sub lu='' lead='' i words choice
	_stmf_line
	sub=${words[1]-}
	case $cur in
	--*=*)	# readline mostly has what is behind the = as a word of its own
		prev=${cur%%=*} cur=${cur#*=}
		[[ $COMP_WORDBREAKS == *=* ]] || lead=$prev=
		;;
	esac
	COMPREPLY=()
	if [ ${#words[@]} -le 2 ]; then
		_stmf_match "$(_stmf_commands "$command")" "$cur"
		return
	fi
	case $sub in
	fcinfo | fcadm)
		_stmf_fc "$command" "$sub"
		return
		;;
	esac
	for ((i = 2; i < ${#words[@]} - 1; i++)); do
		case ${words[i]} in
		-l | --lu-name) lu=${words[i + 1]} ;;
		--lu-name=*) lu=${words[i]#*=} ;;
		esac
	done
	if ! choice=$(_stmf_option_value "$sub" "$prev"); then
		case $cur in
		-*) choice=$(_stmf_options "$command" "$sub") ;;
		*) choice=$(_stmf_operands "$command" "$sub" "$lu") ;;
		esac
	fi
	_stmf_match "$choice" "$cur"
	[ -z "$lead" ] || COMPREPLY=("${COMPREPLY[@]/#/$lead}")
	if [[ $sub == @(@(create|import|modify)-lu|export|import) ]] && [ -z "${COMPREPLY[*]}" ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		compopt -o filenames
	fi
	case ${COMPREPLY[0]-} in
	*=) compopt -o nospace ;;
	esac
}

# _stmf_match WORDS PREFIX: those of the words, one a line, to COMPREPLY; without what readline has as
# words of its own before the last colon
_stmf_match()
{
	local word quoted broken=''
	[[ $COMP_WORDBREAKS == *:* ]] && broken=${2%"${2##*:}"}
	while IFS= read -r word; do
		if [ -n "$word" ] && [[ $word == "$2"* ]]; then
			printf -v quoted %q "${word#"$broken"}"
			COMPREPLY+=("$quoted")
		fi
	done <<<"$1"
}

# _itadm_names KIND: first column of a list
_itadm_names()
{
	itadm "list-$1" 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_itadm()
{
	local cur prev sub words choice
	_stmf_line
	sub=${words[1]-}
	COMPREPLY=()
	if [ ${#words[@]} -le 2 ]; then
		choice=$(itadm | awk '$1 == "itadm" && $2 != "usage:" { print $2 }' | sed s/inititator/initiator/)
	else
		case $prev in
		-a) choice=$(printf '%s\n' chap default none) ;;
		-t) choice=$(_itadm_names tpg) ;;
		-S | -D) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames; return ;;
		*)
			case $cur in
			-*) choice=$(itadm "$sub" -h | grep -o -e '-[a-zA-Z]\>' | sort -u) ;;
			*) choice=$(_itadm_names "${sub#*-}") ;;
			esac
			;;
		esac
	fi
	_stmf_match "$choice" "$cur"
}

complete -F _stmf stmfctl stmfadm sbdadm
complete -F _itadm itadm
