# make            build everything into build/
# make check      every test; never installs anything  (ONLY=cmd/scrm-score runs a part)
# make check-san  the same under the address and undefined behaviour sanitizers, leaks included
# make check-real fetching from real servers; installs them, and a Bluesky network of npm's
# make demo       the main job on the shipped sample
# make gen        regenerate manual pages and completions from the option tables
# make lint       layers, headers, clang-tidy, cppcheck, -fanalyzer, shellcheck
# make bench      figures beside jq, gojq, Miller, Python, Node and DuckDB
# make accuracy   how good the scores are, on labelled texts
# make models     train the shipped models anew, on labelled texts beside the project
# make fuzz       hostile input, sanitised;  make faults  every call fails in turn
# make install    PREFIX (/usr/local) and DESTDIR as usual; uninstall undoes it
#
# SAN=asan,ubsan  builds with the sanitizers into build/asan,ubsan/
# BUILD=DIR       builds elsewhere;  CC=clang  SCRM_PLAIN=1  WERROR=1  as they say
# V=1             shows the whole commands

CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
PREFIX  ?= /usr/local
DESTDIR ?=
SAN     ?=
BUILD   ?= build$(if $(SAN),/$(SAN))
WERROR  ?=
SCRM_PLAIN ?=
ONLY    ?=
V       ?=
Q       := $(if $(V),,@)
say     = $(if $(V),,@echo '  $(1)')

# Where the compiler has it: automatic variables start as zero, so that a
# forgotten initialiser can never make two runs differ.
ZERO    := $(shell $(CC) -ftrivial-auto-var-init=zero -x c -c /dev/null -o /dev/null 2>/dev/null \
             && echo -ftrivial-auto-var-init=zero)

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla -Wformat=2 $(if $(WERROR),-Werror)
HARDEN  := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection=full $(ZERO)
# No folder of this machine in what is built: two clones give the same bytes.
PATHS   := -ffile-prefix-map=$(abspath $(BUILD))=./build -ffile-prefix-map=$(CURDIR)=.
SANFLAGS := $(if $(findstring asan,$(SAN)),-fsanitize=address -fno-omit-frame-pointer) \
           $(if $(findstring ubsan,$(SAN)),-fsanitize=undefined -fno-sanitize-recover=all)
OPT     := $(if $(SAN),-O1 -g,-O3 -g -D_FORTIFY_SOURCE=3)
CPPFLAGS += -D_GNU_SOURCE -Ilib -I$(BUILD)/gen $(if $(SCRM_PLAIN),-DSCRM_PLAIN)
CFLAGS  += -std=c17 $(OPT) -ffp-contract=off $(WARN) $(HARDEN) $(PATHS) $(SANFLAGS) \
           -isystem /usr/include/libxml2
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed -pthread $(SANFLAGS)
LDLIBS  += -lcurl -lxml2 -lsqlite3 -lyaml -lcsv -lpcre2-8 -lutf8proc -ljansson -llinear -lm

