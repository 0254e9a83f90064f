#!/usr/bin/env bats
# Feeds and dates against feedparser's suite.
load ../cmd/helper

@test "feedparser's expectations of items are met, and its dates" {
    needs python3
    needs_command scrm-normalize
    needs_shared data/conformance/feedparser
    run -0 python3 "$TOP/tests/payloads/feedparser.py" "$SCRM_SHARED/data" "$BIN/scrm-normalize"
    printf '# %s\n' "${lines[@]}" >&3
}
