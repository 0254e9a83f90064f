# The shipped lexicons, compiled into the room: CSV files -> C -> object.
LEXICON_CSV := $(wildcard share/scrm/lexicon/*/*.csv)
LEXICON_LIBS := $(foreach r,model config table record text base,$(BUILD)/lib/$(r).a)

$(BUILD)/tools/scrm-lexicon: $(BUILD)/obj/tools/scrm-lexicon.o $(LEXICON_LIBS)
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(LEXICON_LIBS) -Wl,--end-group $(LDLIBS)

$(BUILD)/gen/lexicon_data.c: $(BUILD)/tools/scrm-lexicon $(LEXICON_CSV)
	@mkdir -p $(@D)
	$(call say,GEN  $@)
	$(Q)$< share/scrm/lexicon > $@.new && mv $@.new $@

$(BUILD)/obj/gen/lexicon_data.o: $(BUILD)/gen/lexicon_data.c
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The shipped models are part of the room as they are.
$(BUILD)/obj/lib/score/models.o: $(wildcard share/scrm/models/*.model)

$(BUILD)/lib/score.a: $(BUILD)/obj/gen/lexicon_data.o
