#!/usr/bin/env bats
# The JSON Schemas, by a real validator (ajv, from build/node).
load ../cmd/helper

setup() {
    needs node
    # npm's packages stand in the main build, whichever build is tested.
    export BUILD=${BUILD:-$TOP/build}
    [ -d "$BUILD/node/node_modules/ajv-formats" ] || BUILD=$TOP/build
    [ -d "$BUILD/node/node_modules/ajv-formats" ] ||
        skip 'no ajv: ./bootstrap check installs it'
}

@test "the schemas accept what they must and refuse what they must" {
    run -0 node "$BATS_TEST_DIRNAME/cases.mjs"
    [ "$output" = '0 wrong' ]
}

@test "the validator says which line is wrong, and where in it" {
    post='{"schema":"scrm.post/1","id":"a","type":"post","network":"n","source":"s","native_id":"1","created_at":"2026-01-05T10:00:00Z","text":"x"}'
    printf '%s\n%s\n' "$post" "${post/\"text\":\"x\"/\"text\":7}" > "$BATS_TEST_TMPDIR/posts.ndjson"
    run -1 node "$BATS_TEST_DIRNAME/validate.mjs" auto "$BATS_TEST_TMPDIR/posts.ndjson"
    [[ ${lines[0]} == *posts.ndjson:2:\ /text\ must\ be\ string* ]]
    [ "${lines[-1]}" = 'post-1: 2; 1 faults' ]
}

@test "nothing to validate is no success" {
    run -1 node "$BATS_TEST_DIRNAME/validate.mjs" auto /dev/null
}

@test "the line of tests/pipeline validates from its first post on" {
    run -0 node "$BATS_TEST_DIRNAME/validate.mjs" --closed auto "$TOP"/tests/pipeline/[2-5]-*.ndjson
    run -0 node "$BATS_TEST_DIRNAME/validate.mjs" report-1 "$TOP"/tests/pipeline/6-report.json
}

@test "the posts of real documents validate, and hold no member that the schema does not know" {
    shared=$SCRM_SHARED/data
    [ -d "$shared" ] || skip "no $shared"
    # Of the two thousand feeds every fifth, to be done in time.
    {
        find "$shared/payloads/mastodon_api" "$shared/payloads/hackernews" "$shared/payloads/reddit_api" \
            "$shared/payloads/bluesky_appview_snapshots" "$shared/payloads/twitter_v2_twarc_csv" \
            "$shared/payloads/twitter_tweet_updates" -type f -name '*.json*' | sort
        find "$shared/conformance/feedparser" -type f -name '*.xml' | sort | awk 'NR % 5 == 1'
    } | xargs -d '\n' -n 1 "$BIN/scrm-normalize" -q --now 2026-01-05T12:00:00Z --on-error=skip \
        > "$BATS_TEST_TMPDIR/posts.ndjson" 2> /dev/null || true
    run -0 node "$BATS_TEST_DIRNAME/validate.mjs" --closed post-1 "$BATS_TEST_TMPDIR/posts.ndjson"
    [ "$(wc -l < "$BATS_TEST_TMPDIR/posts.ndjson")" -gt 400 ]
}
