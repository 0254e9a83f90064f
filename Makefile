# make            build everything into build/
# make check      every test; never installs anything
# make demo       the main job on the shipped sample
# make gen        regenerate manual pages and completions from the option tables
# make lint       layers, headers, clang-tidy, cppcheck, -fanalyzer, shellcheck
# make bench      figures beside jq, gojq, Miller, Python, Node and DuckDB
# make install    PREFIX (/usr/local) and DESTDIR as usual; uninstall undoes it
#
# SAN=asan,ubsan  builds with the sanitizers into build/asan,ubsan/
# BUILD=DIR       builds elsewhere;  CC=clang  SCRM_PLAIN=1  as they say

CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
PREFIX  ?= /usr/local
SAN     ?=
BUILD   ?= build$(if $(SAN),/$(SAN))
WERROR  ?=
SCRM_PLAIN ?=

comma   := ,
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla -Wformat=2 $(if $(WERROR),-Werror)
HARDEN  := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
SANFLAGS := $(if $(findstring asan,$(SAN)),-fsanitize=address -fno-omit-frame-pointer) \
           $(if $(findstring ubsan,$(SAN)),-fsanitize=undefined -fno-sanitize-recover=all)
OPT     := $(if $(SAN),-O1 -g,-O3 -g -D_FORTIFY_SOURCE=2)
CPPFLAGS += -D_GNU_SOURCE -Ilib -I$(BUILD)/gen -DSCRM_PREFIX='"$(PREFIX)"' $(if $(SCRM_PLAIN),-DSCRM_PLAIN)
CFLAGS  += -std=c17 $(OPT) -ffp-contract=off $(WARN) $(HARDEN) $(SANFLAGS) \
           -isystem /usr/include/libxml2
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed -pthread $(SANFLAGS)
LDLIBS  += -lcurl -lxml2 -lsqlite3 -lyaml -lcsv -lpcre2-8 -lutf8proc -ljansson -lm

ROOMS   := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' lib/LAYERS)
BINS    := $(patsubst bin/%.c,%,$(wildcard bin/*.c))

all: $(BINS:%=$(BUILD)/bin/%)

# One archive a room, so that a test links just the rooms that its room may use.
define room
$(BUILD)/lib/$(1).a: $$(patsubst %.c,$(BUILD)/obj/%.o,$$(sort $$(wildcard lib/$(1)/*.c)))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

# The rooms below a room, itself first: the transitive closure of lib/LAYERS.
below = $(shell awk -F: -v want='$(1)' '{gsub(/^ +/,"",$$2); use[$$1]=$$2} \
	function walk(r,  i,n,p){ if(seen[r]++) return; n=split(use[r],p," "); for(i=1;i<=n;i++) walk(p[i]); list=r" "list } \
	END{walk(want); print list}' lib/LAYERS)
# All rooms, users before the used.
ORDERED := $(shell awk -F: '{r[NR]=$$1} END{for(i=NR;i>0;i--) printf "%s ", r[i]}' lib/LAYERS)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bin/%: $(BUILD)/obj/bin/%.o $(ORDERED:%=$(BUILD)/lib/%.a)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(ORDERED:%=$(BUILD)/lib/%.a) -Wl,--end-group $(LDLIBS)

# tests/unit/ROOM/NAME.c becomes build/tests/ROOM/NAME.
UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*.c))
define unit
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/unit/$(1).o $(patsubst %,$(BUILD)/lib/%.a,$(call below,$(firstword $(subst /, ,$(1)))))
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LDLIBS)
endef
$(foreach u,$(UNITS),$(eval $(call unit,$(u))))

# make unit ROOM=record runs one room's unit tests; without ROOM all of them.
unit: $(patsubst %,$(BUILD)/tests/%,$(if $(ROOM),$(filter $(ROOM)/%,$(UNITS)),$(UNITS)))
	@fail=0; for t in $^; do printf '%s: ' "$${t#$(BUILD)/tests/}"; $$t || fail=1; done; exit $$fail

clean:
	rm -rf build

.PHONY: all unit clean
.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
