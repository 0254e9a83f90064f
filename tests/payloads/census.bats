#!/usr/bin/env bats
# Every document of the shared payloads through scrm-normalize.
load ../cmd/helper

@test "every document of the shared payloads maps, is dropped, or is refused with a reason" {
    needs python3
    needs_command scrm-normalize
    needs_shared data/payloads/mastodon_api
    run -0 python3 "$TOP/tests/payloads/census.py" "$SCRM_SHARED/data" "$BIN/scrm-normalize"
    printf '# %s\n' "${lines[@]}" >&3
}
