# One post at every station: see README.md here.
bats_require_minimum_version 1.5.0

setup() {
    here=$BATS_TEST_DIRNAME
    bin=${SCRM_BIN:-$here/../../build/bin}
    export SCRM_NOW=2026-03-09T09:00:00Z
    cd "$here" || return
}

# The station's output against the file kept, byte for byte.
station() {
    local kept=$1
    shift
    "$@" > "$BATS_TEST_TMPDIR/got"
    if [ -n "${PIPELINE_WRITE:-}" ]; then
        cp "$BATS_TEST_TMPDIR/got" "$kept"
    fi
    diff "$kept" "$BATS_TEST_TMPDIR/got"
}

# A line without one member is the line before, byte for byte.
only_added() {
    local member=$1 before=$2 after=$3 value
    value=$(jq -c ".$member" "$after")
    [ "$value" != null ]
    printf '%s' "$(cat "$before")" | sed 's/}$//' > "$BATS_TEST_TMPDIR/start"
    cmp -n "$(stat -c %s "$BATS_TEST_TMPDIR/start")" "$BATS_TEST_TMPDIR/start" "$after"
    tail -c +"$(($(stat -c %s "$BATS_TEST_TMPDIR/start") + 1))" "$after" | grep -q "^,\"$member\":"
}

@test "fetch puts an envelope around the record, token for token" {
    station 1-raw.ndjson "$bin/scrm-fetch" 0-native.json instance=social.example
    grep -q '"some_new_member":12345678901234567890' 1-raw.ndjson
}

@test "normalize makes a flat post of it" {
    station 2-post.ndjson "$bin/scrm-normalize" 1-raw.ndjson
}

@test "score adds score and nothing else" {
    station 3-scored.ndjson "$bin/scrm-score" 2-post.ndjson
    only_added score 2-post.ndjson 3-scored.ndjson
}

@test "route adds route and nothing else" {
    station 4-routed.ndjson "$bin/scrm-route" 3-scored.ndjson
    only_added route 3-scored.ndjson 4-routed.ndjson
}

@test "case adds case and nothing else, and keeps the case" {
    station 5-cased.ndjson "$bin/scrm-case" --ledger "$BATS_TEST_TMPDIR/ledger.db" apply 4-routed.ndjson
    only_added case 4-routed.ndjson 5-cased.ndjson
}

@test "report counts it and lists its case" {
    "$bin/scrm-case" --ledger "$BATS_TEST_TMPDIR/ledger.db" apply 4-routed.ndjson > "$BATS_TEST_TMPDIR/cased"
    station 6-report.json "$bin/scrm-report" --ledger "$BATS_TEST_TMPDIR/ledger.db" --format json "$BATS_TEST_TMPDIR/cased"
    [ "$(jq .now.waiting 6-report.json)" = 1 ]
}

@test "the stations joined by pipes give the same as one by one" {
    "$bin/scrm-fetch" 0-native.json instance=social.example | "$bin/scrm-normalize" |
        "$bin/scrm-score" | "$bin/scrm-route" > "$BATS_TEST_TMPDIR/piped"
    cmp 4-routed.ndjson "$BATS_TEST_TMPDIR/piped"
}

@test "a station run again changes nothing" {
    for stage in score route; do
        "$bin/scrm-$stage" 4-routed.ndjson | cmp - 4-routed.ndjson
    done
}