ROOMS   := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' lib/LAYERS)
BINS    := $(patsubst bin/%.c,%,$(wildcard bin/*.c))

all: $(BINS:%=$(BUILD)/bin/%)

# A room that makes some of its sources says how in lib/ROOM/build.mk.
-include $(wildcard lib/*/build.mk)

# One archive a room, so that a test links just the rooms that its room may use.
define room
$(BUILD)/lib/$(1).a: $$(patsubst %.c,$$(BUILD)/obj/%.o,$$(sort $$(wildcard lib/$(1)/*.c)))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call say,AR   $$@)
	$$(Q)ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

# The rooms below a room, itself first: the transitive closure of lib/LAYERS.
below = $(shell awk -F: -v want='$(1)' '{gsub(/^ +/,"",$$2); use[$$1]=$$2} \
	function walk(r,  i,n,p){ if(seen[r]++) return; n=split(use[r],p," "); for(i=1;i<=n;i++) walk(p[i]); list=r" "list } \
	END{walk(want); print list}' lib/LAYERS)
# All rooms, users before the used.
ORDERED := $(shell awk -F: '/^[a-z]/ {r[++n]=$$1} END{for(i=n;i>0;i--) printf "%s ", r[i]}' lib/LAYERS)

# Other flags than last time build everything anew; another PREFIX just the
# file that knows it.
FLAGS   = $(CC) $(subst $(BUILD)/,,$(CPPFLAGS)) $(filter-out -Werror,$(CFLAGS)) $(LDFLAGS)
define stamp
	@mkdir -p $(@D)
	@echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@
endef
$(BUILD)/flags: FORCE
	$(call stamp,$(FLAGS))
$(BUILD)/prefix: FORCE
	$(call stamp,$(PREFIX))

$(BUILD)/obj/lib/base/share.o: CPPFLAGS += -DSCRM_PREFIX='"$(PREFIX)"'
$(BUILD)/obj/lib/base/share.o: $(BUILD)/prefix

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bin/%: $(BUILD)/obj/bin/%.o $(ORDERED:%=$(BUILD)/lib/%.a)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(ORDERED:%=$(BUILD)/lib/%.a) -Wl,--end-group $(LDLIBS)

# tests/unit/ROOM/NAME.c becomes build/tests/ROOM/NAME.
UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*.c))
define unit
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/unit/$(1).o $(patsubst %,$(BUILD)/lib/%.a,$(call below,$(firstword $(subst /, ,$(1)))))
	@mkdir -p $$(@D)
	$$(call say,LINK $$@)
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LDLIBS)
endef
$(foreach u,$(UNITS),$(eval $(call unit,$(u))))

# What the scripts behind the targets below are told.
TELL    = BUILD='$(abspath $(BUILD))' SCRM_BIN='$(abspath $(BUILD)/bin)' SCRM_TOP='$(CURDIR)' \
          CC='$(CC)' SAN='$(SAN)' MAKE='$(MAKE)'

# make unit ROOM=record runs one room's unit tests; without ROOM all of them.
unit: $(patsubst %,$(BUILD)/tests/%,$(if $(ROOM),$(filter $(ROOM)/%,$(UNITS)),$(UNITS)))
	@fail=0; for t in $^; do printf '%s: ' "$${t#$(BUILD)/tests/}"; $(TELL) $$t || fail=1; done; exit $$fail

check: all $(UNITS:%=$(BUILD)/tests/%)
	@$(TELL) tests/run $(if $(ONLY),--only '$(ONLY)') $(UNITS)

# The same in a build of its own; slower by several times.
check-san:
	@CHECK_MINUTES=$${CHECK_MINUTES:-60} $(MAKE) SAN=asan,ubsan check

check-real: all
	@$(TELL) tests/real/run

demo: all
	@$(BUILD)/bin/scrm demo

gen: all
	@$(TELL) tests/lint/generate .

lint: all
	@$(TELL) tests/lint/run

# The bench's own tools, tests/bench/NAME.c.
$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(ORDERED:%=$(BUILD)/lib/%.a)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(ORDERED:%=$(BUILD)/lib/%.a) -Wl,--end-group $(LDLIBS)

bench: all $(BUILD)/bench/generate $(BUILD)/bench/scan $(BUILD)/bench/models $(BUILD)/bench/peak
	@$(TELL) tests/bench/run $(if $(ONLY),--only '$(ONLY)')

bench-count: all $(BUILD)/bench/generate $(BUILD)/bench/scan
	@$(TELL) tests/bench/count

# How good the scores are, on labelled texts beside the project.
$(BUILD)/accuracy/accuracy: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/accuracy/*.c)) $(patsubst %,$(BUILD)/lib/%.a,$(call below,train))
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS)

accuracy: $(BUILD)/accuracy/accuracy
	@$(TELL) tests/accuracy/run

# The shipped models anew, from labelled texts kept beside the project.
models: all
	@tools/models/build '$(or $(SCRM_SHARED),../shared)/data/labelled' '$(BUILD)/bin' share/scrm/models

fuzz:
	@$(TELL) tests/fuzz/run

faults: all
	@$(TELL) tests/faults/run

# Everything installed stands in this list, so uninstall removes just that.
SHARED  = $(shell find share/scrm -type f 2>/dev/null | sort)
MANUALS = $(wildcard docs/man/*.[157])
define put
	$(Q)install -D -m $(1) $(2) $(DESTDIR)$(PREFIX)/$(3)

endef
INSTALLED = $(BINS:%=bin/%) $(SHARED) \
            $(foreach m,$(MANUALS),share/man/man$(patsubst .%,%,$(suffix $(m)))/$(notdir $(m))) \
            $(patsubst completions/bash/%,share/bash-completion/completions/%,$(wildcard completions/bash/*)) \
            $(patsubst completions/zsh/%,share/zsh/site-functions/%,$(wildcard completions/zsh/*)) \
            $(patsubst completions/fish/%,share/fish/vendor_completions.d/%,$(wildcard completions/fish/*))

install: all
	$(foreach b,$(BINS),$(call put,755,$(BUILD)/bin/$(b),bin/$(b)))
	$(foreach f,$(SHARED),$(call put,$(if $(shell test -x $(f) && echo x),755,644),$(f),$(f)))
	$(foreach m,$(MANUALS),$(call put,644,$(m),share/man/man$(patsubst .%,%,$(suffix $(m)))/$(notdir $(m))))
	$(foreach c,$(wildcard completions/bash/*),$(call put,644,$(c),share/bash-completion/completions/$(notdir $(c))))
	$(foreach c,$(wildcard completions/zsh/*),$(call put,644,$(c),share/zsh/site-functions/$(notdir $(c))))
	$(foreach c,$(wildcard completions/fish/*),$(call put,644,$(c),share/fish/vendor_completions.d/$(notdir $(c))))

uninstall:
	cd $(DESTDIR)$(PREFIX) && rm -f $(INSTALLED)
	-cd $(DESTDIR)$(PREFIX) && test -d share/scrm && find share/scrm -depth -type d -empty -exec rmdir {} +

clean:
	rm -rf build

FORCE:
.PHONY: all unit check check-san check-real demo gen lint bench bench-count accuracy models fuzz faults install uninstall clean FORCE
.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
