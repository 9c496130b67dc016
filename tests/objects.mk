# SPDX-License-Identifier: GPL-2.0
# An object for each source of each program of tests: with ccache those that are alike are
# compiled once. $(COMPILE) compiles, with $(FLAGS_<program>).

# $(call OBJECT,program,source): its path below $(B)
OBJECT	= $(B)/o/$(1)/$(subst /,-,$(subst ../,,$(2:.c=.o)))

# $(call objects,program,sources)
objects	= $(foreach s,$(2),$(call OBJECT,$(1),$(s)))

define object_rule
$(call OBJECT,$(1),$(2)): $(2) $(HEADERS)
	@mkdir -p $$(@D)
	$$(COMPILE) $$(FLAGS_$(1)) -c -o $$@ $$<
endef
# $(call object_rules,program,sources)
object_rules = $(foreach s,$(2),$(eval $(call object_rule,$(1),$(s))))
